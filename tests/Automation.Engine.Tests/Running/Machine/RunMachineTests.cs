using static Automation.Running.Machine.Plan;

namespace Automation.Running.Machine;

public sealed class RunMachineTests
{
    [Fact]
    public void Sequence_GoesStepByStep()
    {
        var tape = new Tape(Step("a"), Step("b"));
        tape.Ready.ShouldBe("a");
        tape.Done("a").Ready.ShouldBe("b");
        tape.Done("b").Status.ShouldBe(RunStatus.Succeeded);
    }

    [Theory]
    [InlineData(true, "then")]
    [InlineData(false, "else")]
    public void If_TakesOneBlock_AndGoesOn(bool holds, string taken)
    {
        var tape = new Tape(If("i", () => holds, Block(Step("then")), Block(Step("else"))), Step("after"));
        tape.Ready.ShouldBe(taken);
        tape.Done(taken).Ready.ShouldBe("after");
    }

    [Fact]
    public void If_WithoutElse_GoesOn() => new Tape(If("i", () => false, Block(Step("then"))), Step("after")).Ready.ShouldBe("after");

    [Fact]
    public void Choose_GivesTheOutputOfTheBlockTaken()
    {
        var tape = new Tape(If("i", () => true, Block(Step("a")).With(output: OutputOf("a")), Block(Step("b")))).Done("a");
        tape.Machine.Outcomes["i"].Output.GetString().ShouldBe("out a");
    }

    [Fact]
    public void Parallel_WhenABranchFails_AbandonsTheOthers_AndWaitsForWhatIsInFlight()
    {
        var tape = new Tape(Parallel("p", Block(Step("a"), Step("a2")), Block(Step("b")), Block(Delay("d")), Block(Wait("w"))), Step("never"));
        tape.Failed("a").Ready.ShouldBe("[b]");
        tape.Status.ShouldBeNull();
        tape.Done("b").Status.ShouldBe(RunStatus.Failed);
        tape.Machine.Outcomes["b"].Succeeded.ShouldBeTrue("What was in flight is recorded.");
    }

    [Fact]
    public void Gather_GivesAnObjectByBranch()
    {
        var tape = new Tape(Parallel("p", Block(Step("a")).With(output: OutputOf("a")), Block(Step("b")).With(output: OutputOf("b")))).Done("b", "a");
        tape.Machine.Outcomes["p"].Output.GetRawText().ShouldBe("""{"b0":"out a","b1":"out b"}""");
    }

    [Fact]
    public void Loop_StartsAtMostSoManyItems()
    {
        var tape = new Tape(Loop("l", 4, 2, Block(Step("a"))));
        tape.Ready.ShouldBe("a/0 a/1");
        tape.Done("a/1").Ready.ShouldBe("a/0 a/2");
        tape.Done("a/0", "a/2", "a/3").Status.ShouldBe(RunStatus.Succeeded);
    }

    [Fact]
    public void Collect_KeepsTheOrderOfTheItems()
    {
        var tape = new Tape(Loop("l", 3, 3, Block(Step("a")).With(output: OutputOf("a")))).Done("a/2", "a/0", "a/1");
        tape.Machine.Outcomes["l"].Output.GetRawText().ShouldBe("""["out a/0","out a/1","out a/2"]""");
    }

    [Fact]
    public void Loop_WithoutItems_GoesOn() => new Tape(Loop("l", 0, 1, Block(Step("a"))), Step("b")).Ready.ShouldBe("b");

    [Fact]
    public void NestedLoops_NameBothItems()
    {
        var tape = new Tape(Loop("l", 2, 2, Block(Loop("m", 3, 3, Block(Step("a"))))));
        tape.Ready.ShouldBe("a/0/0 a/0/1 a/0/2 a/1/0 a/1/1 a/1/2");
    }

    [Fact]
    public void Try_GoesOnAfterAFailure()
    {
        var tape = new Tape(Step("a", tried: true), Step("b")).Failed("a");
        tape.Ready.ShouldBe("b");
        tape.Done("b").Status.ShouldBe(RunStatus.Succeeded);
    }

    [Fact]
    public void FailedTry_AsksForTheNext_AfterItsDelay()
    {
        var tape = new Tape(Step("a", attempts: 3)).FailedTry("a", 1);
        var work = (StepWork)tape.Machine.Work["a"];
        work.Attempt.ShouldBe(2);
        work.DueAt.ShouldBe(Start.AddSeconds(1).AddMinutes(1));
    }

    [Fact]
    public void OnFailure_OfTheInnerBlock_RunsFirst_ThenTheOuterOne()
    {
        var tape = new Tape(Block(If("i", () => true, Block(Step("a")).With(onFailure: Block(Step("inner"))))).With(onFailure: Block(Step("outer"))));
        tape.Failed("a").Ready.ShouldBe("inner");
        tape.Done("inner").Ready.ShouldBe("outer");
        tape.Done("outer").Status.ShouldBe(RunStatus.Failed);
        tape.Machine.End!.Reason.ShouldBe("a failed");
    }

    [Fact]
    public void OnFailure_ThatFails_KeepsTheFirstFailure()
    {
        var tape = new Tape(Block(Step("a")).With(onFailure: Block(Step("h")))).Failed("a").Failed("h");
        tape.Machine.End!.Reason.ShouldBe("a failed");
    }

    [Theory]
    [InlineData(false, RunStatus.Succeeded)]
    [InlineData(true, RunStatus.Failed)]
    public void End_DeepInside_EndsTheRun(bool failed, RunStatus status)
    {
        var tape = new Tape(Loop("l", 2, 2, Block(Step("a"), If("i", () => true, Block(End("#1", failed))))), Step("never"));
        tape.Done("a/0").Ready.ShouldBe("[a/1]");
        tape.Failed("a/1", StepStatus.Cancelled).Status.ShouldBe(status);
        tape.Machine.End!.Reason.ShouldBe("because");
    }

    [Fact]
    public void Delay_IsDueAfterItsSpan() => new Tape(Delay("d")).Machine.Work["d"].DueAt.ShouldBe(Start.AddHours(1));

    [Theory]
    [InlineData(StepStatus.Succeeded, "received")]
    [InlineData(StepStatus.TimedOut, "timedOut")]
    public void Wait_RunsTheBlockOfWhatHappened(StepStatus status, string block)
    {
        var tape = new Tape(Wait("w", Block(Step("received")), Block(Step("timedOut"))), Step("after")).Failed("w", status);
        tape.Ready.ShouldBe(block);
        tape.Done(block).Ready.ShouldBe("after");
    }

    [Fact]
    public void Wait_ThatTimesOutWithoutABlock_Fails() => new Tape(Wait("w")).Failed("w", StepStatus.TimedOut).Status.ShouldBe(RunStatus.Failed);

    [Fact]
    public void Lambda_ThatThrows_IsRecorded_AndNotAskedAgain()
    {
        var asked = 0;
        var tape = new Tape(Step("a"), new Definitions.StepNode { Id = "b", Action = "work", Config = Throws(() => asked++) }).Done("a");
        tape.Status.ShouldBe(RunStatus.Failed);
        Tape.Show(tape.Fold()).ShouldBe(Tape.Show(tape.Machine));
        asked.ShouldBe(1);
    }

    [Fact]
    public void Condition_IsAskedOnce()
    {
        var asked = 0;
        var tape = new Tape(Step("a"), If("i", () => ++asked == 1, Block(Step("then")), Block(Step("else")))).Done("a");
        tape.Fold().Work.Keys.ShouldBe(["then"]);
        asked.ShouldBe(1);
    }

    [Fact]
    public void Cancel_AbandonsWhatIsInFlight_AndEnds()
    {
        var tape = new Tape(Parallel("p", Block(Step("a"), Step("a2")), Block(Delay("d"))));
        tape.Machine.Cancel("enough");
        tape.Ready.ShouldBe("[a]");
        tape.Done("a").Status.ShouldBe(RunStatus.Cancelled);
    }

    [Fact]
    public void Fold_OfARunThatWasBeingCancelled_IsStillCancelled()
    {
        var tape = new Tape(Block(Step("a")).With(onFailure: Block(Step("h"))));
        tape.Machine.Cancel("enough");
        tape.Failed("a", StepStatus.Cancelled);

        var folded = tape.Fold();
        folded.Cancel("enough");

        (folded.End!.Status, folded.End.Reason, folded.Work.Count).ShouldBe((RunStatus.Cancelled, "enough", 0));
    }

    [Fact]
    public void Row_ThatFitsNothing_IsRefused() => Should.Throw<LedgerMismatchException>(() => new Tape(Step("a")).Done("z"));

    [Fact]
    public void TenThousandItems_AskForEachOnce()
    {
        var asked = 0;
        var step = new Definitions.StepNode { Id = "a", Action = "work", Config = new Definitions.CodeBinding("c", _ =>
        {
            asked++;
            return default;
        }) };
        var tape = new Tape(Loop("l", 10_000, 8, Block(step)));
        for (var item = 0; item < 10_000; item++)
        {
            tape.Done($"a/{item}");
        }

        tape.Status.ShouldBe(RunStatus.Succeeded);
        asked.ShouldBe(10_000);
        tape.Ledger.Sum(entry => entry.Next.Length).ShouldBeLessThan(10_000 * 64, "A row carries its own decisions only.");
    }
}
