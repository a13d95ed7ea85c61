namespace Skybridge.Drsr.Drs;

/// <summary>The domain controller's directory service refused a call, with a Win32 error code.</summary>
public sealed class DrsException : DrsrException
{
    /// <summary>ERROR_DS_DRA_ACCESS_DENIED: the account lacks a replication right.</summary>
    public const int AccessDenied = 8453;

    /// <summary>ERROR_DS_DRA_SOURCE_DISABLED: outbound replication is switched off there.</summary>
    public const int SourceDisabled = 8456;

    /// <summary>ERROR_DS_DRA_SINK_DISABLED: inbound replication is switched off there.</summary>
    public const int SinkDisabled = 8457;

    /// <summary>ERROR_DS_DRA_BAD_DN: no such object (or, on some servers, no right to see it).</summary>
    public const int BadDistinguishedName = 8439;

    /// <summary>ERROR_DS_DRA_BAD_NC: no such naming context there.</summary>
    public const int BadNamingContext = 8440;

    /// <summary>ERROR_DS_DRA_SCHEMA_MISMATCH: an attribute that was asked for is not in the schema.</summary>
    public const int SchemaMismatch = 8418;

    /// <summary>ERROR_DS_DIFFERENT_REPL_EPOCHS: a domain rename is under way.</summary>
    public const int DifferentEpochs = 8593;

    /// <summary>Creates an exception about a call's Win32 error.</summary>
    public DrsException(int error, string call)
        : this(error, $"The domain controller refused {call} with error {error} ({NameOf(error)}).", innerException: null)
    {
    }

    DrsException(int error, string message, Exception? innerException)
        : base(message, innerException) => Error = error;

    /// <summary>The Win32 error code; 0 where an extended operation was refused for a reason that has none.</summary>
    public int Error { get; }

    /// <summary>False where somebody must change something first.</summary>
    public override bool IsTransient => Error is not (AccessDenied or SchemaMismatch or BadNamingContext or BadDistinguishedName);

    // [MS-DRSR] EXOP_ERR codes: an extended operation may fail although the call succeeds.
    internal static DrsException FromExtendedResult(uint result, string call)
    {
        var error = result switch
        {
            15 => AccessDenied,
            16 => 87,
            _ => 0,
        };
        return new DrsException(error, $"The domain controller refused {call} with extended result {result}.", innerException: null);
    }

    static string NameOf(int error) => error switch
    {
        5 => "access denied",
        8 => "not enough memory",
        87 => "invalid parameter",
        1306 => "revision mismatch",
        8333 => "no such object",
        8419 => "invalid parameter of replication",
        8420 => "not a naming context",
        SchemaMismatch => "schema mismatch",
        BadDistinguishedName => "no such object",
        BadNamingContext => "no such naming context",
        8446 => "out of memory",
        8451 => "database error",
        8452 => "naming context not held",
        AccessDenied => "replication access denied",
        SourceDisabled => "outbound replication disabled",
        SinkDisabled => "inbound replication disabled",
        8465 => "source is a partial replica",
        DifferentEpochs => "different replication epochs",
        _ => "no name known",
    };
}
