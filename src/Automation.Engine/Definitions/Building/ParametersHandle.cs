namespace Automation.Definitions;

/// <summary>The parameters of a rule.</summary>
internal sealed class ParametersHandle<T>(RuleIdentity rule) : IParameters<T>, IOwned
    where T : class
{
    public RuleIdentity Rule => rule;
}
