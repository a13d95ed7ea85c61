using Skybridge.CommandLine;

namespace Skybridge.Cloud.CommandLine;

/// <summary>What the manual page says beside the commands.</summary>
static class CloudManual
{
    public static ManualText Text { get; } = new()
    {
        Summary = "sign people in with the password that they have in Active Directory",
        Description =
        [
            "The cloud directory. It takes people and salted verifiers of their passwords from agents (see skybridge(1)), and signs people in to applications by OpenID Connect.",
            "Everything that it has is in one folder, its home. Commands work on the home directly, whether or not the server runs.",
        ],
        Files =
        [
            new("/var/lib/skybridge-cloud", "The usual home of root and of the system service; only its owner can read it."),
            new("cloud.json", "In the home: the settings; not secret."),
            new("cloud.db", "In the home: people, verifiers, agents, applications, the audit log."),
            new("cloud.lock", "In the home: held by whoever serves it."),
            new("keys, tls", "In the home: what tokens and cookies are signed and protected with, and the private authority with the server's certificate."),
            new("/etc/default/skybridge-cloud", "Variables for the system service, such as SKYBRIDGE_URLS."),
        ],
        Environment =
        [
            new("SKYBRIDGE_HOME", "The home, where --home is not given."),
            new("SKYBRIDGE_PASSWORD", "A password for user create and user reset-password, instead of a file or a question."),
            new("SKYBRIDGE_PASSWORD_FILE", "A file with it."),
        ],
        Examples =
        [
            new("skybridge-cloud init --name Contoso --host id.contoso.example\nskybridge-cloud serve --urls https://*:8443", "Make a cloud, and run it:"),
            new("skybridge-cloud domain add contoso.example\nskybridge-cloud domain verify contoso.example\nskybridge-cloud enroll dc-west", "Say whose names it signs in, and let an agent in:"),
            new("skybridge-cloud backup /backups/cloud-$(date +%F)", "Copy everything into one file, while the server runs:"),
            new("skybridge-cloud move --postgres postgresql://skybridge@db.contoso.example/skybridge --postgres-password-file /etc/skybridge/db-password", "Go on with a database server, once the server of this cloud was stopped:"),
        ],
        SeeAlso = ["skybridge(1)"],
    };
}
