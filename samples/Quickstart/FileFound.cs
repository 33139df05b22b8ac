using System.Security.Cryptography;
using System.Text;
using Automation;

namespace Quickstart;

/// <summary>A file lies in the folder, in this version. The event that starts a run, and the value that the rule works on.</summary>
/// <param name="Path">The whole path.</param>
/// <param name="Name">The path within the folder: what the event is about.</param>
/// <param name="Bytes">The size; -1 when it cannot be told, so that the run fails where it shows.</param>
/// <param name="ModifiedAt">The last write.</param>
[Event("file.found", Subject = nameof(Name))]
internal sealed record FileFound(string Path, string Name, long Bytes, DateTimeOffset ModifiedAt)
{
    /// <summary>The same for the same version of a file: the engine accepts it once, so that only a changed file is worked on again.</summary>
    public string Key() => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{Path}\n{Bytes}\n{ModifiedAt.UtcTicks}")));

    public static FileFound Of(FileInfo file, DirectoryInfo folder)
    {
        var version = Target(file);
        var name = System.IO.Path.GetRelativePath(folder.FullName, file.FullName).Replace('\\', '/');
        return new FileFound(file.FullName, name, version.Exists ? version.Length : -1, version.LastWriteTimeUtc);
    }

    /// <summary>Opens the file for reading.</summary>
    /// <exception cref="StepFailedException">It cannot be read, or is no longer the version that was found. Another try would not help.</exception>
    public FileStream Open()
    {
        try
        {
            var file = new FileInfo(Path);
            var stream = file.OpenRead();
            if (stream.Length == Bytes && Target(file).LastWriteTimeUtc == ModifiedAt.UtcDateTime)
            {
                return stream;
            }

            stream.Dispose();
            throw new StepFailedException("changed", $"'{Path}' was changed after it was found. Start the program again.", retry: false);
        }
        catch (Exception fault) when (fault is FileNotFoundException or DirectoryNotFoundException or UnauthorizedAccessException)
        {
            throw new StepFailedException("unreadable", fault.Message, retry: false, fault);
        }
    }

    // The file behind a link; the link itself when there is none.
    private static FileInfo Target(FileInfo file)
    {
        try
        {
            return file.ResolveLinkTarget(returnFinalTarget: true) is FileInfo { Exists: true } target ? target : file;
        }
        catch (IOException)
        {
            return file;
        }
    }
}
