namespace Skybridge.Lab;

/// <summary>The lab could not do what was asked; <see cref="Hint"/> says what the person at the terminal can do about it.</summary>
public sealed class LabException : Exception
{
    public LabException(string message, string hint, Exception? innerException = null)
        : base(message, innerException) => Hint = hint;

    public string Hint { get; }

    /// <summary>Both sentences: a test runner shows nothing else.</summary>
    public override string ToString() => $"{Message}{Environment.NewLine}hint: {Hint}{Environment.NewLine}{base.ToString()}";
}
