using Automation.Storage;

namespace Automation.Simulation;

/// <summary>People who pause and disable rules, take subjects in hand, and change the rule that all scopes share. Each thing is one person's, who says which revision was seen: what is asked late changes nothing.</summary>
internal sealed class People(World world)
{
    private Scheduler Scheduler => world.Scheduler;

    public void Begin()
    {
        foreach (var scope in Customers.Scopes)
        {
            var first = Scheduler.Random.Next(Guarded.Rules.Length);
            world.Begin($"pauses in {scope}", SwitchAsync(scope, Guarded.Rules[first], pauses: true));
            world.Begin($"switches in {scope}", SwitchAsync(scope, Guarded.Rules[(first + Scheduler.Random.Next(1, Guarded.Rules.Length)) % Guarded.Rules.Length], pauses: false));
            world.Begin($"overrides in {scope}", OverrideAsync(scope, Guarded.Subjects[Scheduler.Random.Next(Guarded.Subjects.Length)]));
        }

        world.Begin("shared rule", ShareAsync());
    }

    /// <summary>Gives a subject back, whoever took it.</summary>
    public Task ReleaseAsync(string scope, string subject) => world.Customers.AskAsync(scope, project => project.ReleaseSubjectAsync(subject));

    /// <summary>Off and on, until the weather is fair; then it is on.</summary>
    private async Task SwitchAsync(string scope, string rule, bool pauses)
    {
        TimeSpan? until = null;
        for (var off = true; ; off = !off)
        {
            await Scheduler.Delay(world.UntilFair(Scheduler.Between(5_000, off ? 300_000 : 90_000)));
            if (until is null && world.Guards.IsOff(scope, rule) == off)
            {
                world.Witness.Complain($"S: rule '{rule}' of scope '{scope}' is {(off ? "off" : "on")} at {Scheduler.Now:T}, and nobody who was answered asked for it.");
            }

            if (off && Scheduler.Now >= world.FairAt)
            {
                return;
            }

            world.Counts.Add(off ? pauses ? "pauseds" : "disableds" : "switchedOn");
            until = off ? pauses && Scheduler.Chance(0.3) ? Scheduler.Between(30_000, 60_000) : null : until;
            await SetAsync(
                off,
                client => client.In(scope).Rule(rule).GetSettingsAsync(),
                settings => pauses ? settings.Pause is not null : !settings.Enabled,
                (client, options) => (client.In(scope).Rule(rule), pauses, off) switch
                {
                    (var handle, true, true) => handle.PauseAsync(Scheduler.Now + until, options),
                    (var handle, true, false) => handle.ResumeAsync(options),
                    (var handle, false, true) => handle.DisableAsync(options),
                    var (handle, _, _) => handle.EnableAsync(options),
                });
            if (until is null && world.Guards.IsOff(scope, rule) != off)
            {
                world.Witness.Complain($"S: rule '{rule}' of scope '{scope}' was answered to be {(off ? "off" : "on")} at {Scheduler.Now:T}, and is not.");
            }
        }
    }

    private async Task OverrideAsync(string scope, string subject)
    {
        while (Scheduler.Now < world.FairAt)
        {
            await Scheduler.Delay(world.UntilFair(Scheduler.Between(5_000, 200_000)));
            world.Counts.Add("overrides");
            await world.Customers.AskAsync(scope, async project =>
            {
                await project.OverrideSubjectAsync(subject, "It rains.", "ada");
                return true;
            });
            await Scheduler.Delay(world.UntilFair(Scheduler.Between(3_000, 60_000)));
            await ReleaseAsync(scope, subject);
        }
    }

    private async Task ShareAsync()
    {
        var edits = 0;
        await SaveAsync(edits);
        while (Scheduler.Now < world.FairAt)
        {
            await Scheduler.Delay(world.UntilFair(Scheduler.Between(5_000, 240_000)));
            if (Scheduler.Chance(0.4))
            {
                await SaveAsync(++edits);
                continue;
            }

            await SwitchSharedAsync(off: !world.Guards.IsOff(SharedScope.Name, Guarded.Shared));
        }

        if (world.Guards.IsOff(SharedScope.Name, Guarded.Shared))
        {
            // What is queued waits for it.
            await SwitchSharedAsync(off: false);
        }
    }

    private async Task SwitchSharedAsync(bool off)
    {
        world.Counts.Add(off ? "sharedOff" : "sharedOn");
        await SetAsync(
            off,
            client => client.SharedRules.GetSettingsAsync(Guarded.Shared),
            settings => !settings.Enabled,
            (client, options) => off ? client.SharedRules.DisableAsync(Guarded.Shared, options) : client.SharedRules.EnableAsync(Guarded.Shared, options));
        if (world.Guards.IsOff(SharedScope.Name, Guarded.Shared) != off)
        {
            world.Witness.Complain($"S: the rule that all scopes share was answered to be {(off ? "off" : "on")} at {Scheduler.Now:T}, and is not.");
        }
    }

    private async Task SaveAsync(int edits)
    {
        world.Counts.Add("sharedSaves");
        string? hash = null;
        while (hash is null)
        {
            hash = await world.Customers.AskAsync(async client =>
            {
                var seen = await client.SharedRules.FindAsync(Guarded.Shared);
                try
                {
                    return (await client.SharedRules.SaveAsync(Guarded.SharedJson(edits), new() { ExpectedVersion = seen?.Version ?? 0 })).Hash;
                }
                catch (RuleConflictException)
                {
                    // What this person asked before came in the end.
                    return null;
                }
            });
        }

        if (world.Database.Rules.Load(SharedScope.Name).Rules.SingleOrDefault()?.Hash != hash)
        {
            world.Witness.Complain($"S: a rule that all scopes share was answered to be saved at {Scheduler.Now:T}, and is not.");
        }
    }

    private async Task SetAsync(
        bool off, Func<IAutomationClient, Task<RuleSettings>> look, Func<RuleSettings, bool> isOff, Func<IAutomationClient, SettingOptions, Task<RuleSettings>> change)
    {
        for (var done = false; !done;)
        {
            var before = await world.Customers.AskAsync(look);
            done = isOff(before) == off || await world.Customers.AskAsync(async client =>
            {
                try
                {
                    return isOff(await change(client, new() { ExpectedRevision = before.Revision })) == off;
                }
                catch (Exception exception) when (exception is RuleSettingsConflictException or ArgumentOutOfRangeException)
                {
                    // What this person asked before came in the end, or came late.
                    return false;
                }
            });
        }
    }
}
