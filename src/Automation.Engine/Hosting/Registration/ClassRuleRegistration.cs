using Automation.Definitions;
using Microsoft.Extensions.DependencyInjection;

namespace Automation.Hosting;

/// <summary>A rule that is a class. Its constructor is given the host's singletons.</summary>
internal sealed class ClassRuleRegistration<TRule, TInput> : RuleRegistration
    where TRule : class, IRule<TInput>
{
    public override Type RuleType => typeof(TRule);

    public override string? Name => StoredName.OfRule(typeof(TRule));

    public override Type InputType => typeof(TInput);

    public override void Define(RuleDraft draft, IServiceProvider services)
    {
        TRule rule;
        try
        {
            rule = ActivatorUtilities.CreateInstance<TRule>(services);
        }
        catch (Exception exception)
        {
            // The host's own constructor, or a service that is missing: a fault of this rule, told apart from one in Define.
            draft.Abandon($"its class {TypeText.Of(typeof(TRule))} cannot be created: {exception.Message}");
            return;
        }

        rule.Define(new RuleBuilder<TInput>(draft));
    }
}
