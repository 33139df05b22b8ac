using Automation.Definitions;
using Automation.Storage;

namespace Automation.Running.Machine;

/// <summary>H34: folding the ledger from scratch gives the machine that went on row by row, and asks no lambda again.</summary>
public sealed class FoldTests
{
    [Fact]
    public void Fold_OfRandomRules_IsTheSameMachine()
    {
        var (rows, ends, kinds) = (0, 0, new HashSet<EntryKind>());
        for (var seed = 1; seed <= 1500; seed++)
        {
            var random = new Random(seed);
            var folding = false;
            var ids = 0;
            var tape = new Tape(Body(random, 3, () => $"n{++ids}", () => folding.ShouldBeFalse("A lambda was asked again.")));
            for (var row = 0; row < 60 && tape.Machine.Work.Count > 0 && tape.Machine.End is null; row++)
            {
                Step(tape, random);
                kinds.Add(tape.Ledger[^1].Kind);
                folding = true;
                Tape.Show(tape.Fold()).ShouldBe(Tape.Show(tape.Machine), $"seed {seed}, row {row}");
                folding = false;
                rows++;
            }

            ends += tape.Machine.End is null ? 0 : 1;
        }

        kinds.ShouldBe([EntryKind.Outcome, EntryKind.FailedTry, EntryKind.Started, EntryKind.Deferred], ignoreOrder: true);
        ends.ShouldBeGreaterThan(500);
        rows.ShouldBeGreaterThan(5000);
    }

    private static void Step(Tape tape, Random random)
    {
        var work = tape.Machine.Work.Values.OrderBy(work => work.Path, StringComparer.Ordinal).ElementAt(random.Next(tape.Machine.Work.Count));
        switch (work, random.Next(10))
        {
            case ({ Abandoned: true }, < 5):
                tape.Failed(work.Path, StepStatus.Cancelled);
                break;
            case (StepWork { Abandoned: false } step, 0) when step.Attempt < step.Step.Options.Retry.MaxAttempts:
                tape.FailedTry(work.Path, step.Attempt);
                break;
            case (StepWork { Abandoned: false } step, 1) when step.MarkedAttempt == 0:
                tape.Write(work.Path, EntryKind.Started, null, default, step.Attempt);
                break;
            case (StepWork { Abandoned: false } step, 2) when step.DeferredAttempt == 0:
                tape.Write(work.Path, EntryKind.Deferred, null, default, step.Attempt);
                break;
            case (StepWork, 3):
                tape.Failed(work.Path);
                break;
            case (WaitWork, < 4):
                tape.Failed(work.Path, StepStatus.TimedOut);
                break;
            default:
                tape.Done(work.Path);
                break;
        }
    }

    private static Block Body(Random random, int depth, Func<string> id, Action asked)
    {
        var nodes = Enumerable.Range(0, random.Next(1, 4)).Select(_ => OneNode(random, depth, id, asked)).ToList();
        if (random.Next(12) == 0)
        {
            nodes.Add(Plan.End(id(), random.Next(2) == 0));
        }

        return Plan.Block([.. nodes]).With(
            random.Next(4) == 0 && depth > 0 ? Body(random, depth - 2, id, asked) : null,
            random.Next(2) == 0 ? Plan.OutputOf(nodes[0].Id) : null);
    }

    private static Node OneNode(Random random, int depth, Func<string> id, Action asked)
    {
        Block Inner() => Body(random, depth - 1, id, asked);
        var holds = random.Next(2) == 0;
        return (depth > 0 ? random.Next(10) : random.Next(4)) switch
        {
            0 => Plan.Delay(id()),
            1 when random.Next(6) == 0 => new StepNode { Id = id(), Action = "work", Config = Plan.Throws(asked), Tried = random.Next(2) == 0 },
            4 or 5 => Plan.If(id(), () => Ask(asked, holds), Inner(), random.Next(2) == 0 ? Inner() : null),
            6 => Plan.Parallel(id(), [.. Enumerable.Range(0, random.Next(1, 4)).Select(_ => Inner())]),
            7 or 8 => Plan.Loop(id(), random.Next(4), random.Next(1, 4), Inner()),
            9 => Plan.Wait(id(), random.Next(2) == 0 ? Inner() : null, random.Next(2) == 0 ? Inner() : null),
            _ => Plan.Step(id(), random.Next(1, 4), random.Next(4) == 0),
        };
    }

    private static bool Ask(Action asked, bool answer)
    {
        asked();
        return answer;
    }
}
