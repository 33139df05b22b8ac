namespace Automation.Storage;

/// <summary>One chunk of what the store keeps for a while to recognize repetitions.</summary>
public sealed record ForgetRequest
{
    /// <summary>Publishers' keys that were stored before this instant.</summary>
    public required DateTimeOffset KeysBefore { get; init; }

    /// <summary>Counts of a chain's runs that were begun before this instant.</summary>
    public required DateTimeOffset ChainsBefore { get; init; }

    /// <summary>Periods of budgets that ended before this instant (<see cref="BudgetShare.Until"/>), also when runs hold something of them.</summary>
    public required DateTimeOffset BudgetsBefore { get; init; }

    /// <summary>Nodes that left, or were taken over from, before this instant. Ids and epochs are not given again all the same.</summary>
    public required DateTimeOffset NodesBefore { get; init; }

    /// <summary>Where the last chunk ended, <see cref="ForgetChunk.Next"/>; null for the first.</summary>
    public string? After { get; init; }

    /// <summary>About how many rows are looked at; 1 or more.</summary>
    public required int Limit { get; init; }
}
