namespace Automation.Engine.Tests.Samples;

/// <summary>A person decides, or nobody does.</summary>
[Rule("asset-review")]
public sealed class AssetReview : IRule<AssetApproved>
{
    public void Define(RuleBuilder<AssetApproved> rule) => rule
        .OnEvent<AssetApproved>()
        .Then("request", run => new SetStatus(run.Input.AssetId, "in review"))
        .WaitFor<AssetReviewed>("review", run => run.Input.AssetId, timeout: TimeSpan.FromDays(2),
            (reviewed, review) => reviewed
                .If("accepted", run => run.Get(review).Accepted,
                    yes => yes.Then("accept", run => new SetStatus(run.Input.AssetId, "accepted by " + run.Get(review).By)),
                    no => no.Then("reject", run => new SetStatus(run.Input.AssetId, "rejected"))),
            timedOut: late => late
                .Then("remind", run => new SetStatus(run.Input.AssetId, "overdue"))
                .Fail("Nobody reviewed the asset within two days."));
}
