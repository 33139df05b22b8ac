using System.Text.Json;
using Automation.Definitions.Json;
using Automation.Engine.Tests.Samples;
using Automation.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace Automation.Engine.Tests.Running;

/// <summary>A rule in C# and its twin in JSON do the same: same calls with the same inputs, same steps, same end.</summary>
public sealed class TwinTests
{
    [Theory]
    [InlineData("sprite", 140, null)]
    [InlineData("sprite", 60, null)]
    [InlineData("mesh", 60, null)]
    [InlineData("sprite", 140, "pack")]
    [InlineData("sprite", 140, "export")]
    public Task AssetApproved_InEveryCase_DoesTheSame(string kind, int sprites, string? failing) => CompareAsync(
        builder => builder.AddRule<ApprovedAssetToAtlas>(),
        "asset-approved",
        test => test
            .Fake((CutOut a) => new ImageRef(a.AssetId, 10))
            .Fake((PackAtlas _) => failing == "pack" ? throw new InvalidOperationException("no room") : new AtlasRef("t", sprites))
            .Fake((SplitAtlas a) => new AtlasRef("t2", a.MaxSprites))
            .Fake((ExportAtlas _) => failing == "export" ? throw new InvalidOperationException("no disk") : new ExportRef("u"))
            .Fake((SetStatus _) => { }),
        async project => await project.PublishAsync(new AssetApproved("a-17", kind, "v1")),
        TimeSpan.FromMinutes(5));

    [Theory]
    [InlineData("/inbox", null)]
    [InlineData(null, null)]
    [InlineData(null, "boom")]
    public Task FilePipeline_InEveryCase_DoesTheSame(string? folder, string? failing) => CompareAsync(
        builder => builder.AddRule<FilePipeline>(),
        "file-pipeline",
        test => test
            .Fake((CdeSync a) => (IReadOnlyList<FileRef>)[new($"{a.Folder}/{a.Connection}-1"), new($"{a.Folder}/{a.Connection}-2")])
            .Fake(async (RunScript a, StepContext _, CancellationToken token) =>
            {
                if (failing is not null)
                {
                    // By the test's clock, so that all have begun when the first one fails, and the others are told to stop.
                    var fails = a.File.Path.EndsWith("dalux-1", StringComparison.Ordinal);
                    await Task.Delay(TimeSpan.FromSeconds(fails ? 1 : 10), test.Clock, token);
                    throw new InvalidOperationException(failing);
                }

                return new FileRef(a.File.Path + ".ifc");
            })
            .Fake((Distribute _) => { })
            .Fake((SendMail _) => { }),
        async project => await project.Rule("file-pipeline").RunJsonAsync(JsonSerializer.SerializeToElement(new { projectId = "p1", folder })),
        TimeSpan.FromMinutes(5));

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    [InlineData(null)]
    public Task AssetReview_InEveryCase_DoesTheSame(bool? accepted) => CompareAsync(
        builder => builder.AddRule<AssetReview>(),
        "asset-review",
        test => test.Fake((SetStatus _) => { }),
        async project =>
        {
            await project.PublishAsync(new AssetApproved("a-17", "sprite", "v1"));
            if (accepted is { } answer)
            {
                await project.PublishAsync(new AssetReviewed("a-17", answer, "Ada"));
            }
        },
        TimeSpan.FromDays(3));

    private static async Task CompareAsync(
        Action<AutomationBuilder> code, string twin, Action<AutomationTest> fakes, Func<IScopedAutomation, Task> happen, TimeSpan time)
    {
        var json = await RunAsync(builder => builder.AddSampleHandlers().AddRuleJson(Twin(twin)), fakes, happen, time);
        var csharp = await RunAsync(builder => code(builder.AddSampleHandlers()), fakes, happen, time);
        Assert.Equal(csharp, json);
    }

    /// <summary>The twin as the documentation shows it. A parameter that has no default there gets the one of the record in C#.</summary>
    private static string Twin(string name) => RuleFiles.Read($"rules/{name}.json")
        .Replace("\"recipients\": { \"type\": \"string\" }", "\"recipients\": { \"type\": \"string\", \"default\": \"\" }", StringComparison.Ordinal);

    /// <summary>All that can be seen of what happened, as text.</summary>
    private static async Task<string> RunAsync(
        Action<AutomationBuilder> configure, Action<AutomationTest> fakes, Func<IScopedAutomation, Task> happen, TimeSpan time)
    {
        await using var test = await AutomationTest.StartAsync(configure);
        fakes(test);
        var project = test.In("project-1");
        await happen(project);
        await test.AdvanceAsync(time);
        var lines = test.Calls<IAction>().Select(call => $"{call.GetType().Name} {JsonSerializer.Serialize(call, call.GetType())}").Order().ToList();
        foreach (var run in (await project.ListRunsAsync()).Items)
        {
            var details = (await project.FindRunAsync(run.Id))!;
            lines.Add($"{details.Status} {details.Reason} about {details.Subject}");
            lines.AddRange(details.Steps.Select(step => $"{step.Path} {step.Action} {step.Status} {step.Input} -> {step.Output} {step.Error?.Code}").Order());
        }

        return string.Join(Environment.NewLine, lines);
    }
}
