using System.Text;
using System.Text.Json;
using Automation.Json;

namespace Automation.Engine.Tests.Json;

public sealed class JsonGateTests
{
    // What is let in.
    [Theory]
    [InlineData("{}")]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData(" \r\n\t{ \"a\" : [ 1 , true , null , \"x\" ] } ")]
    [InlineData("\"😀 é \\ud83d\\ude00 \\n \\\\u0000\"")]
    [InlineData("{\"a\":{\"a\":1},\"b\":[{\"a\":1},{\"a\":2}]}")]
    [InlineData("{\"a\":1,\"A\":2,\"ä\":3,\"a\\u0308\":4,\"\":5}")]
    // Numbers are kept as text, so exact integers and minus zero are no trouble.
    [InlineData("-0")]
    [InlineData("9007199254740993")]
    [InlineData("1234567890123456789012345678901234567890")]
    [InlineData("1e308")]
    [InlineData("1E-308")]
    [InlineData("1e+0000000000000000000000000000000000308")]
    public void Check_SoundDocument_IsLetIn(string json) => Check(json).ShouldBe(JsonGateResult.Valid);

    // Not one JSON value.
    [Theory]
    [InlineData("")]
    [InlineData("   ")]
    [InlineData("{\"a\":")]
    [InlineData("{\"a\":1")]
    [InlineData("\"abc")]
    [InlineData("{} {}")]
    [InlineData("{}x")]
    [InlineData("1 2")]
    [InlineData("\ufeff{}")]
    [InlineData("{} // end")]
    [InlineData("/* a */{}")]
    [InlineData("[1,]")]
    [InlineData("{\"a\":1,}")]
    [InlineData("{\"a\":NaN}")]
    [InlineData("[Infinity]")]
    [InlineData("[-]")]
    [InlineData("[01]")]
    [InlineData("[.5]")]
    [InlineData("{a:1}")]
    [InlineData("{'a':1}")]
    [InlineData("\"\\x41\"")]
    [InlineData("\"\\u00\"")]
    [InlineData("\"a\nb\"")]
    [InlineData("\"a\0b\"")]
    public void Check_NotOneJsonValue_IsMalformed(string json) => Check(json).Code.ShouldBe("malformed-json");

    [Theory]
    [InlineData("{\"a\": NaN}", 6)]
    [InlineData("[1,\n\n 2 3]", 8)]
    [InlineData("{}x", 2)]
    public void Check_NotOneJsonValue_SaysWhere(string json, int position) => Check(json).BytePosition.ShouldBe(position);

    // Text that is no Unicode.
    [Theory]
    [InlineData("\"\\ud800\"")]
    [InlineData("\"\\udc00\"")]
    [InlineData("\"\\ud800x\"")]
    [InlineData("\"\\ud800\\u0041\"")]
    [InlineData("\"\\ud800\\n\"")]
    [InlineData("\"\\ud800\\ud800\"")]
    [InlineData("\"\\udc00\\ud800\"")]
    [InlineData("{\"\\uD83D\":1}")]
    public void Check_LoneSurrogateEscape_IsInvalidText(string json) => Check(json).Code.ShouldBe("invalid-text");

    [Theory]
    [InlineData(new byte[] { 0x22, 0xFF, 0x22 }, 1)]
    [InlineData(new byte[] { 0x22, 0x61, 0xC3, 0x22 }, 2)]
    [InlineData(new byte[] { 0x22, 0xC0, 0x80, 0x22 }, 1)]
    [InlineData(new byte[] { 0x22, 0xED, 0xA0, 0x80, 0x22 }, 1)]
    [InlineData(new byte[] { 0x22, 0xF4, 0x90, 0x80, 0x80, 0x22 }, 1)]
    public void Check_InvalidUtf8_IsInvalidText(byte[] utf8, int position)
    {
        var result = JsonGate.Check(utf8);

        result.Code.ShouldBe("invalid-text");
        result.BytePosition.ShouldBe(position);
    }

    // NUL, which one store keeps and another refuses.
    [Theory]
    [InlineData("\"\\u0000\"")]
    [InlineData("{\"a\\u0000\":1}")]
    [InlineData("{\"a\":[\"x\\n\\u0000\"]}")]
    public void Check_Nul_IsRefused(string json) => Check(json).Code.ShouldBe("nul-character");

    // A property twice.
    [Theory]
    [InlineData("{\"a\":1,\"a\":2}", 7)]
    [InlineData("{\"a\":1,\"\\u0061\":2}", 7)]
    [InlineData("{\"\\u0061\":1,\"a\":2}", 12)]
    [InlineData("{\"\\u0061\":1,\"\\u0061\":2}", 12)]
    [InlineData("{\"é\":1,\"\\u00e9\":2}", 8)]
    [InlineData("{\"\":1,\"\":2}", 6)]
    [InlineData("{\"a\":{\"b\":1},\"c\":[{\"d\":1}],\"a\":2}", 27)]
    [InlineData("[{\"x\":{\"a\":1,\"b\":2,\"a\":3}}]", 19)]
    public void Check_PropertyTwice_IsRefused(string json, int position)
    {
        var result = Check(json);

        result.Code.ShouldBe("duplicate-property");
        result.BytePosition.ShouldBe(position);
    }

    [Fact]
    public void Check_ThousandsOfNames_FindsTheOneThatComesTwice()
    {
        var names = Enumerable.Range(0, 9_000).Select(i => $"\"p{i}\":{i}").ToArray();

        Check($"{{{string.Join(',', names)}}}").IsValid.ShouldBeTrue();
        Check($"{{{string.Join(',', names)},\"p4321\":0}}").Code.ShouldBe("duplicate-property");
    }

    // Sizes: the last that is let in, the first that is not.
    [Fact]
    public void Check_Bytes_AreLimited()
    {
        Check(Padded(256 * 1024)).IsValid.ShouldBeTrue();
        Check(Padded(256 * 1024 + 1)).Code.ShouldBe("payload-too-large");
    }

    [Theory]
    [InlineData(32, null)]
    [InlineData(33, "too-deep")]
    [InlineData(65, "too-deep")]
    [InlineData(20_000, "too-deep")]
    public void Check_Depth_IsLimited(int depth, string? code)
    {
        Check(new string('[', depth) + new string(']', depth)).Code.ShouldBe(code);
        Check(string.Concat(Enumerable.Repeat("{\"a\":", depth)) + "1" + new string('}', depth)).Code.ShouldBe(code);
    }

    [Fact]
    public void Check_Values_AreLimited()
    {
        Check($"[{string.Join(',', Enumerable.Repeat("1", 9_999))}]").IsValid.ShouldBeTrue();
        Check($"[{string.Join(',', Enumerable.Repeat("1", 10_000))}]").Code.ShouldBe("too-many-nodes");
        Check($"[{string.Join(',', Enumerable.Repeat("{}", 10_000))}]").Code.ShouldBe("too-many-nodes");
    }

    [Theory]
    [InlineData("a", 65_536)]
    [InlineData("é", 32_768)]
    [InlineData("\\n", 65_536)]
    [InlineData("\\u00e9", 32_768)]
    [InlineData("\\ud83d\\ude00", 16_384)]
    public void Check_Text_IsLimitedByWhatItMeans(string character, int most)
    {
        Check($"\"{string.Concat(Enumerable.Repeat(character, most))}\"").IsValid.ShouldBeTrue();
        Check($"\"{string.Concat(Enumerable.Repeat(character, most + 1))}\"").Code.ShouldBe("string-too-long");
    }

    [Fact]
    public void Check_Name_IsLimitedLikeText() => Check($"{{\"{new string('k', 65_537)}\":1}}").Code.ShouldBe("string-too-long");

    [Theory]
    [InlineData("12345678901234567890123456789012345678901")]
    [InlineData("0.1234567890123456789012345678901234567890")]
    [InlineData("1e309")]
    [InlineData("1e-309")]
    [InlineData("1E+400")]
    [InlineData("1e131071")]
    [InlineData("1e99999999999999999999999999999999999")]
    public void Check_NumberBeyondTheLimits_IsRefused(string number) => Check($"{{\"n\":{number}}}").Code.ShouldBe("number-out-of-range");

    [Fact]
    public void Check_OwnLimits_Hold()
    {
        Check("[[1]]", new JsonLimits { MaxDepth = 1 }).Code.ShouldBe("too-deep");
        Check("[1,2]", new JsonLimits { MaxNodes = 2 }).Code.ShouldBe("too-many-nodes");
        Check("\"abc\"", new JsonLimits { MaxStringBytes = 2 }).Code.ShouldBe("string-too-long");
        Check("123", new JsonLimits { MaxBytes = 2 }).Code.ShouldBe("payload-too-large");
        Check("123", new JsonLimits { MaxNumberLength = 2 }).Code.ShouldBe("number-out-of-range");
        Check("1e9", new JsonLimits { MaxExponent = 8 }).Code.ShouldBe("number-out-of-range");
    }

    // What is said.
    [Theory]
    [InlineData("{\"canary\":canary}")]
    [InlineData("{\"canary\":1,\"canary\":2}")]
    [InlineData("{\"a\":\"canary\\u0000\"}")]
    [InlineData("{\"a\":\"canary\\ud800\"}")]
    [InlineData("{\"a\":1e999,\"canary\":1}")]
    public void Check_Refusal_RepeatsNothingOfTheDocument(string json)
    {
        var result = Check(json);

        result.IsValid.ShouldBeFalse();
        result.Message.ShouldNotContain("canary");
        result.Message.ShouldEndWith(".");
    }

    // Nothing that is let in may throw later, when it is read.
    [Fact]
    public void Check_DocumentLetIn_CanBeReadWhole()
    {
        var alphabet = new[] { "{", "}", "[", "]", ":", ",", "\"a\"", "\"\\u0061\"", "\"\\ud800\"", "\"\\ud83d\\ude00\"", "1", "-0", "1e400", "true", " ", "\0" };
        var random = new Random(20260329);
        var accepted = 0;
        for (var i = 0; i < 50_000; i++)
        {
            var json = string.Concat(Enumerable.Range(0, random.Next(1, 8)).Select(_ => alphabet[random.Next(alphabet.Length)]));
            if (Check(json).IsValid)
            {
                accepted++;
                System.Text.Json.Nodes.JsonNode.Parse(json, documentOptions: new JsonDocumentOptions { AllowDuplicateProperties = false })?.ToJsonString();
            }
        }

        accepted.ShouldBeGreaterThan(1_000);
    }

    private static JsonGateResult Check(string json, JsonLimits? limits = null) => JsonGate.Check(Encoding.UTF8.GetBytes(json), limits);

    private static string Padded(int bytes) => "{}".PadRight(bytes);
}
