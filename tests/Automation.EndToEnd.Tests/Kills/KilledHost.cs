using System.Diagnostics;
using Automation.EndToEnd.Fleets;

namespace Automation.EndToEnd.Kills;

/// <summary>A process that runs rules until it is killed.</summary>
internal sealed class KilledHost : IDisposable
{
    private readonly Process _process;

    private KilledHost(Process process) => _process = process;

    /// <param name="arguments">The store, the ledger, the seconds of the lease, the milliseconds of a step, and the scopes of a schedule of every second.</param>
    public static KilledHost Start(params string[] arguments) => Start(network: null, clock: null, isDeadly: false, arguments);

    /// <param name="isDeadly">Whether it is to die by itself: what it complains of then is of no interest.</param>
    /// <param name="arguments">The same.</param>
    public static KilledHost Start(bool isDeadly, params string[] arguments) => Start(network: null, clock: null, isDeadly, arguments);

    /// <param name="network">The network namespace in which it runs; null for that of the test.</param>
    /// <param name="clock">The clock that it sees; null for that of the machine.</param>
    /// <param name="arguments">The same.</param>
    public static KilledHost StartIn(string? network, JumpingClock? clock, params string[] arguments) => Start(network, clock, isDeadly: false, arguments);

    private static KilledHost Start(string? network, JumpingClock? clock, bool isDeadly, string[] arguments)
    {
        var start = new ProcessStartInfo(network is null ? "dotnet" : "ip")
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = isDeadly,
        };
        string[] enter = network is null ? [] : ["netns", "exec", network, "dotnet"];
        foreach (var argument in (string[])[.. enter, "exec", Path.Combine(AppContext.BaseDirectory, "Automation.KillHost.dll"), .. arguments])
        {
            start.ArgumentList.Add(argument);
        }

        foreach (var (name, value) in clock?.Environment ?? new Dictionary<string, string>())
        {
            start.Environment[name] = value;
        }

        var process = Process.Start(start)!;
        if (isDeadly)
        {
            process.BeginErrorReadLine();
        }

        return new KilledHost(process);
    }

    /// <summary>Nobody reads commands any more, when the process is dead.</summary>
    public void TrySay(string command)
    {
        try
        {
            _process.StandardInput.WriteLine(command);
            _process.StandardInput.Flush();
        }
        catch (IOException)
        {
        }
    }

    /// <summary>The next line that it says; null when it is dead and said all.</summary>
    public Task<string?> HearAsync() => HearAsync(TimeSpan.FromSeconds(60));

    public Task<string?> HearAsync(TimeSpan patience) => _process.StandardOutput.ReadLineAsync().WaitAsync(patience, TimeProvider.System);

    /// <summary>Stops it in the middle of whatever it does, or lets it go on.</summary>
    public async Task SignalAsync(string signal)
    {
        using var kill = Process.Start("kill", [$"-{signal}", $"{_process.Id}"]);
        await kill.WaitForExitAsync();
        kill.ExitCode.ShouldBe(0);
    }

    public async Task KillAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync().WaitAsync(TimeSpan.FromSeconds(60), TimeProvider.System);
    }

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
        }

        _process.Dispose();
    }
}
