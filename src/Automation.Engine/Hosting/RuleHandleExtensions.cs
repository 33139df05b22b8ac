using System.Text.Json;
using Automation.Hosting;
using Automation.Intake;
using Automation.Json;

namespace Automation;

/// <summary>What can be done with a rule class in a scope.</summary>
public static class RuleHandleExtensions
{
    /// <summary>Starts a run by hand, with the rule's own input. The rule's condition is not asked.</summary>
    /// <typeparam name="TInput">The rule's input.</typeparam>
    /// <param name="rule">The rule in a scope.</param>
    /// <param name="input">The value that the rule works on.</param>
    /// <param name="options">Key and subject; null for none.</param>
    /// <param name="cancellationToken">Stops waiting; the run may be stored all the same.</param>
    /// <exception cref="EventRejectedException">The input is not acceptable; nothing is stored.</exception>
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
        return rule.PreviewAsync(new PreviewInput.Event(known.Name, payload, known.SubjectOf(@event)), cancellationToken);
    }

    private static JsonSerializerOptions JsonOf(IRuleHandle rule) => (rule as IRuleHandleInternals)?.Json ?? AutomationJson.Default;
}
