using System.Diagnostics;
using System.Reflection;

namespace Automation.Samples;

/// <summary>A sample, running as a process of its own.</summary>
internal sealed class SampleProcess : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly Process _process;
    private readonly Task<string> _errors;
    private readonly List<string> _lines = [];

    private SampleProcess(Process process)
    {
        _process = process;
        _errors = process.StandardError.ReadToEndAsync();
    }

    /// <summary>The lines that were read so far.</summary>
    public IReadOnlyList<string> Lines => _lines;

    /// <summary>How a sample is started.</summary>
    /// <param name="program">The sample's project.</param>
    /// <param name="arguments">What it is started with.</param>
    public static ProcessStartInfo Command(string program, params IEnumerable<string> arguments)
    {
        var path = typeof(SampleProcess).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(metadata => metadata.Key == program).Value!;
        var dotnet = Environment.ProcessPath is { } self && Path.GetFileNameWithoutExtension(self) == "dotnet" ? self : "dotnet";
        return new ProcessStartInfo(dotnet, [path, .. arguments]) { RedirectStandardOutput = true, RedirectStandardError = true };
    }

    public static SampleProcess Start(ProcessStartInfo command) => new(Process.Start(command)!);

    /// <summary>Runs it to its end.</summary>
    /// <returns>The exit code, and all that it wrote.</returns>
    public static async Task<(int ExitCode, string Text)> RunAsync(ProcessStartInfo command)
    {
        using var process = Start(command);
        var code = await process.EndAsync();
        return (code, await process.TextAsync());
    }

    /// <summary>All that it wrote; for one that ended.</summary>
    public async Task<string> TextAsync() => string.Join('\n', _lines) + '\n' + await _errors;

    /// <summary>Reads until a line has a text.</summary>
    public async Task ReadToAsync(string text)
    {
        do
        {
            var line = await _process.StandardOutput.ReadLineAsync().WaitAsync(Patience);
            _lines.Add(line ?? throw new InvalidOperationException($"The process ended without '{text}': {string.Join('\n', _lines)}{await _errors}"));
        }
        while (!_lines[^1].Contains(text, StringComparison.Ordinal));
    }

    /// <summary>Kills it like the system does when memory runs out: no handler of its own runs.</summary>
    public async Task KillAsync()
    {
        _process.Kill();
        await EndAsync();
    }

    /// <summary>Sends it a signal of the system, such as <c>INT</c>.</summary>
    public async Task SignalAsync(string signal)
    {
        using var kill = Process.Start("kill", [$"-{signal}", $"{_process.Id}"]);
        await kill.WaitForExitAsync();
        kill.ExitCode.ShouldBe(0);
    }

    public async Task<int> EndAsync()
    {
        while (await _process.StandardOutput.ReadLineAsync().WaitAsync(Patience) is { } line)
        {
            _lines.Add(line);
        }

        await _process.WaitForExitAsync().WaitAsync(Patience);
        return _process.ExitCode;
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
