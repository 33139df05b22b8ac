using Automation.Storage.Conformance;

namespace Automation.Storage.Sqlite.Tests.Corruption;

/// <summary>Rows that somebody edited by hand: that run stops and says so, all others go on.</summary>
public sealed class CorruptRowTests : SqliteTests
{
    public static TheoryData<string, string> RowsOfAReadyRun => new()
    {
        { "update run set trigger_kind = 99 where run_id = @id", "run.trigger_kind" },
        { "update run set scope = x'00' where run_id = @id", "run.scope" },
        { "update run set at = 9223372036854775807 where run_id = @id", "run.at" },
        { "update run set rule = cast(x'ff' as text) where run_id = @id", "run.rule" },
        { "update run set event_id = x'01' where run_id = @id", "run.event_id" },
        { "update run set event_id = zeroblob(16) where run_id = @id", "run.event_id" },
        { "update event set verdicts = '{broken' where event_id = (select event_id from run where run_id = @id)", "event.verdicts" },
        { "update event set verdicts = cast('{broken' as blob) where event_id = (select event_id from run where run_id = @id)", "event.verdicts" },
        { "update event set verdicts = cast('[{\"r\":\"x\",\"k\":77}]' as blob) where event_id = (select event_id from run where run_id = @id)", "event.verdicts" },
        { "update event set verdicts = cast('[{}]' as blob) where event_id = (select event_id from run where run_id = @id)", "event.verdicts" },
        { "update event set depth = 'deep' where event_id = (select event_id from run where run_id = @id)", "event.depth" },
        { "update entry set kind = 0 where run_id = @id", "entry.kind" },
        { "update entry set seq = 1e300 where run_id = @id", "entry.seq" },
        { "update entry set at = -9223372036854775808 where run_id = @id", "entry.at" },
        { "update signal set kind = -1 where run_id = @id", "signal.kind" },
        { "update signal set nonce = x'05' where run_id = @id", "signal.nonce" },
        { "update live set rescues = 'many' where run_id = @id", "live.rescues" },
        { "update live set claim_no = 'first' where run_id = @id", "live.claim_no" },
        { "update live set scope = cast(x'ff' as text) where run_id = @id", "live.scope" },
        { "update live set scope = 'project-2' where run_id = @id", "live.scope" },
        { "update live set rule = 'another' where run_id = @id", "live.rule" },
    };

    [Theory]
    [MemberData(nameof(RowsOfAReadyRun))]
    public async Task Claim_ParksThatRun_TakesTheOthers_AndDiagnosisNamesIt(string spoil, string column)
    {
        var node = await JoinAsync();
        var before = await CreateReadyAsync();
        var bad = await CreateRichAsync(node);
        var after = await CreateReadyAsync();
        Sql(spoil, ("@id", Bytes(bad)));

        var claimed = await ClaimIdsAsync(node);

        claimed.ShouldBe([before, after], ignoreOrder: true);
        var line = (await DiagnoseAsync()).First(one => one.Contains(bad.ToString(), StringComparison.Ordinal));
        line.ShouldNotBeNullOrWhiteSpace();
        (await DiagnoseAsync()).ShouldAllBe(one => one.Contains(bad.ToString(), StringComparison.Ordinal));
        Sql("select state from live where run_id = @id", ("@id", Bytes(bad))).ShouldBe((long)LiveState.Parked);
        ((string?)Sql("select reason from live where run_id = @id", ("@id", Bytes(bad)))).ShouldNotBeNull().ShouldContain(column);
        (await NextDueAsync()).At.ShouldBeNull();
    }

    [Theory]
    [MemberData(nameof(RowsOfAReadyRun))]
    public async Task Load_SaysWhichRunAndColumn(string spoil, string column)
    {
        var bad = await CreateRichAsync(await JoinAsync());
        Sql(spoil, ("@id", Bytes(bad)));

        var fault = await Should.ThrowAsync<StoreFormatException>(() => Store.LoadRunAsync(bad, default));

        fault.Message.ShouldContain(bad.ToString());
        fault.Message.ShouldContain(column);
    }

    [Theory]
    [InlineData("update live set state = 42 where run_id = @id", "42")]
    [InlineData("update live set state = 'gone' where run_id = @id", "gone")]
    [InlineData("update live set state = 3, due_at = null where run_id = @id", "state 3")]
    [InlineData("update live set state = 3, due_at = 9223372036854775807 where run_id = @id", "9223372036854775807")]
    [InlineData("update live set state = 3, due_at = 'soon' where run_id = @id", "soon")]
    [InlineData("update live set state = 2, owner = null where run_id = @id", "owner")]
    [InlineData("update live set state = 2, owner = -7 where run_id = @id", "-7")]
    [InlineData("update live set rescues = -3 where run_id = @id", "-3")]
    [InlineData("update live set signals = 9 where run_id = @id", "9 signals")]
    [InlineData("delete from run where run_id = @id", "no run row")]
    public async Task Diagnosis_NamesLiveRowsThatNothingMoves(string spoil, string shown)
    {
        var node = await JoinAsync();
        var bad = await CreateReadyAsync();
        var good = await CreateReadyAsync();
        Sql(spoil, ("@id", Bytes(bad)));

        var lines = await DiagnoseAsync();

        lines.ShouldNotBeEmpty();
        lines.ShouldAllBe(line => line.Contains(bad.ToString(), StringComparison.Ordinal));
        lines.ShouldContain(line => line.Contains(shown, StringComparison.Ordinal));
        (await ClaimIdsAsync(node)).ShouldContain(good);
        await NextDueAsync();
    }

    [Theory]
    [InlineData("'text'", "'project-1'")]
    [InlineData("7", "'project-1'")]
    [InlineData("randomblob(16)", "x'ff'")]
    [InlineData("randomblob(16)", "cast(x'ff' as text)")]
    public async Task Claim_LiveRowWithAKeyOfAnotherKind_IsPassedOver(string id, string scope)
    {
        var node = await JoinAsync();
        var good = await CreateReadyAsync();
        Sql($"insert into live(run_id, scope, rule, state, claim_no, signals, rescues) values({id}, {scope}, 'r', 1, 0, 0, 0)");

        (await ClaimIdsAsync(node)).ShouldBe([good]);
        (await ClaimIdsAsync(node)).ShouldBeEmpty();

        (await NextDueAsync()).At.ShouldBeNull();
        (await DiagnoseAsync()).ShouldNotBeEmpty();
    }

    [Fact]
    public async Task Claim_LiveRowWithoutARun_IsParked()
    {
        var node = await JoinAsync();
        var bad = await CreateReadyAsync();
        var good = await CreateReadyAsync();
        Sql("delete from run where run_id = @id", ("@id", Bytes(bad)));

        (await ClaimIdsAsync(node)).ShouldBe([good]);

        Sql("select state from live where run_id = @id", ("@id", Bytes(bad))).ShouldBe((long)LiveState.Parked);
        (await DiagnoseAsync()).ShouldNotBeEmpty();
    }

    [Fact]
    public async Task Claim_LiveRowWithAnIdOfTheWrongLength_IsParked()
    {
        var node = await JoinAsync();
        var good = await CreateReadyAsync();
        Sql("insert into live(run_id, scope, rule, state, claim_no, signals, rescues) values(x'00ff', @scope, 'r', 1, 0, 0, 0)", ("@scope", Scope));

        (await ClaimIdsAsync(node)).ShouldBe([good]);

        (await DiagnoseAsync()).ShouldAllBe(line => line.Contains("0x00FF", StringComparison.OrdinalIgnoreCase));
    }

    [Fact]
    public async Task Lists_ShowACorruptLiveRowAsParkedAndLeaveOutAnUnreadableRun()
    {
        var unknown = await CreateReadyAsync();
        var unreadable = await CreateReadyAsync();
        var good = await CreateReadyAsync();
        Sql("update live set state = 42 where run_id = @id", ("@id", Bytes(unknown)));
        Sql("update run set trigger_kind = 99 where run_id = @id", ("@id", Bytes(unreadable)));

        var listed = await Store.ListRunsAsync(Scope, new RunQuery(), default);

        listed.Select(run => run.Run.Id).ShouldBe([good, unknown]);
        listed[1].Live!.State.ShouldBe(LiveState.Parked);
        listed[1].Live!.Reason.ShouldNotBeNull().ShouldContain("live.state");
    }

    [Fact]
    public async Task Batch_WithACorruptRun_DoesNotStopTheOthers()
    {
        var node = await JoinAsync();
        var bad = await CreateOwnedAsync(node);
        var good = await CreateOwnedAsync(node);
        Sql("update live set state = 42 where run_id = @id", ("@id", Bytes(bad)));

        var results = await CommitAsync(node, Make.Continue(bad, 1, Make.Outcome("a")), Make.Continue(good, 1, Make.Outcome("a")));

        ((RecordResult)results[0]).Applied.ShouldBeFalse();
        ((RecordResult)results[1]).Applied.ShouldBeTrue();
    }

    [Fact]
    public async Task RunThatSaysAnotherOwner_IsNotWrittenByThisOne()
    {
        var node = await JoinAsync();
        var run = await CreateOwnedAsync(node);
        Sql("update live set owner = owner + 1 where run_id = @id", ("@id", Bytes(run)));

        (await RecordAsync(node, Make.Continue(run, 1, Make.Outcome("a")))).Applied.ShouldBeFalse();
        (await CommitOneAsync<RecordResult>(node, new RecordOperation { RunId = run, ClaimNumber = 1, Log = [Make.Line(1)], Transition = RunTransition.Continue.Instance })).Applied.ShouldBeFalse();
        (await SignalAsync(node, Make.Cancel(run))).Notify.ShouldBeFalse();
        (await Store.TakeOverAsync(node, Now, default)).ShouldBe(1);
        (await LiveAsync(run)).ShouldBe(new LiveRecord { State = LiveState.Ready, ClaimNumber = 1, Rescues = 1 });
    }

    [Fact]
    public async Task RunThatWasRepairedAndReleased_GoesOn()
    {
        var node = await JoinAsync();
        var run = await CreateReadyAsync();
        Sql("update run set trigger_kind = 99 where run_id = @id", ("@id", Bytes(run)));
        await ClaimAsync(node);
        Sql("update run set trigger_kind = 2 where run_id = @id", ("@id", Bytes(run)));

        (await SignalAsync(node, Make.Signal(run, SignalKind.Release, wakesHeld: true))).MadeReady.ShouldBeTrue();

        (await ClaimIdsAsync(node)).ShouldBe([run]);
    }

    [Fact]
    public async Task IdsOfAnotherScope_AnswerLikeAbsentEvenWhenCorrupt()
    {
        var run = await CreateReadyAsync(OtherScope);
        Sql("update run set trigger_kind = 99 where run_id = @id", ("@id", Bytes(run)));

        (await Store.FindRunAsync(Scope, run, default)).ShouldBeNull();
        (await Store.ListLogAsync(Scope, run, 0, 10, default)).ShouldBeEmpty();
    }

    // Fault: the owner of a scope sees none of its webhooks, since one of them cannot be read.
    [Fact]
    public async Task Webhooks_AreListed_WhateverTheBodyOfOneIs()
    {
        var bad = new WebhookRecord { Id = "bad", Scope = Scope, Rule = "a", Trigger = "webhook", Revision = 1, Body = "{}" };
        var good = bad with { Id = "good", Rule = "b" };
        (await Store.SaveWebhookAsync(bad, 0, 0, default)).ShouldBeTrue();
        (await Store.SaveWebhookAsync(good, 0, 0, default)).ShouldBeTrue();
        foreach (var spoil in new[] { "x'ff'", "cast(x'ff' as text)" })
        {
            Sql($"update webhook set body = {spoil} where id = 'bad'");

            // Nothing is known of it; whoever reads it finds no webhook's body.
            (await Store.ListWebhooksAsync(Scope, default)).ShouldBe([bad with { Body = "" }, good]);
            (await Store.FindWebhookAsync("bad", default)).ShouldBe(bad with { Body = "" });
        }

        Sql("update webhook set revision = 'first' where id = 'bad'");
        (await Should.ThrowAsync<StoreFormatException>(() => Store.FindWebhookAsync("bad", default))).Message.ShouldStartWith("Webhook 'bad' is corrupt: ");
        (await Store.DeleteWebhookAsync(Scope, "bad", default)).ShouldBeTrue();
    }

    [Fact]
    public async Task CrashedFile_IsSound()
    {
        var node = await JoinAsync();
        for (var i = 0; i < 300; i++)
        {
            await EndAsync(node, await CreateOwnedAsync(node));
        }

        await CrashAndJoinAsync();

        Sql("pragma integrity_check").ShouldBe("ok");
    }

    /// <summary>A ready run with an event, an entry and a signal.</summary>
    private async Task<RunId> CreateRichAsync(NodeLease node)
    {
        var @event = Make.Event() with { Verdicts = [new Verdict { Rule = "r", Reason = VerdictReason.Ran }] };
        var run = Make.Run(@event: @event.Id);
        await AcceptAsync(node, new AcceptOperation { Scope = Scope, Event = @event, Runs = [new NewRun { Run = run, Owned = true }] });
        await SignalAsync(node, Make.Signal(run.Id));
        await RecordAsync(node, Make.Record(run.Id, 1, RunTransition.Release.Instance, Make.Outcome("a")));
        return run.Id;
    }
}
