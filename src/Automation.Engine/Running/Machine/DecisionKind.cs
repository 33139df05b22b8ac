namespace Automation.Running.Machine;

/// <summary>What a ledger row may have decided. The names are stored.</summary>
internal static class DecisionKind
{
    /// <summary>The rendered input of a step or of a condition of the host's.</summary>
    public const string Input = "input";

    /// <summary>The branch that an If took: true or false.</summary>
    public const string Branch = "branch";

    /// <summary>The items of a loop.</summary>
    public const string Items = "items";

    /// <summary>The instant at which a delay is over, a wait times out or a next try is due.</summary>
    public const string Due = "due";

    /// <summary>The subject that a wait is for.</summary>
    public const string Subject = "subject";

    /// <summary>The parameters that the run was created with, where its scope overrides some. The path is empty.</summary>
    public const string Parameters = "parameters";

    /// <summary>What the run may cost, where its rule asks for that. The path is empty.</summary>
    public const string Estimate = "estimate";

    /// <summary>The place in a chain of a run that a handler started by hand. The path is empty.</summary>
    public const string Chain = "chain";

    /// <summary>A lambda or template threw: the error.</summary>
    public const string Fault = "fault";
}
