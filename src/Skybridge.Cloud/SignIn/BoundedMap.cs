namespace Skybridge.Cloud.SignIn;

/// <summary>Remembers what was used last, and forgets what was not used for longest, so that nobody can fill the memory.</summary>
/// <remarks>Not for several threads at once: its owner holds a lock.</remarks>
sealed class BoundedMap<TValue>(int capacity)
    where TValue : class
{
    readonly Dictionary<UInt128, LinkedListNode<(UInt128 Key, TValue Value)>> _nodes = [];
    readonly LinkedList<(UInt128 Key, TValue Value)> _byUse = [];

    /// <summary>How many are remembered.</summary>
    public int Count => _nodes.Count;

    /// <summary>The value of <paramref name="key"/>, made when there is none yet.</summary>
    public TValue GetOrAdd(UInt128 key, Func<TValue> make)
    {
        if (_nodes.TryGetValue(key, out var node))
        {
            _byUse.Remove(node);
            _byUse.AddFirst(node);
            return node.Value.Value;
        }

        if (_nodes.Count == capacity)
            Forget(_byUse.Last!);
        node = _byUse.AddFirst((key, make()));
        _nodes.Add(key, node);
        return node.Value.Value;
    }

    void Forget(LinkedListNode<(UInt128 Key, TValue Value)> node)
    {
        _byUse.Remove(node);
        _nodes.Remove(node.Value.Key);
    }
}
