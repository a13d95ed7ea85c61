using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Skybridge.Cloud.Data;

namespace Skybridge.Cloud.Home;

/// <summary>The ring of keys that cookies, forms and codes are protected with: in the home, or in a database that nodes share.</summary>
static class KeyRing
{
    const string Application = "skybridge-cloud";

    /// <summary>Uses the cloud's ring.</summary>
    public static void Configure(IDataProtectionBuilder builder, CloudHome home, CloudStore store)
    {
        builder.SetApplicationName(Application);
        if (store.IsShared)
            builder.Services.Configure<KeyManagementOptions>(options => options.XmlRepository = new SharedRing(store, TokenKeys.Load(home)));
        else
            builder.PersistKeysToFileSystem(new DirectoryInfo(home.DataProtectionKeys));
    }

    /// <summary>Writes the first key; with a database, once its tables are there.</summary>
    public static void Create(CloudHome home, CloudStore store)
    {
        var services = new ServiceCollection();
        services.AddLogging();
        Configure(services.AddDataProtection(), home, store);
        using var provider = services.BuildServiceProvider();
        provider.GetRequiredService<IDataProtectionProvider>().CreateProtector(Application).Protect([]);
    }
}
