using System.Numerics;
using System.Text;
using Automation.Json;

namespace Automation.Engine.Tests.Json;

public sealed class JsonNumberTests
{
    [Theory]
    [InlineData("1", "1.0", 0)]
    [InlineData("1", "1e0", 0)]
    [InlineData("100", "1e2", 0)]
    [InlineData("100", "0.1E+3", 0)]
    [InlineData("0.001", "1e-3", 0)]
    [InlineData("-0", "0", 0)]
    [InlineData("0e5", "-0.000", 0)]
    [InlineData("9007199254740993", "9007199254740992", 1)]
    [InlineData("0.1", "0.10000000000000000001", -1)]
    [InlineData("1e308", "1e309", -1)]
    [InlineData("1e-308", "0", 1)]
    [InlineData("-1e-308", "0", -1)]
    [InlineData("-1", "1", -1)]
    [InlineData("-2", "-10", 1)]
    [InlineData("2", "10", -1)]
    [InlineData("999", "1000", -1)]
    [InlineData("1.5", "1.05", 1)]
    [InlineData("123456789012345678", "123456789012345679", -1)]
    [InlineData("1234567890123456789012345678901234567890", "1234567890123456789012345678901234567891", -1)]
    [InlineData("1e99999999999", "1e308", 1)]
    public void Compare_GoesByExactValue(string left, string right, int expected)
    {
        Compare(left, right).ShouldBe(expected);
        Compare(right, left).ShouldBe(-expected);
    }

    [Fact]
    public void Compare_AgreesWithWholeNumberArithmetic()
    {
        var random = new Random(7);
        for (var i = 0; i < 20_000; i++)
        {
            var (left, leftValue) = RandomNumber(random);
            var (right, rightValue) = RandomNumber(random);

            Compare(left, right).ShouldBe(leftValue.CompareTo(rightValue), $"{left} and {right}");
        }
    }

    [Theory]
    [InlineData("2.5", 0, "3")]
    [InlineData("-2.5", 0, "-3")]
    [InlineData("2.4999999999999999999999", 0, "2")]
    [InlineData("1.005", 2, "1.01")]
    [InlineData("9.99", 1, "10")]
    [InlineData("0.95", 1, "1")]
    [InlineData("99.5", 0, "100")]
    [InlineData("0.4", 0, "0")]
    [InlineData("-0.4", 0, "0")]
    [InlineData("0.5", 0, "1")]
    [InlineData("0.0449", 2, "0.04")]
    [InlineData("0.006", 2, "0.01")]
    [InlineData("1.5e-300", 2, "0")]
    [InlineData("12345.678e-2", 1, "123.5")]
    [InlineData("1.2345e3", 0, "1235")]
    [InlineData("1200.5", 0, "1201")]
    [InlineData("9007199254740993.4", 0, "9007199254740993")]
    // Nothing to round: kept to the letter.
    [InlineData("1.50", 2, "1.50")]
    [InlineData("1e300", 2, "1e300")]
    [InlineData("-0", 0, "-0")]
    [InlineData("7", 3, "7")]
    public void Round_GoesAwayFromZero(string number, int decimals, string expected) => JsonNumber.Round(number, decimals).ShouldBe(expected);

    private static int Compare(string left, string right) =>
        Math.Sign(JsonNumber.Compare(Encoding.UTF8.GetBytes(left), Encoding.UTF8.GetBytes(right)));

    private static (string Text, BigInteger TimesTenToThe40) RandomNumber(Random random)
    {
        var whole = random.Next(3) == 0 ? "0" : random.NextInt64(1, random.Next(2) == 0 ? 30 : long.MaxValue).ToString();
        var fraction = random.Next(2) == 0 ? "" : random.Next(0, 200).ToString("D3");
        var exponent = random.Next(3) == 0 ? random.Next(-20, 20) : 0;
        var sign = random.Next(2) == 0 ? "-" : "";
        var text = sign + whole + (fraction.Length > 0 ? "." + fraction : "") + (exponent != 0 ? $"e{exponent}" : "");
        return (text, BigInteger.Parse(sign + whole + fraction) * BigInteger.Pow(10, 40 - fraction.Length + exponent));
    }
}
