namespace Automation.Definitions;

/// <summary>What a block is to the node around it.</summary>
internal enum BlockKind
{
    /// <summary>The body of the rule.</summary>
    Body = 1,

    /// <summary>A branch: runs or not, as the run goes.</summary>
    Branch = 2,

    /// <summary>The body of a loop: runs once for each item.</summary>
    Loop = 3,

    /// <summary>An OnFailure block.</summary>
    Handler = 4,
}
