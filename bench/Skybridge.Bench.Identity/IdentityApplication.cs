using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;

namespace Skybridge.Bench.Identity;

/// <summary>
/// A sign-in page on ASP.NET Core Identity as its template makes it: antiforgery, lockout, a cookie, people in SQLite. Only the hash is ours; whatever
/// else could cost something (roles, logging, HSTS, a layout) is left out.
/// </summary>
static class IdentityApplication
{
    public static WebApplication Create(IdentityOptions options)
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { ContentRootPath = AppContext.BaseDirectory });
        builder.Logging.SetMinimumLevel(LogLevel.Warning);
        var certificate = LoadCertificate(options);
        builder.WebHost.UseUrls(options.Address.ToString().TrimEnd('/'))
            .ConfigureKestrel(kestrel => kestrel.ConfigureHttpsDefaults(https => https.ServerCertificate = certificate));
        AddServices(builder.Services, options);
        var app = builder.Build();
        app.UseRouting();
        app.UseAuthentication();
        app.UseAuthorization();
        app.MapRazorPages();
        return app;
    }

    static void AddServices(IServiceCollection services, IdentityOptions options)
    {
        services.AddDbContextPool<PeopleDbContext>(db => db.UseSqlite($"Data Source={Path.Combine(options.Folder, "people.db")}"));
        services.AddDataProtection().PersistKeysToFileSystem(new DirectoryInfo(Path.Combine(options.Folder, "keys")));
        services.AddAuthentication(IdentityConstants.ApplicationScheme).AddIdentityCookies();
        services.AddIdentityCore<IdentityUser>().AddEntityFrameworkStores<PeopleDbContext>().AddSignInManager();
        var (memoryMiB, passes) = options.ReadCosts();
        services.AddSingleton<IPasswordHasher<IdentityUser>>(new EqualCostHasher(memoryMiB, passes)); // The last one counts, and not Identity's own.
        services.AddAuthorization();
        services.AddRazorPages();
    }

    // Through PKCS #12, for the key of a PEM file alone is not one that every platform's TLS takes.
    static X509Certificate2 LoadCertificate(IdentityOptions options)
    {
        using var pem = X509Certificate2.CreateFromPemFile(options.Certificate, options.CertificateKey);
        return X509CertificateLoader.LoadPkcs12(pem.Export(X509ContentType.Pkcs12), null);
    }
}
