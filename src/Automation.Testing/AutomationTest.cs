using Automation.Actions;
using Automation.Hosting;
using Automation.Json;
using Automation.Storage;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Automation.Testing;

/// <summary>A host with automations in this process: real engine, store in memory, a clock that the test moves, fakes instead of handlers where wanted.</summary>
/// <remarks>
/// <para>Each object is a world of its own: tests run in parallel, and nothing sleeps. Lambdas of rules are asked twice, and a step whose lambda gives two answers fails.
    /// Retention deletes nothing by itself: call <see cref="IScopedAutomation.PurgeAsync"/>, or set <c>AutomationOptions.Retention.Interval</c>.</para>
/// <para>Thread-safe.</para>
/// </remarks>
public sealed class AutomationTest : IAutomationClient, IAsyncDisposable
{
    /// <summary>How long a test waits, by the real clock, for an engine that should become idle.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    /// <summary>How long, by the real clock, a handler may keep the clock from moving before it counts as one that waits for the clock.</summary>
    private static readonly TimeSpan HandlerPatience = TimeSpan.FromMilliseconds(250);

    private readonly Action<AutomationBuilder> _configure;
    private readonly FakeActions _fakes = new();
    private readonly InMemoryDatabase _database = new();
    private ServiceProvider _services = null!;
    private AutomationEngine _engine = null!;

    private AutomationTest(Action<AutomationBuilder> configure, DateTimeOffset? now)
    {
        _configure = configure;
        Clock = new ManualClock(now);
    }

    /// <summary>The clock. Prefer <see cref="AdvanceAsync"/>, which waits until the engine has done what became due.</summary>
    public ManualClock Clock { get; }

    /// <summary>The host's services.</summary>
    public IServiceProvider Services => _services;

    /// <summary>Starts a host.</summary>
    /// <param name="configure">Adds rules and handlers as the real host does, and replaces services of it through <see cref="AutomationBuilder.Services"/>.</param>
    /// <param name="now">The instant that the clock shows; null for 2030-01-01T00:00:00Z.</param>
    /// <param name="cancellationToken">Stops the start.</param>
    /// <exception cref="RuleDefinitionException">Rules are faulty.</exception>
    public static async Task<AutomationTest> StartAsync(
        Action<AutomationBuilder> configure, DateTimeOffset? now = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(configure);
        var test = new AutomationTest(configure, now);
        await test.StartHostAsync(cancellationToken).ConfigureAwait(false);
        return test;
    }

    /// <inheritdoc/>
    /// <remarks>Of the host that runs now: ask again after a crash or a restart.</remarks>
    public IScopedAutomation In(string scope) => _services.GetRequiredService<IAutomationClient>().In(scope);

    /// <inheritdoc/>
    public ISharedRules SharedRules => _services.GetRequiredService<IAutomationClient>().SharedRules;

    /// <inheritdoc/>
    public Task<WebhookReceipt> ReceiveWebhookAsync(string webhookId, ReadOnlyMemory<byte> body, Func<string, string?> header, CancellationToken cancellationToken = default) =>
        _services.GetRequiredService<IAutomationClient>().ReceiveWebhookAsync(webhookId, body, header, cancellationToken);

    /// <inheritdoc/>
    public Task<IReadOnlyList<string>> DiagnoseAsync(CancellationToken cancellationToken = default) =>
        _services.GetRequiredService<IAutomationClient>().DiagnoseAsync(cancellationToken);

    /// <summary>Answers an action with a result instead of its handler. The last fake of an action counts.</summary>
    public AutomationTest Fake<TAction, TResult>(Func<TAction, TResult> fake)
        where TAction : class, IAction<TResult>
    {
        ArgumentNullException.ThrowIfNull(fake);
        _fakes.Set(typeof(TAction), (action, _, _) => Task.FromResult<object?>(fake((TAction)action)));
        return this;
    }

    /// <summary>Answers an action that has no result.</summary>
    public AutomationTest Fake<TAction>(Action<TAction> fake)
        where TAction : class, IAction
    {
        ArgumentNullException.ThrowIfNull(fake);
        _fakes.Set(typeof(TAction), (action, _, _) =>
        {
            fake((TAction)action);
            return Task.FromResult<object?>(null);
        });
        return this;
    }

    /// <summary>Answers an action like a handler does: with the step's context and token. For a deferred action the result is its <see cref="JobId"/>.</summary>
    public AutomationTest Fake<TAction>(Func<TAction, StepContext, CancellationToken, Task<object?>> fake)
        where TAction : class, IAction
    {
        ArgumentNullException.ThrowIfNull(fake);
        _fakes.Set(typeof(TAction), (action, context, token) => fake((TAction)action, context, token));
        return this;
    }

    /// <summary>The actions of a kind that were called so far, in order; one for every try.</summary>
    public IReadOnlyList<TAction> Calls<TAction>()
        where TAction : class, IAction => [.. _fakes.Calls.OfType<TAction>()];

    /// <summary>Waits until the engine has nothing to do now: no handler runs, nothing is being stored, nothing is due. The clock does not move.</summary>
    /// <exception cref="TimeoutException">It did not become idle within 30 seconds of real time.</exception>
    public async Task RunUntilIdleAsync(CancellationToken cancellationToken = default)
    {
        try
        {
            await _engine.Activity.WhenIdleAsync(withHandlers: true, cancellationToken).WaitAsync(Patience, TimeProvider.System, cancellationToken).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            throw new TimeoutException(
                $"The engine is not idle after {Patience.TotalSeconds} seconds. A handler still runs: if it waits for the clock, move the clock with AdvanceAsync instead.");
        }
    }

    /// <summary>Moves the clock by a span; returns when everything that became due on the way is done.</summary>
    public Task AdvanceAsync(TimeSpan by, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(by, TimeSpan.Zero);
        return AdvanceToAsync(Clock.GetUtcNow() + by, cancellationToken);
    }

    /// <summary>Moves the clock to an instant, timer by timer; returns when everything that became due on the way is done.</summary>
    /// <remarks>A handler that waits for the clock does not hold it up. Before the clock moves, the host's <see cref="IScopeDirectory"/> is asked which scopes there are and in which zones, and schedules follow it; on the way it is not asked again.</remarks>
    /// <exception cref="ArgumentOutOfRangeException">The clock is past the instant already.</exception>
    public async Task AdvanceToAsync(DateTimeOffset instant, CancellationToken cancellationToken = default)
    {
        if (Clock.GetUtcNow() is var now && instant < now)
        {
            throw new ArgumentOutOfRangeException(nameof(instant), instant, $"The clock shows {Instant.Text(now)} and never goes back: {Instant.Text(instant)} is past. Name an instant from now on.");
        }

        _engine.LookAtScopes();
        do
        {
            await SettleAsync(cancellationToken).ConfigureAwait(false);
        }
        while (Clock.FireNext(instant));

        await SettleAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Stops the host in good order and starts it anew on the same data.</summary>
    /// <remarks>What the former host gave out, such as what <see cref="In"/> answered, has ended with it and throws <see cref="ObjectDisposedException"/>: ask this object for it again.</remarks>
    public Task RestartAsync(CancellationToken cancellationToken = default) => RestartAsync(TimeSpan.Zero, cancellationToken);

    /// <summary>Stops the host in good order, moves the clock while none is running, and starts it anew on the same data.</summary>
    /// <param name="downtime">How long no host is running.</param>
    /// <param name="cancellationToken">Stops the start.</param>
    public async Task RestartAsync(TimeSpan downtime, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(downtime, TimeSpan.Zero);
        await _engine.StopAsync(cancellationToken).ConfigureAwait(false);
        await _services.DisposeAsync().ConfigureAwait(false);
        Clock.Advance(downtime);
        await StartHostAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Kills the host, as if its process died, and starts it anew on the same data. What was committed is all that is left of the old one.</summary>
    /// <remarks>What the former host gave out has ended with it, as with <see cref="RestartAsync(CancellationToken)"/>.</remarks>
    public async Task CrashAsync(CancellationToken cancellationToken = default)
    {
        _engine.Kill();
        await _services.DisposeAsync().ConfigureAwait(false);
        await StartHostAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Stops the host.</summary>
    public async ValueTask DisposeAsync()
    {
        _engine.Kill();
        await _services.DisposeAsync().ConfigureAwait(false);
    }

    private async Task StartHostAsync(CancellationToken cancellationToken)
    {
        var services = new ServiceCollection();
        services.AddLogging(logging => logging.SetMinimumLevel(LogLevel.Warning));
        services.AddSingleton<TimeProvider>(Clock);
        services.AddSingleton<IActionFallback>(_fakes);
        services.AddAutomation(builder =>
        {
            builder.UseInMemory(_database).Configure(options =>
            {
                // One process, so nothing to look for; a clock that may jump a year must not fire a timer for every second of it.
                options.PollInterval = Timeout.InfiniteTimeSpan;
                options.Heartbeat = Timeout.InfiniteTimeSpan;
                options.Retention.Interval = Timeout.InfiniteTimeSpan;
                options.AskTwice = true;
            });
            _configure(builder);
        });
        _services = services.BuildServiceProvider();
        _engine = _services.GetRequiredService<AutomationEngine>();
        await _engine.StartAsync(cancellationToken).ConfigureAwait(false);
    }

    private async Task SettleAsync(CancellationToken cancellationToken)
    {
        try
        {
            await _engine.Activity.WhenIdleAsync(withHandlers: true, cancellationToken).WaitAsync(HandlerPatience, TimeProvider.System, cancellationToken).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            await _engine.Activity.WhenIdleAsync(withHandlers: false, cancellationToken).WaitAsync(Patience, TimeProvider.System, cancellationToken).ConfigureAwait(false);
        }
    }
}
