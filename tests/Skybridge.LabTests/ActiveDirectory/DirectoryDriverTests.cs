using Skybridge.Lab.ActiveDirectory;

namespace Skybridge.LabTests.ActiveDirectory;

/// <summary>What the driver says it did is what the domain controller then does.</summary>
public class DirectoryDriverTests(LabRun lab)
{
    static CancellationToken Token => TestContext.Current.CancellationToken;

    public static TheoryData<string> AwkwardNames =>
    [
        "Comma, \"Quotes\" + Plus; <Angles> = Equals \\ Backslash",
        " leading and trailing ",
        "#hash",
        "e\u0301 decomposed, é composed",
        "🦊 𝒜 \u202e right to left \u200d joined",
        "a/b:c|d?e*f(g)h&i!j~k",
        "\u6f22".PadRight(64, '\u5b57'),
    ];

    [Theory]
    [MemberData(nameof(AwkwardNames))]
    public async Task Names_come_back_as_they_were_given(string name)
    {
        var directory = (await lab.NorthAsync()).Directory;
        await directory.EnsureOuAsync([name, "inner"], Token);
        var attributes = new Dictionary<string, AttributeValue>
        {
            ["displayName"] = string.Concat(Enumerable.Repeat(name, 256))[..256].TrimEnd('\ud83e', '\ud835'),
            ["description"] = AttributeValue.Many("one", name),
        };

        var added = await directory.AddAsync(new() { Class = "contact", Name = name, Parent = [name, "inner"], Attributes = attributes }, Token);
        var found = await directory.ReadAsync(added.Dn, cancellationToken: Token);

        Assert.Equal(name, found!.Text("cn"));
        Assert.Equal(added.ObjectGuid, found.ObjectGuid);
        Assert.Equal(2, found.Attributes["description"].Count);
        await directory.DeleteAsync(found.Dn, Token);
    }

    [Fact]
    public async Task An_object_is_found_by_all_its_names()
    {
        var directory = (await lab.NorthAsync()).Directory;
        var added = await directory.AddUserAsync("many.names", "many+names@north.example", "Many-Names-1", Token);

        Assert.NotNull(await directory.ReadAsync("password.expired", cancellationToken: Token)); // Sixteen characters, as many as a GUID has bytes.
        foreach (var who in (string[])["many.names", "many+names@north.example", added.Dn, added.ObjectGuid.ToString(), added.Sid!])
            Assert.Equal(added.ObjectGuid, (await directory.ReadAsync(who, cancellationToken: Token))?.ObjectGuid);
    }

    [Fact]
    public async Task Secrets_are_read_only_by_name()
    {
        var directory = (await lab.NorthAsync()).Directory;

        var plain = await directory.ReadAsync("ada.lovelace", cancellationToken: Token);
        var secret = await directory.ReadAsync("ada.lovelace", ["unicodePwd"], cancellationToken: Token);

        Assert.Null(plain!.Bytes("unicodePwd"));
        Assert.Equal(16, secret!.Bytes("unicodePwd")!.Value.Length);
    }

    [Fact]
    public async Task An_nt_hash_can_be_given_instead_of_a_password()
    {
        var domain = await lab.NorthAsync();
        var directory = domain.Directory;
        var hash = (await directory.ReadAsync("ada.lovelace", ["unicodePwd"], cancellationToken: Token))!.Bytes("unicodePwd")!.Value;

        var added = await directory.AddAsync(new() { Name = "by hash", User = "by.hash", NtHash = hash }, Token);

        var ada = domain.People.Single(person => person.User == "ada.lovelace");
        Assert.True((await domain.Ldap.TryAsync(added.Dn, ada.Password, Token)).Accepted);
    }

    [Fact]
    public async Task Errors_carry_the_directorys_words_and_code()
    {
        var directory = (await lab.NorthAsync()).Directory;

        var missing = await Assert.ThrowsAsync<DirectoryException>(() => directory.DisableAsync("nobody.there", Token));
        var exists = await Assert.ThrowsAsync<DirectoryException>(
            () => directory.AddUserAsync("ada.lovelace", "ada2@north.example", "x", Token));

        Assert.Equal(DirectoryException.NoSuchObject, missing.Code);
        Assert.Contains("nobody.there", missing.Message, StringComparison.Ordinal);
        Assert.Equal(DirectoryException.EntryExists, exists.Code);
    }

    [Fact]
    public async Task Many_callers_get_their_own_answers()
    {
        var domain = await lab.NorthAsync();

        var found = await Task.WhenAll(domain.People.Select(person => domain.Directory.ReadAsync(person.Dn, cancellationToken: Token)));

        Assert.Equal(domain.People.Select(person => person.Dn), found.Select(one => one!.Dn));
    }

    [Fact]
    public async Task Rename_move_and_a_renamed_ou_keep_the_identity()
    {
        var directory = (await lab.NorthAsync()).Directory;
        await directory.EnsureOuAsync(["Moves", "From"], Token);
        await directory.EnsureOuAsync(["Moves", "To"], Token);
        var added = await directory.AddAsync(new() { Name = "mover", User = "mover", Password = "Mover-1", Parent = ["Moves", "From"] }, Token);

        await directory.RenameAsync("mover", "Mover, the + second", Token);
        await directory.MoveAsync("mover", ["Moves", "To"], Token);
        await directory.RenameAsync($"OU=To,OU=Moves,{(await lab.NorthAsync()).Options.BaseDn}", "To, really", Token);
        var found = await directory.ReadAsync("mover", cancellationToken: Token);

        Assert.Equal(added.ObjectGuid, found!.ObjectGuid);
        Assert.StartsWith(@"CN=Mover\, the \+ second,OU=To\, really,OU=Moves,", found.Dn, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Stamps_count_changes()
    {
        var directory = (await lab.NorthAsync()).Directory;
        await directory.AddUserAsync("stamped", "stamped@north.example", "Stamped-1", Token);
        var before = await directory.ReadAsync("stamped", cancellationToken: Token);
        var status = await directory.GetStatusAsync(Token);

        await directory.SetPasswordAsync("stamped", "Stamped-2", Token);
        var after = await directory.ReadAsync("stamped", cancellationToken: Token);

        Assert.Equal(before!.Stamp("unicodePwd")!.Version + 1, after!.Stamp("unicodePwd")!.Version);
        Assert.Equal(status.InvocationId, after.Stamp("unicodePwd")!.InvocationId);
        Assert.True(after.Stamp("unicodePwd")!.OriginatingUsn > status.HighestUsn);
    }

    [Fact]
    public async Task Membership_comes_and_goes()
    {
        var directory = (await lab.NorthAsync()).Directory;
        await directory.AddAsync(new() { Class = "group", Name = "members", User = "members" }, Token);
        var member = await directory.AddUserAsync("member", "member@north.example", "Member-1", Token);

        await directory.AddToGroupAsync("members", "member", Token);
        var joined = await directory.ReadAsync("members", cancellationToken: Token);
        await directory.RemoveFromGroupAsync("members", "member", Token);
        var left = await directory.ReadAsync("members", cancellationToken: Token);

        Assert.Equal(member.Dn, joined!.Text("member"));
        Assert.Null(left!.Text("member"));
    }

    [Fact]
    public async Task Lists_everyone()
    {
        var domain = await lab.NorthAsync();

        var users = await domain.Directory.ListUsersAsync(Token);

        Assert.Subset(
            users.Select(user => user.User).ToHashSet(),
            domain.People.Where(person => person.User != "contact").Select(person => person.User).ToHashSet());
        Assert.Equal("inetOrgPerson", users.Single(user => user.User == "inetorg").Class);
        Assert.True(users.Single(user => user.User == "disabled").Flags.HasFlag(AccountControl.Disabled));
        Assert.Equal(0, users.Single(user => user.User == "temporary").PasswordLastSet);
    }

    [Fact]
    public async Task A_caller_who_gives_up_disturbs_nobody()
    {
        var domain = await lab.NorthAsync();
        using var impatient = new CancellationTokenSource();
        var before = Enumerable.Range(0, 100).Select(_ => domain.Directory.ListUsersAsync(Token)).ToList();
        var abandoned = domain.Directory.ListUsersAsync(impatient.Token);

        await impatient.CancelAsync();
        var status = await domain.Directory.GetStatusAsync(Token);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => abandoned);
        Assert.Equal(domain.Options.FullHostName, status.HostName);
        Assert.All(await Task.WhenAll(before), users => Assert.NotEmpty(users));
    }
}
