using Automation.Testing;
using Microsoft.Extensions.Logging.Abstractions;

namespace Automation.Diagnostics;

/// <summary>What is known of the loops that keep a host at work.</summary>
public sealed class LoopWatchTests : IAsyncDisposable
{
    private readonly ManualClock _clock = new();
    private readonly CancellationTokenSource _stopping = new();
    private readonly LoopWatch _watch;
    private readonly LoopState _state;
    private Task _running = Task.CompletedTask;

    public LoopWatchTests()
    {
        _watch = new LoopWatch(_clock, NullLogger<LoopWatch>.Instance);
        _state = _watch.Add("Working");
    }

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        await _running;
        _stopping.Dispose();
    }

    // Faults: what failed once is trouble at once; each failure counts anew; a pass that went well is not heard of.
    [Fact]
    public void Failures_InARow_AreTroubleAfterAWhile()
    {
        _state.Failed(new TimeoutException("one"));
        _clock.Advance(LoopWatch.Patience / 2);
        _state.Failed(new TimeoutException("two"));
        _watch.Troubles.ShouldBeEmpty();

        _clock.Advance(LoopWatch.Patience / 2);
        var trouble = _watch.Troubles.ShouldHaveSingleItem();
        (trouble.Text, trouble.HasEnded, trouble.Fault.Message).ShouldBe(("Working has failed for 10 seconds, each time that it was tried.", false, "two"));

        _state.Succeeded();
        _watch.Troubles.ShouldBeEmpty();
    }

    // Fault: what rests for hours between two tries is trouble before the second one.
    [Fact]
    public void Patience_IsThatOfTheLoop()
    {
        _watch.Add("Resting", TimeSpan.FromHours(6)).Failed(new TimeoutException());

        _clock.Advance(TimeSpan.FromHours(5));
        _watch.Troubles.ShouldBeEmpty();
        _clock.Advance(TimeSpan.FromHours(1));
        _watch.Troubles.ShouldHaveSingleItem().Text.ShouldStartWith("Resting has failed for 21600 seconds");
    }

    // Faults: a loop that ended is not begun again, or again and again without a breath; a failed pass after that hides that it ended; a stop does not end the rest.
    [Fact]
    public void LoopThatEnds_IsTroubleAtOnce_AndBegunAgain_WithoutSpinning()
    {
        var begun = 0;
        _running = _watch.RunAsync(_state, _ => Task.FromException(new InvalidOperationException($"{++begun}")), _stopping.Token);
        begun.ShouldBe(2);
        _state.Failed(new TimeoutException("three"));
        var trouble = _watch.Troubles.ShouldHaveSingleItem();
        (trouble.Text, trouble.HasEnded).ShouldBe(("Working ended unexpectedly and has not gone well since.", true));

        _clock.Advance(TimeSpan.FromSeconds(1));
        begun.ShouldBe(3);
        _state.Succeeded();
        _watch.Troubles.ShouldBeEmpty();
    }
}
