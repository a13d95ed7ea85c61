using System.Buffers.Binary;
using System.Security.Cryptography;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.WebUtilities;

namespace Skybridge.Cloud.SignIn;

/// <summary>
/// Recognises devices that somebody signed in on before. It lets nobody in: it only gives its holder a counter of their own.
/// </summary>
sealed class DeviceCookie(IDataProtectionProvider protection, TimeProvider time)
{
    const string Name = "__Host-skybridge-device";
    const int GuidBytes = 16;
    const int HeaderBytes = GuidBytes + sizeof(long);
    const int MostPeople = 8;

    static readonly TimeSpan Lifetime = TimeSpan.FromDays(180);

    readonly IDataProtector _protector = protection.CreateProtector("Skybridge.Cloud.DeviceCookie");

    /// <summary>The device, when <paramref name="user"/> signed in on it before.</summary>
    public Guid? Find(HttpContext context, Guid user) =>
        Read(context) is { } device && device.People.Contains(user) ? device.Id : null;

    /// <summary>Notes that <paramref name="user"/> signed in on this device.</summary>
    public void Remember(HttpContext context, Guid user)
    {
        var (id, people) = Read(context) ?? new Device(Guid.NewGuid(), []);
        List<Guid> now = [user, .. people.Where(other => other != user)];
        context.Response.Cookies.Append(Name, Write(id, now.Take(MostPeople)), new CookieOptions
        {
            Secure = true,
            HttpOnly = true,
            SameSite = SameSiteMode.Lax,
            Path = "/",
            IsEssential = true,
            MaxAge = Lifetime,
        });
    }

    // Layout: device (16), last use in Unix seconds (8), people (16 each).
    string Write(Guid id, IEnumerable<Guid> people)
    {
        var data = new byte[HeaderBytes];
        id.TryWriteBytes(data);
        BinaryPrimitives.WriteInt64LittleEndian(data.AsSpan(GuidBytes), time.GetUtcNow().ToUnixTimeSeconds());
        return WebEncoders.Base64UrlEncode(_protector.Protect([.. data, .. people.SelectMany(person => person.ToByteArray())]));
    }

    Device? Read(HttpContext context)
    {
        if (context.Request.Cookies[Name] is not { Length: > 0 and < 4096 } text)
            return null;

        try
        {
            var data = _protector.Unprotect(WebEncoders.Base64UrlDecode(text)).AsSpan();
            var used = DateTimeOffset.FromUnixTimeSeconds(BinaryPrimitives.ReadInt64LittleEndian(data[GuidBytes..]));
            if (time.GetUtcNow() - used > Lifetime)
                return null;

            List<Guid> people = [];
            for (var rest = data[HeaderBytes..]; rest.Length >= GuidBytes; rest = rest[GuidBytes..])
                people.Add(new Guid(rest[..GuidBytes]));
            return new Device(new Guid(data[..GuidBytes]), people);
        }
        catch (Exception error) when (error is CryptographicException or FormatException or ArgumentException)
        {
            return null; // Somebody else's, damaged, or from before the keys were replaced: an unknown device.
        }
    }

    sealed record Device(Guid Id, IReadOnlyList<Guid> People);
}
