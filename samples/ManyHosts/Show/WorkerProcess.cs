using System.Diagnostics;

namespace ManyHosts.Show;

/// <summary>A worker as a process of its own. It ends when its input does, which also happens when this process dies.</summary>
internal sealed class WorkerProcess : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly Process _process;

    private WorkerProcess(string name, Process process)
    {
        Name = name;
        _process = process;
    }

    public string Name { get; }

    public int Id => _process.Id;

    public static WorkerProcess Start(string name, string connectionString)
    {
        var self = Environment.ProcessPath!;
        string[] program = Path.GetFileNameWithoutExtension(self) == "dotnet" ? ["exec", typeof(WorkerProcess).Assembly.Location] : [];
        var start = new ProcessStartInfo(self, [.. program, "worker", name]) { RedirectStandardInput = true, RedirectStandardOutput = true };
        start.Environment["ConnectionStrings__ManyHosts"] = connectionString;
        return new WorkerProcess(name, Process.Start(start)!);
    }

    /// <summary>Says a wish, and waits for the answer.</summary>
    public async Task<string> AskAsync(string wish, CancellationToken cancellationToken)
    {
        try
        {
            await _process.StandardInput.WriteLineAsync(wish.AsMemory(), cancellationToken);
            await _process.StandardInput.FlushAsync(cancellationToken);
        }
        catch (IOException)
        {
            throw new WorkerEndedException(Name);
        }

        return await HearAsync(cancellationToken);
    }

    public async Task<string> HearAsync(CancellationToken cancellationToken) =>
        await _process.StandardOutput.ReadLineAsync(cancellationToken).AsTask().WaitAsync(cancellationToken) ?? throw new WorkerEndedException(Name);

    /// <summary>Kills it like the system does when memory runs out: no handler of its own runs.</summary>
    public async Task KillAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
    }

    public async ValueTask DisposeAsync()
    {
        _process.StandardInput.Close();
        try
        {
            await _process.WaitForExitAsync().WaitAsync(Patience, TimeProvider.System);
        }
        catch (TimeoutException)
        {
            await KillAsync();
        }

        _process.Dispose();
    }
}
