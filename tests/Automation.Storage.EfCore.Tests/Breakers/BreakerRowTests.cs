namespace Automation.Storage.EfCore.Tests.Breakers;

/// <summary>What people see who look at the table of breakers.</summary>
public sealed class BreakerRowTests : DatabaseTests
{
    // Faults: the number is always the same; it stays as it was first stored.
    [Fact]
    public async Task State_IsOneWhileItIsOpen()
    {
        await using var source = NewSource();
        await using var store = Store(source: source);
        await store.OpenAsync(TestContext.Current.CancellationToken);
        var now = TimeProvider.System.GetUtcNow();
        var closed = new RuleBreaker { Rule = "rule-1", Failures = 1, ChangedAt = now };

        await SaveAndSeeAsync(closed, 0, state: 0);
        await SaveAndSeeAsync(closed with { Failures = 3, Until = now.AddMinutes(5), Reason = "No paper." }, 1, state: 1);
        await SaveAndSeeAsync(closed with { Failures = 0 }, 2, state: 0);

        async Task SaveAndSeeAsync(RuleBreaker breaker, long version, short state)
        {
            (await store.SaveBreakerAsync("project-1", breaker, version, TestContext.Current.CancellationToken)).ShouldBeTrue();
            (await AskAsync("select state from automation.breaker where scope = 'project-1' and rule = 'rule-1'")).ShouldBe(state);
        }
    }
}
