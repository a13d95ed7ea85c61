using System.Text.Json;
using Skybridge.Lab.ActiveDirectory;
using Skybridge.Lab.OpenId;
using Skybridge.Lab.Product;

namespace Skybridge.LabTests.Product;

/// <summary>Somebody whom a test added, and how they fare. Not a record: a record prints its members, and one is a password.</summary>
public sealed class ProductPerson(ProductLab stack, DirectoryIdentity identity, string user, string upn, string password)
{
    readonly List<string> _former = [];

    public Guid ObjectGuid => identity.ObjectGuid;

    public string Dn => identity.Dn;

    public string User => user;

    public string Upn => upn;

    /// <summary>The password that the person was added with.</summary>
    public string Password { get; } = password;

    /// <summary>The password that lets the person in now; null when none does.</summary>
    public string? Current
    {
        get;
        set
        {
            if (field is not null)
                _former.Add(field);
            _former.Remove(value ?? "");
            field = value;
        }
    } = password;

    /// <summary>Those that did before, the latest last.</summary>
    public IReadOnlyCollection<string> Former => _former;

    /// <summary>What finds the object in the directory, whatever it is called now.</summary>
    public string Who => identity.ObjectGuid.ToString();

    /// <summary>The source anchor, unless a consistency GUID was set.</summary>
    public string Anchor => Convert.ToBase64String(identity.ObjectGuid.ToByteArray());

    /// <summary>Waits until a password signs in; the first one unless another is named.</summary>
    public Task<SignInResult.Accepted> SignsInAsync(string? with = null) => stack.SignsInAsync(upn, with ?? Password);

    /// <summary>Waits until a password is refused.</summary>
    public Task IsRefusedAsync(string? with = null) => stack.IsRefusedAsync(upn, with ?? Password);

    /// <summary>Asks once.</summary>
    public Task<bool> IsLetInAsync(string? with = null) => stack.IsLetInAsync(upn, with ?? Password);

    /// <summary>Sets another password as an administrator does.</summary>
    public async Task<string> ResetAsync()
    {
        var fresh = ProductLab.NewPassword();
        await stack.Domain.Directory.SetPasswordAsync(Who, fresh, TestContext.Current.CancellationToken);
        return Current = fresh;
    }

    /// <summary>The person as the cloud has them; null when it never heard of them.</summary>
    public Task<CloudPerson?> InCloudAsync() => stack.Cloud.FindAsync(Anchor, TestContext.Current.CancellationToken);

    /// <summary>Asks for this one person to be synchronized.</summary>
    public Task<PersonOutcome> SyncAsync() => stack.Agent.SyncPersonAsync(Who, TestContext.Current.CancellationToken);

    /// <summary>Which person the tokens are about.</summary>
    public static string SubjectOf(SignInResult.Accepted accepted) => accepted.Claims["sub"].GetString()!;

    /// <summary>A claim of the id token; null when it is not there.</summary>
    public static string? Claim(SignInResult.Accepted accepted, string name) =>
        accepted.Claims.TryGetValue(name, out var value) && value.ValueKind is JsonValueKind.String ? value.GetString() : null;

    public override string ToString() => user;
}
