namespace Skybridge.Tests.Vectors;

/// <summary>One block of a vector file (see the README beside the files).</summary>
sealed class Vector
{
    readonly string _file;
    readonly ILookup<string, string> _fields;

    Vector(string file, string block)
    {
        _file = file;
        _fields = Parse(block).ToLookup(field => field.Name, field => field.Value);
    }

    public string this[string name] => All(name) is [var only] ? only : throw new InvalidDataException($"{_file} has a vector without one '{name}'.");

    public bool Has(string name) => _fields.Contains(name);

    public IReadOnlyList<string> All(string name) => [.. _fields[name]];

    public byte[] Bytes(string name) => Convert.FromHexString(this[name]);

    public override string ToString() => $"{_file}: {this["source"]}";

    public static IReadOnlyList<Vector> Read(string file)
    {
        var path = Path.Combine(AppContext.BaseDirectory, "Vectors", file);
        var blocks = File.ReadAllText(path).Split("\n\n", StringSplitOptions.RemoveEmptyEntries);
        var vectors = blocks.Select(block => new Vector(file, block.Trim('\n'))).ToList();
        Assert.NotEmpty(vectors);
        return vectors;
    }

    /// <summary>The one block whose <c>name</c> is this.</summary>
    public static Vector Read(string file, string name) => Assert.Single(Read(file), vector => vector.Has("name") && vector["name"] == name);

    static List<(string Name, string Value)> Parse(string block)
    {
        var fields = new List<(string Name, string Value)>();
        foreach (var line in block.Split('\n').Where(line => !line.StartsWith('#')))
        {
            if (line.StartsWith(' '))
            {
                fields[^1] = (fields[^1].Name, fields[^1].Value + line.TrimStart(' '));
                continue;
            }

            var colon = line.IndexOf(':');
            fields.Add((line[..colon], line[(colon + 1)..].TrimStart(' ')));
        }

        return fields;
    }
}
