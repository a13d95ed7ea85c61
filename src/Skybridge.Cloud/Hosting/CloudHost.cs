using Skybridge.Cloud.Administration;
using Skybridge.Cloud.Data;
using Skybridge.Cloud.Delivery;
using Skybridge.Cloud.Federation;
using Skybridge.Cloud.Hardening;
using Skybridge.Cloud.Home;
using Skybridge.Cloud.OpenId;
using Skybridge.Cloud.Proxies;
using Skybridge.Cloud.SignIn;
using Skybridge.CommandLine;
using Skybridge.CommandLine.Services;

namespace Skybridge.Cloud.Hosting;

/// <summary>The composition root: everything that a running cloud is made of, put together in one place.</summary>
static class CloudHost
{
    static readonly TimeSpan RequestTimeout = TimeSpan.FromSeconds(30);

    /// <summary>Opens the home and builds the server; the caller starts it.</summary>
    /// <exception cref="OperatorException">The home cannot be used.</exception>
    public static async Task<WebApplication> CreateAsync(CloudHostOptions options, CancellationToken cancellationToken)
    {
        var settings = options.Settings(options.Home.ReadSettings());
        var served = HomeLock.Share(options.Home);
        try
        {
            return await CreateAsync(options, settings, served, cancellationToken);
        }
        catch (Exception)
        {
            served.Dispose();
            throw;
        }
    }

    static async Task<WebApplication> CreateAsync(CloudHostOptions options, CloudSettings settings, HomeLock served, CancellationToken cancellationToken)
    {
        var store = CloudStore.Of(options.Home, settings);
        await PrepareAsync(store, options.Home, cancellationToken);
        var certificates = ServerCertificates.Open(options.Home, settings, options.Time);

        // An empty builder: no settings from the environment or from files that happen to lie around.
        var builder = WebApplication.CreateEmptyBuilder(
            new WebApplicationOptions { ApplicationName = typeof(CloudHost).Assembly.GetName().Name });
        options.Logging(builder.Logging);
        Quieten(builder.Logging);
        builder.WebHost.UseKestrelCore().UseKestrelHttpsConfiguration().ConfigureKestrel(kestrel => Listening.Configure(kestrel, options, certificates));
        builder.Services.AddServiceManagers(options.Time, options.Environment);
        AddServices(builder.Services, options, settings, store, certificates);
        builder.Services.AddSingleton(_ => served); // By a function, so that it is given up when the server ends.
        var app = builder.Build();
        app.Services.GetRequiredService<HomeLock>();
        Use(app, certificates.Identity);
        return app;
    }

    static async Task PrepareAsync(CloudStore store, CloudHome home, CancellationToken cancellationToken)
    {
        await using var db = store.Open();
        await store.RequireFitAsync(db, cancellationToken);
        await StoreVersion.BringUpToDateAsync(store, db, home, cancellationToken);
        if (store.IsShared)
            new SharedRing(store, TokenKeys.Load(home)).GetAllElements(); // Refuses the keys of another cloud.
    }

    // No setting can make the libraries talk: at their lowest levels they write down tokens and codes. Two are quieter still: the key ring
    // says at each start that its keys are not encrypted (known, and in docs/cloud.md), and the host repeats what the operator's two lines say,
    // with a stack trace.
    static void Quieten(ILoggingBuilder logging) => logging
        .AddFilter("Microsoft", LogLevel.Warning)
        .AddFilter("OpenIddict", LogLevel.Warning)
        .AddFilter("Microsoft.AspNetCore.DataProtection", LogLevel.Error)
        .AddFilter("Microsoft.Extensions.Hosting.Internal.Host", LogLevel.None);

    static void AddServices(IServiceCollection services, CloudHostOptions options, CloudSettings settings, CloudStore store, ServerCertificates certificates)
    {
        services.AddSingleton(options).AddSingleton(options.Time);
        services.AddSingleton(store);
        store.AddTo(services, pooled: true);
        KeyRing.Configure(services.AddDataProtection(), options.Home, store);
        var keys = TokenKeys.Load(options.Home);
        OpenIdSetup.Add(services, settings, keys);
        services.AddSingleton<WriteGate>().AddScoped<DeliveryProcessor>().AddScoped<GroupProcessor>().AddScoped<Leases.LeaseBook>();
        if (store is PostgresStore postgres)
            services.AddSingleton(_ => new SharedCounters(postgres.Connection, options.Time));
        services.AddSingleton(provider => provider.GetService<SharedCounters>() is { } shared
            ? new LimitCounters(options.Time, new CounterKey(SharedSecret.For(keys, "sign-in counters")), shared)
            : new LimitCounters(options.Time, CounterKey.OfThisProcess()));
        services.AddSingleton(provider => new SignInThrottle(provider.GetRequiredService<LimitCounters>()));
        services.AddSingleton<EnrollmentLimit>().AddSingleton<DeviceCookie>().AddSingleton<DeviceRequestLimit>().AddSingleton<UserCodeLimit>();
        services.AddScoped<PasswordSignIn>().AddScoped<PasswordChanger>();
        services.AddSingleton(settings.OuterHash).AddSingleton(new DerivationTurns(options.Time));
        services.AddSingleton<VerifierHardener>().AddHostedService(provider => provider.GetRequiredService<VerifierHardener>());
        services.AddSingleton(certificates).AddHostedService<CertificateWatch>();
        var proxies = TrustedProxies.Parse(settings.TrustedProxies ?? []);
        services.AddSingleton(proxies).AddSingleton<ProxyProtocol>().Configure<ForwardedHeadersOptions>(proxies.Configure);
        services.AddHostedService<BuiltInClients>();
        services.AddSingleton<AuditSealer>().AddHostedService(provider => provider.GetRequiredService<AuditSealer>());
        services.AddSingleton<Maintenance>().AddHostedService(provider => provider.GetRequiredService<Maintenance>());
        services.AddAuthentication(Session.Scheme).AddCookie(Session.Scheme, Session.Configure);
        FederationSetup.Add(services);
        services.AddAuthorization();
        services.AddRazorPages();
        services.AddScoped<Pages.TenantName>();
        services.AddAntiforgery(antiforgery =>
        {
            antiforgery.Cookie.Name = "__Host-skybridge-form";
            antiforgery.Cookie.Path = "/";
            antiforgery.Cookie.SecurePolicy = CookieSecurePolicy.Always;
            antiforgery.Cookie.SameSite = SameSiteMode.Lax;
            antiforgery.SuppressXFrameOptionsHeader = true; // Sent with every answer anyway.
        });
        services.AddHostFiltering(filter => filter.AllowedHosts = AllowedHosts(options, settings, certificates.Identity));
        services.AddHsts(hsts => hsts.MaxAge = TimeSpan.FromDays(365));
        services.AddRequestTimeouts(timeouts => timeouts.DefaultPolicy = new() { Timeout = RequestTimeout });
        services.AddHealthChecks();
    }

    static List<string> AllowedHosts(CloudHostOptions options, CloudSettings settings, ServerIdentity identity)
    {
        IEnumerable<string> hosts = [.. settings.Hosts, .. identity.Hosts(), .. options.Addresses.Select(address => address.Host)];
        if (settings.PublicUrl is not null)
            hosts = hosts.Append(settings.PublicUrl.IdnHost);
        return [.. hosts.Where(host => host is not ("*" or "+")).Select(host => host.Contains(':') ? $"[{host}]" : host).Distinct()];
    }

    static void Use(WebApplication app, ServerIdentity identity)
    {
        app.Use(SecurityHeaders.ApplyAsync);
        if (!app.Services.GetRequiredService<TrustedProxies>().IsEmpty)
            app.UseForwardedHeaders();
        app.UseHostFiltering();
        app.UseHsts();
        app.UseExceptionHandler("/error");
        app.Use(StoreAway.ApplyAsync);
        app.UseWhen(context => !IsForPrograms(context.Request.Path), branch => branch.UseStatusCodePagesWithReExecute("/error/{0}"));
        app.UseRouting();
        app.UseRequestTimeouts();
        app.UseAuthentication();
        app.UseAuthorization();
        app.MapHealthChecks("/healthz");
        AssetEndpoints.Map(app);
        AuthorityEndpoint.Map(app, identity.Authority);
        DeliveryEndpoints.Map(app);
        AdminEndpoints.Map(app);
        app.MapMethods(AuthorizeEndpoint.Path, [HttpMethods.Get, HttpMethods.Post], AuthorizeEndpoint.HandleAsync);
        app.MapPost(Contract.ApiPaths.Token, TokenEndpoint.HandleAsync);
        app.MapMethods(OpenIdSetup.UserInfoPath, [HttpMethods.Get, HttpMethods.Post], UserInfoEndpoint.HandleAsync);
        app.MapRazorPages();
    }

    // A program that is refused needs the status, not a page.
    public static bool IsForPrograms(PathString path) =>
        path.StartsWithSegments("/api")
        || path.StartsWithSegments("/.well-known")
        || path.StartsWithSegments("/connect/revoke")
        || path == Contract.ApiPaths.Token
        || path == Contract.AdminPaths.DeviceAuthorization
        || path == OpenIdSetup.UserInfoPath;
}
