using System.Diagnostics;
using Automation.Postgres;
using Npgsql;

namespace Automation.Samples;

/// <summary>The sample with many hosts, with a server of its own or on one that is named.</summary>
public sealed class ManyHostsTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly string _folder = Directory.CreateTempSubdirectory("many-hosts-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Run_WithOneHostKilled_LosesNothing_AndLeavesNothing()
    {
        var (code, text) = await SampleProcess.RunAsync(await WithItsOwnServerAsync());

        code.ShouldBe(0, text);
        Row(text, "runs accepted").ShouldBe(600, text);
        Row(text, "runs done").ShouldBe(600, text);
        Row(text, "runs lost").ShouldBe(0, text);
        Row(text, "steps with two keys").ShouldBe(0, text);
        foreach (var worker in (string[])["worker-1", "worker-2", "worker-3"])
        {
            Row(text, $"calls of {worker}").ShouldBeGreaterThan(0, text);
        }

        Row(text, "runs resumed by others").ShouldBeGreaterThan(0, text);
        Servers().ShouldBeEmpty();
    }

    // Red with an exit code that is always 0.
    [Fact]
    public async Task Run_OfWhichACallIsMissing_EndsWithOne()
    {
        var server = await TestPostgres.GetAsync();
        using var sample = SampleProcess.Start(On(server));
        await sample.ReadToAsync("worker-1 is ready");
        await using (var connection = new NpgsqlConnection(server.ConnectionString))
        {
            await connection.OpenAsync();
            await connection.ChangeDatabaseAsync((await DatabasesAsync(server)).Single());
            await using var command = new NpgsqlCommand("""
                create function forget() returns trigger language plpgsql as 'begin return null; end';
                create trigger forget before insert on call for each row when (new.step = 'ship') execute function forget()
                """, connection);
            await command.ExecuteNonQueryAsync();
        }

        var code = await sample.EndAsync();

        var text = await sample.TextAsync();
        code.ShouldBe(1, text);
        Row(text, "runs lost").ShouldBe(60, text);
        text.ShouldContain("That should not be.");
        (await DatabasesAsync(server)).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("INT")]
    [InlineData("TERM")]
    public async Task Interrupt_EndsEverything(string signal)
    {
        using var sample = SampleProcess.Start(await WithItsOwnServerAsync());
        await sample.ReadToAsync("orders are accepted");

        await sample.SignalAsync(signal);

        var code = await sample.EndAsync();
        code.ShouldBe(130, await sample.TextAsync());
        await WorkersEndAsync(sample);
        Servers().ShouldBeEmpty();
    }

    // Red with workers that do not look at their input.
    [Fact]
    public async Task Kill_OfTheParent_EndsEverything()
    {
        using var sample = SampleProcess.Start(await WithItsOwnServerAsync());
        await sample.ReadToAsync("orders are accepted");

        await sample.KillAsync();

        await WorkersEndAsync(sample);
        await UntilAsync("the server is gone", () => !Servers().Any());
    }

    [Theory]
    [InlineData("'--orders' needs a number from 60 to 100000.", "--orders", "5")]
    [InlineData("The argument '--fast' is not known.", "--fast")]
    public async Task Run_ImpossibleCommand_SaysWhy(string message, params string[] arguments)
    {
        var (code, text) = await SampleProcess.RunAsync(SampleProcess.Command("ManyHosts", arguments));

        code.ShouldBe(2, text);
        text.ShouldContain(message);
    }

    private static ProcessStartInfo On(TestPostgres server)
    {
        var command = SampleProcess.Command("ManyHosts", "--orders", "60");
        command.Environment["ConnectionStrings__ManyHosts"] = server.ConnectionString;
        return command;
    }

    /// <summary>With a folder for temporary files that nobody else writes to.</summary>
    private async Task<ProcessStartInfo> WithItsOwnServerAsync()
    {
        Assert.SkipWhen(await PostgresInstallation.FindAsync() is null, PostgresInstallation.Missing);
        if (!OperatingSystem.IsWindows())
        {
            // The server may run as another user.
            File.SetUnixFileMode(_folder, (UnixFileMode)0b111_111_111);
        }

        var command = SampleProcess.Command("ManyHosts");
        command.Environment["TMPDIR"] = _folder;
        command.Environment.Remove("ConnectionStrings__ManyHosts");
        return command;
    }

    private IEnumerable<string> Servers() => Directory.EnumerateDirectories(_folder, "automation-postgres-*");

    private static async Task<IReadOnlyList<string>> DatabasesAsync(TestPostgres server)
    {
        await using var source = NpgsqlDataSource.Create(server.ConnectionString);
        await using var command = source.CreateCommand("select array_agg(datname::text) from pg_database where datname like 'many\\_hosts\\_%'");
        return await command.ExecuteScalarAsync() as string[] ?? [];
    }

    /// <summary>The number in a line of the table.</summary>
    private static int Row(string text, string what)
    {
        var line = text.Split('\n').SingleOrDefault(line => line.TrimStart().StartsWith(what, StringComparison.Ordinal)).ShouldNotBeNull($"No '{what}' in: {text}");
        return int.Parse(line.TrimStart()[what.Length..].Split(' ', StringSplitOptions.RemoveEmptyEntries)[0]);
    }

    private static async Task WorkersEndAsync(SampleProcess sample)
    {
        var workers = sample.Lines.Where(line => line.Contains(" is ready, process ", StringComparison.Ordinal)).Select(line => int.Parse(line.Split(' ')[^1].TrimEnd('.'))).ToList();
        workers.Count.ShouldBe(3);
        await UntilAsync("the workers are gone", () => !workers.Any(Lives));
    }

    private static bool Lives(int process)
    {
        try
        {
            using var found = Process.GetProcessById(process);
            return !found.HasExited;
        }
        catch (ArgumentException)
        {
            return false;
        }
    }

    private static async Task UntilAsync(string what, Func<bool> holds)
    {
        var began = TimeProvider.System.GetTimestamp();
        while (!holds())
        {
            if (TimeProvider.System.GetElapsedTime(began) > Patience)
            {
                throw new TimeoutException($"Not within {Patience}: {what}.");
            }

            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System);
        }
    }
}
