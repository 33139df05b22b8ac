using System.Collections.Concurrent;
using Automation.Engine.Tests.Running.Driving;
using Automation.Storage;
using Automation.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Automation.Scheduling.Firing;

/// <summary>A scope that went away leaves schedules that are due and that no host fires.</summary>
public sealed class GoneScopeTests : IScopeDirectory
{
    private IReadOnlyList<string> _scopes = [FiringWorld.Home, "gone"];

    // Fault: each pass reads them again.
    [Fact]
    public async Task SchedulesThatNobodyFires_AreReadOnceAMinute_AndHoldUpNone()
    {
        var requests = new ConcurrentQueue<DueScheduleRequest>();
        var database = new InMemoryDatabase();
        await using var test = await AutomationTest.StartAsync(
            builder =>
            {
                builder.Services.AddSingleton<IScopeDirectory>(this);
                builder.Services.Replace(ServiceDescriptor.Singleton<IAutomationStore>(_ => new HookedStore(database) { BeforeListDue = requests.Enqueue }));
                builder.AddRule<Occurrence>("clock", rule => rule.OnSchedule(Schedule.Every(TimeSpan.FromSeconds(10))).Then("beat", run => new Beat(run.Input)));
            },
            FiringWorld.Start);
        test.Fake((Beat _) => { });
        await test.RunUntilIdleAsync();
        _scopes = [FiringWorld.Home];
        await test.RestartAsync();
        requests.Clear();

        await test.AdvanceAsync(TimeSpan.FromMinutes(10));

        test.Dues().Count().ShouldBe(60);
        requests.Count.ShouldBeGreaterThanOrEqualTo(60);
        requests.Count(request => request.After is null).ShouldBeInRange(10, 12);
        requests.Where(request => request.After is not null).ShouldAllBe(request => request.After!.Scope == "gone");
    }

    Task<IReadOnlyList<string>> IScopeDirectory.ListScopesAsync(CancellationToken cancellationToken) => Task.FromResult(_scopes);

    Task<string?> IScopeDirectory.FindTimeZoneAsync(string scope, CancellationToken cancellationToken) => Task.FromResult<string?>(null);
}
