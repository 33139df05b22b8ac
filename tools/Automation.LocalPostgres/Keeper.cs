using System.Diagnostics;

namespace Automation.Postgres;

/// <summary>The shell script beside the server: it starts and stops it, and takes it away when this process is gone.</summary>
internal sealed class Keeper : IAsyncDisposable
{
    // The shell in between ends at once. So the keeper is nobody's child: what kills this process with all its children does not reach it.
    private const string Detach = "exec 3<&0; \"$@\" <&3 3<&- &";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(120);

    private readonly Process _process;

    private Keeper(Process process, string home)
    {
        _process = process;
        Home = home;
    }

    /// <summary>Gets the directory that holds all of the server, and that vanishes with it.</summary>
    public string Home { get; }

    public static async Task<Keeper> StartAsync(string binDirectory, string settings, CancellationToken cancellationToken)
    {
        IReadOnlyList<string> script = [Script(), "automation-postgres-keeper", binDirectory, Path.GetTempPath(), settings];
        var line = Environment.IsPrivilegedProcess ? await OtherUser.RunScriptAsync(script, cancellationToken).ConfigureAwait(false) : ["/bin/sh", "-c", .. script];

        // A session of its own, too, where there is that: what kills a whole group of processes does not reach it either.
        if (Command.Find("setsid") is { } setsid)
        {
            line = [setsid, .. line];
        }

        var process = Process.Start(new ProcessStartInfo("/bin/sh", ["-c", Detach, "detach", .. line]) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true })!;

        // What a tool writes there on its own must not fill the pipe.
        process.ErrorDataReceived += static (_, _) => { };
        process.BeginErrorReadLine();
        try
        {
            var (done, text) = await ReadAnswerAsync(process, cancellationToken).ConfigureAwait(false);
            return done ? new Keeper(process, text) : throw new LocalPostgresException($"A private PostgreSQL could not be prepared with '{binDirectory}': {text}");
        }
        catch
        {
            process.StandardInput.Close();
            process.Dispose();
            throw;
        }
    }

    /// <summary>Says a command.</summary>
    /// <returns>Whether it worked, and what there is to say when not.</returns>
    public async Task<(bool Done, string Text)> SayAsync(string command, CancellationToken cancellationToken)
    {
        await _process.StandardInput.WriteLineAsync(command.AsMemory(), cancellationToken).ConfigureAwait(false);
        await _process.StandardInput.FlushAsync(cancellationToken).ConfigureAwait(false);

        // An answer that nobody reads would be taken for the next command's.
        return await ReadAnswerAsync(_process, CancellationToken.None).ConfigureAwait(false);
    }

    public async ValueTask DisposeAsync()
    {
        _process.StandardInput.Close();

        // It closes its output when it has cleaned up.
        await _process.StandardOutput.ReadToEndAsync().WaitAsync(Patience, TimeProvider.System).ConfigureAwait(false);
        _process.Dispose();
    }

    private static async Task<(bool Done, string Text)> ReadAnswerAsync(Process process, CancellationToken cancellationToken)
    {
        var lines = new List<string>();
        while (await process.StandardOutput.ReadLineAsync(cancellationToken).AsTask().WaitAsync(Patience, TimeProvider.System, cancellationToken).ConfigureAwait(false) is { } line)
        {
            if (line == "failed")
            {
                return (false, string.Join('\n', lines));
            }

            if (line == "ok" || line.StartsWith("ok ", StringComparison.Ordinal))
            {
                return (true, line[2..].Trim());
            }

            lines.Add(line);
        }

        return (false, $"its keeper ended. {string.Join('\n', lines)}");
    }

    private static string Script()
    {
        using var reader = new StreamReader(typeof(Keeper).Assembly.GetManifestResourceStream("keeper.sh")!);
        return reader.ReadToEnd();
    }
}
