using System.ComponentModel;
using System.Diagnostics;

namespace Automation.EndToEnd.Worlds;

/// <summary>A folder on a file system of four megabytes, one of which is taken until somebody makes room.</summary>
internal sealed class SmallDisk : IDisposable
{
    /// <summary>In bytes.</summary>
    public const int Size = 4 * 1024 * 1024;

    private SmallDisk(string folder) => Folder = folder;

    public string Folder { get; }

    private string Ballast => Path.Combine(Folder, "ballast");

    /// <summary>Null where none can be mounted.</summary>
    public static SmallDisk? TryMount()
    {
        var folder = Directory.CreateTempSubdirectory("automation-full-").FullName;
        if (!OperatingSystem.IsLinux() || !Environment.IsPrivilegedProcess || !Run("mount", "-t", "tmpfs", "-o", $"size={Size}", "tmpfs", folder))
        {
            Directory.Delete(folder);
            return null;
        }

        var disk = new SmallDisk(folder);
        File.WriteAllBytes(disk.Ballast, new byte[1024 * 1024]);
        return disk;
    }

    public void MakeRoom() => File.Delete(Ballast);

    public void Dispose()
    {
        Run("umount", "-l", Folder);
        Directory.Delete(Folder, recursive: true);
    }

    private static bool Run(string program, params string[] arguments)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true });
            process!.WaitForExit();
            return process.ExitCode == 0;
        }
        catch (Win32Exception)
        {
            return false;
        }
    }
}
