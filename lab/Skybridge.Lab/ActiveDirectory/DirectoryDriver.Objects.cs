using System.Text.Json.Nodes;

namespace Skybridge.Lab.ActiveDirectory;

public sealed partial class DirectoryDriver
{
    /// <summary>Adds an object of any class.</summary>
    public Task<DirectoryIdentity> AddAsync(NewObject what, CancellationToken cancellationToken = default) =>
        AskAsync("add", what.ToJson(), DirectoryJson.Default.DirectoryIdentity, cancellationToken);

    /// <summary>Adds a person in CN=Users whose CN is the user name.</summary>
    public Task<DirectoryIdentity> AddUserAsync(string user, string upn, string password, CancellationToken cancellationToken = default) =>
        AddAsync(new() { Name = user, User = user, Upn = upn, Password = password }, cancellationToken);

    /// <summary>Makes every missing OU of a path, from the outermost name to the innermost.</summary>
    public Task<DirectoryIdentity> EnsureOuAsync(IReadOnlyList<string> path, CancellationToken cancellationToken = default) =>
        AskAsync("ensure_ou", new() { ["path"] = List(path) }, DirectoryJson.Default.DirectoryIdentity, cancellationToken);

    /// <summary>Replaces attributes; a <c>default</c> value removes one.</summary>
    public Task SetAttributesAsync(
        string who, IReadOnlyDictionary<string, AttributeValue> attributes, CancellationToken cancellationToken = default) =>
        DoAsync("set_attributes", new() { ["who"] = who, ["attributes"] = AttributeValue.ToJson(attributes) }, cancellationToken);

    /// <summary>Replaces one attribute.</summary>
    public Task SetAttributeAsync(string who, string name, AttributeValue value, CancellationToken cancellationToken = default) =>
        SetAttributesAsync(who, new Dictionary<string, AttributeValue> { [name] = value }, cancellationToken);

    /// <summary>Gives an object or an OU another name in its DN.</summary>
    public Task RenameAsync(string who, string name, CancellationToken cancellationToken = default) =>
        DoAsync("rename", new() { ["who"] = who, ["name"] = name }, cancellationToken);

    /// <summary>Moves an object or an OU below another OU, which must exist; an empty path is the domain itself.</summary>
    public Task MoveAsync(string who, IReadOnlyList<string> parent, CancellationToken cancellationToken = default) =>
        DoAsync("move", new() { ["who"] = who, ["parent"] = List(parent) }, cancellationToken);

    /// <summary>Deletes an object with everything below it; its GUID is what finds it again.</summary>
    public Task<DirectoryIdentity> DeleteAsync(string who, CancellationToken cancellationToken = default) =>
        AskAsync("delete", new() { ["who"] = who }, DirectoryJson.Default.DirectoryIdentity, cancellationToken);

    /// <summary>Undoes a deletion: whole with the Recycle Bin, and without it as an account that has lost its password and most else.</summary>
    public Task<DirectoryIdentity> RestoreAsync(Guid objectGuid, CancellationToken cancellationToken = default) =>
        AskAsync("restore", new() { ["guid"] = objectGuid.ToString() }, DirectoryJson.Default.DirectoryIdentity, cancellationToken);

    public Task AddToGroupAsync(string group, string member, CancellationToken cancellationToken = default) =>
        AddToGroupAsync(group, [member], cancellationToken);

    /// <summary>Puts many into a group at once; a thousand take about a second.</summary>
    public Task AddToGroupAsync(string group, IReadOnlyList<string> members, CancellationToken cancellationToken = default) =>
        DoAsync("change_membership", new() { ["group"] = group, ["members"] = List(members), ["present"] = true }, cancellationToken);

    public Task RemoveFromGroupAsync(string group, string member, CancellationToken cancellationToken = default) =>
        DoAsync("change_membership", new() { ["group"] = group, ["members"] = List([member]), ["present"] = false }, cancellationToken);

    /// <summary>Reads an object, or null when there is none.</summary>
    /// <param name="attributes">What <c>*</c> does not include: secrets (<c>unicodePwd</c>) and constructed attributes.</param>
    /// <param name="deleted">Whether to look among the deleted as well.</param>
    public async Task<DirectoryObject?> ReadAsync(
        string who, IReadOnlyList<string>? attributes = null, bool deleted = false, CancellationToken cancellationToken = default)
    {
        var request = new JsonObject { ["who"] = who, ["attributes"] = List(attributes ?? []), ["deleted"] = deleted };
        var result = await _connection.AskAsync("read", request, Limit, cancellationToken);
        return result.ValueKind is System.Text.Json.JsonValueKind.Null
            ? null
            : DirectoryConnection.Read(result, DirectoryJson.Default.DirectoryObject);
    }

    /// <summary>Everyone of class user, computers and service accounts included.</summary>
    public Task<IReadOnlyList<DirectoryUser>> ListUsersAsync(CancellationToken cancellationToken = default) =>
        AskAsync("list_users", [], DirectoryJson.Default.IReadOnlyListDirectoryUser, cancellationToken);

    /// <summary>Adds people by the thousand in one transaction; the domain controller must be stopped.</summary>
    /// <param name="progress">Told how many are done.</param>
    internal async Task AddBulkAsync(IEnumerable<NewObject> people, Action<int> progress, CancellationToken cancellationToken)
    {
        const int perRequest = 500;
        var done = 0;
        await DoAsync("bulk_begin", [], cancellationToken);
        foreach (var chunk in people.Chunk(perRequest))
        {
            var list = new JsonArray([.. chunk.Select(person => person.ToJson())]);
            await DoAsync("bulk_add", new() { ["people"] = list }, cancellationToken);
            progress(done += chunk.Length);
        }

        // The commit writes the whole index at once: a minute for fifty thousand.
        await _connection.AskAsync("bulk_end", [], TimeSpan.FromMinutes(15), cancellationToken);
    }

    static JsonArray List(IReadOnlyList<string> names) => new([.. names.Select(name => JsonValue.Create(name))]);
}
