using Automation.Benchmarks;
using Automation.Benchmarks.Throughput;
using BenchmarkDotNet.Running;

switch (args)
{
    case ["throughput", .. var rest]:
        await ThroughputCommand.RunAsync(rest);
        break;
    case ["matching", .. var rest]:
        await MatchingCommand.RunAsync(rest);
        break;
    case ["parked", .. var rest]:
        await ParkedCommand.RunAsync(rest);
        break;
    case ["store", .. var rest]:
        await StoreCommand.RunAsync(rest);
        break;
    default:
        BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run(args);
        break;
}
