namespace Automation.Storage;

/// <summary>The side file that the one process which works on runs holds open. The system lets go of it when that process dies, however it dies.</summary>
/// <remarks>
/// Only a proof that the former engine is dead, so that its runs can be taken over at once; what makes stale writes impossible is the epoch in the
/// database. The file stays when the lock goes: to delete it would let two processes lock two files of one name.
/// </remarks>
internal sealed class EngineLock : IDisposable
{
    private readonly FileStream _file;

    private EngineLock(FileStream file)
    {
        _file = file;
    }

    /// <summary>The lock; null when somebody else, in this process or another one, holds it.</summary>
    /// <exception cref="StoreUnavailableException">The file cannot be opened for another reason.</exception>
    public static EngineLock? TryTake(string databasePath)
    {
        var path = databasePath + ".lock";
        try
        {
            return new EngineLock(new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, bufferSize: 1));
        }
        catch (IOException fault) when (IsHeld(fault))
        {
            return null;
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new StoreUnavailableException($"The lock file '{path}' could not be opened, so no node can join. {fault.Message}", fault);
        }
    }

    public void Dispose() => _file.Dispose();

    // ERROR_SHARING_VIOLATION on Windows; elsewhere EWOULDBLOCK, which is 11 on Linux and 35 on macOS.
    private static bool IsHeld(IOException fault) => OperatingSystem.IsWindows()
        ? (fault.HResult & 0xFFFF) == 32
        : fault.HResult is 11 or 35;
}
