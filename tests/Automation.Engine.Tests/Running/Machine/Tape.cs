using System.Text;
using System.Text.Json;
using Automation.Definitions;
using Automation.Storage;

namespace Automation.Running.Machine;

/// <summary>Drives a machine by hand, and keeps the ledger that a store would have.</summary>
internal sealed class Tape
{
    private readonly Block _body;
    private readonly ReadOnlyMemory<byte> _created;

    public Tape(params Node[] nodes)
        : this(Plan.Block(nodes))
    {
    }

    public Tape(Block body)
    {
        _body = body;
        Machine = new RunMachine(Plan.Facts(body));
        Machine.Start();
        _created = Machine.TakeDecisions();
    }

    public RunMachine Machine { get; }

    public List<LedgerEntry> Ledger { get; } = [];

    /// <summary>What is to be done or waited for, abandoned work in brackets.</summary>
    public string Ready => string.Join(' ', Machine.Work.Values.Select(work => work.Abandoned ? $"[{work.Path}]" : work.Path).Order(StringComparer.Ordinal));

    public RunStatus? Status => Machine.End?.Status;

    public Tape Done(params string[] paths)
    {
        foreach (var path in paths)
        {
            Write(path, EntryKind.Outcome, StepStatus.Succeeded, EntryBody.Write(JsonSerializer.SerializeToElement($"out {path}"), null, []));
        }

        return this;
    }

    public Tape Failed(string path, StepStatus status = StepStatus.Failed) =>
        Write(path, EntryKind.Outcome, status, EntryBody.Write(default, new StepError { Code = "no", Message = $"{path} failed" }, []));

    public Tape FailedTry(string path, int number) =>
        Write(path, EntryKind.FailedTry, null, EntryBody.Write(default, new StepError { Code = "no", Message = "try" }, []), number);

    public Tape Write(string path, EntryKind kind, StepStatus? status, ReadOnlyMemory<byte> body, int number = 0)
    {
        var entry = new LedgerEntry
        {
            Path = new StepPath(path), Kind = kind, Try = number, Sequence = Machine.NextSequence, Status = status,
            At = Plan.Start.AddSeconds(Machine.NextSequence), StartedAt = Plan.Start, Body = body,
        };
        Machine.Apply(entry);
        Ledger.Add(entry with { Next = Machine.TakeDecisions() });
        return this;
    }

    /// <summary>The machine that a node would make of the stored ledger.</summary>
    public RunMachine Fold() => RunMachine.Fold(Plan.Facts(_body, _created), Ledger);

    /// <summary>Everything that a machine knows.</summary>
    public static string Show(RunMachine machine)
    {
        var text = new StringBuilder($"{machine.NextSequence} {machine.Ending} {machine.End?.Status} {machine.End?.Reason}\n");
        foreach (var work in machine.Work.Values.OrderBy(work => work.Path, StringComparer.Ordinal))
        {
            text.AppendLine($"{work.GetType().Name} {work.Path} {work.DueAt:O} {work.Abandoned} {work switch
            {
                StepWork step => $"{step.Attempt} {step.MarkedAttempt} {step.DeferredAttempt} {step.Config}",
                WaitWork wait => wait.Subject,
                _ => "",
            }}");
        }

        foreach (var (path, outcome) in machine.Outcomes.OrderBy(outcome => outcome.Key, StringComparer.Ordinal))
        {
            text.AppendLine($"{path} {outcome.Status} {(outcome.Output.ValueKind == JsonValueKind.Undefined ? "-" : outcome.Output.GetRawText())} {outcome.Error?.Message}");
        }

        return text.ToString();
    }
}
