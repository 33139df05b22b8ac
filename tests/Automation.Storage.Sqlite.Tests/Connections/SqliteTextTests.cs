using System.Text.RegularExpressions;

namespace Automation.Storage.Sqlite.Tests.Connections;

public sealed class SqliteTextTests
{
    [Theory]
    [InlineData("", "")]
    [InlineData("a\0b", "610062")]
    [InlineData("é€", "C3A9E282AC")]
    [InlineData("\U0001F600", "F09F9880")]
    [InlineData(@"\uD83D", "EDA0BD")]
    [InlineData(@"a\uDE00b", "61EDB88062")]
    [InlineData(@"\uDE00\uD83D", "EDB880EDA0BD")]
    public void Encode_WritesUtf8AndHalvesAsThreeBytes(string escaped, string hex)
    {
        // Half a pair cannot stand in an attribute; the compiler would replace it.
        var text = Regex.Unescape(escaped);
        var bytes = new byte[SqliteText.MaxBytes(text.Length)];

        var count = SqliteText.Encode(text, bytes);

        Convert.ToHexString(bytes.AsSpan(0, count)).ShouldBe(hex);
        SqliteText.Decode(bytes.AsSpan(0, count)).ShouldBe(text);
    }

    [Theory]
    [InlineData("FF")]
    [InlineData("C3")]
    [InlineData("EDA0")]
    [InlineData("C080")]
    [InlineData("61F8888080")]
    public void Decode_BytesThatAreNoText_IsNull(string hex) => SqliteText.Decode(Convert.FromHexString(hex)).ShouldBeNull();

    [Fact]
    public void EveryCodeUnit_ComesBack()
    {
        var text = string.Concat(Enumerable.Range(0, 0x10000).Select(unit => (char)unit)) + string.Concat(
            Enumerable.Range(0, 0x10000).Reverse().Select(unit => (char)unit));
        var bytes = new byte[SqliteText.MaxBytes(text.Length)];

        SqliteText.Decode(bytes.AsSpan(0, SqliteText.Encode(text, bytes))).ShouldBe(text);
    }
}
