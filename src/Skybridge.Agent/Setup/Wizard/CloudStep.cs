using System.Text;
using Skybridge.Agent.Setup.Checks;
using Skybridge.Agent.Setup.Talk;
using Skybridge.CommandLine;
using Skybridge.Sync.Cloud;

namespace Skybridge.Agent.Setup.Wizard;

/// <summary>Where to deliver, and why that is believed to be it.</summary>
sealed class CloudStep(TimeProvider time) : IWizardStep
{
    const string Scheme = "https://";

    public string Title => "Cloud";

    public string Explanation => "The https address of the Skybridge cloud, such as https://id.example:8443. Its certificate is checked against the authorities that this system trusts. "
        + "A cloud with a certificate of its own authority is trusted by that authority's certificate: a file, or the fingerprint, which must be compared with what the cloud's host says.";

    public bool Applies(SetupPlan plan) => plan.Existing is null;

    public async Task AskAsync(SetupPlan plan, Dialogue dialogue, CancellationToken cancellationToken)
    {
        while (true)
        {
            var before = plan.Cloud;
            plan.Cloud = await dialogue.AskAsync("Address of the cloud", plan.Cloud?.ToString(), Accept, cancellationToken);
            if (plan.Cloud != before && plan.AuthorityOrigin is { } origin && !File.Exists(origin))
                (plan.Authority, plan.AuthorityOrigin) = (null, null); // What was trusted for another address is not for this one.
            try
            {
                if (await ReachAsync(plan, dialogue, cancellationToken))
                    return;
            }
            catch (StepBackException)
            {
                // Back to the address.
            }
        }
    }

    public string? Summarize(SetupPlan plan) => $"{plan.Cloud} ({(plan.Authority is null ? "trusted by this system's authorities" : $"trusted by {plan.AuthorityOrigin}")})";

    static async Task<bool> TryAsync(SetupPlan plan, Dialogue dialogue, CancellationToken cancellationToken)
    {
        using var http = CloudHttp.Create(plan.Cloud!, plan.Authority is null ? null : Encoding.UTF8.GetString(plan.Authority), plan.AuthorityOrigin ?? "");
        await CloudProbe.AskAsync(http, cancellationToken);
        dialogue.Done($"{plan.Cloud} answers, and its certificate is trusted");
        return true;
    }

    async Task<bool> ReachAsync(SetupPlan plan, Dialogue dialogue, CancellationToken cancellationToken)
    {
        try
        {
            return await TryAsync(plan, dialogue, cancellationToken);
        }
        catch (CloudException error) when (error.Step == Sync.Cloud.CloudStep.Secure)
        {
            dialogue.Complain(new OperatorException(error.Message, "Either this is not your cloud, or its certificate comes from an authority that this system does not know."));
        }
        catch (CloudException error)
        {
            dialogue.Complain(SetupProblem.Of(error)!);
            return false;
        }

        string[] choices = ["Name a file with the authority's certificate", "Look at the authority that the cloud shows, and compare its fingerprint", "Another address"];
        return await dialogue.ChooseAsync("What shall be done", choices, 0, cancellationToken) switch
        {
            0 => await dialogue.AskAsync("File with the authority's certificate (PEM)", null, (line, token) => AcceptFileAsync(plan, dialogue, line, token), cancellationToken),
            1 => await CompareAsync(plan, dialogue, cancellationToken),
            _ => false,
        };
    }

    static Task<bool> AcceptFileAsync(SetupPlan plan, Dialogue dialogue, string line, CancellationToken cancellationToken)
    {
        var before = (plan.Authority, plan.AuthorityOrigin);
        (plan.Authority, plan.AuthorityOrigin) = ReadAuthority(line);
        return KeepAsync();

        async Task<bool> KeepAsync()
        {
            try
            {
                return await TryAsync(plan, dialogue, cancellationToken);
            }
            catch
            {
                (plan.Authority, plan.AuthorityOrigin) = before;
                throw;
            }
        }
    }

    async Task<bool> CompareAsync(SetupPlan plan, Dialogue dialogue, CancellationToken cancellationToken)
    {
        PresentedAuthority shown;
        try
        {
            shown = await PresentedAuthority.LookAsync(plan.Cloud!, time, cancellationToken);
        }
        catch (OperatorException error)
        {
            dialogue.Complain(error);
            return false;
        }

        dialogue.Say($"{plan.Cloud!.Authority} shows the authority {shown.Subject}, good until {shown.Until:yyyy-MM-dd}. SHA-256 fingerprint of its certificate:");
        dialogue.Copy(shown.Fingerprint);
        dialogue.Say("On the cloud's host this prints the right one, for its home in /var/lib/skybridge-cloud:");
        dialogue.Copy("openssl x509 -noout -fingerprint -sha256 -in /var/lib/skybridge-cloud/tls/ca.pem");
        dialogue.Say("Paste what it printed; or type 'yes' if you have compared them and they are the same. Anything else trusts nobody.");
        var isTrusted = await dialogue.AskAsync("Fingerprint, or yes", "no", line => Judge(shown, line), cancellationToken);
        if (!isTrusted)
            return false;

        (plan.Authority, plan.AuthorityOrigin) = (shown.Pem, $"the authority with the fingerprint {shown.Fingerprint}");
        return await TryAsync(plan, dialogue, cancellationToken);
    }

    static bool Judge(PresentedAuthority shown, string line)
    {
        var text = line[(line.IndexOf('=', StringComparison.Ordinal) + 1)..];
        if (PresentedAuthority.IsFingerprint(text))
        {
            return shown.Is(text)
                ? true
                : throw new OperatorException("That is another fingerprint: whoever answers at this address is not your cloud.", "Look at the address, and at what is between here and the cloud; 'no' trusts nobody.");
        }

        return string.Equals(line, "yes", StringComparison.OrdinalIgnoreCase);
    }

    static Uri Accept(string line) => InitSteps.ToCloud(line.Contains("://", StringComparison.Ordinal) ? line : Scheme + line);

    /// <summary>The certificates of a file, and where it is.</summary>
    public static (byte[] Authority, string Origin) ReadAuthority(string file)
    {
        const int longest = 1024 * 1024;
        var path = Path.GetFullPath(file);
        try
        {
            return new FileInfo(path).Length <= longest
                ? (File.ReadAllBytes(path), path)
                : throw new OperatorException($"{path} is too long to be a certificate.", "Name a PEM file with the authority's certificate.");
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new OperatorException($"The certificate authority cannot be read from {path}: {error.Message}", "The file must hold the authority's certificate in PEM form (BEGIN CERTIFICATE), and this user must be able to read it.", error);
        }
    }
}
