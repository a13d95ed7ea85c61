using System.Security.Cryptography;
using System.Text;
using System.Xml.Linq;
using Microsoft.AspNetCore.DataProtection.Repositories;
using Skybridge.Cloud.Data;
using Skybridge.CommandLine;

namespace Skybridge.Cloud.Home;

/// <summary>Keeps the ring of keys in the database, for all nodes. Whoever has a copy of the database, and no home, cannot read it.</summary>
sealed class SharedRing(CloudStore store, TokenKeys keys) : IXmlRepository
{
    const int NonceBytes = 12;
    const int TagBytes = 16;

    readonly byte[] _key = SharedSecret.For(keys, "ring");

    /// <summary>All keys.</summary>
    /// <exception cref="OperatorException">They were sealed by a cloud with other keys.</exception>
    public IReadOnlyCollection<XElement> GetAllElements()
    {
        using var db = store.Open();
        return [.. db.RingKeys.OrderBy(row => row.Id).Select(row => row.Sealed).AsEnumerable().Select(Open)];
    }

    /// <summary>Adds a key.</summary>
    public void StoreElement(XElement element, string friendlyName)
    {
        using var db = store.Open();
        db.RingKeys.Add(Row(element));
        db.SaveChanges();
    }

    /// <summary>A key as it is stored.</summary>
    public RingKey Row(XElement element)
    {
        var now = TimeProvider.System.GetUtcNow(); // The ring's keys live by the real time.
        return new RingKey { Id = Guid.CreateVersion7(now), Sealed = Seal(element), CreatedAt = now };
    }

    byte[] Seal(XElement element)
    {
        var text = Encoding.UTF8.GetBytes(element.ToString(SaveOptions.DisableFormatting));
        var result = new byte[NonceBytes + TagBytes + text.Length];
        var nonce = result.AsSpan(0, NonceBytes);
        RandomNumberGenerator.Fill(nonce);
        using var cipher = new AesGcm(_key, TagBytes);
        cipher.Encrypt(nonce, text, result.AsSpan(NonceBytes + TagBytes), result.AsSpan(NonceBytes, TagBytes));
        CryptographicOperations.ZeroMemory(text);
        return result;
    }

    XElement Open(byte[] data)
    {
        try
        {
            if (data.Length < NonceBytes + TagBytes)
                throw new CryptographicException("It is too short.");

            var text = new byte[data.Length - NonceBytes - TagBytes];
            using var cipher = new AesGcm(_key, TagBytes);
            cipher.Decrypt(data.AsSpan(0, NonceBytes), data.AsSpan(NonceBytes + TagBytes), data.AsSpan(NonceBytes, TagBytes), text);
            return XElement.Parse(Encoding.UTF8.GetString(text));
        }
        catch (CryptographicException error)
        {
            throw new OperatorException(
                $"The keys in the database {store.Name} belong to a cloud with another keys/encryption.key than this home has.",
                "Give each node the same keys: make its home with `skybridge-cloud init --join`.",
                error);
        }
    }
}
