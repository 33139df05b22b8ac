using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Automation.Definitions;
using Automation.Json;

namespace Automation;

/// <content>Waiting: for a span, an instant, an event. A waiting run uses no memory and no thread.</content>
public partial class Block<TInput>
{
    /// <summary>Waits for a span of time.</summary>
    /// <param name="id">The node's id, unique in the rule and stored for ever: 1 to 64 of <c>a–z 0–9 - _</c>.</param>
    /// <param name="delay">The span, not negative; counted from the moment that the node is reached.</param>
    public Block<TInput> Delay(string id, TimeSpan delay)
    {
        Draft.BeginNode(_block, id);
        CheckOptions(id, OptionRanges.NotNegative("the delay", delay));
        _block.Add(new DelayNode { Id = id, Value = new ConstantBinding(Text(IsoDuration.Write(delay))), Until = false });
        return this;
    }

    /// <summary>Waits for a span of time that the run decides.</summary>
    /// <param name="id">The node's id, unique in the rule and stored for ever: 1 to 64 of <c>a–z 0–9 - _</c>.</param>
    /// <param name="delay">Makes the span, counted from the moment that the node is reached; a negative one does not wait.</param>
    /// <param name="delayText">Filled by the compiler.</param>
    public Block<TInput> Delay(
        string id, Func<RunView<TInput>, TimeSpan> delay, [CallerArgumentExpression(nameof(delay))] string? delayText = null)
    {
        ArgumentNullException.ThrowIfNull(delay);
        Draft.BeginNode(_block, id);
        var value = Bind(delayText, StepPlace(id), run => delay(run) is var span && span > TimeSpan.Zero ? IsoDuration.Write(span) : "PT0S");
        _block.Add(new DelayNode { Id = id, Value = value, Until = false });
        return this;
    }

    /// <summary>Waits until an instant.</summary>
    /// <param name="id">The node's id, unique in the rule and stored for ever: 1 to 64 of <c>a–z 0–9 - _</c>.</param>
    /// <param name="instant">Makes the instant; one in the past does not wait.</param>
    /// <param name="instantText">Filled by the compiler.</param>
    public Block<TInput> DelayUntil(
        string id, Func<RunView<TInput>, DateTimeOffset> instant, [CallerArgumentExpression(nameof(instant))] string? instantText = null)
    {
        ArgumentNullException.ThrowIfNull(instant);
        Draft.BeginNode(_block, id);
        var value = Bind(instantText, StepPlace(id), run => instant(run).UtcDateTime.ToString("O", CultureInfo.InvariantCulture));
        _block.Add(new DelayNode { Id = id, Value = value, Until = true });
        return this;
    }

    /// <summary>Waits for an event about a subject, which later steps can read. When none comes in time, the node fails.</summary>
    /// <remarks>Events count that were accepted since the run began, also before the node was reached.</remarks>
    /// <typeparam name="TEvent">The event's class, with an <see cref="EventAttribute"/>.</typeparam>
    /// <param name="id">The node's id, unique in the rule and stored for ever: 1 to 64 of <c>a–z 0–9 - _</c>.</param>
    /// <param name="subject">Makes the subject that the event must have.</param>
    /// <param name="timeout">How long to wait from the moment that the node is reached; longer than zero.</param>
    /// <param name="event">Reads the event: <c>run.Get(@event)</c>.</param>
    /// <param name="where">Which of the events counts; null means the first one. Asked for each such event; pure.</param>
    /// <param name="subjectText">Filled by the compiler.</param>
    /// <param name="whereText">Filled by the compiler.</param>
    public Block<TInput> WaitFor<TEvent>(
        string id, Func<RunView<TInput>, string> subject, TimeSpan timeout, out IValue<TEvent> @event,
        Func<TEvent, RunView<TInput>, bool>? where = null,
        [CallerArgumentExpression(nameof(subject))] string? subjectText = null, [CallerArgumentExpression(nameof(where))] string? whereText = null)
        where TEvent : class
    {
        @event = Output<TEvent>(id);
        BeginWait<TEvent>(id, timeout);
        AddWait(id, subject, subjectText, timeout, where, whereText);
        return this;
    }

    /// <summary>Waits for an event about a subject, and runs one block when it came and another when it did not come in time.</summary>
    /// <remarks>
    /// Events count that were accepted since the run began, also before the node was reached. After either block the run goes on with the next
    /// step, unless the block ends in <c>Stop</c> or <c>Fail</c>. Either block may be empty.
    /// </remarks>
    /// <typeparam name="TEvent">The event's class, with an <see cref="EventAttribute"/>.</typeparam>
    /// <param name="id">The node's id, unique in the rule and stored for ever: 1 to 64 of <c>a–z 0–9 - _</c>.</param>
    /// <param name="subject">Makes the subject that the event must have.</param>
    /// <param name="timeout">How long to wait from the moment that the node is reached; longer than zero.</param>
    /// <param name="received">Writes the block for the event; is also given what reads it: <c>run.Get(@event)</c>.</param>
    /// <param name="timedOut">Writes the block for the case that no event came.</param>
    /// <param name="where">Which of the events counts; null means the first one. Asked for each such event; pure.</param>
    /// <param name="subjectText">Filled by the compiler.</param>
    /// <param name="whereText">Filled by the compiler.</param>
    public Block<TInput> WaitFor<TEvent>(
        string id, Func<RunView<TInput>, string> subject, TimeSpan timeout,
        Action<Block<TInput>, IValue<TEvent>> received, Action<Block<TInput>> timedOut,
        Func<TEvent, RunView<TInput>, bool>? where = null,
        [CallerArgumentExpression(nameof(subject))] string? subjectText = null, [CallerArgumentExpression(nameof(where))] string? whereText = null)
        where TEvent : class
    {
        ArgumentNullException.ThrowIfNull(received);
        var @event = Output<TEvent>(id);
        BeginWait<TEvent>(id, timeout);
        AddWait(
            id, subject, subjectText, timeout, where, whereText,
            WriteOptional($"{id}.received", block => received(block, @event)), WriteOptional($"{id}.timedOut", timedOut));
        return this;
    }

    private static JsonElement Text(string text) => JsonSerializer.SerializeToElement(text);

    private void BeginWait<TEvent>(string id, TimeSpan timeout)
    {
        Draft.BeginNode(_block, id);
        Draft.Note(new EventUse($"step '{id}'", typeof(TEvent)));
        CheckOptions(id, OptionRanges.Positive("the timeout", timeout));
    }

    private void AddWait<TEvent>(
        string id, Func<RunView<TInput>, string> subject, string? subjectText, TimeSpan timeout,
        Func<TEvent, RunView<TInput>, bool>? where, string? whereText, Block? received = null, Block? timedOut = null)
        where TEvent : class
    {
        ArgumentNullException.ThrowIfNull(subject);
        var @event = Output<TEvent>(id);
        _block.Add(new WaitForNode
        {
            Id = id,
            EventType = StoredName.OrMissing(StoredName.OfEvent(typeof(TEvent))),
            Subject = Bind(subjectText, StepPlace(id), subject),
            Timeout = timeout,
            Where = where is null ? null : Condition(id, whereText, run => where(run.Get(@event), run)),
            Received = received,
            TimedOut = timedOut,
        });
    }
}
