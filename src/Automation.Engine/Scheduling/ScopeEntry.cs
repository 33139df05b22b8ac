namespace Automation.Scheduling;

/// <summary>What is known of a scope.</summary>
internal sealed class ScopeEntry(string scope)
{
    private volatile ScopeAnswer? _answer;
    private volatile ScopeQuestion? _question;

    public string Scope => scope;

    /// <summary>The last answer; null when there was none.</summary>
    public ScopeAnswer? Answer { get => _answer; set => _answer = value; }

    /// <summary>The last question, which is under way until it is over; null when there was none.</summary>
    public ScopeQuestion? Question => _question;

    /// <summary>When an event, a look or a schedule that is due wanted it last.</summary>
    public long WantedAt { get; set; }

    /// <summary>False when somebody else began another question meanwhile.</summary>
    public bool TryBegin(ScopeQuestion question, ScopeQuestion? last) => Interlocked.CompareExchange(ref _question, question, last) == last;
}
