namespace Automation.Postgres;

/// <summary>Servers of one test's own, which is skipped where no PostgreSQL is installed.</summary>
internal static class Servers
{
    public static async Task<LocalPostgres> StartAsync(Action<LocalPostgresOptions>? configure = null)
    {
        await SkipWithoutBinariesAsync();
        var options = new LocalPostgresOptions();
        configure?.Invoke(options);
        return await LocalPostgres.StartAsync(options, TestContext.Current.CancellationToken);
    }

    public static async Task SkipWithoutBinariesAsync() =>
        Assert.SkipWhen(await PostgresInstallation.FindAsync() is null, PostgresInstallation.Missing);
}
