namespace Automation.Engine.Tests.Samples;

public sealed record AtlasLimits { public int SplitAbove { get; init; } = 100; public string Profile { get; init; } = "default"; }

/// <summary>A chain, a branch with a typed result, parameters.</summary>
[Rule("asset-approved")]
public sealed class ApprovedAssetToAtlas : IRule<AssetApproved>
{
    public void Define(RuleBuilder<AssetApproved> rule) => rule
        .OnEvent<AssetApproved>()
        .When(asset => asset.Kind == "sprite")
        .Guard(new() { Debounce = TimeSpan.FromSeconds(30), MaxRunsPerScope = 4 })
        .Parameters(new AtlasLimits(), out var limits)
        .Then("cut-out", run => new CutOut(run.Input.AssetId), out var image, new() { Retry = RetryOptions.Backoff(3) })
        .Then("pack", run => new PackAtlas(run.Input.AssetId, run.Get(image)), out var packed)
        .Choose("large", run => run.Get(packed).Sprites > run.Get(limits).SplitAbove,
            large => large.Then("split", run => new SplitAtlas(run.Get(packed), run.Get(limits).SplitAbove), out var split).Return(split),
            small => small.Return(packed),
            out var atlas)
        .Then("export", run => new ExportAtlas(run.Get(atlas).Id, run.Get(limits).Profile), new() { Timeout = TimeSpan.FromMinutes(2) })
        .OnFailure((failed, error) => failed
            .Then("mark-failed", run => new SetStatus(run.Input.AssetId, $"failed at {run.Get(error).StepId}")));
}
