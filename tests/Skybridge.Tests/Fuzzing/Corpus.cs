namespace Skybridge.Tests.Fuzzing;

/// <summary>Messages that reached what the sound ones do not: found by <c>./test fuzz</c>, kept in the repository, tried again in every run.</summary>
static class Corpus
{
    static readonly string Folder = Path.Combine(AppContext.BaseDirectory, "Fuzzing", "Corpus");

    /// <summary>What was kept for a parser, one message in each line, in hexadecimal digits.</summary>
    public static IReadOnlyList<byte[]> Read(string family)
    {
        var path = Path.Combine(Folder, $"{family}.txt");
        return File.Exists(path) ? [.. File.ReadLines(path).Select(Convert.FromHexString)] : [];
    }

    /// <summary>Writes what is worth keeping, for somebody to put into the repository.</summary>
    public static void Write(string folder, string family, IReadOnlyList<byte[]> messages)
    {
        if (messages.Count == 0)
            return;

        Directory.CreateDirectory(folder);
        File.WriteAllLines(Path.Combine(folder, $"{family}.txt"), messages.Select(Convert.ToHexStringLower));
    }
}
