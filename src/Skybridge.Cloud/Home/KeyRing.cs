using Microsoft.AspNetCore.DataProtection;

namespace Skybridge.Cloud.Home;

/// <summary>The ring of keys that cookies, forms and codes are protected with.</summary>
static class KeyRing
{
    const string Application = "skybridge-cloud";

    /// <summary>Uses the home's ring.</summary>
    public static void Configure(IDataProtectionBuilder builder, CloudHome home) =>
        builder.SetApplicationName(Application).PersistKeysToFileSystem(new DirectoryInfo(home.DataProtectionKeys));

    /// <summary>Writes the first key.</summary>
    public static void Create(CloudHome home) =>
        DataProtectionProvider.Create(new DirectoryInfo(home.DataProtectionKeys), builder => builder.SetApplicationName(Application))
            .CreateProtector(Application)
            .Protect([]);
}
