using System.ComponentModel;
using System.Text.Json;
using Automation.Definitions;

namespace Automation;

/// <summary>What a lambda sees that is asked per scope, before anything happened: the scope and its parameters.</summary>
/// <remarks>Valid during the call of the lambda only. Not thread-safe.</remarks>
public class ScopeView
{
    private readonly RuleIdentity _rule;

    internal ScopeView(IRunScope scope, RuleIdentity rule)
    {
        Source = scope;
        _rule = rule;
    }

    /// <summary>The project, tenant or workspace.</summary>
    public string Scope => Source.Scope;

    /// <summary>The scope's time zone, an IANA id such as <c>Europe/Berlin</c>.</summary>
    public string TimeZone => Source.TimeZone;

    private protected IRunScope Source { get; }

    /// <summary>The parameters: the defaults, with what the scope overrides.</summary>
    /// <exception cref="InvalidOperationException"><paramref name="parameters"/> belongs to another rule.</exception>
    public T Get<T>(IParameters<T> parameters)
        where T : class
    {
        ArgumentNullException.ThrowIfNull(parameters);
        if (parameters is not IOwned owned || owned.Rule != _rule)
        {
            throw new InvalidOperationException($"Rule '{_rule.Name}' reads parameters of another rule. A handle can be read in its own rule only.");
        }

        return Source.Parameters.Deserialize<T>(Source.Json)!;
    }

    /// <summary>Not readable here: nothing has run yet.</summary>
    [EditorBrowsable(EditorBrowsableState.Never)]
    [Obsolete("No step has run yet when this is asked. Ask it in an If, inside the run.", error: true)]
    public void Get(IStep<IAction> step) => throw new NotSupportedException();

    /// <inheritdoc/>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public override bool Equals(object? obj) => base.Equals(obj);

    /// <inheritdoc/>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public override int GetHashCode() => base.GetHashCode();

    /// <inheritdoc cref="object.GetType"/>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public new Type GetType() => base.GetType();

    /// <inheritdoc/>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public override string? ToString() => base.ToString();
}
