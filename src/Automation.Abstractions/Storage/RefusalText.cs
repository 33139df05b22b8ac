using System.Runtime.CompilerServices;

namespace Automation.Storage;

/// <summary>A refusal's sentence that is put together only when it is needed: the checks stand on the hot path.</summary>
[InterpolatedStringHandler]
internal ref struct RefusalText
{
    private DefaultInterpolatedStringHandler _text;

    public RefusalText(int literalLength, int formattedCount, bool refused, out bool needed)
    {
        needed = refused;
        _text = refused ? new DefaultInterpolatedStringHandler(literalLength, formattedCount, System.Globalization.CultureInfo.InvariantCulture) : default;
    }

    public void AppendLiteral(string value) => _text.AppendLiteral(value);

    public void AppendFormatted<T>(T value) => _text.AppendFormatted(value);

    public void AppendFormatted<T>(T value, string? format) => _text.AppendFormatted(value, format);

    public override string ToString() => _text.ToStringAndClear();
}
