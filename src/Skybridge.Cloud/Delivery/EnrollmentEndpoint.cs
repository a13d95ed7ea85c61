using System.Security.Cryptography;
using Microsoft.EntityFrameworkCore;
using Microsoft.IdentityModel.Tokens;
using OpenIddict.Abstractions;
using Skybridge.Cloud.Data;
using Skybridge.Cloud.People;
using Skybridge.Cloud.SignIn;
using Skybridge.Contract;
using static OpenIddict.Abstractions.OpenIddictConstants;

namespace Skybridge.Cloud.Delivery;

/// <summary>Turns a one-time code and a public key into an agent.</summary>
static class EnrollmentEndpoint
{
    const int MaxTextLength = 255;

    /// <summary>POST <see cref="ApiPaths.Enrollment"/>.</summary>
    public static async Task EnrollAsync(HttpContext context)
    {
        await RequirePatienceAsync(context);
        var request = await Api.ReadAsync(context, ContractJson.Default.EnrollmentRequest);
        RequireTexts(request);
        var key = ReadKey(request.Key);
        var db = context.RequestServices.GetRequiredService<CloudDbContext>();
        var now = context.RequestServices.GetRequiredService<TimeProvider>().GetUtcNow();

        await using var transaction = await db.BeginWritingAsync(context.RequestAborted);
        var code = await FindAsync(context, db, request.Code, now);
        code.UsedAt = now;
        var agent = NewAgent(code, request, key, now);
        db.Agents.Add(agent);
        db.AuditEntries.Add(Note(agent, now));
        await db.SaveChangesAsync(context.RequestAborted);
        var applications = context.RequestServices.GetRequiredService<IOpenIddictApplicationManager>();
        await applications.CreateAsync(Application(agent, key), context.RequestAborted);
        var tenant = await TenantReader.ReadAsync(db, agent.Domain, context.RequestAborted);
        await transaction.CommitAsync(context.RequestAborted);

        await Api.WriteAsync(
            context,
            new EnrollmentReply { AgentId = agent.Id, Name = agent.Name, Tenant = tenant.State },
            ContractJson.Default.EnrollmentReply);
    }

    /// <summary>POST <see cref="ApiPaths.EnrollmentPreview"/>: whoever has a code may look what it is for. Writes nothing.</summary>
    public static async Task PreviewAsync(HttpContext context)
    {
        await RequirePatienceAsync(context);
        var request = await Api.ReadAsync(context, ContractJson.Default.EnrollmentPreviewRequest);
        if (request.Code.Length > MaxTextLength)
            throw ApiRefusalException.Malformed("The code is too long.");
        var domain = Api.RequireDomain(request.Domain);
        var db = context.RequestServices.GetRequiredService<CloudDbContext>();
        var code = await FindAsync(context, db, request.Code, context.RequestServices.GetRequiredService<TimeProvider>().GetUtcNow());

        var tenant = await TenantReader.ReadAsync(db, domain, context.RequestAborted);
        var signIn = await db.SignIns.AsNoTracking().SingleOrDefaultAsync(row => row.Domain == domain, context.RequestAborted);
        await Api.WriteAsync(
            context,
            new EnrollmentPreview { Name = code.AgentName, Tenant = tenant.State, SignIn = signIn?.Method ?? SignInMethod.PasswordHash },
            ContractJson.Default.EnrollmentPreview);
    }

    static async Task RequirePatienceAsync(HttpContext context)
    {
        if (await context.RequestServices.GetRequiredService<EnrollmentLimit>().WaitAsync(context.Connection.RemoteIpAddress, context.RequestAborted) is { } wait)
            throw TooMany(wait);
    }

    static async Task<EnrollmentCode> FindAsync(HttpContext context, CloudDbContext db, string text, DateTimeOffset now)
    {
        var code = await db.EnrollmentCodes.FindAsync([OneTimeCode.Hash(text)], context.RequestAborted);
        if (Refusal(code, now) is not { } refusal)
            return code!;

        await context.RequestServices.GetRequiredService<EnrollmentLimit>().CountAsync(context.Connection.RemoteIpAddress);
        throw refusal;
    }

    static void RequireTexts(EnrollmentRequest request)
    {
        var isText = UserNames.IsText(request.Host, MaxTextLength) && UserNames.IsText(request.Version, MaxTextLength);
        if (!isText || request.Code.Length > MaxTextLength)
            throw ApiRefusalException.Malformed("The host, the version or the code is empty or too long.");
        if (!UserNames.TryParseDomain(request.Domain, out _))
            throw ApiRefusalException.Malformed("The domain is not a DNS name.");
    }

    static ApiRefusalException? Refusal(EnrollmentCode? code, DateTimeOffset now)
    {
        const string Hint = "`skybridge-cloud enroll NAME` prints a new one.";
        if (code is null)
            return new(
                StatusCodes.Status403Forbidden,
                ErrorCodes.EnrollmentCodeUnknown,
                "There is no such enrolment code.",
                $"Look for a mistake in it; {Hint}");
        if (code.UsedAt is not null)
            return new(
                StatusCodes.Status403Forbidden,
                ErrorCodes.EnrollmentCodeUsed,
                "The enrolment code was used before.",
                $"Each code is good once; {Hint}");
        if (code.ExpiresAt <= now)
            return new(StatusCodes.Status403Forbidden, ErrorCodes.EnrollmentCodeExpired, "The enrolment code is too old.", Hint);
        return null;
    }

    static JsonWebKey ReadKey(AgentPublicKey key)
    {
        try
        {
            var point = new ECPoint { X = Base64UrlEncoder.DecodeBytes(key.X), Y = Base64UrlEncoder.DecodeBytes(key.Y) };
            // Refuses what is not on the curve.
            using var imported = ECDsa.Create(new ECParameters { Curve = ECCurve.NamedCurves.nistP256, Q = point });
            var json = JsonWebKeyConverter.ConvertFromECDsaSecurityKey(new ECDsaSecurityKey(imported));
            json.Alg = SecurityAlgorithms.EcdsaSha256;
            json.Use = JsonWebKeyUseNames.Sig;
            json.Kid = Base64UrlEncoder.Encode(json.ComputeJwkThumbprint());
            return json;
        }
        catch (Exception error) when (error is CryptographicException or FormatException or ArgumentException)
        {
            throw ApiRefusalException.Malformed("The public key is not a point on P-256.");
        }
    }

    static Agent NewAgent(EnrollmentCode code, EnrollmentRequest request, JsonWebKey key, DateTimeOffset now) => new()
    {
        Id = $"agent-{Guid.CreateVersion7(now):N}",
        Name = code.AgentName,
        KeyThumbprint = key.Kid,
        Host = request.Host,
        Version = request.Version,
        Domain = UserNames.Normalize(request.Domain),
        EnrolledAt = now,
    };

    static AuditEntry Note(Agent agent, DateTimeOffset now) => Audit.Entry(
        now,
        $"agent:{agent.Name}",
        AuditActions.AgentEnrolled,
        agent.Name,
        ("id", agent.Id),
        ("host", agent.Host),
        ("domain", agent.Domain),
        ("key", agent.KeyThumbprint));

    static OpenIddictApplicationDescriptor Application(Agent agent, JsonWebKey key) => new()
    {
        ClientId = agent.Id,
        ClientType = ClientTypes.Confidential,
        DisplayName = agent.Name,
        JsonWebKeySet = new JsonWebKeySet { Keys = { key } },
        Permissions =
        {
            Permissions.Endpoints.Token,
            Permissions.GrantTypes.ClientCredentials,
            Permissions.Prefixes.Scope + ApiPaths.DeliveryScope,
        },
    };

    static ApiRefusalException TooMany(TimeSpan wait) =>
        new(
            StatusCodes.Status429TooManyRequests,
            ErrorCodes.Busy,
            "Too many enrolment codes from this address were wrong.",
            "Wait, and look at the code.") { RetryAfter = wait };
}
