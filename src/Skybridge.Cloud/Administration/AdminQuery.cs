using System.Globalization;
using Skybridge.Cloud.Delivery;

namespace Skybridge.Cloud.Administration;

/// <summary>What an address asks for behind its question mark. A name that is not known is refused: it would narrow nothing, silently.</summary>
sealed class AdminQuery
{
    /// <summary>The most that one page has.</summary>
    public const int LargestPage = 1000;

    const int UsualPage = 100;
    const int MaxTextLength = 256;

    readonly IQueryCollection _query;

    AdminQuery(IQueryCollection query) => _query = query;

    /// <summary>How many one page is to have.</summary>
    public int Limit => Text("limit") switch
    {
        null => UsualPage,
        var text when int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var limit) && limit is >= 1 and <= LargestPage => limit,
        _ => throw ApiRefusalException.Wrong($"limit is a number from 1 to {LargestPage}."),
    };

    /// <summary>Reads an address.</summary>
    /// <param name="context">The request.</param>
    /// <param name="names">What may be asked for there, besides <c>limit</c>.</param>
    /// <exception cref="ApiRefusalException">Something else is asked for, or something twice.</exception>
    public static AdminQuery Read(HttpContext context, params ReadOnlySpan<string> names)
    {
        foreach (var (name, values) in context.Request.Query)
        {
            if (name != "limit" && !names.Contains(name))
                throw ApiRefusalException.Wrong("The address asks for something that is not known here.");
            if (values is not [{ Length: > 0 and <= MaxTextLength }])
                throw ApiRefusalException.Wrong($"{name} is given once, with 1 to {MaxTextLength} characters.");
        }

        return new(context.Request.Query);
    }

    /// <summary>A text; null when it is not asked for.</summary>
    public string? Text(string name) => _query.TryGetValue(name, out var values) ? values[0] : null;

    /// <summary>A switch; false when it is not asked for.</summary>
    /// <exception cref="ApiRefusalException">It is none.</exception>
    public bool Flag(string name) => Text(name) switch
    {
        null or "false" => false,
        "true" => true,
        _ => throw ApiRefusalException.Wrong($"{name} is true or false."),
    };

    /// <summary>An identifier; null when it is not asked for.</summary>
    /// <exception cref="ApiRefusalException">It is none.</exception>
    public Guid? Identifier(string name) => Text(name) switch
    {
        null => null,
        var text when Guid.TryParseExact(text, "D", out var id) => id,
        _ => throw ApiRefusalException.Wrong($"{name} is what the page before said in `next`."),
    };

    /// <summary>Splits what was read beyond a page into the page and where the next one begins.</summary>
    /// <param name="rows">At most one more than <see cref="Limit"/>.</param>
    /// <param name="key">What the rows are ordered by.</param>
    public (IReadOnlyList<T> Page, string? Next) Split<T>(IReadOnlyList<T> rows, Func<T, string> key)
    {
        if (rows.Count <= Limit)
            return (rows, null);
        IReadOnlyList<T> page = [.. rows.Take(Limit)];
        return (page, key(page[^1]));
    }
}
