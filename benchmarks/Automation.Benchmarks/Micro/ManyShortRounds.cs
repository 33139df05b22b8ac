using BenchmarkDotNet.Columns;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Diagnosers;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Toolchains.InProcess.Emit;
using Perfolizer.Horology;

namespace Automation.Benchmarks.Micro;

/// <summary>Many short rounds, of which the fastest is shown: it is the one that other work on the machine did not interrupt.</summary>
internal sealed class ManyShortRounds : ManualConfig
{
    public ManyShortRounds()
    {
        AddJob(Job.ShortRun.WithToolchain(InProcessEmitToolchain.Instance)
            .WithWarmupCount(60).WithIterationCount(60).WithIterationTime(TimeInterval.FromMilliseconds(10)));
        AddColumn(StatisticColumn.Min);
        AddDiagnoser(MemoryDiagnoser.Default);
    }
}
