namespace Automation.Engine.Tests.Samples;

public sealed record FilesWanted(string ProjectId, string? Folder = null);

public sealed record PipelineParameters
{
    public string Folder { get; init; } = "/shared";

    public string Recipients { get; init; } = "";

    public TimeOnly At { get; init; } = new(2, 0);
}

/// <summary>Two sources at once, a loop on remote agents, collected results, opt-in per project.</summary>
[Rule("file-pipeline")]
public sealed class FilePipeline : IRule<FilesWanted>
{
    public void Define(RuleBuilder<FilesWanted> rule) => rule
        .Parameters(new PipelineParameters(), out var settings)
        .OnSchedule(scope => Schedule.Daily(scope.Get(settings).At), due => new FilesWanted("all"))
        .Guard(new() { OptIn = true, MaxRunsPerScope = 1, WhenBusy = WhenBusy.Skip })
        .Gather("fetch",
            dalux => dalux.Then("dalux", run => new CdeSync("dalux", run.Input.Folder ?? run.Get(settings).Folder), out var files).Return(files),
            bim => bim.Then("bim360", run => new CdeSync("bim360", run.Get(settings).Folder), out var files).Return(files),
            out var fromDalux, out var fromBim)
        .Collect("files", run => run.Get(fromDalux).Concat(run.Get(fromBim)),
            (each, file) => each
                .Then("convert", run => new RunScript("to-ifc.py", run.Get(file)), out var converted, new() { RunOn = "gpu", Timeout = TimeSpan.FromHours(1) })
                .Return(converted),
            out var results, new() { MaxParallel = 8 })
        .Then("distribute", run => new Distribute(run.Get(results), run.Get(settings).Recipients))
        .OnFailure((failed, error) => failed.Then("tell", run => new SendMail(run.Get(settings).Recipients, run.Get(error).Message)));
}
