namespace Automation.Simulation;

/// <summary>What goes wrong, and how often, as long as it is bad.</summary>
internal sealed class Weather(Scheduler scheduler)
{
    /// <summary>From now on nothing goes wrong any more.</summary>
    public bool IsFair { get; set; }

    /// <summary>Until then nobody reaches the store.</summary>
    public DateTimeOffset StoreAwayUntil { get; set; }

    /// <summary>How long a question or an answer is under way.</summary>
    public TimeSpan Latency()
    {
        var draw = IsFair ? 0 : scheduler.Random.Next(1000);
        return draw switch
        {
            < 960 => scheduler.Between(0.2, 5),
            < 996 => scheduler.Between(5, 800),
            _ => scheduler.Between(800, 45_000),
        };
    }

    public StoreFault Next(bool write)
    {
        var draw = IsFair ? 0 : scheduler.Random.Next(1000);
        return (draw, write) switch
        {
            (>= 995, _) => StoreFault.Refused,
            (>= 980, true) => StoreFault.AnswerLost,
            (>= 965, true) => StoreFault.QuestionLost,
            (>= 950, true) => StoreFault.Twice,
            (>= 940, true) => StoreFault.Late,
            _ => StoreFault.None,
        };
    }
}
