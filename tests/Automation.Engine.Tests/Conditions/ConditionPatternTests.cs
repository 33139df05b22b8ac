using System.Text.Json;
using System.Text.RegularExpressions;
using Automation.Conditions;
using Automation.Engine.Tests.Templates;

namespace Automation.Engine.Tests.Conditions;

public sealed class ConditionPatternTests
{
    [Fact]
    public void TryCompile_Pattern_NeverGoesBack_AndHasALimitOfTime()
    {
        ConditionPattern.TryCompile("^a+$", out var regex, out _).ShouldBeTrue();

        regex!.Options.ShouldBe(RegexOptions.NonBacktracking | RegexOptions.CultureInvariant);
        regex.MatchTimeout.ShouldBe(TimeSpan.FromMilliseconds(100));
    }

    // A pattern that takes the usual engine minutes for this text.
    [Fact]
    public void Evaluate_PatternMadeToBeSlow_IsAnswered() =>
        Matches("^(a+)+$").Evaluate(Values.Input($"{{\"x\":\"{new string('a', 60_000)}!\"}}")).ShouldBeFalse();

    [Fact]
    public void Evaluate_LongestText_IsSearched_AndNoLonger()
    {
        Matches("b$").Evaluate(Values.Input($"{{\"x\":\"{new string('a', 65_535)}b\"}}")).ShouldBeTrue();

        var fault = Should.Throw<ConditionException>(() => Matches("b$").Evaluate(Values.Input($"{{\"x\":\"{new string('a', 65_536)}b\"}}")));
        fault.Code.ShouldBe("text-too-long");
        fault.Message.ShouldBe("The text at 'input.x' has 65537 bytes; 'matches' searches at most 65536.");
    }

    [Fact]
    public void Evaluate_PatternOutOfTime_IsAFaultAndNoAnswer()
    {
        var regex = new Regex("(a|b|ab)*c(.{1,200}){1,40}", RegexOptions.NonBacktracking, TimeSpan.FromTicks(1));
        var value = ConditionValue.Read(JsonElement.Parse("\"x\""), "", new Automation.Templates.DocumentReading())!;
        var leaf = new ConditionLeaf(Automation.Templates.ValuePath.Parse("input.x"), ConditionOperator.Matches, value, regex, "/conditions/0");

        var fault = Should.Throw<ConditionException>(() => leaf.Evaluate(Values.Input($"{{\"x\":\"{string.Concat(Enumerable.Repeat("abcab", 13_000))}\"}}")));
        (fault.Code, fault.Pointer).ShouldBe(("pattern-timeout", "/conditions/0"));
    }

    private static Condition Matches(string pattern) =>
        Condition.Parse(JsonElement.Parse($"{{\"field\":\"input.x\",\"operator\":\"matches\",\"value\":\"{pattern}\"}}"));
}
