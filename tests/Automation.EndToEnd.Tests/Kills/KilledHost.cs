using System.Diagnostics;

namespace Automation.EndToEnd.Kills;

/// <summary>A process that runs rules until it is killed.</summary>
internal sealed class KilledHost : IDisposable
{
    private readonly Process _process;

    private KilledHost(Process process) => _process = process;

    public static KilledHost Start(string database, string ledger)
    {
        var start = new ProcessStartInfo("dotnet")
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            ArgumentList = { "exec", Path.Combine(AppContext.BaseDirectory, "Automation.KillHost.dll"), database, ledger },
        };
        return new KilledHost(Process.Start(start)!);
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
    public Task<string?> HearAsync() => _process.StandardOutput.ReadLineAsync().WaitAsync(TimeSpan.FromSeconds(60), TimeProvider.System);

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
