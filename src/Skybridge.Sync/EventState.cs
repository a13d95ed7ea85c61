using System.Collections;
using System.Globalization;

namespace Skybridge.Sync;

/// <summary>An event as loggers take it: a sentence, and its parts by name.</summary>
/// <param name="Number">Which.</param>
/// <param name="Domain">The domain it is about.</param>
/// <param name="Text">What happened.</param>
sealed record EventState(int Number, string Domain, string Text) : IReadOnlyList<KeyValuePair<string, object?>>
{
    public int Count => 3;

    public KeyValuePair<string, object?> this[int index] => index switch
    {
        0 => new("event.number", Number),
        1 => new("domain", Domain),
        2 => new("text", Text),
        _ => throw new ArgumentOutOfRangeException(nameof(index)),
    };

    public IEnumerator<KeyValuePair<string, object?>> GetEnumerator()
    {
        for (var i = 0; i < Count; i++)
            yield return this[i];
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Number} {Domain}: {Text}");
}
