using System.Net;
using System.Net.Sockets;
using Automation.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace Automation.Engine.Tests.Previewing;

/// <summary>Whatever the host's code tries to change while a preview asks it is refused, and named.</summary>
public sealed class PreviewWriteTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("publish", "accepting an event or starting a run")]
    [InlineData("start", "accepting an event or starting a run")]
    [InlineData("rerun", "accepting an event or starting a run")]
    [InlineData("cancel", "telling something to a run")]
    [InlineData("save", "saving a rule")]
    [InlineData("disable", "changing what a scope sets for a rule")]
    [InlineData("delete", "deleting a rule")]
    [InlineData("override", "overriding a subject")]
    [InlineData("release", "releasing a subject")]
    [InlineData("purge", "deleting history")]
    [InlineData("close", "closing a breaker")]
    [InlineData("suggest", "adding a suggestion")]
    [InlineData("dismiss", "dismissing a suggestion")]
    [InlineData("accept", "accepting a suggestion")]
    [InlineData("http", "an HTTP call (GET 127.0.0.1)")]
    [InlineData("post", "an HTTP call (POST 127.0.0.1)")]
    public async Task Write_InsideAPreview_Throws_AndTheReportNamesIt(string what, string refused)
    {
        using var server = new Server();
        await using var test = await StartAsync(server, caught: false);

        var step = (await PreviewAsync(test, what)).Steps[0];

        step.Error.ShouldNotBeNull().Code.ShouldBe("preview-write");
        step.Error!.Message.ShouldBe($"A preview performs nothing, and {refused} was refused. Say what would be done in IActionPreview<TAction>, and leave doing it to the handler.");
        server.Connections.ShouldBe(0);
        (await test.In("p").ListEventsAsync(cancellationToken: Token)).Items.ShouldBeEmpty();
        (await test.In("p").Rules.ListAsync(Token)).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("publish")]
    [InlineData("http")]
    public async Task Write_WhoseExceptionIsCaught_IsNotMade_AndTheReportNamesItAllTheSame(string what)
    {
        using var server = new Server();
        await using var test = await StartAsync(server, caught: true);

        var report = await PreviewAsync(test, what);

        report.Steps[0].Error!.Code.ShouldBe("preview-write");
        report.Steps[1].ShouldSatisfyAllConditions(step => step.Error.ShouldBeNull(), step => step.Summary.ShouldBe("Would do none."));
        server.Connections.ShouldBe(0);
    }

    [Fact]
    public async Task Write_OfACondition_IsRefused()
    {
        using var server = new Server();
        await using var test = await StartAsync(server, caught: false);

        var gate = await test.In("p").Rule("gate").PreviewEventAsync(new Wanted("http"), Token);
        var branch = await test.In("p").Rule("branch").PreviewEventAsync(new Wanted("http"), Token);

        (gate.WouldRun, gate.Reason).ShouldBe((false, VerdictReason.Faulted));
        gate.Detail!.ShouldContain("an HTTP call (GET 127.0.0.1)");
        branch.Steps.Select(step => (step.Path.Value, step.Error?.Code, step.Certain)).ShouldBe([("if", "preview-write", true), ("yes", null, false), ("no", null, false)]);
        server.Connections.ShouldBe(0);
    }

    [Fact]
    public async Task CallsBesidePreviews_AndAfterThem_GoOn()
    {
        using var server = new Server();
        await using var test = await StartAsync(server, caught: false);
        var doer = test.Services.GetRequiredService<Doer>();
        var preview = PreviewAsync(test, "pause");
        await doer.Paused.Task;

        await Should.ThrowAsync<HttpRequestException>(() => doer.DoAsync("http", Token));
        var beside = server.Connections;
        await test.In("p").PublishAsync(new Other("1"), cancellationToken: Token);
        doer.Pause.SetResult();
        await preview;
        doer.Over.SetResult();
        await doer.Left!;

        beside.ShouldBeGreaterThan(0);
        server.Connections.ShouldBeGreaterThan(beside);
        (await test.In("p").ListEventsAsync(cancellationToken: Token)).Items.Count.ShouldBe(2);
    }

    private static Task<PreviewReport> PreviewAsync(AutomationTest test, string what) => test.In("p").Rule("rule").PreviewEventAsync(new Wanted(what), Token);

    private static Task<AutomationTest> StartAsync(Server server, bool caught) => AutomationTest.StartAsync(
        automation =>
        {
            automation.Services.AddSingleton(server).AddSingleton(new Manners(caught)).AddSingleton<Doer>();
            automation.AddHandler<DoHandler>().AddHandler<AskHandler>()
                .AddRule<Wanted>("rule", rule => rule.OnEvent<Wanted>().Then("do", run => new Do(run.Input.What)).Then("after", run => new Do("none")))
                .AddRule<Wanted>("gate", rule => rule.OnEvent<Wanted>().When(wanted => new Ask(wanted.What)).Then("do", run => new Do("none")))
                .AddRule<Wanted>("branch", rule => rule.OnEvent<Wanted>().If("if", run => new Ask(run.Input.What), yes => yes.Then("yes", run => new Do("none")), no => no.Then("no", run => new Do("none"))));
        },
        cancellationToken: Token);

    [Event("preview.wanted")]
    public sealed record Wanted(string What);

    [Event("preview.other")]
    public sealed record Other(string Id);

    [Action("preview.do")]
    public sealed record Do(string What) : IAction;

    [Condition("preview.ask")]
    public sealed record Ask(string What) : ICondition;

    public sealed record Manners(bool Caught);

    public sealed class DoHandler(Doer doer, Manners manners) : IActionHandler<Do>, IActionPreview<Do>
    {
        public Task HandleAsync(Do action, StepContext context, CancellationToken cancellationToken) => Task.CompletedTask;

        public async Task<ActionPreview> PreviewAsync(Do action, PreviewContext context, CancellationToken cancellationToken)
        {
            try
            {
                await doer.DoAsync(action.What, cancellationToken);
            }
            catch (Exception) when (manners.Caught)
            {
                // As a handler does that thinks it knows better.
            }

            return ActionPreview.Of($"Would do {action.What}.");
        }
    }

    public sealed class AskHandler(Doer doer) : IConditionHandler<Ask>
    {
        public async Task<bool> EvaluateAsync(Ask condition, ConditionContext context, CancellationToken cancellationToken)
        {
            await doer.DoAsync(condition.What, cancellationToken);
            return true;
        }
    }

    public sealed class Doer(IAutomationClient client, Server server)
    {
        private readonly HttpClient _http = new();

        public TaskCompletionSource Paused { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public TaskCompletionSource Pause { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public TaskCompletionSource Over { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        /// <summary>What a preview left running: it belongs to no preview any more when that is over.</summary>
        public Task? Left { get; private set; }

        public Task DoAsync(string what, CancellationToken cancellationToken) => what switch
        {
            "publish" => client.In("p").PublishAsync(new Other("1"), cancellationToken: cancellationToken),
            "start" => client.In("p").Rule("rule").RunJsonAsync(System.Text.Json.JsonElement.Parse("""{"what":"none"}"""), cancellationToken: cancellationToken),
            "rerun" => client.In("p").RerunAsync(default, cancellationToken: cancellationToken),
            "cancel" => client.In("p").CancelAsync(default, cancellationToken: cancellationToken),
            "save" => client.In("p").Rules.SaveAsync("{}", cancellationToken: cancellationToken),
            "disable" => client.In("p").Rule("x").DisableAsync(cancellationToken: cancellationToken),
            "delete" => client.In("p").Rules.DeleteAsync("x", cancellationToken),
            "override" => client.In("p").OverrideSubjectAsync("x", cancellationToken: cancellationToken),
            "release" => client.In("p").ReleaseSubjectAsync("x", cancellationToken),
            "close" => client.In("p").Rule("x").CloseBreakerAsync(cancellationToken),
            "suggest" => client.In("p").Suggestions.AddAsync(new() { Title = "x", Json = "{}", Score = 1 }, cancellationToken),
            "dismiss" => client.In("p").Suggestions.DismissAsync(default, cancellationToken: cancellationToken),
            "accept" => client.In("p").Suggestions.AcceptAsync(default, cancellationToken: cancellationToken),
            "purge" => client.In("p").PurgeAsync(cancellationToken: cancellationToken),
            "http" => _http.GetAsync(server.Address, cancellationToken),
            "post" => _http.PostAsync(server.Address, null, cancellationToken),
            "pause" => PauseAsync(),
            _ => Task.CompletedTask,
        };

        private async Task PauseAsync()
        {
            Left = LeaveAsync();
            Paused.SetResult();
            await Pause.Task;

            async Task LeaveAsync()
            {
                await Over.Task;
                await client.In("p").PublishAsync(new Other("2"), cancellationToken: Token);
                await Should.ThrowAsync<HttpRequestException>(() => _http.GetAsync(server.Address, Token));
            }
        }
    }

    /// <summary>A server that counts who connects, and hangs up.</summary>
    public sealed class Server : IDisposable
    {
        private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
        private int _connections;

        public Server()
        {
            _listener.Start();
            _ = AcceptAsync();
        }

        public Uri Address => new($"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}/");

        public int Connections => Volatile.Read(ref _connections);

        public void Dispose() => _listener.Dispose();

        private async Task AcceptAsync()
        {
            try
            {
                while (true)
                {
                    using var client = await _listener.AcceptTcpClientAsync();
                    Interlocked.Increment(ref _connections);
                }
            }
            catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
            {
                // The test is over.
            }
        }
    }
}
