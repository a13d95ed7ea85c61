using Skybridge.CommandLine;

namespace Skybridge.Cloud.Hosting;

/// <summary>Looks every few seconds whether the certificate's files are others.</summary>
sealed class CertificateWatch(ServerCertificates certificates, TimeProvider time, ILogger<CertificateWatch> logger) : BackgroundService
{
    /// <summary>How often.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromSeconds(10);

    string? _complaint;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            while (true)
            {
                await Task.Delay(Interval, time, stoppingToken);
                Look();
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The server stops.
        }
    }

    // Certificate and key are replaced one after the other: in between they do not belong together, and the next look finds them mended.
    void Look()
    {
        try
        {
            if (certificates.Refresh())
                logger.CertificateTaken(certificates.Identity.Certificate.Subject, certificates.Identity.Certificate.NotAfter.ToUniversalTime());
            _complaint = null;
        }
        catch (Exception error) when (error is OperatorException or IOException or UnauthorizedAccessException)
        {
            if (error.Message != _complaint)
                logger.CertificateNotTaken(error);
            _complaint = error.Message;
        }
    }
}
