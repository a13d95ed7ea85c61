using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Skybridge.Agent.Home;
using Skybridge.CommandLine;
using Skybridge.Sync.Directory;

namespace Skybridge.Agent.Setup.Answers;

/// <summary>Reads and writes answers; whatever is wrong with a file is said at once, not one thing after the other.</summary>
static class AnswersFile
{
    const int MaxLength = 1024 * 1024;

    /// <summary>Reads a file.</summary>
    /// <exception cref="OperatorException">It cannot be read, or something in it cannot be: all of it is named.</exception>
    public static SetupAnswers Read(string path)
    {
        try
        {
            return Parse(ReadText(path), path);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new OperatorException($"The answers in {path} cannot be read: {error.Message}", "Name a file that this user can read.", error);
        }
    }

    /// <summary>Writes a file that only its owner can read.</summary>
    public static void Write(string path, SetupAnswers answers)
    {
        try
        {
            PrivateFiles.Replace(path, JsonSerializer.SerializeToUtf8Bytes(answers, AnswersJson.Default.SetupAnswers));
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new OperatorException($"The answers cannot be written to {path}: {error.Message}", "Name a place that this user can write.", error);
        }
    }

    internal static SetupAnswers Parse(string text, string path)
    {
        var faults = new List<string>();
        var answers = new SetupAnswers();
        try
        {
            using var json = JsonDocument.Parse(text, new JsonDocumentOptions { AllowDuplicateProperties = false, MaxDepth = 8 });
            if (json.RootElement.ValueKind == JsonValueKind.Object)
                ReadMembers(json.RootElement, AnswersJson.Default.SetupAnswers, answers, "", faults);
            else
                faults.Add("it is no JSON object");
        }
        catch (JsonException error)
        {
            faults.Add($"it is no JSON: {error.Message}");
        }

        if (faults.Count == 0)
            faults.AddRange(FindFaults(answers));
        return faults.Count == 0
            ? answers
            : throw new OperatorException($"The answers in {path} cannot be used: {string.Join("; ", faults)}.", "docs/operations.md lists the members; `skybridge init --save-answers FILE` writes such a file.");
    }

    // Read up to the limit: a pipe or a device says that it has no length, and may have no end.
    static string ReadText(string path)
    {
        using var file = File.OpenRead(path);
        var bytes = new byte[MaxLength + 1];
        var count = file.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
        if (count > MaxLength)
            throw new OperatorException($"The answers in {path} are too long.", "Name a file that `skybridge init --save-answers` wrote.");
        using var reader = new StreamReader(new MemoryStream(bytes, 0, count));
        return reader.ReadToEnd();
    }

    // Member by member, so that one mistake does not hide the next.
    static void ReadMembers(JsonElement json, JsonTypeInfo type, object target, string prefix, List<string> faults)
    {
        foreach (var member in json.EnumerateObject())
        {
            var name = prefix + member.Name;
            var property = type.Properties.FirstOrDefault(each => each.Name == member.Name);
            if (property?.Set is null)
            {
                faults.Add($"{name} is not known");
                continue;
            }

            var inner = AnswersJson.Default.GetTypeInfo(property.PropertyType);
            if (inner is { Kind: JsonTypeInfoKind.Object } && member.Value.ValueKind == JsonValueKind.Object && inner.CreateObject?.Invoke() is { } child && prefix.Length == 0 && member.Name != "scope")
            {
                ReadMembers(member.Value, inner, child, $"{name}.", faults);
                property.Set(target, child);
                continue;
            }

            try
            {
                property.Set(target, member.Value.Deserialize(AnswersJson.Default.GetTypeInfo(property.PropertyType)!));
            }
            catch (JsonException)
            {
                faults.Add($"{name} cannot be {TextOf(member.Value)}");
            }
        }
    }

    static string TextOf(JsonElement value)
    {
        var text = value.GetRawText();
        return text.Length <= 60 ? text : $"{text[..60]}…";
    }

    static IEnumerable<string> FindFaults(SetupAnswers answers)
    {
        if (answers.Version != SetupAnswers.CurrentVersion)
            yield return $"version is {answers.Version}, and this program knows {SetupAnswers.CurrentVersion}";
        foreach (var (name, value, check) in Checks(answers))
        {
            if (string.IsNullOrWhiteSpace(value))
                yield return $"{name} is missing";
            else if (FaultOf(() => check(value)) is { } fault)
                yield return $"{name}: {fault}";
        }

        foreach (var controller in answers.DomainControllers.Where(controller => !DomainControllerAddress.TryParse(controller, out _)))
            yield return $"domainControllers: '{controller}' does not name a domain controller";
        if (answers.RpcPort is <= 0 or > ushort.MaxValue)
            yield return $"rpcPort is {answers.RpcPort}, and a port goes from 1 to {ushort.MaxValue}";
        if (answers.UserNameAttribute is { } attribute && PersonAttributes.Find(attribute) is null)
            yield return $"userNameAttribute: nobody can be called by '{attribute}'";
        if (answers.Account is { } account)
        {
            if ((account.Create || account.Grant) && string.IsNullOrWhiteSpace(account.Administrator))
                yield return "account.administrator is missing, and account.create or account.grant needs one";
            if ((account.Credential == CredentialKind.Keytab) != (account.Keytab is not null))
                yield return "account.keytab and account.credential do not fit together";
            if (account is { Create: true, Credential: CredentialKind.Keytab })
                yield return "account.create makes an account with a password, not with a keytab";
        }

        if (answers.Cloud is { CaFile: not null, Fingerprint: not null })
            yield return "cloud.caFile and cloud.fingerprint exclude each other";
    }

    static (string Name, string? Value, Action<string> Check)[] Checks(SetupAnswers answers) =>
    [
        ("domain", answers.Domain, value => InitSteps.ToDomain(value)),
        ("account.name", answers.Account?.Name, value =>
        {
            if (answers.Account!.Create)
                Ldap.Rights.ConnectorAccount.RequireName(value);
        }),
        ("cloud.url", answers.Cloud?.Url, value => InitSteps.ToCloud(value)),
    ];

    static string? FaultOf(Action check)
    {
        try
        {
            check();
            return null;
        }
        catch (Exception error) when (SetupProblem.Of(error) is { } problem)
        {
            return problem.Message.TrimEnd('.');
        }
    }
}
