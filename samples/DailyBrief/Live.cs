using System.Text.Json;
using Automation;
using DailyBrief.Briefs;
using DailyBrief.Show;
using DailyBrief.Tenants;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace DailyBrief;

/// <summary>The host as it would run for ever, with commands from the keyboard.</summary>
internal static class Live
{
    private const string Help = """
        list                      what is planned
        next <tenant> <name>      the next five times of one automation
        run <tenant> <name>       runs it now
        pause <tenant> <name>     lets its times pass
        resume <tenant> <name>    from now on again; nothing is made up for
        history <tenant>          its runs
        suggestions <tenant>      what it might like
        accept <tenant> <key>     makes an automation of a suggestion, switched on
        dismiss <tenant> <key>    never again
        quit
        """;

    public static async Task<int> RunAsync(TextReader input, TextWriter output, string file)
    {
        var directory = new TenantDirectory();
        var builder = Host.CreateApplicationBuilder();
        builder.Logging.ClearProviders().SetMinimumLevel(LogLevel.Warning).AddFilter("Microsoft.Extensions.Hosting", LogLevel.None).AddConsole(console => console.LogToStandardErrorThreshold = LogLevel.Trace);
        builder.Services.AddSingleton<IScopeDirectory>(directory).AddSingleton(new Bot(output));
        builder.Services.AddAutomation(automation => automation
            .UseSqlite(file)
            .Configure(options => options.MaxRunsPerScope = 1)
            .AddFrom<Program>());
        using var host = builder.Build();
        await host.StartAsync();
        var client = host.Services.GetRequiredService<IAutomationClient>();
        foreach (var tenant in directory.Zones.Keys)
        {
            await TenantAutomations.ProvisionAsync(client.In(tenant));
        }

        output.WriteLine($"Kept in {file}. 'help' shows the commands.");
        while (await input.ReadLineAsync() is { } line && line.Trim() is not "quit")
        {
            try
            {
                await DoAsync(line.Split(' ', StringSplitOptions.RemoveEmptyEntries), client, directory, host.Services.GetRequiredService<TimeProvider>(), output);
            }
            catch (UsageException fault)
            {
                output.WriteLine(fault.Message);
            }
            catch (AutomationUnavailableException away)
            {
                output.WriteLine(away.Message);
            }
        }

        await host.StopAsync();
        return 0;
    }

    private static async Task DoAsync(string[] words, IAutomationClient client, TenantDirectory directory, TimeProvider time, TextWriter output)
    {
        switch (words)
        {
            case []:
                break;
            case ["list"]:
                foreach (var tenant in directory.Zones.Keys)
                {
                    await ScheduleTable.PrintAsync(output, client.In(tenant));
                }

                break;
            case ["next", var tenant, var name]:
                foreach (var one in await Rule(client, directory, tenant, name).ListOccurrencesAsync(5))
                {
                    output.WriteLine($"  {one.Local:ddd yyyy-MM-dd HH:mm} {one.TimeZone}, {one.Due:yyyy-MM-dd HH:mm}Z {one.Note}");
                }

                break;
            case ["run", var tenant, var name]:
                var now = time.GetUtcNow();
                var local = TimeZoneInfo.ConvertTime(now, TimeZoneInfo.FindSystemTimeZoneById(directory.Zones.GetValueOrDefault(tenant) ?? "UTC")).DateTime;
                var started = await Rule(client, directory, tenant, name)
                    .RunJsonAsync(JsonSerializer.SerializeToElement(new Occurrence { Due = now, Local = local, TimeZone = directory.Zones[tenant] }, JsonSerializerOptions.Web));
                output.WriteLine($"  run {started.RunId}");
                break;
            case ["pause" or "resume", var tenant, var name]:
                var rule = Rule(client, directory, tenant, name);
                _ = words[0] == "pause" ? await rule.PauseAsync() : await rule.ResumeAsync();
                await ScheduleTable.PrintAsync(output, client.In(tenant));
                break;
            case ["history", var tenant]:
                await RunTable.PrintAsync(output, Tenant(client, directory, tenant), directory.Zones[tenant], new() { Limit = 200 });
                break;
            case ["suggestions", var tenant]:
                await SuggestionTable.PrintAsync(output, Tenant(client, directory, tenant));
                break;
            case ["accept", var tenant, var key]:
                await AcceptAsync(output, Tenant(client, directory, tenant), key);
                break;
            case ["dismiss", var tenant, var key]:
                var dismissed = await client.In(tenant).Suggestions.DismissAsync((await SuggestionAsync(Tenant(client, directory, tenant), key)).Id);
                output.WriteLine($"  dismissed: {dismissed.Title}");
                break;
            default:
                output.WriteLine(Help);
                break;
        }
    }

    private static async Task AcceptAsync(TextWriter output, IScopedAutomation tenant, string key)
    {
        try
        {
            var rule = await tenant.Suggestions.AcceptAsync((await SuggestionAsync(tenant, key)).Id, new() { Enabled = true });
            output.WriteLine($"  {rule.Name} is switched on");
        }
        catch (RuleDefinitionException refused)
        {
            // Somebody took the name meanwhile.
            output.WriteLine(refused.Message);
        }
    }

    private static async Task<Suggestion> SuggestionAsync(IScopedAutomation tenant, string key)
    {
        var open = (await tenant.Suggestions.ListAsync()).Items;
        return open.FirstOrDefault(suggestion => suggestion.Key == key)
            ?? throw new UsageException($"There is no open suggestion '{key}'. There are: {string.Join(", ", open.Select(suggestion => suggestion.Key))}.");
    }

    private static IScopedAutomation Tenant(IAutomationClient client, TenantDirectory directory, string tenant) => directory.Zones.ContainsKey(tenant)
        ? client.In(tenant)
        : throw new UsageException($"There is no tenant '{tenant}'. There are: {string.Join(", ", directory.Zones.Keys)}.");

    private static IRuleHandle Rule(IAutomationClient client, TenantDirectory directory, string tenant, string name) => TenantAutomations.Names.Contains(name)
        ? Tenant(client, directory, tenant).Rule(name)
        : throw new UsageException($"There is no automation '{name}'. There are: {string.Join(", ", TenantAutomations.Names)}.");
}
