using Automation.Definitions;

namespace Automation;

/// <summary>What a lambda sees that is asked before a run exists: the input, and what brought it.</summary>
/// <remarks>Valid during the call of the lambda only. Not thread-safe.</remarks>
/// <typeparam name="TInput">The rule's input.</typeparam>
public class TriggerView<TInput> : ScopeView
{
    private TInput? _input;
    private bool _read;

    internal TriggerView(IRunScope scope, RuleIdentity rule)
        : base(scope, rule)
    {
    }

    /// <summary>The value that the rule works on; as the class that was published, where the rule's input is a base type.</summary>
    public TInput Input
    {
        get
        {
            if (!_read)
            {
                _input = InputReader.Read<TInput>(Source);
                _read = true;
            }

            return _input!;
        }
    }

    /// <summary>What this is about; null when about nothing in particular.</summary>
    public string? Subject => Source.Subject;

    /// <summary>What started it. Its <see cref="TriggerInfo.At"/> is the only clock that a lambda may read.</summary>
    public TriggerInfo Trigger => Source.Trigger;
}
