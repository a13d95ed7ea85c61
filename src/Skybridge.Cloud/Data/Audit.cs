using System.Buffers;
using System.Text;
using System.Text.Json;

namespace Skybridge.Cloud.Data;

/// <summary>Makes entries of the audit log.</summary>
static class Audit
{
    /// <summary>An entry; details without a value are left out.</summary>
    public static AuditEntry Entry(
        DateTimeOffset at,
        string actor,
        string action,
        string? target,
        params ReadOnlySpan<(string Name, string? Value)> details)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            foreach (var (name, value) in details)
            {
                if (value is not null)
                    json.WriteString(name, value);
            }

            json.WriteEndObject();
        }

        var detail = Encoding.UTF8.GetString(buffer.WrittenSpan);
        return new AuditEntry { At = at, Actor = actor, Action = action, Target = target, Detail = detail };
    }
}
