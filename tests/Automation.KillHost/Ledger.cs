using System.Security.Cryptography;
using System.Text;

namespace Automation.KillHost;

/// <summary>The world outside: a file that is only ever appended to, one write per line. What was written survives the process.</summary>
public sealed class Ledger(string path) : IDisposable
{
    private readonly Lock _gate = new();
    private readonly FileStream _file = new(path, FileMode.Append, FileAccess.Write, FileShare.ReadWrite, bufferSize: 0);

    public void Add(string key, string input)
    {
        var line = Encoding.UTF8.GetBytes($"{key} {Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(input)))}\n");
        lock (_gate)
        {
            _file.Write(line);
        }
    }

    public void Dispose() => _file.Dispose();
}
