using System.Runtime.InteropServices;

[assembly: DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]

namespace Skybridge.Lab.Wire;

/// <summary>What the lab needs of libkrb5.so.3 (package libkrb5-3, which libgssapi-krb5-2 brings).</summary>
static class Krb5
{
    const string Library = "libkrb5.so.3";

    [DllImport(Library, EntryPoint = "profile_init_path")]
    public static extern int ProfileInitPath([MarshalAs(UnmanagedType.LPUTF8Str)] string path, out nint profile);

    [DllImport(Library, EntryPoint = "profile_release")]
    public static extern void ProfileRelease(nint profile);

    [DllImport(Library, EntryPoint = "krb5_init_context_profile")]
    public static extern int InitContextProfile(nint profile, int flags, out nint context);

    [DllImport(Library, EntryPoint = "krb5_free_context")]
    public static extern void FreeContext(nint context);

    [DllImport(Library, EntryPoint = "krb5_parse_name_flags")]
    public static extern int ParseName(nint context, [MarshalAs(UnmanagedType.LPUTF8Str)] string name, int flags, out nint principal);

    [DllImport(Library, EntryPoint = "krb5_free_principal")]
    public static extern void FreePrincipal(nint context, nint principal);

    [DllImport(Library, EntryPoint = "krb5_get_init_creds_password")]
    public static extern int GetInitCredsPassword(
        nint context,
        nint credentials,
        nint principal,
        [MarshalAs(UnmanagedType.LPUTF8Str)] string password,
        nint prompter,
        nint prompterData,
        int startTime,
        [MarshalAs(UnmanagedType.LPUTF8Str)] string? service,
        nint options);

    [DllImport(Library, EntryPoint = "krb5_free_cred_contents")]
    public static extern void FreeCredContents(nint context, nint credentials);

    [DllImport(Library, EntryPoint = "krb5_change_password")]
    public static extern int ChangePassword(
        nint context,
        nint credentials,
        [MarshalAs(UnmanagedType.LPUTF8Str)] string newPassword,
        out int resultCode,
        out Data resultText,
        out Data serverText);

    [DllImport(Library, EntryPoint = "krb5_free_data_contents")]
    public static extern void FreeDataContents(nint context, ref Data data);

    [DllImport(Library, EntryPoint = "krb5_get_error_message")]
    public static extern nint GetErrorMessage(nint context, int code);

    [DllImport(Library, EntryPoint = "krb5_free_error_message")]
    public static extern void FreeErrorMessage(nint context, nint message);

    /// <summary>krb5_data: { int32 magic; uint32 length; char* data }.</summary>
    [StructLayout(LayoutKind.Sequential)]
    public struct Data
    {
        public int Magic;
        public int Length;
        public nint Bytes;
    }
}
