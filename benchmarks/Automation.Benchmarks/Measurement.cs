using System.Diagnostics;

namespace Automation.Benchmarks;

/// <summary>Time, processor time and allocation of a stretch.</summary>
internal sealed record Measurement(double RunsPerSecond, double CpuMicrosecondsPerRun, double AllocatedBytesPerRun)
{
    public static Meter Begin() => new();

    public sealed class Meter
    {
        private readonly long _began = Stopwatch.GetTimestamp();
        private readonly TimeSpan _cpu = Process.GetCurrentProcess().TotalProcessorTime;
        private readonly long _allocated = GC.GetTotalAllocatedBytes();

        public Measurement End(int runs)
        {
            var elapsed = Stopwatch.GetElapsedTime(_began);
            var cpu = Process.GetCurrentProcess().TotalProcessorTime - _cpu;
            return new Measurement(runs / elapsed.TotalSeconds, cpu.TotalMicroseconds / runs, (GC.GetTotalAllocatedBytes() - _allocated) / (double)runs);
        }
    }
}
