namespace Automation;

/// <summary>How far a backtest looks back.</summary>
public sealed record BacktestOptions
{
    /// <summary>How many recorded events are tested, the newest first: 1 to 1,000.</summary>
    /// <value>The default is 100.</value>
    public int Limit { get; init; } = 100;

    /// <summary>How many events per reason the report shows, 0 to 100. All are counted.</summary>
    /// <value>The default is 10.</value>
    public int SamplesPerReason { get; init; } = 10;
}
