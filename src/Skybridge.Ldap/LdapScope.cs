namespace Skybridge.Ldap;

/// <summary>How far below its base a search looks.</summary>
public enum LdapScope
{
    /// <summary>The base itself.</summary>
    Base = 0,

    /// <summary>What is directly below it.</summary>
    OneLevel = 1,

    /// <summary>It and everything below it.</summary>
    Subtree = 2,
}
