using System.Text.Json;
using Skybridge.Cloud.Proxies;
using Skybridge.CommandLine;

namespace Skybridge.Cloud.Home;

/// <summary>The folder that holds everything of one cloud. Only its owner can read it.</summary>
sealed class CloudHome(string root)
{
    const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    public string Root { get; } = Path.GetFullPath(root);

    public string Settings => Path.Combine(Root, "cloud.json");

    public string Database => Path.Combine(Root, "cloud.db");

    public string Keys => Path.Combine(Root, "keys");

    public string DataProtectionKeys => Path.Combine(Keys, "data-protection");

    public string SigningKey => Path.Combine(Keys, "signing.pem");

    public string EncryptionKey => Path.Combine(Keys, "encryption.key");

    public string Tls => Path.Combine(Root, "tls");

    public string AuthorityCertificate => Path.Combine(Tls, "ca.pem");

    public string AuthorityKey => Path.Combine(Tls, "ca.key");

    public string ServerCertificate => Path.Combine(Tls, "server.pem");

    public string ServerKey => Path.Combine(Tls, "server.key");

    /// <summary>Whether <c>init</c> was completed here.</summary>
    /// <exception cref="OperatorException">Somebody else's folder: nobody can say.</exception>
    public bool IsInitialized()
    {
        try
        {
            File.GetAttributes(Settings);
            return true;
        }
        catch (Exception error) when (error is FileNotFoundException or DirectoryNotFoundException)
        {
            return false;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new OperatorException(
                $"The folder {Root} cannot be read: {error.Message}",
                "Run the command as the user who owns the home.",
                error);
        }
    }

    /// <summary>The settings.</summary>
    /// <exception cref="OperatorException">There is no home here, or its settings cannot be read.</exception>
    public CloudSettings ReadSettings()
    {
        if (!IsInitialized())
            throw new OperatorException(
                $"There is no cloud in {Root}.",
                "Run `skybridge-cloud init` first, or name the right folder with --home.");

        try
        {
            using var file = File.OpenRead(Settings);
            var settings = JsonSerializer.Deserialize(file, CloudSettingsJson.Default.CloudSettings)
                ?? throw new JsonException("there are no settings in it");
            _ = TrustedProxies.Parse(settings.TrustedProxies ?? []);
            return settings.OuterHash.IsReasonable
                ? settings
                : throw new JsonException("outerHash takes memoryMiB from 8 to 1024 and passes from 1 to 16");
        }
        catch (Exception error) when (error is JsonException or FormatException)
        {
            throw new OperatorException(
                $"The settings in {Settings} cannot be used: {error.Message}",
                "Mend the file; docs/cloud.md lists every setting.",
                error);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new OperatorException(
                $"The settings in {Settings} cannot be read: {error.Message}",
                "Run the command as the user who owns the home.",
                error);
        }
    }

    /// <summary>Writes the settings; it is this file that makes a folder a home.</summary>
    public void WriteSettings(CloudSettings settings) =>
        WriteSecret(Settings, JsonSerializer.SerializeToUtf8Bytes(settings, CloudSettingsJson.Default.CloudSettings));

    /// <summary>Writes other settings in place of those that there are: the old ones stand until the new ones do.</summary>
    public void ReplaceSettings(CloudSettings settings) =>
        PrivateFiles.Replace(Settings, JsonSerializer.SerializeToUtf8Bytes(settings, CloudSettingsJson.Default.CloudSettings));

    /// <summary>Creates a folder that only the owner can enter.</summary>
    public static void CreateFolder(string path)
    {
        if (OperatingSystem.IsWindows())
            Directory.CreateDirectory(path);
        else
            Directory.CreateDirectory(path, OwnerOnly);
    }

    /// <summary>Creates a file that only the owner can read, and never replaces one.</summary>
    public static void WriteSecret(string path, ReadOnlySpan<byte> content)
    {
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        using var file = new FileStream(path, options);
        file.Write(content);
        file.Flush(flushToDisk: true);
    }
}
