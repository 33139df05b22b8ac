namespace Automation.Storage.Sqlite.Tests.Schema;

/// <summary>What earlier versions wrote is read by this one.</summary>
public sealed class StoredVersionTests : SqliteTests
{
    private static readonly RunId Failed = RunId.Parse("019e0000-0000-7000-8000-000000000002");
    private static readonly RunId Idle = RunId.Parse("019e0000-0000-7000-8000-000000000004");
    private static readonly RunId Held = RunId.Parse("019e0000-0000-7000-8000-000000000005");

    public override async ValueTask InitializeAsync()
    {
        Sql(SqliteSchema.Steps[0]);
        Sql(await File.ReadAllTextAsync(Path.Combine(AppContext.BaseDirectory, "Schema", "version-1.sql"), TestContext.Current.CancellationToken));
        await base.InitializeAsync();
    }

    [Fact]
    public async Task Version1_EndedRun_IsRead()
    {
        var run = await LoadAsync(Failed);

        run.Event!.Payload.ToArray().ShouldBe(Storage.Conformance.Make.Utf8("""{"id":"asset-1"}"""));
        run.Event.Root.ShouldBe(run.Event.Id);
        run.Event.Verdicts.ShouldBe(
        [
            new Verdict { Rule = "export", Reason = VerdictReason.Ran, RunId = Failed },
            new Verdict { Rule = "notify", Reason = VerdictReason.ConditionFalse, Detail = "kind = \"sprite\"" },
            new Verdict { Rule = "odd", Reason = VerdictReason.Faulted, Detail = "\uD800b" },
        ]);
        run.Run.At.ShouldBe(new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero));
        run.Run.Next.ToArray().ShouldBe([1, 2]);
        run.Entries.Select(entry => entry.Kind).ShouldBe([EntryKind.FailedTry, EntryKind.Outcome]);
        run.Entries[1].RunStatus.ShouldBe(RunStatus.Failed);
        run.Entries[1].RunReason.ShouldBe("no ink");
        run.LastLogNumber.ShouldBe(2);
        (await Store.ListLogAsync(Scope, Failed, 0, 10, default))[1].Percent.ShouldBe(33.5);
    }

    [Fact]
    public async Task Version1_LiveRuns_GoOn()
    {
        var node = await JoinAsync();
        node.Epoch.ShouldBeGreaterThan(7);

        (await LoadAsync(Held)).Signals.ShouldHaveSingleItem().Key.ShouldBe(new SignalKey(new StepPath("job"), SignalKind.Completion, "1"));
        await SignalAsync(node, Make.Signal(Held, SignalKind.Release, wakesHeld: true));
        await AcceptAsync(node, Make.Publish(Make.Event(type: "asset.paid") with { Id = AutomationEventId.Parse("019e0000-0000-7000-8000-0000000000ff") }));

        (await ClaimIdsAsync(node)).ShouldBe([Idle, Held], ignoreOrder: true);
        (await DiagnoseAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task Version1_RulesAndKeys_AreKnown()
    {
        var rules = await Store.LoadRulesAsync(Scope, default);
        rules.Version.ShouldBe(2);
        rules.Rules.ShouldHaveSingleItem().Author.ShouldBe("ada");
        (await Store.FindRuleVersionAsync(Scope, "export", "old", default)).ShouldNotBeNull().Version.ShouldBe(1);
        var again = Make.Publish(Make.Event());
        var key = new DedupeKey("event", new byte[32], new byte[32], DateTimeOffset.UnixEpoch);

        var result = await AcceptAsync(null, new AcceptOperation { Scope = Scope, Event = again.Event, Runs = [], Dedupe = key });

        result.Status.ShouldBe(AcceptStatus.Duplicate);
        result.OriginalId.ShouldBe(Guid.Parse("019e0000-0000-7000-8000-000000000001"));
    }

    [Fact]
    public async Task Version1_Lists_AreRight()
    {
        (await Store.ListRunsAsync(Scope, new RunQuery(), default)).Select(run => run.Run.Id).ShouldBe([Held, Idle, Failed]);
        (await Store.ListRunsAsync(Scope, new RunQuery { Statuses = [RunStatus.Failed] }, default)).ShouldHaveSingleItem().EndReason.ShouldBe("no ink");
    }

    /// <summary>Once version 1 is released its step is never edited: then this digest is the proof.</summary>
    [Fact]
    public void Step1_IsTheOneThatWasWritten()
    {
        var digest = System.Security.Cryptography.SHA256.HashData(Storage.Conformance.Make.Utf8(SqliteSchema.Steps[0].ReplaceLineEndings("\n")));

        Convert.ToHexStringLower(digest)[..16].ShouldBe("f321f69a70aa15f3");
    }
}
