namespace Skybridge.Lab;

/// <summary>While it is engaged, package installation starts no service: Debian's maintainer scripts ask <c>policy-rc.d</c> before each start.</summary>
/// <remarks>
/// An administrator's own policy is moved aside and put back. Should this process be killed in between, the next engagement, finding
/// our mark, puts it back as well.
/// </remarks>
sealed class ServiceStartGuard : IDisposable
{
    public const string PolicyFile = "/usr/sbin/policy-rc.d";

    const string Mark = "# skybridge-lab: no service starts while packages are installed";
    const string Script = $"#!/bin/sh\n{Mark}\nexit 101\n";
    const UnixFileMode Executable = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute
        | UnixFileMode.GroupRead | UnixFileMode.GroupExecute | UnixFileMode.OtherRead | UnixFileMode.OtherExecute;

    readonly string _path;

    ServiceStartGuard(string path) => _path = path;

    string Aside => _path + ".skybridge-lab";

    public static ServiceStartGuard Engage(string path)
    {
        var guard = new ServiceStartGuard(path);
        guard.Disengage(); // What a killed installation may have left.
        if (File.Exists(path))
            File.Move(path, guard.Aside);
        File.WriteAllText(path, Script);
        File.SetUnixFileMode(path, Executable);
        return guard;
    }

    public void Dispose() => Disengage();

    void Disengage()
    {
        if (File.Exists(_path) && File.ReadAllText(_path) == Script)
            File.Delete(_path);
        if (File.Exists(Aside) && !File.Exists(_path))
            File.Move(Aside, _path);
    }
}
