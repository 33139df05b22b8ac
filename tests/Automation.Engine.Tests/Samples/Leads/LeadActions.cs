using System.Text.Json;

namespace Automation.Engine.Tests.Samples;

[Action("agent.ask")] public sealed record AskAgent(string Agent, string Prompt) : IAction<string>;

[Action("crm.send")]
public sealed record HttpSend(HttpMethodName Method, Uri Url) : IAction<HttpReply>
{
    public JsonElement? Body { get; init; }
}

public enum HttpMethodName
{
    Get = 1,
    Post = 2,
}

public sealed record HttpReply(int Status);

public sealed class LeadHandlers : IActionHandler<AskAgent, string>, IActionHandler<HttpSend, HttpReply>
{
    public Task<string> HandleAsync(AskAgent action, StepContext context, CancellationToken cancellationToken) =>
        Task.FromResult($"{action.Agent}: yes");

    public Task<HttpReply> HandleAsync(HttpSend action, StepContext context, CancellationToken cancellationToken) =>
        Task.FromResult(new HttpReply(202));
}
