using System.ComponentModel;
using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Automation.EndToEnd.Fleets;

/// <summary>The clock of one real process, which the test sets while the process runs: a library that stands before the C library there, and that reads from a file how wrong it is.</summary>
/// <remarks>The time of day alone is wrong; spans and timers, which go by the monotonic clock, are right. Needs Linux and the program cc.</remarks>
internal sealed class JumpingClock : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("automation-clock-").FullName;
    private readonly Microsoft.Win32.SafeHandles.SafeFileHandle _numbers;

    private JumpingClock()
    {
        _numbers = File.OpenHandle(NumbersFile, FileMode.Create, FileAccess.Write, FileShare.ReadWrite);
        Set(TimeSpan.Zero);
    }

    /// <summary>What the process is started with.</summary>
    public IReadOnlyDictionary<string, string> Environment => new Dictionary<string, string> { ["LD_PRELOAD"] = Library, ["JUMPING_CLOCK"] = NumbersFile };

    private string NumbersFile => Path.Combine(_folder, "numbers");

    private string Library => Path.Combine(_folder, "jumping_clock.so");

    /// <summary>Null where it cannot be made, with the reason.</summary>
    public static async Task<(JumpingClock? Clock, string Reason)> MakeAsync()
    {
        if (!OperatingSystem.IsLinux())
        {
            return (null, "only on Linux a library may stand before the C library");
        }

        var clock = new JumpingClock();
        try
        {
            await clock.CompileAsync();
            return (clock, "");
        }
        catch (Win32Exception)
        {
            clock.Dispose();
            return (null, "there is no C compiler 'cc'");
        }
    }

    /// <summary>From now on the process sees another time.</summary>
    /// <param name="wrongBy">How far ahead.</param>
    /// <param name="tooFast">How much too fast it goes, counted from the start of the process: 0.05 for 5 percent.</param>
    public void Set(TimeSpan wrongBy, double tooFast = 0)
    {
        long[] numbers = [(long)wrongBy.TotalNanoseconds, (long)(tooFast * 1_000_000)];
        RandomAccess.Write(_numbers, MemoryMarshal.AsBytes<long>(numbers), fileOffset: 0);
    }

    public void Dispose()
    {
        _numbers.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private async Task CompileAsync()
    {
        var source = Path.Combine(AppContext.BaseDirectory, "Fleets", "jumping_clock.c");
        using var cc = Process.Start(new ProcessStartInfo("cc", ["-shared", "-fPIC", "-O2", "-o", Library, source]) { RedirectStandardError = true })!;
        var said = await cc.StandardError.ReadToEndAsync();
        await cc.WaitForExitAsync();
        cc.ExitCode.ShouldBe(0, said);
    }
}
