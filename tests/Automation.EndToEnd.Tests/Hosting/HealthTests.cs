using System.Reflection;
using System.Text.RegularExpressions;
using Automation.EndToEnd.Worlds;
using Automation.Storage;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Automation.EndToEnd.Hosting;

public sealed partial class HealthTests
{
    /// <summary>Polling finds everything without it: that it fails is no trouble.</summary>
    private const string Listens = "Listening to other hosts";

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

    // Faults, seen red: one of the loops does not say how it is; one that went well does not say so.
    [Fact]
    public async Task Health_WhileEverythingFails_NamesEachLoopOfTheEngine_UntilItsNextPassGoesWell()
    {
        var (scopes, plan) = (new Scopes(), new FaultPlan());
        await using var world = new World(StoreKind.Memory, plan, builder =>
        {
            Hourly(builder, scopes).Configure(options => options.Retention.Interval = TimeSpan.FromMinutes(1));
            var store = builder.Services.Last(service => service.ServiceType == typeof(IAutomationStore));
            builder.Services.AddSingleton<IAutomationStore>(services => SavingStore.Around((IAutomationStore)store.ImplementationFactory!(services), plan));
        });
        await world.StartAsync();
        await world.SettleAsync();
        world.Engine.Troubles.ShouldBeEmpty();

        plan.BeforeRead = () => throw new StoreUnavailableException("away");
        scopes.Fault = new TimeoutException("The directory is away.");
        world.Engine.LookAtScopes();
        await world.AdvanceAsync(TimeSpan.FromMinutes(6));
        plan.BeforeRead = null;

        var entry = await EntryAsync(world);
        entry.Status.ShouldBe(HealthStatus.Degraded);
        world.Engine.Loops.Count.ShouldBe(8);
        Works().Matches(entry.Description!).Select(match => match.Groups["work"].Value).ShouldBe(world.Engine.Loops.Except([Listens]));

        scopes.Fault = null;
        await world.AdvanceAsync(TimeSpan.FromMinutes(1));
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

    [GeneratedRegex(@"(?<work>[A-Z][^.]*?) has failed for \d+ seconds, each time that it was tried\.")]
    private static partial Regex Works();

    /// <summary>A store with an intake besides, which is as empty as away.</summary>
    /// <remarks>Not sealed: it is derived from at run time.</remarks>
    public class SavingStore : DispatchProxy
    {
        private IAutomationStore _inner = null!;
        private FaultPlan _plan = null!;

        internal static IAutomationStore Around(IAutomationStore inner, FaultPlan plan)
        {
            var store = Create<ISavingStore, SavingStore>();
            ((SavingStore)(object)store)._inner = inner;
            ((SavingStore)(object)store)._plan = plan;
            return store;
        }

        protected override object? Invoke(MethodInfo? targetMethod, object?[]? args)
        {
            if (targetMethod!.DeclaringType != typeof(IIntakeStore))
            {
                return targetMethod.Invoke(_inner, BindingFlags.DoNotWrapExceptions, null, args, null);
            }

            _plan.BeforeRead?.Invoke();
            return Task.FromResult<IReadOnlyList<IntakeRecord>>([]);
        }
    }

    public interface ISavingStore : IAutomationStore, IIntakeStore;

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
