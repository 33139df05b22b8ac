using Automation.Storage.EfCore.Tests.Worlds;
using Automation.Storage.Model;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Automation.Storage.EfCore.Tests.Schema;

/// <summary>T9: eight hosts start at the same moment where there are no tables yet.</summary>
/// <remarks>The long version, 50 starts: <c>AUTOMATION_LONG=1</c>.</remarks>
public sealed class StartTests : DatabaseTests
{
    private const int Hosts = 8;
    private static readonly int Starts = Environment.GetEnvironmentVariable("AUTOMATION_LONG") == "1" ? 50 : 2;

    private readonly Warnings _warnings = new();

    // Fault, seen red: whoever makes the tables takes no lock.
    [Fact]
    public async Task EightHosts_WithoutTables_MakeThemOnce_AndAllWork()
    {
        for (var start = 1; start <= Starts; start++)
        {
            var schema = $"start_{start}";
            var notes = new Notes();
            using var barrier = new Barrier(Hosts);
            var hosts = await Task.WhenAll(Enumerable.Range(1, Hosts).Select(_ => Task.Factory.StartNew(
                () =>
                {
                    barrier.SignalAndWait();
                    return StartAsync(schema, notes);
                },
                CancellationToken.None,
                TaskCreationOptions.LongRunning,
                TaskScheduler.Default).Unwrap()));
            for (var host = 0; host < Hosts; host++)
            {
                await hosts[host].Shop.PublishAsync(new OrderPlaced($"{host}"), null, TestContext.Current.CancellationToken);
            }

            await notes.WhenAsync(Hosts);
            await UntilAsync($"select count(*) from {schema}.live", 0);
            (await AskAsync($"select count(distinct epoch) from {schema}.node where left_at is null")).ShouldBe((long)Hosts);
            foreach (var host in hosts)
            {
                await host.DisposeAsync();
            }

            notes.All.ShouldBe(Enumerable.Range(0, Hosts).Select(host => $"{host}"), ignoreOrder: true);
            (await AskAsync($"select count(*) from {schema}.migration")).ShouldBe((long)AutomationModel.Version);
            (await AskAsync($"select count(*) from {schema}.store_version")).ShouldBe(1L);
            await DoAsync($"drop schema {schema} cascade");
        }

        _warnings.All.ShouldBeEmpty();
        (await AskAsync("select deadlocks from pg_stat_database where datname = current_database()")).ShouldBe(0L);
    }

    private Task<AppHost> StartAsync(string schema, Notes notes) => AppHost.StartAsync(
        services => services
            .AddLogging(logging => logging.AddProvider(_warnings))
            .AddAutomation(automation => automation.UsePostgres(ConnectionString, options => options.Schema = schema)),
        notes);
}
