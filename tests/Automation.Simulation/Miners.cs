namespace Automation.Simulation;

/// <summary>Programs that propose rules, again and again, and two people who decide about each: one accepts it, the other one may dismiss it. Whatever they are answered is so.</summary>
internal sealed class Miners(World world)
{
    private Scheduler Scheduler => world.Scheduler;

    public async Task ProposeAsync(string scope, int suggestions)
    {
        for (var number = 1; number <= suggestions; number++)
        {
            await Scheduler.Delay(world.UntilFair(Scheduler.Between(0, 2 * 1_800_000.0 / suggestions)));
            var id = await AddAsync(scope, number);
            world.Begin($"suggestion {number} in {scope}", DecideAsync(scope, number, id));
        }
    }

    private async Task DecideAsync(string scope, int number, SuggestionId id)
    {
        var (accepted, dismissed) = (AcceptAsync(scope, id), Scheduler.Chance(0.7) ? DismissAsync(scope, id) : Task.FromResult(false));
        await Task.WhenAll(accepted, dismissed);
        world.Counts.Add(await accepted ? "acceptedRules" : "dismissedRules");
        var again = await AddAsync(scope, number);
        var found = world.Database.Suggestions.Find(scope, id)!;
        var isThere = world.Database.Rules.Load(scope).Rules.Any(rule => rule.Name == NameOf(number));
        if (again != id || await accepted == await dismissed || found.State != (await accepted ? SuggestionState.Accepted : SuggestionState.Dismissed) || isThere != await accepted)
        {
            world.Witness.Complain(
                $"G: suggestion {number} of scope '{scope}' was answered to be accepted ({await accepted}) and dismissed ({await dismissed}); it is {found.State}, and its rule is {(isThere ? "" : "not ")}there.");
        }
    }

    private Task<SuggestionId> AddAsync(string scope, int number) => world.Customers.AskAsync(scope, async project => (await project.Suggestions.AddAsync(new()
    {
        Key = $"{number}",
        Title = $"Suggestion {number}",
        Score = 0.5,
        Json = $$"""
            { "name": "{{NameOf(number)}}", "triggers": [ { "type": "event", "config": { "event": "order.noted" } } ], "steps": [ { "id": "a", "type": "work", "config": { "name": "a", "text": "" } } ] }
            """,
    })).Id);

    private async Task<bool> AcceptAsync(string scope, SuggestionId id)
    {
        await Scheduler.Delay(Scheduler.Between(0, 1000));
        return await world.Customers.AskAsync(scope, project => UnlessClosedAsync(() => project.Suggestions.AcceptAsync(id)));
    }

    private async Task<bool> DismissAsync(string scope, SuggestionId id)
    {
        await Scheduler.Delay(Scheduler.Between(0, 1000));
        return await world.Customers.AskAsync(scope, project => UnlessClosedAsync(() => project.Suggestions.DismissAsync(id)));
    }

    private static async Task<bool> UnlessClosedAsync(Func<Task> ask)
    {
        try
        {
            await ask();
            return true;
        }
        catch (SuggestionConflictException)
        {
            // The other one was faster.
            return false;
        }
    }

    private static string NameOf(int number) => $"made-{number}";
}
