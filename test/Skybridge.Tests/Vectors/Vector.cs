namespace Skybridge.Tests.Vectors;

/// <summary>One block of a vector file (see the README beside the files).</summary>
sealed class Vector(string file, IReadOnlyDictionary<string, string> fields)
{
    public string this[string name] =>
        fields.TryGetValue(name, out var value) ? value : throw new InvalidDataException($"{file} has a vector without '{name}'.");

    public byte[] Bytes(string name) => Convert.FromHexString(this[name]);

    public static IReadOnlyList<Vector> Read(string file)
    {
        var path = Path.Combine(AppContext.BaseDirectory, "Vectors", file);
        var blocks = File.ReadAllText(path).Split("\n\n", StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        var vectors = blocks.Select(block => new Vector(file, Parse(block))).ToList();
        Assert.NotEmpty(vectors);
        return vectors;
    }

    static Dictionary<string, string> Parse(string block) =>
        block.Split('\n').Where(line => !line.StartsWith('#')).Select(line => line.Split(": ", 2)).ToDictionary(
            pair => pair[0].TrimEnd(':'),
            pair => pair.Length > 1 ? pair[1] : "");
}
