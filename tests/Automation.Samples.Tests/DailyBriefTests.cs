using System.Text.Json;
using Automation.Testing;
using DailyBrief;
using DailyBrief.Briefs;
using DailyBrief.Tenants;
using Microsoft.Extensions.DependencyInjection;

namespace Automation.Samples;

public sealed class DailyBriefTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("daily-brief-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Simulate_AWeek_PrintsEachTenantsRuns_OnItsOwnWall_AndEndsByItself()
    {
        var (code, text) = await SampleProcess.RunAsync(SampleProcess.Command("DailyBrief", "--simulate", "7d"));

        code.ShouldBe(0, text);
        var runs = text.Split('\n').Where(line => line.Contains("  schedule  ")).ToArray();
        runs.Length.ShouldBe(38);
        runs.ShouldAllBe(line => line.Contains(" 07:00  ") && line.Contains("daily_brief") || line.StartsWith("  Mon ") && line.Contains(" 08:00  ") && line.Contains("weekly_review"));
        Of(text, "berlin").ShouldContain("  Sat 2026-03-28 07:00  2026-03-28 06:00Z  daily_brief    schedule  succeeded");
        Of(text, "berlin").ShouldContain("  Sun 2026-03-29 07:00  2026-03-29 05:00Z  daily_brief    schedule  succeeded", customMessage: "summer time");
        Of(text, "berlin").ShouldContain("  Tue 2026-03-31 07:00  2026-03-31 05:00Z  daily_brief    schedule  succeeded  late, for 1 missed");
        Of(text, "kolkata").ShouldNotContain(line => line.Contains("Sat 2026-03-28") || line.Contains("Sun 2026-03-29"), customMessage: "paused");
        Of(text, "kolkata").Count(line => line.Contains("  schedule  ")).ShouldBe(6);
        text.ShouldContain("38 messages; 0 runs did not succeed");
    }

    [Fact]
    public async Task Simulate_AYear_GivesEachTenantEachDay()
    {
        using var output = new StringWriter();

        (await Simulation.RunAsync(output, new(2027, 1, 1), 365)).ShouldBe(0);

        // 365 briefs and 52 Mondays each; kolkata paused for two days, and for nobody a day of the outage is more than one run.
        output.ToString().ShouldContain("berlin (Europe/Berlin): 417 runs");
        output.ToString().ShouldContain("kolkata (Asia/Kolkata): 415 runs");
    }

    [Fact]
    public async Task Live_ShowsRunsPausesAndResumes_AndKeepsThemOverARestart()
    {
        var file = Path.Combine(_folder, "brief.db");
        var first = await LiveAsync(
            file,
            ("'help' shows", "list"), ("sao-paulo  weekly_review Every Monday at 08:00 (America/Sao_Paulo), next ", "next berlin daily_brief"),
            (" 07:00 Europe/Berlin, ", "pause berlin daily_brief"), (", paused", "run berlin daily_brief"),
            ("[berlin] daily_brief of berlin for ", "run paris daily_brief"), ("There is no tenant 'paris'. There are: auckland,", "run berlin nothing"),
            ("There is no automation 'nothing'. There are: daily_brief, weekly_review.", "what"), ("nothing is made up for", "quit"));
        var second = await LiveAsync(
            file, ("'help' shows", "pause berlin daily_brief"), (", paused", "history berlin"), ("berlin (Europe/Berlin): 1 runs", "resume berlin daily_brief"), ("berlin     weekly_review", "quit"));

        first.ShouldContain("Every day at 07:00 (Europe/Berlin), next ");
        second.ShouldContain("manual ");
    }

    // Faults: a preset that the host cannot do; each start proposes again what was accepted or dismissed.
    [Fact]
    public async Task Live_ProposesPresets_EachOnce()
    {
        var file = Path.Combine(_folder, "presets.db");
        await LiveAsync(
            file,
            ("'help' shows", "suggestions berlin"), ("monthly_review 0.5 A review of the month", "accept berlin evening_brief"), ("evening_brief is switched on", "list"),
            ("evening_brief Every day at 18:00 (Europe/Berlin)", "dismiss berlin welcome"), ("dismissed: Welcome new members", "quit"));
        await LiveAsync(
            file,
            ("'help' shows", "accept berlin welcome"), ("There is no open suggestion 'welcome'. There are: monthly_review.", "suggestions auckland"), ("welcome        0.4 Welcome new members", "quit"));
    }

    [Fact]
    public async Task Presets_AreSound()
    {
        await using var world = await AutomationTest.StartAsync(automation =>
        {
            automation.Services.AddSingleton<IScopeDirectory>(new TenantDirectory()).AddSingleton(new Bot());
            automation.AddFrom<WriteBriefHandler>();
        });
        Presets.All.Count.ShouldBe(3);
        foreach (var preset in Presets.All)
        {
            var added = await world.In("berlin").Suggestions.AddAsync(preset);
            added.Warnings.ShouldBeEmpty();
            (await world.In("berlin").Suggestions.AcceptAsync(added.Id, new() { Enabled = true })).Name.ShouldBe(preset.Key);
        }
    }

    // Fault: the plan is not asked for, and every tenant has the same limit.
    [Fact]
    public async Task TenantWithALargerPlan_RunsMoreAtATime()
    {
        var held = new TaskCompletionSource<object?>();
        await using var world = await AutomationTest.StartAsync(automation =>
        {
            automation.Services.AddSingleton<IScopeDirectory>(new TenantDirectory()).AddSingleton(new Bot());
            automation.AddFrom<WriteBriefHandler>().Configure(options => options.MaxRunsPerScope = 1);
        });
        world.Fake<WriteBrief>((_, _, _) => held.Task);
        var second = new Dictionary<string, RunStatus>();
        foreach (var tenant in new[] { "berlin", "new-york" })
        {
            await TenantAutomations.ProvisionAsync(world.In(tenant));
            var now = JsonSerializer.SerializeToElement(new Occurrence { Due = world.Clock.GetUtcNow(), Local = world.Clock.GetUtcNow().DateTime, TimeZone = "Etc/UTC" }, JsonSerializerOptions.Web);
            await world.In(tenant).Rule(TenantAutomations.DailyBrief).RunJsonAsync(now);
            var run = await world.In(tenant).Rule(TenantAutomations.WeeklyReview).RunJsonAsync(now);
            second[tenant] = (await world.In(tenant).FindRunAsync(run.RunId))!.Status;
        }

        held.SetResult("a brief");
        await world.RunUntilIdleAsync();

        (second["berlin"] == RunStatus.Blocked, second["new-york"] == RunStatus.Blocked).ShouldBe((false, true));
    }

    [Theory]
    [InlineData("'--simulate' needs 1d to 400d, and got '0d'.", "--simulate", "0d")]
    [InlineData("'--simulate' needs a value.", "--simulate")]
    [InlineData("'--from' needs a date such as 2026-03-26", "--simulate", "7d", "--from", "tomorrow")]
    [InlineData("'week' is not known.", "week")]
    public void CommandLine_ThatIsWrong_SaysWhatWouldBeRight(string message, params string[] arguments) =>
        Should.Throw<UsageException>(() => CommandLine.Parse(arguments)).Message.ShouldStartWith(message);

    private static List<string> Of(string text, string tenant) =>
        [.. text.Split('\n').SkipWhile(line => !line.StartsWith(tenant + " (", StringComparison.Ordinal)).TakeWhile(line => line.Length > 0)];

    private static async Task<string> LiveAsync(string file, params (string Shown, string Command)[] script)
    {
        using var output = new StringWriter();
        using var shown = new Screen(output);
        using var typist = new Typist(shown, script);
        (await Live.RunAsync(typist, shown, file)).ShouldBe(0);
        return output.ToString();
    }

    /// <summary>A screen that says when a text stands on it.</summary>
    private sealed class Screen(StringWriter output) : StringWriter
    {
        private readonly Lock _gate = new();
        private int _read;
        private (string Text, TaskCompletionSource Shown)? _wanted;

        public override void WriteLine(string? value)
        {
            lock (_gate)
            {
                output.WriteLine(value);
                Look();
            }
        }

        public Task ShowsAsync(string text)
        {
            lock (_gate)
            {
                _wanted = (text, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
                var shown = _wanted.Value.Shown.Task;
                Look();
                return shown;
            }
        }

        private void Look()
        {
            if (_wanted is { } wanted && output.ToString().IndexOf(wanted.Text, _read, StringComparison.Ordinal) is >= 0 and var at)
            {
                _read = at + wanted.Text.Length;
                _wanted = null;
                wanted.Shown.SetResult();
            }
        }
    }

    /// <summary>Types a command when the screen shows what it answers to.</summary>
    private sealed class Typist(Screen screen, (string Shown, string Command)[] script) : StringReader("")
    {
        private int _next;

        public override async Task<string?> ReadLineAsync()
        {
            var (shown, command) = script[_next++];
            await screen.ShowsAsync(shown).WaitAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken);
            return command;
        }
    }
}
