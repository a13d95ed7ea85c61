using System.Buffers;

namespace Skybridge.Tests.Fakes;

/// <summary>Lends memory and knows whether all of it came back, and wiped.</summary>
sealed class RecordingPool : ArrayPool<byte>
{
    readonly Lock _lock = new();
    readonly HashSet<byte[]> _lent = new(ReferenceEqualityComparer.Instance);

    /// <summary>How many arrays were lent in all.</summary>
    public int Lent { get; private set; }

    /// <summary>How many are still out.</summary>
    public int Outstanding => _lent.Count;

    /// <summary>How many came back with something left in them.</summary>
    public int Unwiped { get; private set; }

    public override byte[] Rent(int minimumLength)
    {
        var array = new byte[minimumLength];
        lock (_lock)
        {
            Lent++;
            _lent.Add(array);
        }

        return array;
    }

    public override void Return(byte[] array, bool clearArray = false)
    {
        if (clearArray)
            array.AsSpan().Clear();
        lock (_lock)
        {
            Assert.True(_lent.Remove(array), "Memory was given back twice, or to the wrong pool.");
            Unwiped += array.AsSpan().ContainsAnyExcept((byte)0) ? 1 : 0;
        }
    }

    /// <summary>Fails when something is still out, or was not wiped.</summary>
    public void AssertAllWiped()
    {
        Assert.True(Lent > 0);
        Assert.Equal(0, Outstanding);
        Assert.Equal(0, Unwiped);
    }
}
