namespace Skybridge.Cloud;

/// <summary>Something only an operator can settle: what was tried and what came back, and what to do about it.</summary>
sealed class OperatorException(string error, string hint, Exception? inner = null) : Exception(error, inner)
{
    /// <summary>What to do about it, in one line.</summary>
    public string Hint { get; } = hint;
}
