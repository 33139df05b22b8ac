using System.Diagnostics;
using System.Globalization;

namespace Automation.Benchmarks.Hosts;

/// <summary>A host in a process of its own. See <see cref="HostCommand"/>.</summary>
internal sealed class HostProcess : IAsyncDisposable
{
    private readonly Process _process;

    private HostProcess(Process process) => _process = process;

    public StreamReader Output => _process.StandardOutput;

    public static async Task<HostProcess> StartAsync(string connectionString, int concurrency, bool stamps = false)
    {
        string[] arguments = ["host", "--connection", connectionString, "--concurrency", concurrency.ToString(CultureInfo.InvariantCulture), .. stamps ? ["--stamps"] : Array.Empty<string>()];
        var host = new HostProcess(Process.Start(new ProcessStartInfo(Environment.ProcessPath!, arguments) { RedirectStandardInput = true, RedirectStandardOutput = true })!);
        return await host.Output.ReadLineAsync() == "ready" ? host : throw new InvalidOperationException("The host did not start.");
    }

    /// <summary>Lets it publish and do so many runs.</summary>
    public async Task WorkAsync(int runs)
    {
        await _process.StandardInput.WriteLineAsync(runs.ToString(CultureInfo.InvariantCulture));
        await _process.StandardInput.FlushAsync();
        _ = await Output.ReadLineAsync() ?? throw new InvalidOperationException("The host ended.");
    }

    public async ValueTask DisposeAsync()
    {
        _process.StandardInput.Close();
        await _process.WaitForExitAsync();
        _process.Dispose();
    }
}
