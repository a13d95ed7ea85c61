using Skybridge.Cryptography;

namespace Skybridge.Tests.Cryptography;

public class SecretTests
{
    [Fact]
    public void Disposing_wipes_the_memory()
    {
        var secret = new SecretBytes([1, 2, 3]);
        var span = secret.Span;

        secret.Dispose();

        Assert.Equal([0, 0, 0], span.ToArray());
        Assert.Throws<ObjectDisposedException>(() => secret.Span.Length);
    }

    [Fact]
    public void Text_forms_tell_nothing()
    {
        using var hash = NtHash.FromPassword("Password");
        using var secret = new SecretBytes(hash.Bytes);

        Assert.Equal("[NT hash]", hash.ToString());
        Assert.Equal("[16 secret bytes]", secret.ToString());
    }

    [Fact]
    public void An_nt_hash_has_sixteen_bytes() => Assert.Throws<ArgumentException>(() => new NtHash(new byte[15]));
}
