namespace Automation.Testing.Tests;

[Event("order.placed", Subject = nameof(OrderId))]
public sealed record OrderPlaced(string OrderId, int Amount);

[Event("order.paid", Subject = nameof(OrderId))]
public sealed record OrderPaid(string OrderId);

[Action("order.check")]
public sealed record CheckOrder(string OrderId) : IAction<string>;

[Action("order.ship")]
public sealed record ShipOrder(string OrderId, string Proof) : IAction;

public sealed class ShipOrderHandler : IActionHandler<ShipOrder>
{
    public Task HandleAsync(ShipOrder action, StepContext context, CancellationToken cancellationToken) => Task.CompletedTask;
}

[Rule("ship-orders")]
public sealed class ShipOrders : IRule<OrderPlaced>
{
    public void Define(RuleBuilder<OrderPlaced> rule) => rule
        .OnEvent<OrderPlaced>()
        .When(order => order.Amount > 0)
        .Then("check", run => new CheckOrder(run.Input.OrderId), out var proof, new() { Retry = RetryOptions.Fixed(3, TimeSpan.FromMinutes(1)) })
        .WaitFor<OrderPaid>("paid", run => run.Input.OrderId, TimeSpan.FromDays(14), out _)
        .Delay("cool-down", TimeSpan.FromHours(1))
        .Then("ship", run => new ShipOrder(run.Input.OrderId, run.Get(proof)));
}
