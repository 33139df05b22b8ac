using System.Text;
using System.Text.Json;

namespace Automation.EndToEnd.Histories;

/// <summary>How values are written in SQL.</summary>
internal static class SqlValue
{
    public static string Text(string text) => $"'{text.Replace("'", "''", StringComparison.Ordinal)}'";

    /// <summary>JSON that is kept as bytes, as text; null for other bytes.</summary>
    public static string? JsonOf(ReadOnlySpan<byte> bytes)
    {
        try
        {
            var reader = new Utf8JsonReader(bytes);
            while (reader.Read())
            {
            }

            return bytes.IsEmpty || bytes.Contains((byte)0) ? null : Encoding.UTF8.GetString(bytes);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
