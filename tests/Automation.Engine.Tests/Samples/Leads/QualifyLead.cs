using System.Text.Json;

namespace Automation.Engine.Tests.Samples;

public sealed record Lead(string Email, string Text);

/// <summary>A webhook, an agent, an outgoing webhook.</summary>
[Rule("qualify-lead")]
public sealed class QualifyLead : IRule<Lead>
{
    public void Define(RuleBuilder<Lead> rule) => rule
        .OnWebhook()
        .Subject(lead => lead.Email)
        .Then("qualify", run => new AskAgent("sales_pro", $"Qualify this lead: {run.Input.Text}"), out var answer, new() { Timeout = TimeSpan.FromMinutes(5) })
        .Then("hand-over", run => new HttpSend(HttpMethodName.Post, new Uri("https://crm.example/leads"))
            { Body = JsonSerializer.SerializeToElement(new { run.Input.Email, Answer = run.Get(answer) }) }, out var reply)
        .If("refused", run => run.Get(reply).Status >= 400, refused => refused.Fail("The CRM refused the lead."));
}
