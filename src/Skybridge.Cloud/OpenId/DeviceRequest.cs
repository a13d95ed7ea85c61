using System.Security.Claims;
using Microsoft.AspNetCore;
using OpenIddict.Abstractions;
using OpenIddict.Server;
using Skybridge.Cloud.SignIn;
using Skybridge.Contract;
using static OpenIddict.Abstractions.OpenIddictConstants;
using static OpenIddict.Server.OpenIddictServerEvents;

namespace Skybridge.Cloud.OpenId;

/// <summary>
/// A device authorization request: who asks, from where and when is kept with the code, so that the person who decides can see it.
/// </summary>
sealed class DeviceRequest(DeviceRequestLimit limit, TimeProvider time) : IOpenIddictServerHandler<HandleDeviceAuthorizationRequestContext>
{
    const string AddressClaim = "skybridge:device_address";
    const string RequestedByClaim = "skybridge:device_requested_by";
    const string RequestedAtClaim = "skybridge:device_requested_at";

    // Seconds between two questions whether the person has decided.
    const int Interval = 2;

    /// <summary>Where the rule stands: after everything that OpenIddict checks.</summary>
    public static OpenIddictServerHandlerDescriptor Descriptor { get; } = OpenIddictServerHandlerDescriptor
        .CreateBuilder<HandleDeviceAuthorizationRequestContext>()
        .UseScopedHandler<DeviceRequest>()
        .SetOrder(int.MaxValue - 1000)
        .Build();

    /// <summary>Where the request came from; null when that is not known.</summary>
    public static string? AddressOf(ClaimsPrincipal code) => code.GetClaim(AddressClaim);

    /// <summary>Who asks, in the program's own words; null when it does not say.</summary>
    public static string? RequestedByOf(ClaimsPrincipal code) => code.GetClaim(RequestedByClaim);

    /// <summary>When it was asked.</summary>
    public static DateTimeOffset? RequestedAtOf(ClaimsPrincipal code) =>
        long.TryParse(code.GetClaim(RequestedAtClaim), out var seconds) ? DateTimeOffset.FromUnixTimeSeconds(seconds) : null;

    public async ValueTask HandleAsync(HandleDeviceAuthorizationRequestContext context)
    {
        var http = context.Transaction.GetHttpRequest()?.HttpContext;
        if (!await limit.TryTakeAsync(http?.Connection.RemoteIpAddress, context.CancellationToken))
        {
            context.Reject(Errors.TemporarilyUnavailable, "There were too many requests from this address. Try again in a minute.");
            return;
        }

        var identity = new ClaimsIdentity();
        identity.SetScopes(context.Request.GetScopes());
        identity.SetClaim(AddressClaim, http?.Connection.RemoteIpAddress?.ToString());
        identity.SetClaim(RequestedByClaim, Clean((string?)context.Request[AdminPaths.RequestedBy]));
        identity.SetClaim(RequestedAtClaim, time.GetUtcNow().ToUnixTimeSeconds());
        context.SignIn(new ClaimsPrincipal(identity), new Dictionary<string, OpenIddictParameter> { ["interval"] = Interval });
    }

    // Strangers write this, and an administrator reads it.
    static string? Clean(string? text)
    {
        if (string.IsNullOrWhiteSpace(text))
            return null;

        var printable = string.Concat(text.Where(letter => char.IsAsciiLetterOrDigit(letter) || letter is ' ' or '.' or '-' or '_' or '@' or '\\' or '(' or ')'));
        return printable.Length <= AdminPaths.MaxRequestedByLength ? printable : printable[..AdminPaths.MaxRequestedByLength];
    }
}
