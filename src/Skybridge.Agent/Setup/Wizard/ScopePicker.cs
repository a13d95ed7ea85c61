using System.Globalization;
using Skybridge.Agent.Setup.Talk;
using Skybridge.CommandLine;
using Skybridge.Sync.Engine;

namespace Skybridge.Agent.Setup.Wizard;

/// <summary>The tree of a domain with what is chosen of it. A container that is chosen or not takes everything below it along.</summary>
sealed class ScopePicker
{
    /// <summary>How many containers are shown at a time.</summary>
    public const int PageSize = 20;

    const int CountWidth = 9;
    const int LeastName = 8;
    static readonly char[] Separators = [' ', ','];

    readonly List<Node> _nodes = [];
    readonly string _domain;

    /// <param name="survey">Who is where.</param>
    /// <param name="rules">What is chosen so far.</param>
    /// <param name="domain">The domain's name.</param>
    public ScopePicker(DirectorySurvey survey, ScopeRules rules, string domain)
    {
        _domain = domain;
        var byName = new Dictionary<string, Node>(StringComparer.OrdinalIgnoreCase);
        foreach (var container in survey.Containers)
        {
            var parent = byName.GetValueOrDefault(DirectorySurvey.ParentOf(container.DistinguishedName));
            var node = new Node(container.DistinguishedName, parent) { IsChosen = IsMeant(container.DistinguishedName, parent, rules) };
            byName[container.DistinguishedName] = node;
            _nodes.Add(node);
            for (var at = node; at is not null; at = at.Parent)
                at.People += container.People;
        }
    }

    /// <summary>How many containers there are.</summary>
    public int Count => _nodes.Count;

    /// <summary>The rules that mean what is chosen.</summary>
    public ScopeRules Rules => new()
    {
        Include = IsWhole ? [] : [.. _nodes.Where(node => node.IsChosen && node.Parent is not { IsChosen: true }).Select(node => node.Name)],
        Exclude = [.. _nodes.Where(node => !node.IsChosen && node.Parent is { IsChosen: true }).Select(node => node.Name)],
    };

    /// <summary>Whether anything is chosen.</summary>
    public bool HasAny => _nodes.Any(node => node.IsChosen);

    bool IsWhole => _nodes is [{ IsChosen: true }, ..];

    /// <summary>Lines of a page.</summary>
    public IEnumerable<string> Page(int first, int width)
    {
        var digits = _nodes.Count.ToString(CultureInfo.InvariantCulture).Length;
        for (var i = first; i < Math.Min(first + PageSize, _nodes.Count); i++)
        {
            var node = _nodes[i];
            var head = $"{(i + 1).ToString(CultureInfo.InvariantCulture).PadLeft(digits)} [{Mark(node)}] {new string(' ', Math.Min(2 * node.Depth, 12))}";
            var room = Math.Max(width - head.Length - CountWidth, LeastName);
            yield return head + TextFlow.Shorten(TextFlow.Clean(Label(node)), room).PadRight(room) + string.Create(CultureInfo.InvariantCulture, $"{node.People,CountWidth:N0}");
        }
    }

    /// <summary>Turns containers: <c>3</c>, <c>2 5-7</c>.</summary>
    /// <exception cref="OperatorException">There is no such number, or the rules cannot say what would be chosen.</exception>
    public void Toggle(string text)
    {
        var numbers = text.Split(Separators, StringSplitOptions.RemoveEmptyEntries).SelectMany(Range).ToList();
        foreach (var number in numbers)
        {
            var node = _nodes[number - 1];
            if (!node.IsChosen && node.Parent is { IsChosen: false } && node.HasChosenAncestor())
            {
                throw new OperatorException(
                    $"{Label(node)} is below a container that is left out of one that is chosen: it cannot be taken back in alone.",
                    "Choose the one above it, and leave out what you do not want there.");
            }
        }

        numbers.ForEach(number => Set(_nodes[number - 1], !_nodes[number - 1].IsChosen));
    }

    /// <summary>Chooses everything, or nothing.</summary>
    public void SetAll(bool chosen) => _nodes.ForEach(node => node.IsChosen = chosen);

    /// <summary>The first container whose name holds a text; null when there is none.</summary>
    public int? Find(string text)
    {
        var at = _nodes.FindIndex(node => node.Name.Contains(text, StringComparison.OrdinalIgnoreCase));
        return at < 0 ? null : at;
    }

    static bool IsMeant(string name, Node? parent, ScopeRules rules)
    {
        if (rules.Exclude.Contains(name, StringComparer.OrdinalIgnoreCase))
            return false;
        return rules.Include.Contains(name, StringComparer.OrdinalIgnoreCase) || (parent?.IsChosen ?? rules.Include.Count == 0);
    }

    void Set(Node node, bool chosen)
    {
        foreach (var each in _nodes.Where(each => each == node || each.IsBelow(node)))
            each.IsChosen = chosen;
    }

    IEnumerable<int> Range(string text)
    {
        var ends = text.Split('-', 2);
        var first = Number(ends[0]);
        var last = ends.Length == 2 ? Number(ends[1]) : first;
        return last >= first ? Enumerable.Range(first, last - first + 1) : throw new OperatorException($"'{text}' ends before it begins.", "Write ranges as 5-7.");
    }

    int Number(string text) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= 1 && number <= _nodes.Count
        ? number
        : throw new OperatorException($"'{Dialogue.Quote(text)}' is none of the numbers.", $"Type numbers from 1 to {_nodes.Count}, such as 2 5-7; all, none, more, find TEXT; or press Enter when it is right.");

    char Mark(Node node) => node.IsChosen ? 'x' : _nodes.Any(each => each.IsChosen && each.IsBelow(node)) ? '-' : ' ';

    string Label(Node node) => node.Parent is null ? $"{_domain} (everybody)" : Unescape(node.Name[..(node.Name.Length - DirectorySurvey.ParentOf(node.Name).Length - 1)]);

    static string Unescape(string name) => name[(name.IndexOf('=', StringComparison.Ordinal) + 1)..].Replace("\\", "", StringComparison.Ordinal);

    sealed class Node(string name, Node? parent)
    {
        public string Name => name;

        public Node? Parent => parent;

        public int Depth { get; } = parent is null ? 0 : parent.Depth + 1;

        public int People { get; set; }

        public bool IsChosen { get; set; }

        public bool IsBelow(Node other)
        {
            for (var at = parent; at is not null; at = at.Parent)
            {
                if (at == other)
                    return true;
            }

            return false;
        }

        public bool HasChosenAncestor()
        {
            for (var at = parent; at is not null; at = at.Parent)
            {
                if (at.IsChosen)
                    return true;
            }

            return false;
        }
    }
}
