using Skybridge.Troubleshooting.Probes;

namespace Skybridge.Troubleshooting.Checks;

/// <summary>This host cannot do Kerberos: the library for it is missing or cannot be loaded.</summary>
public sealed class KerberosUnavailable : AgentCheck
{
    /// <inheritdoc/>
    public override string Slug => "kerberos-unavailable";

    /// <inheritdoc/>
    public override string Title => "This host cannot do Kerberos";

    /// <inheritdoc/>
    public override string Expected => "The system's Kerberos library is installed and loads.";

    /// <inheritdoc/>
    protected override Judgement Judge(Sights sights) => sights.Agent.KerberosObstacle is not { } obstacle
        ? Judgement.Cleared("Kerberos library loads")
        : Judgement.Found(
            $"{obstacle} No domain controller lets anybody in without it.",
            "Debian, Ubuntu: apt install libgssapi-krb5-2",
            "Fedora, RHEL: dnf install krb5-libs. SUSE: zypper install krb5. Alpine, in a container: apk add krb5-libs",
            "If the package is there: ldd on the library shows what it cannot find; reinstall the package.",
            "Nothing else to do: the service tries again every few minutes by itself; at once: systemctl restart skybridge");
}
