using Skybridge.Contract;
using Skybridge.Sync.Agent;

namespace Skybridge.Sync.Engine;

/// <content>A cloud that was put back to a backup, or whose passwords were purged: what it acknowledged is not there any more.</content>
public sealed partial class DomainSynchronizer
{
    const string IncarnationSetting = "incarnation";
    const string WithoutPasswords = " without passwords";

    // Everything is compared then: only what the cloud misses is read and delivered again. Remembered at the end, so that whatever fails before is done
    // again; and for the passwords by themselves, for they cannot be compared while they are not taken.
    bool CloudForgot(TenantState tenant, bool isFirst)
    {
        if (_session.Options.Mode != SyncMode.Active || tenant.Incarnation is null)
            return false;

        var known = _session.Space.GetSetting(IncarnationSetting);
        if (known is null || known == Compared(tenant) || known == tenant.Incarnation)
            return false;

        if (!isFirst)
            _session.Report(
                EventNumbers.CloudForgot,
                EventLevel.Warning,
                $"The cloud does not have everything any more that it acknowledged (put back to a backup, or passwords purged): all of {_session.Domain} is compared and what is missing delivered again.");
        return true;
    }

    void RememberIncarnation(TenantState tenant)
    {
        if (_session.Options.Mode != SyncMode.Active || tenant.Incarnation is null)
            return;

        // A purge that was followed while passwords are off stays to be followed with them.
        var known = _session.Space.GetSetting(IncarnationSetting);
        if (known != tenant.Incarnation && known != Compared(tenant))
            _session.Space.SetSetting(IncarnationSetting, known is null ? tenant.Incarnation : Compared(tenant));
    }

    string Compared(TenantState tenant) => _session.WithSecrets(tenant) ? tenant.Incarnation! : tenant.Incarnation + WithoutPasswords;
}
