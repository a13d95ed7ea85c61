using Skybridge.Lab.Processes;

namespace Skybridge.Lab;

/// <summary>Services that new packages brought: they are not to start at the next boot on somebody's machine.</summary>
static class SystemUnits
{
    /// <summary>Disables every systemd unit of these packages; units that were there before are in none of them.</summary>
    public static async Task DisableOfAsync(IReadOnlyList<string> packages, Action<string> progress, CancellationToken cancellationToken)
    {
        if (packages.Count == 0 || !File.Exists("/usr/bin/systemctl"))
            return;

        var files = await Tool.CheckAsync("dpkg-query", ["--listfiles", .. packages], "", cancellationToken: cancellationToken);
        string[] units =
        [
            .. files.Split('\n')
                .Where(file => file.Contains("/systemd/system/", StringComparison.Ordinal))
                .Where(file => Path.GetExtension(file) is ".service" or ".socket" or ".timer" or ".path")
                .Select(Path.GetFileName)
                .OfType<string>()
                .Where(unit => !unit.Contains('@')) // Templates: only their instances can be enabled.
                .Distinct(),
        ];
        if (units.Length == 0)
            return;

        // Works on the files of the units, so also where systemd does not run. Units that cannot be enabled only make it complain.
        await Tool.RunAsync("systemctl", ["disable", "--quiet", .. units], cancellationToken: cancellationToken);
        progress($"not to be started at boot: {string.Join(' ', units)}");
    }
}
