using System.Text.Json;
using Automation.Definitions;
using Automation.Definitions.Json;

namespace Automation.Scheduling;

/// <summary>What the page about schedules says is so.</summary>
public sealed class SchedulesPageTests
{
    private static readonly string[] Lines = RuleFiles.Read("schedules.md").Split('\n');

    [Fact]
    public void Examples_AreDueAsThePageSays()
    {
        var rows = Table("| expression | in words | due |");
        rows.Count.ShouldBeGreaterThan(5);
        foreach (var (cron, words, due) in rows.Select(row => (row[0], row[1], row[2])))
        {
            Dues.Cron(cron).Describe().ShouldBe($"{words} (UTC)");
            Dues.Cron(cron).After("2026-01-01", due.Split(", ").Length).ShouldBe(due);
        }
    }

    [Fact]
    public void ExamplesOfClockChanges_AreDueAsThePageSays()
    {
        var rows = Table("| expression | zone | after (UTC) | due (UTC) | |");
        rows.Count.ShouldBeGreaterThan(5);
        foreach (var (cron, zone, after, due) in rows.Select(row => (row[0], row[1], row[2], row[3])))
        {
            Dues.Cron(cron, zone).After(after, due.Split(", ").Length).ShouldBe(due);
        }
    }

    [Fact]
    public void Refusals_AreAsThePageSays()
    {
        var rows = Table("| expression | code | message |");
        rows.Count.ShouldBeGreaterThan(3);
        foreach (var (cron, code, message) in rows.Select(row => (row[0], row[1], row[2])))
        {
            var fault = Should.Throw<ScheduleException>(() => CronExpression.Parse(cron));
            fault.Code.ShouldBe(code);
            fault.Message.ShouldBe(message);
        }
    }

    [Fact]
    public void Kinds_AreAllThere_AndTheirJsonIsRead()
    {
        var rows = Table("| in C# | in JSON | due |");
        foreach (var json in rows.Select(row => row[1]))
        {
            ScheduleConfig.Read(JsonElement.Parse($"{{ {json} }}")).ShouldNotBeNull();
        }

        rows.Select(row => JsonElement.Parse($"{{ {row[1]} }}").EnumerateObject().Single().Name).Distinct().ShouldBe(ScheduleForms.All, ignoreOrder: true);
    }

    private static List<string[]> Table(string head) =>
    [
        .. Lines.SkipWhile(line => line != head).Skip(2).TakeWhile(line => line.StartsWith('|'))
            .Select(line => line.Trim('|').Split('|').Select(cell => cell.Trim().Trim('`')).ToArray()),
    ];
}
