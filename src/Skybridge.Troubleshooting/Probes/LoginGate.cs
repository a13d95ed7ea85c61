using Skybridge.Drsr.Security;

namespace Skybridge.Troubleshooting.Probes;

/// <summary>Lets one login of a domain happen at a time; one that counts against the account is not repeated at another domain controller.</summary>
sealed class LoginGate : IDisposable
{
    readonly SemaphoreSlim _turn = new(1, 1);
    KerberosException? _refused;

    /// <summary>Logs in.</summary>
    /// <exception cref="KerberosException">Why not; perhaps as another domain controller said before.</exception>
    public async Task LogInAsync(KerberosLogin login, CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            if (_refused is { } refused)
                throw new KerberosException(refused.Failure, refused.Message, refused.Code, refused);

            await login.LogInAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (KerberosException error) when (error.Failure is KerberosFailure.PasswordWrong or KerberosFailure.AccountRevoked)
        {
            _refused ??= error;
            throw;
        }
        finally
        {
            _turn.Release();
        }
    }

    public void Dispose() => _turn.Dispose();
}
