using System.Text;
using Automation.Json;

namespace Automation.Engine.Tests.Json;

public sealed class StorableTextTests
{
    [Theory]
    [InlineData("")]
    [InlineData("plain é 😀 text\r\n\u0001")]
    public void Clean_SoundText_IsTheSameInstance(string text) => StorableText.Clean(text).ShouldBe(text);

    [Theory]
    [InlineData("a\0b", "a\ufffdb")]
    [InlineData("\0", "\ufffd")]
    public void Clean_Nul_IsReplaced(string text, string expected) => StorableText.Clean(text).ShouldBe(expected);

    [Fact]
    public void Clean_LoneSurrogate_IsReplaced()
    {
        StorableText.Clean("a\ud800").ShouldBe("a\ufffd");
        StorableText.Clean("\udc00\ud800b").ShouldBe("\ufffd\ufffdb");
        StorableText.Clean("\ud83d\ude00").ShouldBe("😀");
    }

    [Theory]
    [InlineData("abcdef", 6, "abcdef")]
    [InlineData("abcdefg", 6, "abc…")]
    [InlineData("ééé", 6, "ééé")]
    [InlineData("éééé", 6, "é…")]
    [InlineData("😀😀", 8, "😀😀")]
    [InlineData("😀😀😀", 8, "😀…")]
    [InlineData("😀", 3, "…")]
    public void Clean_LongText_IsCutBetweenCharacters(string text, int maxBytes, string expected)
    {
        StorableText.Clean(text, maxBytes).ShouldBe(expected);
        Encoding.UTF8.GetByteCount(expected).ShouldBeLessThanOrEqualTo(maxBytes);
    }

    [Fact]
    public void Clean_MegabyteOfStackTrace_FitsTheUsualCap()
    {
        var cleaned = StorableText.Clean(string.Concat(Enumerable.Repeat("at \ud800 X.Y()\0\n", 100_000)));

        Encoding.UTF8.GetByteCount(cleaned).ShouldBeInRange(32 * 1024 - 6, 32 * 1024);
        cleaned.ShouldEndWith("…");
    }
}
