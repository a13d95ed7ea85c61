namespace Skybridge.Lab;

/// <summary>While it is engaged, Debian's PostgreSQL is installed without a cluster of the host: the lab makes its own, in folders of its own.</summary>
/// <remarks>One file beside the administrator's settings, read after them. A killed installation may leave it, and the next takes it away.</remarks>
sealed class ClusterGuard : IDisposable
{
    public const string SettingsFolder = "/etc/postgresql-common/createcluster.d";

    readonly string _folder;

    ClusterGuard(string folder) => _folder = folder;

    string Settings => Path.Combine(_folder, "skybridge-lab.conf");

    public static ClusterGuard Engage(string folder)
    {
        var guard = new ClusterGuard(folder);
        Directory.CreateDirectory(folder);
        File.WriteAllText(guard.Settings, "create_main_cluster = false\n");
        return guard;
    }

    public void Dispose()
    {
        File.Delete(Settings);
        if (!Directory.EnumerateFileSystemEntries(_folder).Any())
            Directory.Delete(_folder);
    }
}
