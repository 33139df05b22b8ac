using Automation.Definitions;

namespace Automation.Hosting;

/// <summary>A rule that is written where it is registered.</summary>
internal sealed class InlineRuleRegistration<TInput>(string name, Action<RuleBuilder<TInput>> define) : RuleRegistration
{
    public override string Name => name;

    public override Type InputType => typeof(TInput);

    public override void Define(RuleDraft draft, IServiceProvider services) => define(new RuleBuilder<TInput>(draft));
}
