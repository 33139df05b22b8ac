using System.IO.Compression;
using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Automation.Samples;

public sealed class QuickstartTests : IDisposable
{
    [Event("former.event", Subject = nameof(Id))]
    private sealed record FormerEvent(string Id);

    private readonly string _folder = Directory.CreateTempSubdirectory("quickstart-").FullName;

    private string Input => Path.Combine(_folder, "in");

    private string Output => Path.Combine(_folder, "out");

    public QuickstartTests()
    {
        Directory.CreateDirectory(Path.Combine(Input, "inner"));
        File.WriteAllText(Path.Combine(Input, "words.txt"), "one two two\nthree three three\n");
        File.WriteAllText(Path.Combine(Input, "inner", "note.md"), "# A note");
        File.WriteAllText(Path.Combine(Input, "large.csv"), string.Concat(Enumerable.Range(0, 10_000).Select(row => $"{row},{row * row}\n")));
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Run_EveryFile_IsPackedAndWrittenDown()
    {
        File.WriteAllText(Path.Combine(Input, "empty.txt"), "");

        var (code, text) = await RunAsync();

        code.ShouldBe(0, text);
        text.ShouldContain("empty.txt: no run, ConditionFalse: file => file.Bytes != 0");
        text.ShouldContain("3 runs succeeded now, 0 before; 0 did not");
        CheckOutput();
        using var words = JsonDocument.Parse(File.ReadAllText(Path.Combine(Output, "manifest", "words.txt.json")));
        JsonSerializer.Serialize(words.RootElement.GetProperty("text")).ShouldBe("""{"lines":2,"words":6,"frequent":["three (3)"]}""");
    }

    [Fact]
    public async Task Run_UnchangedFiles_AreLeftAloneAndSayWhy()
    {
        await RunAsync();
        var calls = Calls();

        var (code, text) = await RunAsync();

        code.ShouldBe(0, text);
        text.ShouldContain("words.txt: unchanged. Accepted before as event 0");
        text.ShouldContain("Nothing to do: no file changed since its run. 3 runs succeeded before.");
        Calls().ShouldBe(calls);
    }

    [Fact]
    public async Task Run_ChangedFile_IsWorkedOnAgain()
    {
        await RunAsync();
        File.AppendAllText(Path.Combine(Input, "words.txt"), "four");

        var (code, text) = await RunAsync();

        code.ShouldBe(0, text);
        text.ShouldContain("1 runs succeeded now, 2 before; 0 did not");
        CheckOutput();
    }

    [Fact]
    public async Task Kill_InMidRun_GoesOnWithoutRepeatingAFinishedStep()
    {
        string[] finished;
        using (var first = SampleProcess.Start(SampleProcess.Command("Quickstart", Input, "--output", Output, "--slow")))
        {
            await first.ReadToAsync("words.txt: checksum succeeded");
            await first.KillAsync();
            finished = [.. first.Lines.Where(line => line.EndsWith(" succeeded", StringComparison.Ordinal)).Select(line => line[..^" succeeded".Length].Trim())];
        }

        var before = Calls().Count;
        var (code, text) = await RunAsync();

        code.ShouldBe(0, text);
        text.ShouldContain("3 runs were not finished; they go on where they were.");
        text.ShouldContain("words.txt: checksum was done before");
        finished.ShouldContain("words.txt: checksum");
        Calls().Skip(before).Intersect(finished).ShouldBeEmpty();
        CheckOutput();
    }

    // Faults, seen red: the check works on the runs; it is good whatever they need, or where there is no store.
    [Fact]
    public async Task Check_SaysWhetherThisBuildCanGoOnWithUnfinishedRuns_AndWorksOnNone()
    {
        var (missing, nothing) = await RunAsync("--check", "--output", Output);
        missing.ShouldBe(1, nothing);
        nothing.ShouldContain("There is no store here yet");
        Directory.Exists(Output).ShouldBeFalse();
        using (var first = SampleProcess.Start(SampleProcess.Command("Quickstart", Input, "--output", Output, "--slow")))
        {
            await first.ReadToAsync("words.txt: checksum succeeded");
            await first.KillAsync();
        }

        var before = Calls();
        var (same, text) = await RunAsync("--check", "--output", Output);
        same.ShouldBe(0, text);
        text.ShouldContain("process-file");
        Calls().ShouldBe(before);

        await LeaveRunOfAnotherBuildAsync();
        var (orphan, reasons) = await RunAsync("--check", "--output", Output);
        orphan.ShouldBe(1, reasons);
        reasons.ShouldContain("former-rule");
    }

    [Fact]
    public async Task Run_UnreadableFile_FailsItsOwnRunOnly()
    {
        File.CreateSymbolicLink(Path.Combine(Input, "broken.txt"), Path.Combine(_folder, "nowhere"));

        var (code, text) = await RunAsync();
        var (again, later) = await RunAsync();

        code.ShouldBe(1, text);
        text.ShouldContain("3 runs succeeded now, 0 before; 1 did not");
        text.ShouldContain("broken.txt failed: Could not find file");
        again.ShouldBe(1, later);
        later.ShouldContain("0 runs succeeded now, 3 before; 1 did not");
        CheckOutput("broken.txt");
    }

    [Theory]
    [InlineData("There is no folder '", "no-such-folder")]
    [InlineData("The option '--fast' is not known.", "--fast")]
    [InlineData("'--output' needs a folder.", "--output")]
    [InlineData("one is allowed.", "a", "b")]
    public async Task Run_ImpossibleCommand_SaysWhy(string message, params string[] arguments)
    {
        var (code, text) = await RunAsync(arguments);

        code.ShouldBe(2, text);
        text.ShouldContain(message);
    }

    [Fact]
    public async Task Run_EmptyFolder_SaysWhy()
    {
        var (code, text) = await RunAsync(Directory.CreateDirectory(Path.Combine(_folder, "empty")).FullName, "--output", Output);

        code.ShouldBe(2, text);
        text.ShouldContain("holds no files.");
    }

    [Fact]
    public async Task Help_NamesEveryOption()
    {
        var (code, text) = await RunAsync("--help");

        code.ShouldBe(0, text);
        text.ShouldContain("--output");
        text.ShouldContain("--slow");
        text.ShouldContain("--check");
    }

    private Task<(int ExitCode, string Text)> RunAsync() => RunAsync(Input, "--output", Output);

    private static Task<(int ExitCode, string Text)> RunAsync(params string[] arguments) => SampleProcess.RunAsync(SampleProcess.Command("Quickstart", arguments));

    private async Task LeaveRunOfAnotherBuildAsync()
    {
        var builder = Host.CreateApplicationBuilder();
        builder.Logging.ClearProviders();
        builder.Services.AddAutomation(automation => automation
            .UseSqlite(Path.Combine(Output, "automation.db"))
            .AddRule<FormerEvent>("former-rule", rule => rule.OnEvent<FormerEvent>().Delay("wait", TimeSpan.FromDays(1))));
        using var host = builder.Build();
        await host.StartAsync();
        (await host.Services.GetRequiredService<IAutomationClient>().In("quickstart").PublishAsync(new FormerEvent("1"))).Verdicts.Single().Reason.ShouldBe(VerdictReason.Ran);
        await host.StopAsync();
    }

    /// <summary>Every call of a handler so far, as <c>file: step</c>.</summary>
    private List<string> Calls() => [.. File.ReadLines(Path.Combine(Output, "calls.log")).Select(line => line.Split(' ')).Select(call => $"{call[2]}: {call[1].Split('/', 2)[1]}")];

    /// <summary>Each file has the right checksum in the manifest, and what was packed is what was there.</summary>
    private void CheckOutput(params string[] except)
    {
        Directory.EnumerateFiles(Output, "unfinished-*").ShouldBeEmpty();
        foreach (var file in Directory.EnumerateFiles(Input, "*", SearchOption.AllDirectories).Where(file => new FileInfo(file) is { LinkTarget: null, Length: > 0 }))
        {
            var name = Path.GetRelativePath(Input, file).Replace('\\', '/');
            var content = File.ReadAllBytes(file);
            using var manifest = JsonDocument.Parse(File.ReadAllText(Path.Combine(Output, "manifest", name + ".json")));
            manifest.RootElement.GetProperty("sha256").GetString().ShouldBe(Convert.ToHexStringLower(SHA256.HashData(content)), name);
            Unpacked(name).ShouldBe(content, name);
        }

        foreach (var name in except)
        {
            File.Exists(Path.Combine(Output, "manifest", name + ".json")).ShouldBeFalse();
        }
    }

    private byte[] Unpacked(string name)
    {
        var parts = Path.Combine(Output, "parts", name);
        string[] files = Directory.Exists(parts) ? Directory.GetFiles(parts, "*.gz") : [Path.Combine(Output, "packed", name + ".gz")];
        using var content = new MemoryStream();
        foreach (var file in files.Order(StringComparer.Ordinal))
        {
            using var gzip = new GZipStream(File.OpenRead(file), CompressionMode.Decompress);
            gzip.CopyTo(content);
        }

        return content.ToArray();
    }
}
