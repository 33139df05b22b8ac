using Automation.Benchmarks;
using Automation.Benchmarks.Claims;
using Automation.Benchmarks.Hosts;
using Automation.Benchmarks.Latency;
using Automation.Benchmarks.Peers;
using Automation.Benchmarks.Schedules;
using Automation.Benchmarks.Throughput;
using BenchmarkDotNet.Running;

switch (args)
{
    case ["throughput", .. var rest]:
        await ThroughputCommand.RunAsync(rest);
        break;
    case ["host", .. var rest]:
        await HostCommand.RunAsync(rest);
        break;
    case ["idle", .. var rest]:
        await IdleCommand.RunAsync(rest);
        break;
    case ["latency", .. var rest]:
        await LatencyCommand.RunAsync(rest);
        break;
    case ["claims", .. var rest]:
        await ClaimsCommand.RunAsync(rest);
        break;
    case ["peer", .. var rest]:
        await PeerCommand.RunAsync(rest);
        break;
    case ["matching", .. var rest]:
        await MatchingCommand.RunAsync(rest);
        break;
    case ["parked", .. var rest]:
        await ParkedCommand.RunAsync(rest);
        break;
    case ["schedules", .. var rest]:
        await SchedulesCommand.RunAsync(rest);
        break;
    case ["year", .. var rest]:
        await YearCommand.RunAsync(rest);
        break;
    case ["store", .. var rest]:
        await StoreCommand.RunAsync(rest);
        break;
    default:
        BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run(args);
        break;
}
