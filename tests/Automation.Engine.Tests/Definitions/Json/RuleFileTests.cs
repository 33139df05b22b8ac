namespace Automation.Definitions.Json;

public sealed class RuleFileTests
{
    [Theory]
    [MemberData(nameof(RuleFiles.All), MemberType = typeof(RuleFiles))]
    public void RuleOfTheDocumentation_IsRead_AndWrittenBackTheSame(string file)
    {
        var rule = Rules.Read(RuleFiles.Read(file));

        RuleJsonWriter.TryExport(rule, out var json, out var faults).ShouldBeTrue();
        faults.ShouldBeEmpty();
        var again = Rules.Read(json);
        RuleJsonWriter.Show(again).ShouldBe(json);
        again.Hash.ShouldBe(rule.Hash);
    }
}
