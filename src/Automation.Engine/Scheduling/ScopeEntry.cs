namespace Automation.Scheduling;

/// <summary>All that is known of a scope, and of asking for it. It is written under its gate, and read without.</summary>
internal sealed class ScopeEntry(string scope)
{
    private volatile ScopeAnswer? _answer;
    private volatile ScopeSilence? _silence;
    private volatile ScopeQuestion? _question;

    public Lock Gate { get; } = new();

    public string Scope => scope;

    /// <summary>The last answer; null when there was none.</summary>
    public ScopeAnswer? Answer { get => _answer; set => _answer = value; }

    /// <summary>Since when the directory is silent about it; null when it is not.</summary>
    public ScopeSilence? Silence { get => _silence; set => _silence = value; }

    /// <summary>The question that is under way; null when there is none.</summary>
    public ScopeQuestion? Question { get => _question; set => _question = value; }

    /// <summary>When an event, a look or a schedule that is due wanted it last.</summary>
    public long WantedAt { get; set; }
}
