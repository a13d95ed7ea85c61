using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Hosting.Systemd;
using Microsoft.Extensions.Logging;

namespace Skybridge.CommandLine.Services;

/// <summary>Whoever starts and watches a program that runs for good: systemd, the Windows service control manager, or nobody.</summary>
public static class ServiceManagers
{
    const string NotifySocket = "NOTIFY_SOCKET";

    /// <summary>Whether systemd started the program and wants to be told how it does; then its journal takes what is logged.</summary>
    /// <param name="environment">Looks up a variable.</param>
    public static bool IsSystemd(Func<string, string?> environment)
    {
        ArgumentNullException.ThrowIfNull(environment);
        return !OperatingSystem.IsWindows() && !string.IsNullOrEmpty(environment(NotifySocket));
    }

    /// <summary>Tells the service manager, where there is one, when the program is ready, when it stops, and that it is alive.</summary>
    /// <param name="services">The program's services.</param>
    /// <param name="time">The clock.</param>
    /// <param name="environment">Looks up a variable.</param>
    public static IServiceCollection AddServiceManagers(this IServiceCollection services, TimeProvider time, Func<string, string?> environment)
    {
        services.AddSystemd();
        services.AddWindowsService();
        if (!IsSystemd(environment))
            return services;

        // AddSystemd looks at /proc for its parent, and sees none where the unit hides other people's processes (ProtectProc), or where a
        // container's monitor passes the socket on. Whoever gave us a socket wants to be told.
        services.TryAddSingleton<ISystemdNotifier, SystemdNotifier>();
        services.AddSingleton<IHostLifetime, SystemdLifetime>();
        if (Watchdog.IntervalOf(environment) is { } interval)
            services.AddHostedService(provider => new Watchdog(provider.GetRequiredService<ISystemdNotifier>(), interval, time, provider.GetRequiredService<ILogger<Watchdog>>()));
        return services;
    }
}
