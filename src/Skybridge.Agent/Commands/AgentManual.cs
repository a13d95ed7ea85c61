using Skybridge.CommandLine;

namespace Skybridge.Agent.Commands;

/// <summary>What the manual page says beside the commands.</summary>
static class AgentManual
{
    public static ManualText Text { get; } = new()
    {
        Summary = "bring passwords from Active Directory to the cloud",
        Description =
        [
            "The agent. It reads password hashes from domain controllers by directory replication, turns each into a salted verifier, and delivers it within seconds to a cloud directory (see skybridge-cloud(1)) that signs people in.",
            "Everything that it has is in one folder, its home. It opens connections and accepts none. Commands work beside a running service, and without one.",
        ],
        Files =
        [
            new("/var/lib/skybridge", "The usual home of root and of the system service; only its owner can read it. Others have ~/.local/share/skybridge."),
            new("agent.json", "In the home: the settings. A running service takes changes up within a second."),
            new("agent.db, connectors", "In the home: events and requests; per domain, who is known and how far it was read."),
            new("keys, agent.key", "In the home: what proves the agent to the cloud, and what the connector account's password is encrypted with."),
            new("/etc/default/skybridge", "Variables for the system service."),
        ],
        Environment =
        [
            new("SKYBRIDGE_HOME", "The home, where --home is not given."),
            new("SKYBRIDGE_ACCOUNT_PASSWORD", "The connector account's password for init, credential set and config import, instead of a file or a question."),
            new("SKYBRIDGE_ACCOUNT_PASSWORD_FILE", "A file with it."),
            new("SKYBRIDGE_ADMINISTRATOR_PASSWORD", "The administrator's password for init --create-account; stored nowhere."),
            new("SKYBRIDGE_ADMINISTRATOR_PASSWORD_FILE", "A file with it."),
            new("SKYBRIDGE_ADMIN_CLIENT_SECRET", "The secret that goes with sign-in set --admin-client-id, instead of a file."),
            new("SKYBRIDGE_ADMIN_CLIENT_SECRET_FILE", "A file with it."),
            new("SKYBRIDGE_ENROLLMENT_CODE", "The one-time code for init and config import."),
            new("SKYBRIDGE_ENROLLMENT_CODE_FILE", "A file with it."),
        ],
        Examples =
        [
            new("skybridge init --domain corp.contoso.example --account svc-sync --cloud https://id.contoso.example:8443 --enrollment-code CODE --ca-file ca.pem", "Set the agent up:"),
            new("skybridge status\nskybridge troubleshoot --user kim@contoso.example", "Look how it does, and why somebody's password does not arrive:"),
        ],
        SeeAlso = ["skybridge-cloud(1)"],
    };
}
