namespace Automation.Storage.Conformance;

/// <summary>Variations of operations, since those are no records.</summary>
public static class OperationExtensions
{
    public static AcceptOperation With(this AcceptOperation operation, DedupeKey key, params RunRecord[] runs) => new()
    {
        Scope = operation.Scope,
        ScopeVersion = operation.ScopeVersion,
        Event = operation.Event,
        Dedupe = key,
        Runs = [.. operation.Runs, .. runs.Select(run => new NewRun { Run = run, Owned = false })],
        MayBeAwaited = operation.MayBeAwaited,
        Root = operation.Root,
        MaxRunsPerRoot = operation.MaxRunsPerRoot,
        FirstRunsOfRoot = operation.FirstRunsOfRoot,
    };

    public static AcceptOperation At(this AcceptOperation operation, long scopeVersion) => new()
    {
        Scope = operation.Scope,
        ScopeVersion = scopeVersion,
        Event = operation.Event,
        Dedupe = operation.Dedupe,
        Runs = operation.Runs,
        MayBeAwaited = operation.MayBeAwaited,
    };
}
