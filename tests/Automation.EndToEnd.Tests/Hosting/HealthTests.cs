using Automation.EndToEnd.Worlds;
using Automation.Storage;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Automation.EndToEnd.Hosting;

public sealed class HealthTests
{
    private static readonly Action<AutomationBuilder> Checked = builder =>
    {
        Rules.One(builder);
        builder.Services.AddHealthChecks().AddAutomation();
    };

    [Fact]
    public async Task Health_OfAWorkingHost_IsHealthy_WithoutStore_IsNot()
    {
        var plan = new FaultPlan();
        await using var world = new World(StoreKind.Memory, plan, Checked);
        await world.StartAsync();
        (await StatusAsync(world)).ShouldBe(HealthStatus.Healthy);

        plan.BeforeRead = () => throw new StoreUnavailableException("away");
        (await StatusAsync(world)).ShouldBe(HealthStatus.Unhealthy);
    }

    [Fact]
    public async Task Health_OfASecondProcess_IsDegraded()
    {
        await using var first = new World(StoreKind.Sqlite, new FaultPlan(), Checked);
        await first.StartAsync();
        await using var second = first.Beside();
        await second.StartAsync();

        (await StatusAsync(second)).ShouldBe(HealthStatus.Degraded);
    }

    [Fact]
    public async Task Health_BeforeTheStart_IsUnhealthy()
    {
        var services = new ServiceCollection();
        services.AddLogging();
        services.AddAutomation(builder => builder.UseInMemory());
        services.AddHealthChecks().AddAutomation();
        await using var provider = services.BuildServiceProvider();

        (await provider.GetRequiredService<HealthCheckService>().CheckHealthAsync()).Status.ShouldBe(HealthStatus.Unhealthy);
    }

    // Faults: a look that fails counts as one that went well; one that failed once is trouble already, or stays so for ever.
    [Fact]
    public async Task Health_WhileTheScopesOfSchedulesCannotBeListed_IsDegraded_AndSaysSo()
    {
        var scopes = new Scopes();
        await using var world = new World(StoreKind.Memory, new FaultPlan(), builder => Hourly(builder, scopes));
        await world.StartAsync();
        await world.SettleAsync();

        scopes.Fault = new TimeoutException("The directory is away.");
        world.Engine.LookAtScopes();
        await world.AdvanceAsync(TimeSpan.FromSeconds(9));
        (await StatusAsync(world)).ShouldBe(HealthStatus.Healthy);

        await world.AdvanceAsync(TimeSpan.FromSeconds(3));
        var entry = await EntryAsync(world);
        entry.Status.ShouldBe(HealthStatus.Degraded);
        entry.Description.ShouldBe("Finding the scopes in which schedules are due has failed for 12 seconds, each time that it was tried.");
        entry.Exception.ShouldNotBeNull();

        // It is asked a little later each time.
        scopes.Fault = null;
        await world.AdvanceAsync(TimeSpan.FromSeconds(30));
        (await StatusAsync(world)).ShouldBe(HealthStatus.Healthy);
    }

    // Fault: one of the loops does not say how it is.
    [Fact]
    public async Task Health_WhileTheLoopsFail_NamesEachOfThem_UntilItsNextPassGoesWell()
    {
        var plan = new FaultPlan();
        await using var world = new World(StoreKind.Memory, plan, Checked);
        await world.StartAsync();
        await world.SettleAsync();

        // The claims look again after two and a half minutes, all others after five.
        plan.BeforeRead = () => throw new StoreUnavailableException("away");
        await world.AdvanceAsync(TimeSpan.FromSeconds(320));
        plan.BeforeRead = null;

        var entry = await EntryAsync(world);
        entry.Status.ShouldBe(HealthStatus.Degraded);
        (string Work, int Seconds)[] named =
            [("Taking up runs", 170), ("Renewing the right to work on runs", 20), ("Firing schedules", 20), ("Starting the runs of events that waited for quiet", 20)];
        entry.Description.ShouldBe(string.Join(' ', named.Select(one => $"{one.Work} has failed for {one.Seconds} seconds, each time that it was tried.")));
        await world.AdvanceAsync(TimeSpan.FromSeconds(30));
        (await StatusAsync(world)).ShouldBe(HealthStatus.Healthy);
    }

    // Faults: a loop that ended is not begun again; nothing says that it ended; a look whose fault could not be logged is the last one.
    [Fact]
    public async Task LoopThatEnds_IsUnhealthy_AndIsBegunAgain_AndWhatIsDueRuns()
    {
        var (scopes, disk) = (new Scopes { Fault = new TimeoutException("The directory is away.") }, new FullDisk { IsFull = true });
        await using var world = new World(StoreKind.Memory, new FaultPlan(), builder => Hourly(builder, scopes).Services.AddLogging(logging => logging.AddProvider(disk)));
        await world.StartAsync();
        await world.SettleAsync();

        var entry = await EntryAsync(world);
        entry.Status.ShouldBe(HealthStatus.Unhealthy);
        entry.Description.ShouldBe("Firing schedules ended unexpectedly and has not gone well since.");

        (scopes.Fault, disk.IsFull) = (null, false);
        await world.AdvanceAsync(TimeSpan.FromHours(2));
        (await StatusAsync(world)).ShouldBe(HealthStatus.Healthy);
        (await world.RunsAsync()).ShouldNotBeEmpty();
    }

    private static AutomationBuilder Hourly(AutomationBuilder builder, Scopes scopes)
    {
        builder.AddRule<Occurrence>("hourly", rule => rule.OnSchedule(Schedule.Every(TimeSpan.FromHours(1))).Then("a", run => new Work("a")));
        builder.Services.AddSingleton<IScopeDirectory>(scopes).AddHealthChecks().AddAutomation();
        return builder;
    }

    private static async Task<HealthStatus> StatusAsync(World world) => (await EntryAsync(world)).Status;

    private static async Task<HealthReportEntry> EntryAsync(World world) =>
        (await world.Services.GetRequiredService<HealthCheckService>().CheckHealthAsync()).Entries["automation"];

    /// <summary>A directory of one scope, which may be away.</summary>
    private sealed class Scopes : IScopeDirectory
    {
        public Exception? Fault { get; set; }

        public Task<IReadOnlyList<string>> ListScopesAsync(CancellationToken cancellationToken) =>
            Fault is { } fault ? Task.FromException<IReadOnlyList<string>>(fault) : Task.FromResult<IReadOnlyList<string>>([World.Scope]);

        public Task<string?> FindTimeZoneAsync(string scope, CancellationToken cancellationToken) => Task.FromResult<string?>(null);
    }

    /// <summary>A log of the engine's whose disk may be full: then it throws.</summary>
    private sealed class FullDisk : ILoggerProvider, ILogger
    {
        public bool IsFull { get; set; }

        public ILogger CreateLogger(string categoryName) => categoryName.StartsWith("Automation.", StringComparison.Ordinal) ? this : NullLogger.Instance;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Warning;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (IsFull && IsEnabled(logLevel))
            {
                throw new IOException("No space left on device.");
            }
        }

        public void Dispose()
        {
        }
    }
}
