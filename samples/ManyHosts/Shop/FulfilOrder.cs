using Automation;

namespace ManyHosts.Shop;

/// <summary>What happens with each order: three steps, one after the other, each with what the one before gave.</summary>
[Rule("fulfil-order")]
internal sealed class FulfilOrder : IRule<OrderPlaced>
{
    /// <summary>The steps, for those who count.</summary>
    public static readonly IReadOnlyList<string> Steps = ["reserve", "pack", "ship"];

    public void Define(RuleBuilder<OrderPlaced> rule) => rule
        .OnEvent<OrderPlaced>()
        .Then("reserve", run => new Reserve(run.Input.Number), out var shelf)
        .Then("pack", run => new Pack(run.Input.Number, run.Get(shelf)), out var parcel)
        .Then("ship", run => new Ship(run.Input.Number, run.Get(parcel)));
}
