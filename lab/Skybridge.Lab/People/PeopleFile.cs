using System.Text.Json;

namespace Skybridge.Lab.People;

/// <summary>A file like <c>people.json</c>.</summary>
sealed class PeopleFile
{
    public string About { get; set; } = "";

    public IReadOnlyList<GroupDefinition> Groups { get; set; } = [];

    public required IReadOnlyList<PersonDefinition> People { get; init; }

    public static async Task<PeopleFile> LoadAsync(string path, CancellationToken cancellationToken)
    {
        try
        {
            await using var stream = File.OpenRead(path);
            return await JsonSerializer.DeserializeAsync(stream, PeopleJson.Default.PeopleFile, cancellationToken)
                ?? throw new JsonException("The file is empty.");
        }
        catch (JsonException exception)
        {
            throw new LabException($"{path} is not a people file: {exception.Message}", "lab/people.json shows the shape.", exception);
        }
        catch (IOException exception)
        {
            throw new LabException($"{path} cannot be read: {exception.Message}", "Give a file that exists with --people.", exception);
        }
    }
}

/// <summary>A group by sAMAccountName and CN, and the groups that it is in.</summary>
sealed record GroupDefinition(string User, string Name)
{
    public IReadOnlyList<string> MemberOf { get; set; } = [];
}
