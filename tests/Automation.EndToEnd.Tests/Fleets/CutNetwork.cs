using System.Diagnostics;
using System.Net;

namespace Automation.EndToEnd.Fleets;

/// <summary>A network namespace with one link to this one, which can be taken down: what is sent then vanishes, and nobody is told.</summary>
/// <remarks>Of this process alone, and gone with it. Needs root and the program ip.</remarks>
internal sealed class CutNetwork : IAsyncDisposable
{
    private readonly string _near;

    private CutNetwork(string name) => (Name, _near) = (name, $"{name}h");

    /// <summary>The namespace: <c>ip netns exec</c>.</summary>
    public string Name { get; }

    /// <summary>This end of the link, as it is reached from within.</summary>
    public IPAddress Near { get; } = new([10, 213, 77, 1]);

    /// <summary>Null where namespaces cannot be made, with the reason.</summary>
    public static async Task<(CutNetwork? Network, string Reason)> MakeAsync()
    {
        if (!OperatingSystem.IsLinux() || !Environment.IsPrivilegedProcess)
        {
            return (null, "only root on Linux makes network namespaces");
        }

        var network = new CutNetwork($"aut{Environment.ProcessId}");
        try
        {
            await IpAsync("netns", "add", network.Name);
            await IpAsync("link", "add", network._near, "type", "veth", "peer", "name", $"{network.Name}n", "netns", network.Name);
            await IpAsync("addr", "add", $"{network.Near}/30", "dev", network._near);
            await IpAsync("link", "set", network._near, "up");
            await IpAsync("-n", network.Name, "addr", "add", "10.213.77.2/30", "dev", $"{network.Name}n");
            await IpAsync("-n", network.Name, "link", "set", $"{network.Name}n", "up");
            await IpAsync("-n", network.Name, "link", "set", "lo", "up");
            return (network, "");
        }
        catch (Exception fault) when (fault is InvalidOperationException or System.ComponentModel.Win32Exception)
        {
            await network.DisposeAsync();
            return (null, fault.Message);
        }
    }

    public Task CutAsync() => IpAsync("link", "set", _near, "down");

    public Task MendAsync() => IpAsync("link", "set", _near, "up");

    /// <summary>The link goes with the namespace.</summary>
    public async ValueTask DisposeAsync()
    {
        try
        {
            await IpAsync("netns", "del", Name);
        }
        catch (Exception fault) when (fault is InvalidOperationException or System.ComponentModel.Win32Exception)
        {
            // It was not made.
        }
    }

    private static async Task IpAsync(params string[] arguments)
    {
        using var ip = Process.Start(new ProcessStartInfo("ip", arguments) { RedirectStandardError = true })!;
        var said = await ip.StandardError.ReadToEndAsync();
        await ip.WaitForExitAsync();
        if (ip.ExitCode != 0)
        {
            throw new InvalidOperationException($"'ip {string.Join(' ', arguments)}' says: {said.Trim()}");
        }
    }
}
