using System.Runtime.CompilerServices;
using System.Text.Json;
using Automation.Definitions;

namespace Automation;

/// <content>The gate, the limits, the words and the parameters.</content>
public sealed partial class RuleBuilder<TInput>
{
    /// <summary>Lets only those inputs pass for which the condition holds. Several hold together, asked in order.</summary>
    /// <param name="condition">Asked before there is a run. Pure; its text is shown in the verdict.</param>
    /// <param name="conditionText">Filled by the compiler.</param>
    public RuleBuilder<TInput> When(Func<TInput, bool> condition, [CallerArgumentExpression(nameof(condition))] string? conditionText = null)
    {
        ArgumentNullException.ThrowIfNull(condition);
        return Gate(view => condition(view.Input), conditionText);
    }

    /// <inheritdoc cref="When(Func{TInput, bool}, string?)"/>
    public RuleBuilder<TInput> When(
        Func<TInput, TriggerView<TInput>, bool> condition, [CallerArgumentExpression(nameof(condition))] string? conditionText = null)
    {
        ArgumentNullException.ThrowIfNull(condition);
        return Gate(view => condition(view.Input, view), conditionText);
    }

    /// <summary>Lets only those inputs pass for which a condition of the host's holds. Several hold together, asked in order.</summary>
    /// <typeparam name="TCondition">The condition's record, with a <see cref="ConditionAttribute"/>.</typeparam>
    /// <param name="condition">Makes the condition from the input; its handler answers it, before there is a run.</param>
    /// <param name="conditionText">Filled by the compiler.</param>
    public RuleBuilder<TInput> When<TCondition>(
        Func<TInput, TCondition> condition, [CallerArgumentExpression(nameof(condition))] string? conditionText = null)
        where TCondition : class, ICondition
    {
        ArgumentNullException.ThrowIfNull(condition);
        Draft.BeginHead("When");
        Draft.Note(new ConditionUse("When", typeof(TCondition)));
        Draft.Head.Add(new HandlerCondition
        {
            Name = StoredName.OrMissing(StoredName.OfCondition(typeof(TCondition))),
            Config = Bind(conditionText, "When", view => condition(view.Input)),
        });
        return this;
    }

    /// <summary>Says what a run is about: for the history, for events it waits for, for limits per subject. Said once.</summary>
    /// <param name="subject">The subject of an input; null for none. Without <c>Subject</c> it is the subject of the event.</param>
    /// <param name="subjectText">Filled by the compiler.</param>
    public RuleBuilder<TInput> Subject(Func<TInput, string?> subject, [CallerArgumentExpression(nameof(subject))] string? subjectText = null)
    {
        ArgumentNullException.ThrowIfNull(subject);
        Draft.BeginHeadOnce("Subject", Draft.Head.Subject is null);
        var rule = Draft.Identity;
        Draft.Head.Subject = new CodeBinding(
            LambdaText.Of(subjectText),
            scope => JsonSerializer.SerializeToElement(subject(new TriggerView<TInput>(scope, rule).Input), scope.Json));
        return this;
    }

    /// <summary>Sets the rule's limits. Said once; without it there are none.</summary>
    public RuleBuilder<TInput> Guard(GuardOptions guards)
    {
        ArgumentNullException.ThrowIfNull(guards);
        Draft.BeginHeadOnce("Guard", Draft.Head.Guards is null);
        Draft.Head.Guards = guards;
        foreach (var problem in OptionRanges.Of(guards))
        {
            Draft.Fault(problem);
        }

        return this;
    }

    /// <summary>Says in words what the rule is for. Said once; does not enter the rule's hash.</summary>
    public RuleBuilder<TInput> Describe(string description)
    {
        ArgumentNullException.ThrowIfNull(description);
        Draft.BeginHeadOnce("Describe", Draft.Head.Description is null);
        Draft.Head.Description = description;
        return this;
    }

    /// <summary>
    /// Lets no run go on with other code than it was driven with last: when a deployment changes the rule, the runs under way are <see cref="RunStatus.Parked"/>, until a host of the former build takes them up,
    /// or somebody lets them go on with the new code (<see cref="IScopedAutomation.ReleaseAsync"/>) or cancels them. Does not enter the rule's hash.
    /// </summary>
    /// <remarks>Without it they go on with the new code, step by step by their ids. The code that is deployed decides which of the two it is. Runs that are accepted after the deployment are not concerned.</remarks>
    public RuleBuilder<TInput> ParkOnNewBuild()
    {
        Draft.BeginHeadOnce("ParkOnNewBuild", !Draft.Head.ParkOnNewBuild);
        Draft.Head.ParkOnNewBuild = true;
        return this;
    }

    /// <summary>Gives the rule parameters, which a scope may override one by one. Said once.</summary>
    /// <typeparam name="TParameters">A record; its properties are the parameters.</typeparam>
    /// <param name="defaults">The values where a scope overrides nothing.</param>
    /// <param name="parameters">Reads them in lambdas: <c>run.Get(parameters)</c>.</param>
    public RuleBuilder<TInput> Parameters<TParameters>(TParameters defaults, out IParameters<TParameters> parameters)
        where TParameters : class
    {
        ArgumentNullException.ThrowIfNull(defaults);
        Draft.BeginHeadOnce("Parameters", Draft.Head.Parameters is null);
        Draft.Note(new JsonUse("", "parameters", typeof(TParameters)));
        Draft.Head.Parameters = ParametersSchema.Of(defaults, Draft.Json);
        parameters = new ParametersHandle<TParameters>(Draft.Identity);
        return this;
    }

    private RuleBuilder<TInput> Gate(Func<TriggerView<TInput>, bool> condition, string? text)
    {
        Draft.BeginHead("When");
        var rule = Draft.Identity;
        Draft.Head.Add(new CodeCondition(LambdaText.Of(text), scope => condition(new TriggerView<TInput>(scope, rule)), static scope => scope.Input));
        return this;
    }
}
