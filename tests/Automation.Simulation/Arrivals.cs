using Microsoft.Extensions.DependencyInjection;

namespace Automation.Simulation;

/// <summary>The rules of the simulated hosts that are started by what is polled for, or delivered.</summary>
internal static class Arrivals
{
    public const string Mailbox = "polled";

    public const string Webhook = "delivered";

    public static void Configure(AutomationBuilder builder) => builder
        .AddHandler<MailboxPoller>()
        .AddRule<Letter>(Mailbox, rule => rule.On(new Mailbox()).Then("a", run => new Work("a", run.Input.Id), Orders.Usual))
        .AddRule<Letter>(Webhook, rule => rule.OnWebhook().Then("a", run => new Work("a", run.Input.Id), Orders.Usual));
}
