using Skybridge.Agent.Setup.Talk;
using Skybridge.Contract;

namespace Skybridge.Agent.Setup.Wizard;

/// <summary>How people of the domain shall sign in; the cloud decides it, and an administrator there consents.</summary>
sealed class SignInStep : IWizardStep
{
    static readonly SignInMethod[] Methods = [SignInMethod.PasswordHash, SignInMethod.Federation, SignInMethod.DoNotConfigure];

    static readonly string[] Choices =
    [
        "password-hash: with their Active Directory password, checked by the cloud",
        "federation: at another provider, such as AD FS",
        "do-not-configure: somebody else arranges it",
    ];

    public string Title => "Sign-in";

    public string Explanation => "With password-hash the cloud checks the Active Directory password itself, and works when your network is away. With federation it sends people to your own provider. "
        + "Changing the method is the cloud's affair: it takes an administrator's consent there, so this only prepares it and prints the command.";

    public bool Applies(SetupPlan plan) => plan.Existing is null;

    public async Task AskAsync(SetupPlan plan, Dialogue dialogue, CancellationToken cancellationToken)
    {
        if (plan.Preview is { } preview)
            dialogue.Say($"People of {plan.Domain} sign in by {NameOf(preview.SignIn)} now. Synchronization of passwords is {(preview.Tenant.PasswordSync ? "on" : "off")} in {preview.Tenant.Name}.");
        plan.SignIn = Methods[await dialogue.ChooseAsync("How shall they sign in", Choices, Array.IndexOf(Methods, plan.SignIn), cancellationToken)];
        if (CommandOf(plan) is { } command)
        {
            dialogue.Say("When the agent is set up, this changes it, with an administrator's consent at the cloud (it will be printed once more at the end):");
            dialogue.Copy(command);
        }
    }

    public string? Summarize(SetupPlan plan) => NameOf(plan.SignIn) + (CommandOf(plan) is null ? "" : $" (still {NameOf(plan.Preview!.SignIn)}, until you change it)");

    /// <summary>The command that makes the cloud's method the wanted one; null when it is that already.</summary>
    public static string? CommandOf(SetupPlan plan) => plan.Preview is { } preview && preview.SignIn != plan.SignIn
        ? $"skybridge sign-in set {NameOf(plan.SignIn)}{(plan.SignIn == SignInMethod.Federation ? " --issuer URL --client-id ID --client-secret-file FILE" : "")}"
        : null;

    /// <summary>A method by its fixed word.</summary>
    public static string NameOf(SignInMethod method) => method switch
    {
        SignInMethod.Federation => "federation",
        SignInMethod.DoNotConfigure => "do-not-configure",
        _ => "password-hash",
    };
}
