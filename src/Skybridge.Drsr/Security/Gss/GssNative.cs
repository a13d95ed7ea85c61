using System.Runtime.InteropServices;

namespace Skybridge.Drsr.Security.Gss;

/// <summary>The system's GSS-API (MIT krb5), as far as it is used.</summary>
/// <remarks>[RFC 2744], and the MIT extensions for wrapping in place (gss_wrap_iov) and for named credential stores (gss_acquire_cred_from).</remarks>
static unsafe partial class GssNative
{
    public const uint Complete = 0;
    public const uint ContinueNeeded = 1;
    public const int Initiate = 1;
    public const uint Indefinite = 0xffffffff;

    /// <summary>The soname; the name without a version belongs to the development package.</summary>
    const string Library = "libgssapi_krb5.so.2";

    public struct Buffer
    {
        public nuint Length;
        public byte* Value;
    }

    public struct Oid
    {
        public uint Length;
        public byte* Elements;
    }

    public struct OidSet
    {
        public nuint Count;
        public Oid* Elements;
    }

    public struct BufferSet
    {
        public nuint Count;
        public Buffer* Elements;
    }

    public struct Iov
    {
        public uint Type;
        public Buffer Buffer;
    }

    public struct KeyValue
    {
        public byte* Key;
        public byte* Value;
    }

    public struct KeyValueSet
    {
        public uint Count;
        public KeyValue* Elements;
    }

    public static class IovType
    {
        public const uint Data = 1;
        public const uint Header = 2;
        public const uint SignOnly = 11;
    }

    [LibraryImport(Library, EntryPoint = "gss_import_name")]
    public static partial uint ImportName(out uint minor, Buffer* name, Oid* type, out nint result);

    [LibraryImport(Library, EntryPoint = "gss_acquire_cred_with_password")]
    public static partial uint AcquireWithPassword(
        out uint minor, GssName name, Buffer* password, uint time, OidSet* mechanisms, int usage, out nint credential, nint actualMechanisms, out uint lifetime);

    [LibraryImport(Library, EntryPoint = "gss_acquire_cred_from")]
    public static partial uint AcquireFrom(
        out uint minor, nint name, uint time, OidSet* mechanisms, int usage, KeyValueSet* store, out nint credential, nint actualMechanisms, out uint lifetime);

    [LibraryImport(Library, EntryPoint = "gss_init_sec_context")]
    public static partial uint InitSecContext(
        out uint minor,
        GssCredential credential,
        ref nint context,
        GssName target,
        Oid* mechanism,
        uint flags,
        uint time,
        nint bindings,
        Buffer* input,
        nint actualMechanism,
        Buffer* output,
        out uint actualFlags,
        nint lifetime);

    [LibraryImport(Library, EntryPoint = "gss_inquire_sec_context_by_oid")]
    public static partial uint InquireSecContextByOid(out uint minor, nint context, Oid* what, out BufferSet* result);

    [LibraryImport(Library, EntryPoint = "gss_wrap_iov_length")]
    public static partial uint WrapIovLength(out uint minor, nint context, int confidential, uint qop, out int state, Iov* iov, int count);

    [LibraryImport(Library, EntryPoint = "gss_wrap_iov")]
    public static partial uint WrapIov(out uint minor, nint context, int confidential, uint qop, out int state, Iov* iov, int count);

    [LibraryImport(Library, EntryPoint = "gss_unwrap_iov")]
    public static partial uint UnwrapIov(out uint minor, nint context, out int state, out uint qop, Iov* iov, int count);

    [LibraryImport(Library, EntryPoint = "gss_wrap")]
    public static partial uint Wrap(out uint minor, nint context, int confidential, uint qop, Buffer* input, out int state, Buffer* output);

    [LibraryImport(Library, EntryPoint = "gss_unwrap")]
    public static partial uint Unwrap(out uint minor, nint context, Buffer* input, Buffer* output, out int state, out uint qop);

    [LibraryImport(Library, EntryPoint = "gss_display_status")]
    public static partial uint DisplayStatus(out uint minor, uint status, int type, Oid* mechanism, ref uint messageContext, Buffer* text);

    [LibraryImport(Library, EntryPoint = "gss_release_name")]
    public static partial uint ReleaseName(out uint minor, ref nint name);

    [LibraryImport(Library, EntryPoint = "gss_release_cred")]
    public static partial uint ReleaseCred(out uint minor, ref nint credential);

    [LibraryImport(Library, EntryPoint = "gss_delete_sec_context")]
    public static partial uint DeleteSecContext(out uint minor, ref nint context, nint token);

    [LibraryImport(Library, EntryPoint = "gss_release_buffer")]
    public static partial uint ReleaseBuffer(out uint minor, Buffer* buffer);

    [LibraryImport(Library, EntryPoint = "gss_release_buffer_set")]
    public static partial uint ReleaseBufferSet(out uint minor, ref BufferSet* set);

    /// <summary>Sets a variable of the C environment, which is not the one that .NET keeps.</summary>
    [LibraryImport("libc", EntryPoint = "setenv", StringMarshalling = StringMarshalling.Utf8)]
    public static partial int SetEnvironment(string name, string value, int overwrite);
}
