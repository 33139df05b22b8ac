using Microsoft.Extensions.Logging;

namespace Automation.Storage.Conformance.Logs;

/// <summary>The lines of a run.</summary>
public abstract class LogTests<TFixture> : StoreTests<TFixture>
    where TFixture : IStoreFixture, new()
{
    [Fact]
    public async Task Lines_OfBothOperations_AreListedInOrder()
    {
        var node = await JoinAsync();
        var run = await CreateOwnedAsync(node);
        await LogAsync(node, run, Make.Line(2), Make.Line(1));
        await RecordAsync(node, new RecordOperation
        {
            RunId = run, ClaimNumber = 1, Log = [Make.Line(30)], Transition = RunTransition.Continue.Instance,
        });

        (await NumbersAsync(run)).ShouldBe([1, 2, 30]);
        (await NumbersAsync(run, after: 1)).ShouldBe([2, 30]);
        (await NumbersAsync(run, after: 1, limit: 1)).ShouldBe([2]);
        (await NumbersAsync(run, after: 30)).ShouldBeEmpty();
        (await LoadAsync(run)).LastLogNumber.ShouldBe(30);
    }

    [Fact]
    public async Task Line_EveryField_IsReadBack()
    {
        var node = await JoinAsync();
        var run = await CreateOwnedAsync(node);
        var line = Make.Line(1) with { Path = new StepPath("a/2"), Attempt = 3, At = Now.AddMicroseconds(9), Level = LogLevel.None, Percent = 33.25, Message = "half" };

        await LogAsync(node, run, line);

        (await Store.ListLogAsync(Scope, run, 0, 10, default)).ShouldHaveSingleItem().ShouldBe(line);
    }

    [Fact]
    public async Task Line_WhoseNumberIsThere_IsNotStoredAgain()
    {
        var node = await JoinAsync();
        var run = await CreateOwnedAsync(node);
        await LogAsync(node, run, Make.Line(1, "first"));

        await LogAsync(node, run, Make.Line(1, "second"), Make.Line(2, "third"));

        (await Store.ListLogAsync(Scope, run, 0, 10, default)).Select(line => line.Message).ShouldBe(["first", "third"]);
    }

    [Fact]
    public async Task Percent_ThatIsNoNumber_IsNone()
    {
        var node = await JoinAsync();
        var run = await CreateOwnedAsync(node);

        await LogAsync(node, run, Make.Line(1) with { Percent = double.NaN });

        (await Store.ListLogAsync(Scope, run, 0, 10, default)).ShouldHaveSingleItem().Percent.ShouldBeNull();
    }

    [Fact]
    public async Task Lines_OfARunThatRests_AreRefused()
    {
        var node = await JoinAsync();
        var run = await CreateParkedAsync(node, null);

        var result = await CommitOneAsync<RecordResult>(node, new RecordOperation { RunId = run, ClaimNumber = 1, Log = [Make.Line(1)], Transition = RunTransition.Continue.Instance });

        result.Applied.ShouldBeFalse();
        (await NumbersAsync(run)).ShouldBeEmpty();
    }

    [Fact]
    public async Task Lines_OfAnEndedRun_StayReadable()
    {
        var node = await JoinAsync();
        var run = await CreateOwnedAsync(node);
        await LogAsync(node, run, Make.Line(1));
        await EndAsync(node, run);

        (await NumbersAsync(run)).ShouldBe([1]);
        (await CommitOneAsync<RecordResult>(node, new RecordOperation { RunId = run, ClaimNumber = 1, Log = [Make.Line(2)], Transition = RunTransition.Continue.Instance })).Applied.ShouldBeFalse();
    }

    private async Task LogAsync(NodeLease node, RunId run, params LogRecord[] lines) =>
        (await CommitOneAsync<RecordResult>(node, new RecordOperation { RunId = run, ClaimNumber = 1, Log = lines, Transition = RunTransition.Continue.Instance })).Applied.ShouldBeTrue();

    private async Task<long[]> NumbersAsync(RunId run, long after = 0, int limit = 100) =>
        [.. (await Store.ListLogAsync(Scope, run, after, limit, TestContext.Current.CancellationToken)).Select(line => line.Number)];
}
