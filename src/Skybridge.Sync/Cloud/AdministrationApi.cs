using System.Security.Cryptography;
using System.Text.Json;
using Skybridge.Contract;

namespace Skybridge.Sync.Cloud;

/// <summary>What of the cloud's administration API the command line uses.</summary>
/// <param name="http">The cloud.</param>
/// <param name="token">A token for it.</param>
/// <param name="time">The clock.</param>
public sealed class AdministrationApi(HttpClient http, string token, TimeProvider time)
{
    /// <summary>How every verified domain signs in.</summary>
    /// <exception cref="CloudException">The cloud could not be reached, or said no.</exception>
    public Task<SignInList> GetSignInsAsync(CancellationToken cancellationToken) =>
        HttpCloudConnector.ExchangeAsync(http, HttpMethod.Get, AdminPaths.SignIn, null, token, ContractJson.Default.SignInList, time, cancellationToken);

    /// <summary>Changes how a domain signs in.</summary>
    /// <exception cref="CloudException">The cloud could not be reached, or said no.</exception>
    public async Task<SignInReceipt> SetSignInAsync(string domain, SignInOrder order, CancellationToken cancellationToken)
    {
        var body = JsonSerializer.SerializeToUtf8Bytes(order, ContractJson.Default.SignInOrder);
        try
        {
            return await HttpCloudConnector.ExchangeAsync(
                http, HttpMethod.Put, $"{AdminPaths.SignIn}/{Uri.EscapeDataString(domain)}", body, token, ContractJson.Default.SignInReceipt, time, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(body); // It may hold a secret.
        }
    }
}
