using Skybridge.CommandLine;
using Skybridge.Ldap;
using Skybridge.Sync.Engine;

namespace Skybridge.Agent.Setup;

/// <summary>What an exception during set-up means to an operator.</summary>
static class SetupProblem
{
    /// <summary>Describes an exception; null when it is none that is expected here.</summary>
    public static OperatorException? Of(Exception error) => error switch
    {
        OperatorException operatorError => operatorError,
        LdapException ldap => new(ldap.Message, HintOf(ldap.Code), ldap),
        InvalidDataException data => new(data.Message, "Grant the rights by hand: `skybridge permissions show` prints the commands.", data),
        ArgumentException argument => new(argument.Message.Split(" (Parameter", 2)[0], "Type it once more."),
        _ => Problem.Of(error) is { } problem ? new OperatorException(problem.Error, problem.Hint, error) : null,
    };

    static string HintOf(LdapResultCode code) => code switch
    {
        LdapResultCode.EntryAlreadyExists => "Choose another name, or use the account that is there.",
        LdapResultCode.InsufficientAccessRights => "Name an administrator who may do this: a member of Domain Admins.",
        LdapResultCode.UnwillingToPerform or LdapResultCode.ConstraintViolation => "Look at the domain's rules for names and passwords, and at the domain controller's log.",
        LdapResultCode.Referral => "Ask a domain controller of this very domain.",
        _ => "Look at the domain controller's log.",
    };
}
