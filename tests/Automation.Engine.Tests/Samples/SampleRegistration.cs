using Microsoft.Extensions.DependencyInjection;

namespace Automation.Engine.Tests.Samples;

/// <summary>The sample rules and what they need, one by one: the assembly holds other rules for tests, too.</summary>
internal static class SampleRegistration
{
    public static AutomationBuilder AddSamples(this AutomationBuilder builder) => builder
        .AddRule<ApprovedAssetToAtlas>()
        .AddRule<ExportWantedAtlas>()
        .AddRule<AssetReview>()
        .AddRule<FilePipeline>()
        .AddRule<QualifyLead>()
        .AddRule<DailyBrief>()
        .AddRule("mark-seen", (RuleBuilder<AssetApproved> rule) => rule
            .OnEvent<AssetApproved>().Then("mark", run => new SetStatus(run.Input.AssetId, "seen")))
        .AddSampleHandlers();

    public static AutomationBuilder AddSampleHandlers(this AutomationBuilder builder) => builder
        .AddHandler<CutOutHandler>()
        .AddHandler<AtlasHandlers>()
        .AddHandler<ApplyTagsHandler>()
        .AddHandler<SetStatusHandler>()
        .AddHandler<IsLockedHandler>()
        .AddHandler<FileHandlers>()
        .AddHandler<LeadHandlers>()
        .AddHandler<BriefHandlers>();
}
