namespace Automation.Definitions.Json;

/// <summary>A place of a rule that is being made.</summary>
/// <param name="Paths">The paths that have a value there.</param>
/// <param name="Nesting">How many blocks are around.</param>
internal sealed record TapePlace(string[] Paths, int Nesting)
{
    /// <summary>Behind a node with these results.</summary>
    public TapePlace With(string[] results) => this with { Paths = [.. Kept(), .. results] };

    /// <summary>Inside of a block.</summary>
    public TapePlace Inside(params string[] more) => new([.. Kept(), .. more], Nesting + 1);

    /// <summary>In the block that handles a failure of this one.</summary>
    public TapePlace InFailure() => Inside("failure", "failure.stepId");

    // The step before is another one now, or none.
    private IEnumerable<string> Kept() => Paths.Where(path => !path.StartsWith("previous", StringComparison.Ordinal));
}
