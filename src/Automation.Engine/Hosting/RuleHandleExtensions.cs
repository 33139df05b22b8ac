using System.Text.Json;
using Automation.Hosting;
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
        var json = (rule as IRuleHandleInternals)?.Json ?? AutomationJson.Default;
        return rule.RunJsonAsync(JsonSerializer.SerializeToElement(input, json), options, cancellationToken);
    }
}
