using System.Runtime.InteropServices;
using System.Text;

namespace Skybridge.Drsr.Security.Gss;

/// <summary>A name that the library has read.</summary>
sealed class GssName() : SafeHandle(0, ownsHandle: true)
{
    public override bool IsInvalid => handle == 0;

    public static unsafe GssName Import(string text, GssNative.Oid* type)
    {
        var name = new GssName();
        var bytes = Encoding.UTF8.GetBytes(text);
        fixed (byte* pointer = bytes)
        {
            var buffer = new GssNative.Buffer { Length = (nuint)bytes.Length, Value = pointer };
            var major = GssNative.ImportName(out var minor, &buffer, type, out var imported);
            GssError.ThrowIfFailed(major, minor, $"Reading the name {text}");
            name.SetHandle(imported);
        }

        return name;
    }

    protected override bool ReleaseHandle() => GssNative.ReleaseName(out _, ref handle) == GssNative.Complete;
}
