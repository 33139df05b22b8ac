using Automation.Storage.Conformance;
using Npgsql;

namespace Automation.Storage.EfCore.Tests.Intake;

/// <summary>Taking saved events out of the intake, and accepting them, is one transaction.</summary>
public sealed class IntakeStoreTests : IAsyncLifetime
{
    private readonly PostgresFixture _fixture = new();
    private readonly Make _make = new(TimeProvider.System.GetUtcNow);
    private IAutomationStore _store = null!;
    private NpgsqlDataSource _source = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _store = await _fixture.OpenAsync();
        _source = NpgsqlDataSource.Create((await _fixture.DatabaseAsync()).ConnectionString);
    }

    public async ValueTask DisposeAsync()
    {
        await _source.DisposeAsync();
        await _fixture.DisposeAsync();
    }

    [Fact]
    public async Task Accept_TakesItOut()
    {
        var @event = await SaveAsync();

        (await AcceptAsync(@event)).Status.ShouldBe(AcceptStatus.Accepted);

        (await ListAsync()).ShouldBeEmpty();
        (await AcceptAsync(@event)).Status.ShouldBe(AcceptStatus.NotInIntake);
        (await _store.FindEventAsync(@event.Scope, @event.Id, Token)).ShouldNotBeNull();
    }

    [Fact]
    public async Task Accept_ThatCannotBeStored_LeavesItThere()
    {
        var @event = await SaveAsync();
        var bad = _make.Run(@event: _make.EventId());

        await Should.ThrowAsync<InvalidOperationException>(() => AcceptAsync(@event, bad));

        (await ListAsync()).Single().Id.ShouldBe(@event.Id);
        (await AcceptAsync(@event)).Status.ShouldBe(AcceptStatus.Accepted);
    }

    [Fact]
    public async Task Accept_OfAnEventThatAnotherProcessIsTaking_StoresNothing_AndWaitsForNobody()
    {
        var (held, other) = (await SaveAsync(), await SaveAsync());
        await using var connection = await _source.OpenConnectionAsync(Token);
        await using (await connection.BeginTransactionAsync(Token))
        {
            await using var command = new NpgsqlCommand("delete from automation.intake where intake_id = $1", connection) { Parameters = { new() { Value = held.Id.Value } } };
            await command.ExecuteNonQueryAsync(Token);

            var results = await _store.CommitAsync(
                new CommitBatch { Now = held.At, Operations = [Accept(held, _make.Run(@event: held.Id)), Accept(other)] }, Token).WaitAsync(TimeSpan.FromSeconds(30), TimeProvider.System, Token);

            results.Cast<AcceptResult>().Select(result => result.Status).ShouldBe([AcceptStatus.NotInIntake, AcceptStatus.Accepted]);
        }

        (await _store.FindEventAsync(held.Scope, held.Id, Token)).ShouldBeNull();
        (await _store.ListRunsAsync(held.Scope, new RunQuery(), Token)).ShouldBeEmpty();
        (await ListAsync()).Single().Id.ShouldBe(held.Id);
    }

    [Fact]
    public async Task List_PassesOverWhatItIsTold_InOrder()
    {
        var saved = new List<AutomationEventId>();
        for (var i = 0; i < 4; i++)
        {
            saved.Add((await SaveAsync()).Id);
        }

        (await Intake.ListIntakeAsync([saved[1]], 2, Token)).Select(record => record.Id).ShouldBe([saved[0], saved[2]]);
    }

    private IIntakeStore Intake => (IIntakeStore)_store;

    private static AcceptOperation Accept(EventRecord @event, params RunRecord[] runs) =>
        new() { Scope = @event.Scope, Event = @event, Runs = [.. runs.Select(run => new NewRun { Run = run, Owned = false })], FromIntake = true };

    private async Task<AcceptResult> AcceptAsync(EventRecord @event, params RunRecord[] runs) =>
        (AcceptResult)(await _store.CommitAsync(new CommitBatch { Now = @event.At, Operations = [Accept(@event, runs)] }, Token)).Single();

    private Task<IReadOnlyList<IntakeRecord>> ListAsync() => Intake.ListIntakeAsync([], 10, Token);

    private async Task<EventRecord> SaveAsync()
    {
        var @event = _make.Event();
        await using var command = _source.CreateCommand("insert into automation.intake(intake_id, scope, type, subject, payload, depth) values ($1, $2, $3, $4, $5, 0)");
        foreach (var value in new object[] { @event.Id.Value, @event.Scope, @event.Type, @event.Subject!, @event.Payload.ToArray() })
        {
            command.Parameters.Add(new() { Value = value });
        }

        await command.ExecuteNonQueryAsync(Token);
        return @event;
    }
}
