using Automation;

namespace Quickstart;

/// <summary>What is done with each file. A finished step is never repeated, whatever happens to the process.</summary>
[Rule("process-file")]
internal sealed class ProcessFile : IRule<FileFound>
{
    private static readonly StepOptions Patient = new() { Timeout = TimeSpan.FromMinutes(30), Retry = RetryOptions.Fixed(3, TimeSpan.FromSeconds(1)) };

    public void Define(RuleBuilder<FileFound> rule) => rule
        .Describe("Takes checksum and word counts of a file, packs it, and writes an entry into the manifest.")
        .OnEvent<FileFound>()
        .When(file => file.Bytes != 0)
        .Parameters(new Sizes(), out var sizes)
        .Then("checksum", run => new TakeChecksum(run.Input), out var checksum, Patient)
        .Then("count", run => new CountWords(run.Input), out var text, Patient)
        .Choose("large", run => run.Input.Bytes > run.Get(sizes).LargeBytes,
            large => large
                .Collect("parts", run => FilePart.Of(run.Input, run.Get(sizes)),
                    (each, part) => each
                        .Then("pack-part", run => new Pack(run.Input, run.Get(part), $"parts/{run.Input.Name}/{run.Get(part).Number:000}.gz"), out var packed, Patient)
                        .Return(packed),
                    out var parts, new() { MaxParallel = 2 })
                .Then("list-parts", run => new ListParts(run.Input, run.Get(parts)), out var list)
                .Return(list),
            small => small
                .Then("pack", run => new Pack(run.Input, FilePart.Whole(run.Input), $"packed/{run.Input.Name}.gz"), out var packed, Patient)
                .Return(packed),
            out var archive)
        .Then("manifest", run => new WriteManifest(run.Input, run.Get(checksum), run.Get(text), run.Get(archive)));
}
