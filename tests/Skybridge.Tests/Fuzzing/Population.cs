namespace Skybridge.Tests.Fuzzing;

/// <summary>The messages that mutants are made of: sound ones to begin with, then whatever reached something new.</summary>
sealed class Population(IReadOnlyList<byte[]> beginning)
{
    const int Most = 4096;
    const int Latest = 16;
    const int Growth = 4;

    readonly List<byte[]> _messages = [.. beginning];
    readonly int _longest = Growth * beginning.Max(message => message.Length);

    /// <summary>All of them.</summary>
    public IReadOnlyList<byte[]> Messages => _messages;

    /// <summary>Those that were added.</summary>
    public IEnumerable<byte[]> Found => _messages.Skip(beginning.Count);

    /// <summary>Whose turn it is: anybody's, and every other time one of those that came last, which lead further.</summary>
    public byte[] Pick(Mutator mutator)
    {
        var from = mutator.Below(2) == 0 ? 0 : Math.Max(0, _messages.Count - Latest);
        return _messages[from + mutator.Below(_messages.Count - from)];
    }

    /// <summary>Adds one, if there is room: many short ones are tried more often than few long ones.</summary>
    public void Add(byte[] message)
    {
        if (message.Length > 0 && message.Length <= _longest && _messages.Count < Most)
            _messages.Add(message);
    }
}
