using Skybridge.Agent.Setup.Wizard;
using Skybridge.Sync.Directory;
using Skybridge.Sync.Engine;

namespace Skybridge.Agent.Setup.Answers;

/// <summary>Answers into a plan, and a plan into answers.</summary>
static class AnswersPlan
{
    const string FingerprintMark = "fingerprint ";

    /// <summary>Lays answers into a plan.</summary>
    public static void Fill(SetupPlan plan, SetupAnswers answers)
    {
        plan.SetDomain(InitSteps.ToDomain(answers.Domain!));
        (plan.DomainControllers, plan.DnsServer, plan.RpcPort) = (answers.DomainControllers, answers.DnsServer, answers.RpcPort);
        var account = answers.Account!;
        (plan.Account, plan.Credential, plan.Keytab) = (account.Name!, account.Credential, account.Keytab is null ? null : Path.GetFullPath(account.Keytab));
        (plan.CreateAccount, plan.GrantRights, plan.AllowPrivileged) = (account.Create, account.Grant && !account.Create, account.AllowPrivileged);
        plan.Cloud = InitSteps.ToCloud(answers.Cloud!.Url!);
        if (answers.Cloud.CaFile is { } file)
            (plan.Authority, plan.AuthorityOrigin) = CloudStep.ReadAuthority(file);
        plan.UserNameAttribute = PersonAttributes.Find(answers.UserNameAttribute ?? UserNames.Usual)!;
        (plan.SignIn, plan.Scope, plan.Staging, plan.Synchronize) = (answers.SignIn, answers.Scope ?? ScopeRules.Everybody, answers.Staging, answers.Synchronize);
    }

    /// <summary>The answers that lead to a plan.</summary>
    public static SetupAnswers Of(SetupPlan plan) => new()
    {
        Domain = plan.Domain,
        DomainControllers = plan.DomainControllers,
        DnsServer = plan.DnsServer,
        RpcPort = plan.RpcPort,
        Account = new()
        {
            Name = plan.Account,
            Credential = plan.Credential,
            Keytab = plan.Keytab,
            Create = plan.CreateAccount,
            Grant = plan.GrantRights,
            Administrator = plan.CreateAccount || plan.GrantRights ? plan.Administrator?.Name : null,
            AllowPrivileged = plan.AllowPrivileged,
        },
        Cloud = plan.Cloud is null ? null : new()
        {
            Url = plan.Cloud.ToString(),
            CaFile = plan.AuthorityOrigin is { } origin && !origin.Contains(FingerprintMark, StringComparison.Ordinal) ? origin : null,
            Fingerprint = plan.AuthorityOrigin is { } shown && shown.IndexOf(FingerprintMark, StringComparison.Ordinal) is >= 0 and var at ? shown[(at + FingerprintMark.Length)..] : null,
        },
        SignIn = plan.SignIn,
        Scope = plan.Scope.Digest.Length == 0 ? null : plan.Scope,
        UserNameAttribute = plan.UserNameAttribute == UserNames.Usual ? null : plan.UserNameAttribute,
        Staging = plan.Staging,
        Synchronize = plan.Synchronize,
    };
}
