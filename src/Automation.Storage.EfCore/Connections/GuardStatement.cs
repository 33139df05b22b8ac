namespace Automation.Storage;

/// <summary>A statement that fails its batch by an impossible sum: the database's way to say no without functions of our own.</summary>
/// <remarks>Each guard has a sum, and so an error, of its own.</remarks>
internal abstract class GuardStatement(string sql) : RowStatement(sql)
{
    /// <summary>A division by zero: the node's epoch is over or its lease expired.</summary>
    public const string Fenced = "22012";

    /// <summary>The root of a negative number: a scope has another version.</summary>
    public const string Stale = "2201F";

    /// <summary>The logarithm of zero: a run names an event that its scope does not have.</summary>
    public const string WithoutEvent = "2201E";

    /// <summary>A histogram without width: a run waits for an event that the batch would not deliver.</summary>
    public const string Awaited = "2201G";

    /// <summary>A text cut at a negative length: a rule takes no further run.</summary>
    public const string Busy = "22011";

    /// <summary>An escape character of two: a series of events is not as an operation expects.</summary>
    public const string OtherSeries = "22025";

    /// <summary>The thirteenth month: a chain has started as many runs as it may.</summary>
    public const string ChainFull = "22008";

    /// <summary>A pattern whose bracket is not closed: a budget has no room for a run.</summary>
    public const string OverBudget = "2201B";

    public override bool Answers => true;
}
