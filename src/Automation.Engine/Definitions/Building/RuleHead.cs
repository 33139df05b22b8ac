namespace Automation.Definitions;

/// <summary>What stands before the first step of a rule.</summary>
internal sealed class RuleHead
{
    private readonly List<ConditionBinding> _conditions = [];

    public List<TriggerDefinition> Triggers { get; } = [];

    public string? Description { get; set; }

    public ValueBinding? Subject { get; set; }

    public GuardOptions? Guards { get; set; }

    public bool ParkOnNewBuild { get; set; }

    public ParametersDefinition? Parameters { get; set; }

    public ConditionBinding? When => _conditions.Count > 1 ? new AllCondition([.. _conditions]) : _conditions.FirstOrDefault();

    public void Add(ConditionBinding condition) => _conditions.Add(condition);
}
