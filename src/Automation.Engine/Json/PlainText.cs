using System.Buffers;
using System.Text;

namespace Automation.Json;

/// <summary>Text that can be printed in one line.</summary>
internal static class PlainText
{
    /// <summary>No control characters and no lone surrogates.</summary>
    public static bool Is(string text)
    {
        for (var index = 0; index < text.Length;)
        {
            if (Rune.DecodeFromUtf16(text.AsSpan(index), out var rune, out var consumed) != OperationStatus.Done || Rune.IsControl(rune))
            {
                return false;
            }

            index += consumed;
        }

        return true;
    }
}
