using Automation.Testing;

namespace Automation.Diagnostics;

/// <summary>The loop that all passes share: by a clock that the test moves.</summary>
public sealed class PassLoopTests : IAsyncDisposable
{
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    private readonly ManualClock _clock = new();
    private readonly ActivityTracker _activity = new();
    private readonly CancellationTokenSource _stopping = new();
    private readonly List<TimeSpan> _failures = [];
    private Task _running = Task.CompletedTask;
    private int _passes;

    /// <summary>What the next passes do; then they say nothing.</summary>
    private Queue<Func<DateTimeOffset?>> Passes { get; } = new();

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        await _running;
        _stopping.Dispose();
    }

    [Fact]
    public async Task Pass_IsMadeWhenItIsWoken_AndWhenTheIntervalIsOver()
    {
        var loop = Start(Minute);
        await IdleAsync(0);

        loop.Wake();
        await IdleAsync(1);
        await AdvanceAsync(Minute - TimeSpan.FromSeconds(1), 1);
        await AdvanceAsync(TimeSpan.FromSeconds(1), 2);
    }

    // Fault: what the pass itself says to be due is not heard.
    [Fact]
    public async Task Pass_IsMadeWhenSomethingIsDue()
    {
        Passes.Enqueue(() => _clock.GetUtcNow().AddSeconds(10));
        var loop = Start(Timeout.InfiniteTimeSpan);
        loop.Wake();
        await IdleAsync(1);

        await AdvanceAsync(TimeSpan.FromSeconds(10), 2);
        await AdvanceAsync(TimeSpan.FromDays(365), 2);
    }

    // Faults: a later instant takes the place of an earlier one; what is expected during a pass is forgotten at its end.
    [Fact]
    public async Task Pass_IsMadeAtTheEarliestInstantThatIsExpected_AlsoDuringAPass()
    {
        PassLoop loop = null!;
        Passes.Enqueue(() =>
        {
            loop.Expect(_clock.GetUtcNow().AddSeconds(5));
            return _clock.GetUtcNow().AddSeconds(10);
        });
        loop = Start(Minute);
        loop.Expect(_clock.GetUtcNow().AddSeconds(1));
        loop.Expect(_clock.GetUtcNow().AddSeconds(30));

        await AdvanceAsync(TimeSpan.FromSeconds(1), 1);
        await AdvanceAsync(TimeSpan.FromSeconds(5), 2);
    }

    // Fault: a pass that fails ends the loop, or is tried again at once and for ever, or each time that the interval is over.
    [Theory]
    [InlineData(null)]
    [InlineData(1)]
    [InlineData(60)]
    public async Task PassThatFails_IsTriedAgain_ALittleLaterEachTime(int? interval)
    {
        Passes.Enqueue(Fail);
        Passes.Enqueue(Fail);
        Passes.Enqueue(() => null);
        Passes.Enqueue(Fail);
        var loop = Start(interval is { } seconds ? TimeSpan.FromSeconds(seconds) : Timeout.InfiniteTimeSpan);
        loop.Wake();
        await IdleAsync(1);

        await AdvanceAsync(TimeSpan.FromSeconds(1), 2);
        await AdvanceAsync(TimeSpan.FromSeconds(1), 2);
        await AdvanceAsync(TimeSpan.FromSeconds(1), 3);
        loop.Wake();
        await IdleAsync(4);
        _failures.ShouldBe([TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(1)]);

        static DateTimeOffset? Fail() => throw new InvalidOperationException("The store is away.");
    }

    // Fault: what is heard does not shorten a rest that has begun.
    [Fact]
    public async Task Pass_IsMadeSoonAfterSomethingWasHeard()
    {
        var loop = Start(new Pace(TimeSpan.FromSeconds(1), Minute, () => true));
        loop.Wake();
        await IdleAsync(1);
        await AdvanceAsync(TimeSpan.FromSeconds(1), 2);
        await AdvanceAsync(TimeSpan.FromSeconds(2), 3);
        await AdvanceAsync(TimeSpan.FromSeconds(1), 3);

        loop.Hear();
        await IdleAsync(3);
        await AdvanceAsync(TimeSpan.FromSeconds(1), 4);
        await AdvanceAsync(TimeSpan.FromSeconds(1), 5);
        await AdvanceAsync(TimeSpan.FromSeconds(1), 5);
    }

    private PassLoop Start(TimeSpan interval) => Start(Pace.Steady(interval));

    private PassLoop Start(Pace pace)
    {
        var loop = new PassLoop(_clock, _activity, new LoopState("Passing", TimeSpan.Zero, _clock), pace);
        _running = loop.RunAsync(
            _ =>
            {
                _passes++;
                return Task.FromResult(Passes.TryDequeue(out var pass) ? pass() : null);
            },
            (delay, _) => _failures.Add(delay),
            _stopping.Token);
        return loop;
    }

    private async Task AdvanceAsync(TimeSpan by, int passes)
    {
        _clock.Advance(by);
        await IdleAsync(passes);
    }

    private async Task IdleAsync(int passes)
    {
        await _activity.WhenIdleAsync(withHandlers: true, TestContext.Current.CancellationToken);
        _passes.ShouldBe(passes);
    }
}
