using Microsoft.Extensions.DependencyInjection;

namespace Automation.Benchmarks;

/// <summary>The work that is measured: an event starts a rule of three steps, each of which does nothing.</summary>
internal static class Workload
{
    public const string Scope = "bench";

    [Event("order.placed", Subject = nameof(OrderId))]
    public sealed record OrderPlaced(string OrderId, string Customer, int Amount);

    [Action("order.check")]
    public sealed record Check(string OrderId, int Amount) : IAction<string>;

    [Action("order.book")]
    public sealed record Book(string OrderId, string Checked) : IAction<string>;

    [Action("order.tell")]
    public sealed record Tell(string Customer, string Booking) : IAction;

    /// <summary>Gets or sets who is told, with the order's id, when the first action of a run starts.</summary>
    public static Action<string>? FirstActionStarted { get; set; }

    public sealed class Handler : IActionHandler<Check, string>, IActionHandler<Book, string>, IActionHandler<Tell>
    {
        private static readonly Task<string> Checked = Task.FromResult("checked");
        private static readonly Task<string> Booked = Task.FromResult("booked");

        public Task<string> HandleAsync(Check action, StepContext context, CancellationToken cancellationToken)
        {
            FirstActionStarted?.Invoke(action.OrderId);
            return Checked;
        }

        public Task<string> HandleAsync(Book action, StepContext context, CancellationToken cancellationToken) => Booked;

        public Task HandleAsync(Tell action, StepContext context, CancellationToken cancellationToken) => Task.CompletedTask;
    }

    public static OrderPlaced Order(int number) => new($"order-{number}", "customer-17", 100 + (number % 7));

    public static void Register(AutomationBuilder builder) => builder
        .AddHandler<Handler>()
        .AddRule("orders", (RuleBuilder<OrderPlaced> rule) => rule
            .OnEvent<OrderPlaced>()
            .When(order => order.Amount > 0)
            .Then("check", run => new Check(run.Input.OrderId, run.Input.Amount), out var check)
            .Then("book", run => new Book(run.Input.OrderId, run.Get(check)), out var booking)
            .Then("tell", run => new Tell(run.Input.Customer, run.Get(booking))));
}
