using System.Text.Json;
using Skybridge.Drsr.Drs;
using Skybridge.Sync.Directory;

namespace Skybridge.Sync.Space;

/// <summary>The values of attributes that are read only because a rule names them. Immutable, and equal by value.</summary>
public sealed class AttributeValues : IEquatable<AttributeValues>
{
    readonly SortedDictionary<string, string> _values;
    readonly string? _text;

    AttributeValues(SortedDictionary<string, string> values)
    {
        _values = values;
        _text = values.Count == 0 ? null : JsonSerializer.Serialize(values, SpaceJson.Default.SortedDictionaryStringString);
    }

    /// <summary>No value at all.</summary>
    public static AttributeValues None { get; } = new(new SortedDictionary<string, string>(StringComparer.OrdinalIgnoreCase));

    /// <summary>The value of an attribute; null when there is none.</summary>
    public string? this[string name] => _values.GetValueOrDefault(name);

    /// <summary>Reads what <see cref="Encode"/> wrote.</summary>
    public static AttributeValues Decode(string? text) => text is null
        ? None
        : new(new SortedDictionary<string, string>(JsonSerializer.Deserialize(text, SpaceJson.Default.SortedDictionaryStringString) ?? [], StringComparer.OrdinalIgnoreCase));

    /// <summary>The stored form; null for none.</summary>
    public string? Encode() => _text;

    /// <summary>With what was replicated: changed, removed, or as it was where nothing was said.</summary>
    public AttributeValues With(ReplicatedObject seen)
    {
        ArgumentNullException.ThrowIfNull(seen);
        SortedDictionary<string, string>? changed = null;
        foreach (var (name, type) in PersonAttributes.OnDemand)
        {
            if (!seen.Has(type))
                continue;

            changed ??= new SortedDictionary<string, string>(_values, StringComparer.OrdinalIgnoreCase);
            if (seen.TryGetText(type, out var text) && text.Length > 0)
                changed[name] = text;
            else
                changed.Remove(name);
        }

        return changed is null ? this : new AttributeValues(changed);
    }

    /// <inheritdoc/>
    public bool Equals(AttributeValues? other) => other is not null && _text == other._text;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as AttributeValues);

    /// <inheritdoc/>
    public override int GetHashCode() => _text?.GetHashCode(StringComparison.Ordinal) ?? 0;
}
