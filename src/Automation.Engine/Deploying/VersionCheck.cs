using Automation.Definitions;

namespace Automation.Deploying;

/// <summary>What is found of a version's runs, one after the other.</summary>
/// <param name="definition">What this build would drive them with; null for nothing.</param>
/// <param name="missing">What the definition uses that this build lacks; null for nothing.</param>
internal sealed class VersionCheck(RuleDefinition? definition, string? missing)
{
    private RunId? _orphan;
    private string? _mismatch;

    public RuleDefinition? Definition => definition;

    public int Runs { get; set; }

    /// <summary>Of how many runs the history was read.</summary>
    public int Read { get; set; }

    /// <summary>The first run that was met.</summary>
    public RunId? Example { get; set; }

    /// <summary>Whether what its runs can follow must be asked of each.</summary>
    public bool NeedsHistory { get; private set; }

    public void Fail(RunId run, string why)
    {
        _orphan ??= run;
        _mismatch ??= why;
    }

    public VersionCheck Of(string hash)
    {
        NeedsHistory = definition is not null && definition.Hash != hash;
        return this;
    }

    public DeployedVersion ToResult((string? Scope, string Rule, string Hash) key)
    {
        var reason = definition is null
            ? $"this build has no rule '{key.Rule}' that can drive them. Deploy one that has it, or cancel the runs."
            : missing ?? _mismatch;
        return new DeployedVersion
        {
            Rule = key.Rule,
            RuleHash = key.Hash,
            Scope = key.Scope,
            Runs = Runs,
            Match = reason is not null ? DeploymentMatch.Orphan : NeedsHistory ? DeploymentMatch.Mappable : DeploymentMatch.Same,
            Reason = reason,
            Example = reason is null ? null : _orphan ?? Example,
        };
    }
}
