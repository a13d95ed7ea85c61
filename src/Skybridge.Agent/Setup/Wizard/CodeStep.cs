using System.Text;
using Skybridge.Agent.Setup.Talk;
using Skybridge.CommandLine;
using Skybridge.Contract;
using Skybridge.Sync.Cloud;

namespace Skybridge.Agent.Setup.Wizard;

/// <summary>The one-time code: looked at now, used up at the very end.</summary>
sealed class CodeStep : IWizardStep
{
    public string Title => "Enrolment code";

    public string Explanation => "`skybridge-cloud enroll NAME` on the cloud's host prints a code that makes this agent known there under that name. It is good once and for a limited time; "
        + "it is used up only when everything else was done. Upper or lower case, with or without hyphens.";

    public bool Applies(SetupPlan plan) => plan.Existing is null;

    public Task AskAsync(SetupPlan plan, Dialogue dialogue, CancellationToken cancellationToken) => dialogue.AskAsync(
        "Code from `skybridge-cloud enroll`",
        plan.Code.Length > 0 ? plan.Code : null,
        async (line, token) =>
        {
            await LookAsync(plan, line, token);
            dialogue.Done(plan.Preview is { } preview ? $"the code is good: this agent will be {preview.Name} with {preview.Tenant.Name}" : "this cloud does not say beforehand what a code is for: it is checked at the end");
            return true;
        },
        cancellationToken);

    public string? Summarize(SetupPlan plan) => plan.Preview is { } preview ? $"as {preview.Name} with {preview.Tenant.Name}" : "given";

    /// <summary>Asks the cloud what a code is for.</summary>
    public static async Task LookAsync(SetupPlan plan, string code, CancellationToken cancellationToken)
    {
        const int longest = 100;
        if (code.Length > longest)
            throw new OperatorException($"'{Dialogue.Quote(code)}' is too long for a code.", "`skybridge-cloud enroll NAME` prints one.");
        using var http = CloudHttp.Create(plan.Cloud!, plan.Authority is null ? null : Encoding.UTF8.GetString(plan.Authority), plan.AuthorityOrigin ?? "");
        plan.Preview = await HttpCloudConnector.PreviewAsync(http, new EnrollmentPreviewRequest { Code = code, Domain = plan.Domain }, cancellationToken);
        plan.Code = code;
    }
}
