using Automation.Postgres;

namespace Automation.Storage.EfCore.Tests;

/// <summary>The same in a new database: for tests that look at plans, statistics and deadlocks.</summary>
public sealed class NewDatabaseFixture : PostgresFixture
{
    private protected override Task<TestDatabase> TakeAsync(TestPostgres server, string template) => server.CreateDatabaseAsync(template, TestContext.Current.CancellationToken);
}
