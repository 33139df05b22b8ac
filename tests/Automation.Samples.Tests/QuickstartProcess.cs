using System.Diagnostics;
using System.Reflection;

namespace Automation.Samples;

/// <summary>The quickstart, running as a process of its own.</summary>
internal sealed class QuickstartProcess : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private static readonly string Program = typeof(QuickstartProcess).Assembly
        .GetCustomAttributes<AssemblyMetadataAttribute>().Single(metadata => metadata.Key == "Quickstart").Value!;

    private readonly Process _process;
    private readonly Task<string> _errors;
    private readonly List<string> _lines = [];

    private QuickstartProcess(Process process)
    {
        _process = process;
        _errors = process.StandardError.ReadToEndAsync();
    }

    /// <summary>The lines that were read so far.</summary>
    public IReadOnlyList<string> Lines => _lines;

    public static QuickstartProcess Start(params IEnumerable<string> arguments) => new(Process.Start(
        new ProcessStartInfo(Environment.ProcessPath is { } path && Path.GetFileNameWithoutExtension(path) == "dotnet" ? path : "dotnet", [Program, .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!);

    /// <summary>Runs it to its end.</summary>
    /// <returns>The exit code, and all that it wrote.</returns>
    public static async Task<(int ExitCode, string Text)> RunAsync(params IEnumerable<string> arguments)
    {
        using var process = Start(arguments);
        var code = await process.EndAsync();
        return (code, string.Join('\n', process.Lines) + '\n' + await process._errors);
    }

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
