using System.Text.Json;

namespace Automation.Definitions;

/// <summary>A rule while its Define method runs: takes nodes and head members, notes what is wrong, and is built once.</summary>
/// <param name="name">The rule's name.</param>
/// <param name="inputType">The type of its input.</param>
/// <param name="json">How constants become JSON.</param>
internal sealed partial class RuleDraft(string name, Type inputType, JsonSerializerOptions json)
{
    private readonly List<DraftEntry> _entries = [];
    private readonly HashSet<string> _ids = new(StringComparer.Ordinal);
    private bool _closed;

    /// <summary>Whether the rule takes no more: it is built, or abandoned.</summary>
    public bool Closed => _closed;

    public RuleIdentity Identity { get; } = new(name);

    public JsonSerializerOptions Json => json;

    public RuleHead Head { get; } = new();

    public IReadOnlyList<DraftEntry> Entries => _entries;

    public void Note(DraftEntry entry) => _entries.Add(entry);

    /// <summary>Notes a fault; the rule's name is put before it.</summary>
    public void Fault(string message, string? code = null) => _entries.Add(new DraftFault($"Rule '{name}': {message}", code));

    public void RefuseWhenClosed()
    {
        if (_closed)
        {
            throw new InvalidOperationException($"Rule '{name}' is built and cannot be changed. Say everything in Define.");
        }
    }

    /// <summary>Ends the draft of a rule that could not be read to its end.</summary>
    /// <param name="why">What happened; the rule's name is put before it.</param>
    /// <param name="code">A stable word for it; null for none.</param>
    public void Abandon(string why, string? code = null)
    {
        _closed = true;
        Fault(why, code);
    }

    /// <summary>Ends the draft. What it returns is sound only if there are no faults.</summary>
    public RuleDefinition Build()
    {
        if (Head.Triggers.Count == 0)
        {
            _entries.Add(new DraftFault($"Rule '{name}' has no trigger. Add OnEvent, OnSchedule, OnWebhook, OnManual or On."));
        }

        CheckIsDropped(Body, useInstead: null);
        if (Body is { Count: 0, Missed: false })
        {
            _entries.Add(new DraftFault($"Rule '{name}' has no steps."));
        }

        Body.Closed = _closed = true;
        return new RuleDefinition
        {
            Name = name,
            Description = Head.Description,
            ParkOnNewBuild = Head.ParkOnNewBuild,
            Form = RuleForm.Code,
            InputType = inputType,
            Triggers = [.. Head.Triggers],
            When = Head.When,
            Subject = Head.Subject,
            Guards = Head.Guards ?? new(),
            Parameters = Head.Parameters,
            Body = Body.Build(),
        };
    }
}
