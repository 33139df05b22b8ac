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

    // Without going back this pattern still takes seconds: each character is the start of thousands of matches that may come.
    [Fact]
    public void Evaluate_PatternOutOfTime_IsAFaultAndNoAnswer()
    {
        var condition = Matches("[a-z]{1,4000}x");

        var fault = Should.Throw<ConditionException>(() => condition.Evaluate(Values.Input($"{{\"x\":\"{new string('a', 65_000)}\"}}")));
        (fault.Code, fault.Pointer).ShouldBe(("pattern-timeout", ""));
        fault.Message.ShouldBe("The pattern '[a-z]{1,4000}x' took longer than 100 ms on the text at 'input.x'. Use a simpler pattern.");
    }

    private static Condition Matches(string pattern) =>
        Condition.Parse(JsonElement.Parse($"{{\"field\":\"input.x\",\"operator\":\"matches\",\"value\":\"{pattern}\"}}"));
}
