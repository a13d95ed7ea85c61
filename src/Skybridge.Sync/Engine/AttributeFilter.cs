using System.Text;
using System.Text.Json.Serialization;
using Skybridge.Sync.Directory;
using Skybridge.Sync.Space;

namespace Skybridge.Sync.Engine;

/// <summary>One condition on an attribute of a person; immutable.</summary>
/// <param name="Attribute">Its LDAP name, one of <see cref="PersonAttributes"/>.</param>
/// <param name="Kind">What it must be like.</param>
/// <param name="Value">The value, where there is one to compare with.</param>
[JsonConverter(typeof(AttributeFilterConverter))]
public sealed record AttributeFilter(string Attribute, FilterKind Kind, string? Value = null)
{
    /// <summary>Reads <c>NAME=VALUE</c>, <c>NAME!=VALUE</c>, <c>NAME=*</c>, <c>NAME!=*</c> or <c>NAME=BEGINNING*</c>; <c>\*</c> is a star and <c>\\</c> a backslash.</summary>
    /// <exception cref="FormatException">It is none of them, or the attribute is not known.</exception>
    public static AttributeFilter Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var at = text.IndexOf('=', StringComparison.Ordinal);
        if (at <= 0)
            throw new FormatException($"'{text}' is no filter: write NAME=VALUE, NAME!=VALUE, NAME=BEGINNING*, NAME=* or NAME!=*.");

        var isNot = text[at - 1] == '!';
        var attribute = PersonAttributes.Find(text[..(isNot ? at - 1 : at)].Trim())
            ?? throw new FormatException($"'{text[..at].TrimEnd('!').Trim()}' cannot be filtered by. These can: {string.Join(", ", PersonAttributes.Names)}.");
        var (value, hasStar) = Unescape(text[(at + 1)..].Trim());
        return (isNot, hasStar, value) switch
        {
            (_, false, "") => throw new FormatException($"'{text}' compares with nothing: write {attribute}=* for any value, {attribute}!=* for none."),
            (false, true, "") => new AttributeFilter(attribute, FilterKind.Present),
            (true, true, "") => new AttributeFilter(attribute, FilterKind.Absent),
            (false, true, _) => new AttributeFilter(attribute, FilterKind.BeginsWith, value),
            (true, true, _) => throw new FormatException($"'{text}': a beginning can only be wanted, not be excluded."),
            (true, false, _) => new AttributeFilter(attribute, FilterKind.NotEqualTo, value),
            _ => new AttributeFilter(attribute, FilterKind.EqualTo, value),
        };
    }

    /// <summary>Whether a person is as it wants.</summary>
    public bool Matches(ObjectState state)
    {
        ArgumentNullException.ThrowIfNull(state);
        var value = PersonAttributes.Read(state, Attribute);
        return Kind switch
        {
            FilterKind.EqualTo => string.Equals(value, Value, StringComparison.OrdinalIgnoreCase),
            FilterKind.NotEqualTo => !string.Equals(value, Value, StringComparison.OrdinalIgnoreCase),
            FilterKind.Present => !string.IsNullOrEmpty(value),
            FilterKind.Absent => string.IsNullOrEmpty(value),
            _ => value?.StartsWith(Value!, StringComparison.OrdinalIgnoreCase) == true,
        };
    }

    /// <summary>The attribute as the person has it, for people.</summary>
    public string Describe(ObjectState state) => PersonAttributes.Read(state, Attribute) is { Length: > 0 } value ? $"{Attribute} is '{value}'" : $"{Attribute} is not set";

    /// <summary>As <see cref="Parse"/> reads it.</summary>
    public override string ToString() => Kind switch
    {
        FilterKind.EqualTo => $"{Attribute}={Escape(Value!)}",
        FilterKind.NotEqualTo => $"{Attribute}!={Escape(Value!)}",
        FilterKind.Present => $"{Attribute}=*",
        FilterKind.Absent => $"{Attribute}!=*",
        _ => $"{Attribute}={Escape(Value!)}*",
    };

    static string Escape(string value) => value.Replace("\\", @"\\", StringComparison.Ordinal).Replace("*", @"\*", StringComparison.Ordinal);

    // A star counts at the end only; elsewhere it is one.
    static (string Value, bool HasStar) Unescape(string text)
    {
        var value = new StringBuilder(text.Length);
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == '*' && i == text.Length - 1)
                return (value.ToString(), true);
            if (text[i] == '\\' && i + 1 < text.Length && text[i + 1] is '*' or '\\')
                i++;
            value.Append(text[i]);
        }

        return (value.ToString(), false);
    }
}
