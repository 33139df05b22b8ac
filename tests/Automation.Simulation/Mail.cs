using System.Globalization;
using System.Text.Json;
using Automation.Polling;
using Automation.Storage;

namespace Automation.Simulation;

/// <summary>The letters of each scope, numbered from 1, and whoever watches what becomes of them: each is accepted once, and the cursor never stands behind one that is not there, nor moves without one.</summary>
internal sealed class Mail(World world)
{
    private readonly Dictionary<string, int> _counts = Customers.Scopes.ToDictionary(scope => scope, _ => 0, StringComparer.Ordinal);
    private readonly HashSet<(string Scope, int Number)> _accepted = [];

    private Scheduler Scheduler => world.Scheduler;

    public int Count(string scope) => _counts[scope];

    /// <summary>Letters come until the weather is fair; then all are read in the end.</summary>
    public async Task ComeAsync(string scope)
    {
        while (Scheduler.Now < world.FairAt)
        {
            await Scheduler.Delay(world.UntilFair(Scheduler.Between(10_000, 180_000)));
            _counts[scope] += Scheduler.Random.Next(1, 4);
        }

        while (CursorOf(world.Database.Schedules.Find(scope, Arrivals.Mailbox, "mailbox")?.Cursor) != Count(scope))
        {
            await Scheduler.Delay(TimeSpan.FromSeconds(1));
        }
    }

    /// <summary>The cursor moves with an item, and with nothing else.</summary>
    public void Moved(string scope, ScheduleAdvance advance, string? before)
    {
        if (advance.Cursor is not null && CursorOf(advance.Cursor) != CursorOf(before))
        {
            world.Witness.Complain($"C: the cursor of scope '{scope}' was moved from {CursorOf(before)} to {CursorOf(advance.Cursor)} at {Scheduler.Now:T} without the letters.");
        }
    }

    public void Committed(AcceptOperation accept, AcceptStatus status)
    {
        if (status == AcceptStatus.Accepted && accept.Event is { Type: "mailbox" } @event)
        {
            var number = int.Parse(JsonElement.Parse(@event.Payload.Span).GetProperty("id").GetString()!, CultureInfo.InvariantCulture);
            if (!_accepted.Add((accept.Scope, number)))
            {
                world.Witness.Complain($"I2: letter {number} of scope '{accept.Scope}' was accepted again at {Scheduler.Now:T}.");
            }
        }

        if (accept.Advance is { IsHeld: true } end)
        {
            world.Counts.Add(status == AcceptStatus.NotDue ? "overtaken" : "ends");
            if (status is AcceptStatus.Accepted or AcceptStatus.Duplicate && Enumerable.Range(1, CursorOf(end.Cursor)).FirstOrDefault(number => !_accepted.Contains((accept.Scope, number))) is > 0 and var missing)
            {
                world.Witness.Complain($"C: the cursor of scope '{accept.Scope}' stands at {CursorOf(end.Cursor)} since {Scheduler.Now:T}, and letter {missing} is not there.");
            }
        }
    }

    private static int CursorOf(string? stored) => int.Parse(PollState.Read(stored).Cursor ?? "0", CultureInfo.InvariantCulture);
}
