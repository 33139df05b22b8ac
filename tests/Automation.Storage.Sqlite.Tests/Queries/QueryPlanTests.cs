using System.Reflection;

namespace Automation.Storage.Sqlite.Tests.Queries;

/// <summary>Every statement of a path that anybody waits for goes down an index, whatever the tables hold.</summary>
public sealed class QueryPlanTests : SqliteTests
{
    /// <summary>Sorted in memory on purpose: the rows of one run, and the events about one subject, which are few; what counts, reads all of it anyway; and what waits for quiet in one scope, for a person who looks.</summary>
    private static readonly string[] Sorted = [EntrySql.List, SignalSql.List, EventSql.BySubject, QuerySql.Counts, DebounceSql.List];

    public static TheoryData<string> Statements =>
    [
        .. typeof(SqliteStore).Assembly.GetTypes()
            .Where(type => type.Name.EndsWith("Sql", StringComparison.Ordinal) && type != typeof(DiagnosisSql))
            .SelectMany(type => type.GetFields(BindingFlags.Static | BindingFlags.Public))
            .Where(constant => constant.IsLiteral)
            .Select(constant => $"{constant.DeclaringType!.Name}.{constant.Name}")
            .Order(StringComparer.Ordinal),
    ];

    [Theory]
    [MemberData(nameof(Statements))]
    public async Task Plan_HasNoFullScanAndNoSort(string name)
    {
        // Statistics of a table that is full of other rows must not change the plan for the worse.
        await CreateReadyAsync();
        Sql("analyze");
        var sql = Find(name);

        var plan = Plan(sql);

        plan.ShouldNotContain(step => step.StartsWith("SCAN", StringComparison.Ordinal) && !IsAllowed(step), string.Join('\n', plan));
        if (!Sorted.Contains(sql))
        {
            plan.ShouldNotContain(step => step.Contains("TEMP B-TREE", StringComparison.Ordinal), string.Join('\n', plan));
        }
    }

    [Fact]
    public void Statements_AreAllFound() => Statements.Count.ShouldBeGreaterThan(40);

    [Fact]
    public void Plan_OfAFullScan_IsSeen() => Plan("select * from run where trigger_id = 'x'").ShouldContain(step => step.StartsWith("SCAN", StringComparison.Ordinal));

    /// <summary>A table with a row per process start, a list that is handed in, and a walk down an index that stops at its first row.</summary>
    private static bool IsAllowed(string scan) =>
        scan.Replace("TABLE ", "", StringComparison.Ordinal) is var step
        && (step.StartsWith("SCAN node", StringComparison.Ordinal) || step.StartsWith("SCAN json_each", StringComparison.Ordinal) || step.EndsWith("INDEX live_due", StringComparison.Ordinal));

    private List<string> Plan(string sql)
    {
        using var connection = SqlitePragmas.OpenReader(Fixture.DatabasePath, TimeSpan.FromSeconds(1));
        using var statement = connection.Prepare("explain query plan " + sql, "plan");
        var steps = new List<string>();
        using var rows = statement.With().Query();
        while (rows.Next())
        {
            steps.Add(rows.Text(3));
        }

        return steps;
    }

    private static string Find(string name)
    {
        var parts = name.Split('.');
        var type = typeof(SqliteStore).Assembly.GetType("Automation.Storage." + parts[0]).ShouldNotBeNull();
        return (string)type.GetField(parts[1]).ShouldNotBeNull().GetRawConstantValue().ShouldNotBeNull();
    }
}
