namespace Skybridge.Contract;

/// <summary>Where the administration API listens, below the cloud's address, and how a program gets a token for it.</summary>
/// <remarks>
/// A token is given to an administrator by the device authorization grant (RFC 8628), or to a program that was registered for it by client
/// credentials. Refusals are answered as in the delivery API (<see cref="ErrorReply"/>).
/// </remarks>
public static class AdminPaths
{
    /// <summary>What every path of the administration API begins with.</summary>
    public const string Root = "/api/admin/v1";

    /// <summary>GET, answers <see cref="AdministrationCaller"/>: whom the token lets in.</summary>
    public const string Caller = $"{Root}/caller";

    /// <summary>
    /// GET, answers <see cref="SignInList"/>. PUT <see cref="SignInOrder"/> below it, at a domain's name, answers <see cref="SignInReceipt"/>.
    /// </summary>
    public const string SignIn = $"{Root}/sign-in";

    /// <summary>POST, answers a device code and a user code (RFC 8628 3.1).</summary>
    public const string DeviceAuthorization = "/connect/device";

    /// <summary>The scope to ask for.</summary>
    public const string Scope = "skybridge:administration";

    /// <summary>The public client that our own command line is; it has only the device authorization grant.</summary>
    public const string CommandLineClient = "skybridge-command-line";

    /// <summary>The parameter of a device authorization request that says who asks, for the person who decides. Nobody verifies it.</summary>
    public const string RequestedBy = "requested_by";

    /// <summary>The longest <see cref="RequestedBy"/> that is shown.</summary>
    public const int MaxRequestedByLength = 200;
}
