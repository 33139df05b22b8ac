namespace Automation.Engine.Tests.Samples;

public sealed record ExportWanted(string AtlasId, string Reason);

/// <summary>Statements, four triggers, a condition of the host's, a step that may fail.</summary>
[Rule("export-wanted")]
public sealed class ExportWantedAtlas : IRule<ExportWanted>
{
    public void Define(RuleBuilder<ExportWanted> rule)                   // record ExportWanted(string AtlasId, string Reason)
    {
        rule.OnEvent<AtlasReady>(e => new(e.AtlasId, "ready"), id: "ready");
        rule.OnEvent<SpecRefined>(e => new(e.SpecId, "refined"), id: "refined");
        rule.OnSchedule(Schedule.Weekly(DayOfWeek.Sunday, new(3, 0)).In("Europe/Berlin"), due => new("all", $"weekly {due.Local:d}"), id: "weekly");
        rule.OnManual().Subject(input => input.AtlasId);
        rule.When(input => new IsLocked(input.AtlasId));                 // [Condition("asset.locked")] record IsLocked(string AssetId) : ICondition
        rule.Then("export", run => new ExportAtlas(run.Input.AtlasId, "default"), out var export);
        rule.Try("tag", run => new ApplyTags(run.Input.AtlasId, ["exported", run.Input.Reason]), out var tagged);
        rule.If("untagged", run => !run.Get(tagged).Succeeded, untagged => untagged
            .Then("status", run => new SetStatus(run.Input.AtlasId, $"untagged {run.Get(export).Url}: {run.Get(tagged).Error?.Message}")));
    }
}
