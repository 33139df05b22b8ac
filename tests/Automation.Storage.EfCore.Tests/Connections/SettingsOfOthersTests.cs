using Automation.Storage.EfCore.Tests.Worlds;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace Automation.Storage.EfCore.Tests.Connections;

/// <summary>P1: accepted means stored, also where commits of others need not be on disk.</summary>
public sealed class SettingsOfOthersTests : DatabaseTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    // A trigger of each table says how what is written to it will be committed. Faults: the sessions of the store keep the setting; a change that is seldom, on a connection of the pool, does. Retention deletes without: what a crash undoes is deleted again.
    [Theory]
    [InlineData("the database")]
    [InlineData("the role")]
    [InlineData("the connection")]
    public async Task SynchronousCommit_ThatIsOffForOthers_IsOnForTheStore(string where)
    {
        await DoAsync($"""
            do $$ begin
              if '{where}' = 'the database' then execute format('alter database %I set synchronous_commit = off', current_database()); end if;
              if '{where}' = 'the role' then execute format('alter role %I in database %I set synchronous_commit = off', current_user, current_database()); end if;
            end $$
            """);
        var connection = new NpgsqlConnectionStringBuilder(ConnectionString) { Options = where == "the connection" ? "-c synchronous_commit=off" : null }.ConnectionString;
        await using (var others = NpgsqlDataSource.Create(connection))
        await using (var command = others.CreateCommand("show synchronous_commit"))
        {
            (await command.ExecuteScalarAsync(Token)).ShouldBe("off");
        }

        await using (await StartAsync(connection))
        {
            await DoAsync("""
                create table public.seen (line text);
                create function public.note_seen() returns trigger language plpgsql as $body$ begin
                  insert into public.seen values (concat_ws(' ', tg_table_name, current_setting('synchronous_commit')));
                  return null; end $body$;
                do $$ declare one record; begin
                  for one in select tablename from pg_tables where schemaname = 'automation' loop
                    execute format('create trigger note_seen after insert or update or delete on automation.%I for each row execute function public.note_seen()', one.tablename);
                  end loop; end $$
                """);
        }

        await using (var host = await StartAsync(connection))
        {
            var rule = host.Shop.Rule("orders");
            await rule.PauseAsync(cancellationToken: Token);
            await rule.ResumeAsync(cancellationToken: Token);
            await host.Shop.OverrideSubjectAsync("another", cancellationToken: Token);
            await host.Shop.PublishAsync(new OrderPlaced("1"), cancellationToken: Token);
            await host.SettleAsync();
            await host.Shop.Rules.SaveAsync(
                """{ "name": "stored", "triggers": [ { "type": "schedule", "config": { "cron": "0 7 * * *" } } ], "steps": [ { "id": "note", "type": "note", "config": { "id": "x" } } ] }""",
                cancellationToken: Token);
        }

        var lines = await LinesAsync("select distinct line from public.seen");
        lines.Where(line => !line.EndsWith(" on", StringComparison.Ordinal)).ShouldBeEmpty();
        string[] written = ["node on", "node_lease on", "event on", "run on", "entry on", "live on", "rule on", "rule_setting on", "subject_override on", "schedule on"];
        written.ShouldBeSubsetOf(lines);
    }

    private static Task<AppHost> StartAsync(string connection) =>
        AppHost.StartAsync(services => services.AddAutomation(automation => automation.UsePostgres(connection).Configure(options =>
        {
            options.Scopes.Add("shop");
            options.Retention.Interval = Timeout.InfiniteTimeSpan;
        })));
}
