using Skybridge.Lab.ActiveDirectory;

namespace Skybridge.LabTests.Product;

/// <summary>Variations of somebody who is to be added.</summary>
static class NewObjects
{
    /// <summary>The same in another place, from the outermost OU to the innermost.</summary>
    public static NewObject In(this NewObject like, params string[] parent) => Copy(like, like.Class, like.Upn, parent, like.Flags, like.Attributes);

    /// <summary>The same with other flags.</summary>
    public static NewObject Flagged(this NewObject like, AccountControl flags) => Copy(like, like.Class, like.Upn, like.Parent, flags, like.Attributes);

    /// <summary>The same with another user principal name; null is none.</summary>
    public static NewObject Named(this NewObject like, string? upn) => Copy(like, like.Class, upn, like.Parent, like.Flags, like.Attributes);

    /// <summary>The same of another class.</summary>
    public static NewObject Of(this NewObject like, string objectClass) => Copy(like, objectClass, like.Upn, like.Parent, like.Flags, like.Attributes);

    /// <summary>The same with a further attribute.</summary>
    public static NewObject With(this NewObject like, string name, AttributeValue value) =>
        Copy(like, like.Class, like.Upn, like.Parent, like.Flags, new Dictionary<string, AttributeValue>(like.Attributes) { [name] = value });

    static NewObject Copy(
        NewObject like, string objectClass, string? upn, IReadOnlyList<string> parent, AccountControl flags, IReadOnlyDictionary<string, AttributeValue> attributes) => new()
    {
        Class = objectClass,
        Name = like.Name,
        User = like.User,
        Upn = upn,
        Password = like.Password,
        Parent = parent,
        Flags = flags,
        Attributes = attributes,
    };
}
