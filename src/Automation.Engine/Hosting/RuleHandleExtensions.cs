using System.Text.Json;
using Automation.Definitions.Json;
using Automation.Hosting;
using Automation.Intake;
using Automation.Json;

namespace Automation;

/// <summary>What can be done with a rule class in a scope.</summary>
public static class RuleHandleExtensions
{
    /// <summary>Starts a run by hand, with the rule's own input. Neither the rule's condition is asked nor whether it is enabled, opted in, or paused; limits count.</summary>
    /// <typeparam name="TInput">The rule's input.</typeparam>
    /// <param name="rule">The rule in a scope.</param>
    /// <param name="input">The value that the rule works on.</param>
    /// <param name="options">Key and subject; null for none.</param>
    /// <param name="cancellationToken">Stops waiting; the run may be stored all the same.</param>
    /// <exception cref="EventRejectedException">The input is not acceptable, a person has the subject in hand, or a handler starts runs in a circle (<c>suppressed-loop</c>); nothing is stored.</exception>
    /// <exception cref="AutomationUnavailableException">The store cannot be reached, or its answer is unknown. Ask again with the same key.</exception>
    public static Task<StartResult> RunAsync<TInput>(
        this IRuleHandle<IRule<TInput>> rule, TInput input, StartOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(rule);
        ArgumentNullException.ThrowIfNull(input);
        return rule.RunJsonAsync(JsonSerializer.SerializeToElement(input, JsonOf(rule)), options, cancellationToken);
    }

    /// <summary>Says what the rule would do with its own input; see <see cref="IRuleHandle.PreviewAsync"/>.</summary>
    /// <typeparam name="TInput">The rule's input.</typeparam>
    /// <param name="rule">The rule in a scope.</param>
    /// <param name="input">The value that the rule would work on.</param>
    /// <param name="cancellationToken">Stops the preview.</param>
    /// <exception cref="EventRejectedException">The input is not acceptable.</exception>
    public static Task<PreviewReport> PreviewAsync<TInput>(this IRuleHandle<IRule<TInput>> rule, TInput input, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(rule);
        ArgumentNullException.ThrowIfNull(input);
        return rule.PreviewAsync(new PreviewInput.Value(JsonSerializer.SerializeToElement(input, JsonOf(rule))), cancellationToken);
    }

    /// <summary>Says what the rule would do if this event happened; see <see cref="IRuleHandle.PreviewAsync"/>.</summary>
    /// <typeparam name="TEvent">The event's class, with an <see cref="EventAttribute"/>.</typeparam>
    /// <param name="rule">The rule in a scope.</param>
    /// <param name="event">The event, which is not published.</param>
    /// <param name="cancellationToken">Stops the preview.</param>
    /// <exception cref="EventRejectedException">The event is not acceptable, or the rule has no trigger for its type.</exception>
    /// <exception cref="ArgumentException">The class has no stored name.</exception>
    public static Task<PreviewReport> PreviewEventAsync<TEvent>(this IRuleHandle rule, TEvent @event, CancellationToken cancellationToken = default)
        where TEvent : class
    {
        ArgumentNullException.ThrowIfNull(rule);
        ArgumentNullException.ThrowIfNull(@event);
        var known = EventIntake.Describe(@event);
        var payload = JsonSerializer.SerializeToElement(@event, @event.GetType(), JsonOf(rule));
        var input = new PreviewInput.Event(known.Name, payload, known.SubjectOf(@event));
        return rule is IRuleHandleInternals own ? own.PreviewOwnAsync(input, cancellationToken) : rule.PreviewAsync(input, cancellationToken);
    }

    private static JsonSerializerOptions JsonOf(IRuleHandle rule) => (rule as IRuleHandleInternals)?.Json ?? AutomationJson.Default;

    /// <summary>Overrides the rule's parameters in this scope. Only what differs from the rule's own defaults is stored.</summary>
    /// <typeparam name="TParameters">The record that the rule was given with <c>Parameters</c>; for a rule as JSON one with its parameters as properties.</typeparam>
    /// <param name="rule">The rule in a scope.</param>
    /// <param name="change">The parameters as they shall be, from what they are: <c>p => p with { At = new(6, 30) }</c>. Asked again when somebody else changes them meanwhile.</param>
    /// <param name="options">Author and expected revision; null for none.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <exception cref="RuleNotFoundException">The scope has no rule of this name.</exception>
    /// <exception cref="RuleDefinitionException">The rule has no such parameters, a value does not fit, or a schedule is faulty with it; nothing is stored.</exception>
    /// <exception cref="RuleSettingsConflictException">Another revision is present than the expected one; nothing is stored.</exception>
    public static Task<RuleSettings> OverrideAsync<TParameters>(
        this IRuleHandle rule, Func<TParameters, TParameters> change, SettingOptions? options = null, CancellationToken cancellationToken = default)
        where TParameters : class
    {
        ArgumentNullException.ThrowIfNull(rule);
        ArgumentNullException.ThrowIfNull(change);
        var json = JsonOf(rule);
        return ChangeAsync(rule, options, cancellationToken, (present, expected) =>
        {
            var parameters = change(present.Parameters.Deserialize<TParameters>(json)!);
            return rule.OverrideJsonAsync(JsonSerializer.SerializeToElement(parameters, json), expected, cancellationToken);
        });
    }

    /// <summary>Overrides the rule's guards in this scope. Only what differs from the rule's own is stored.</summary>
    /// <param name="rule">The rule in a scope.</param>
    /// <param name="change">The guards as they shall be, from what they are: <c>g => g with { MaxRunsPerScope = 4 }</c>. Asked again when somebody else changes them meanwhile.</param>
    /// <param name="options">Author and expected revision; null for none.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <exception cref="RuleNotFoundException">The scope has no rule of this name.</exception>
    /// <exception cref="RuleDefinitionException">A value does not fit; nothing is stored.</exception>
    /// <exception cref="RuleSettingsConflictException">Another revision is present than the expected one; nothing is stored.</exception>
    public static Task<RuleSettings> OverrideGuardsAsync(
        this IRuleHandle rule, Func<GuardOptions, GuardOptions> change, SettingOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(rule);
        ArgumentNullException.ThrowIfNull(change);
        return ChangeAsync(rule, options, cancellationToken, (present, expected) =>
        {
            _ = GuardsJson.Read(rule.Name, present.Guards, out var guards);
            return rule.OverrideGuardsJsonAsync(GuardsJson.Whole(change(guards) ?? throw new ArgumentException("The change answers null; it answers the guards as they shall be.", nameof(change))), expected, cancellationToken);
        });
    }

    private static async Task<RuleSettings> ChangeAsync(
        IRuleHandle rule, SettingOptions? options, CancellationToken cancellationToken, Func<RuleSettings, SettingOptions, Task<RuleSettings>> change)
    {
        while (true)
        {
            var present = await rule.GetSettingsAsync(cancellationToken).ConfigureAwait(false);
            try
            {
                return await change(present, (options ?? new SettingOptions()) with { ExpectedRevision = options?.ExpectedRevision ?? present.Revision }).ConfigureAwait(false);
            }
            catch (RuleSettingsConflictException) when (options?.ExpectedRevision is null)
            {
                // Somebody else was faster: from what is there now.
            }
        }
    }
}
