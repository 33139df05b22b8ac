using System.Diagnostics;

namespace Automation.Storage.Sqlite.Tests.Connections;

/// <summary>A full disk refuses what is new, keeps what was accepted, and is forgotten once there is space.</summary>
/// <remarks>Faults, seen red: a full disk is taken for a commit; it is taken for a damaged file, which nobody asks again.</remarks>
public sealed class DiskFullTests : IAsyncLifetime
{
    /// <summary>In bytes. So many events of <see cref="Size"/> never fit.</summary>
    private const int Disk = 2 * 1024 * 1024;

    private const int Size = 3000;

    private readonly string _folder = Directory.CreateTempSubdirectory("automation-full-").FullName;
    private bool _mounted;

    public ValueTask InitializeAsync()
    {
        _mounted = OperatingSystem.IsLinux() && Environment.IsPrivilegedProcess && Run("mount", "-t", "tmpfs", "-o", $"size={Disk}", "tmpfs", _folder);
        return ValueTask.CompletedTask;
    }

    public ValueTask DisposeAsync()
    {
        if (_mounted)
        {
            Run("umount", "-l", _folder);
        }

        Directory.Delete(_folder, recursive: true);
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task FullDisk_KeepsTheAcceptedSetAndWorksAgainWithSpace()
    {
        Assert.SkipUnless(_mounted, "Needs Linux, root and the right to mount a tmpfs: the behaviour on a full disk was NOT tested here.");
        var make = new Storage.Conformance.Make(() => new DateTimeOffset(2026, 3, 1, 0, 0, 0, TimeSpan.Zero));
        var path = Path.Combine(_folder, "a.db");
        var ballast = Path.Combine(_folder, "ballast");
        await File.WriteAllBytesAsync(ballast, new byte[256 * 1024]);
        await using var store = new SqliteStore(new SqliteStoreOptions { Path = path });
        await store.OpenAsync(default);
        var accepted = new List<EventRecord>();
        var refused = 0;

        while (refused < 20)
        {
            var @event = make.Event(payload: new string('x', Size));
            try
            {
                await store.CommitAsync(Batch(make.Publish(@event)), default);
                accepted.Add(@event);
                accepted.Count.ShouldBeLessThan(Disk / Size, "More than there is room for.");
            }
            catch (StoreUnavailableException)
            {
                refused++;
                (await store.FindEventAsync(@event.Scope, @event.Id, default)).ShouldBeNull();
            }
        }

        accepted.Count.ShouldBeGreaterThan(20);
        await ShouldAllBeThereAsync(store, accepted);
        File.Delete(ballast);
        var late = make.Event();
        await store.CommitAsync(Batch(make.Publish(late)), default);
        accepted.Add(late);
        await ShouldAllBeThereAsync(store, accepted);

        await using var again = new SqliteStore(new SqliteStoreOptions { Path = path });
        await again.OpenAsync(default);
        await ShouldAllBeThereAsync(again, accepted);
        using var check = SqlitePragmas.OpenWriter(path, TimeSpan.FromSeconds(1));
        using var statement = check.Prepare("select integrity_check from pragma_integrity_check");
        using var rows = statement.With().Query();
        rows.Next().ShouldBeTrue();
        rows.Text(0).ShouldBe("ok");
    }

    private static Storage.CommitBatch Batch(Storage.StoreOperation operation) =>
        new() { Now = new DateTimeOffset(2026, 3, 1, 0, 0, 0, TimeSpan.Zero), Operations = [operation] };

    private static async Task ShouldAllBeThereAsync(SqliteStore store, List<EventRecord> accepted)
    {
        foreach (var @event in accepted)
        {
            (await store.FindEventAsync(@event.Scope, @event.Id, default)).ShouldNotBeNull().Payload.Length.ShouldBe(@event.Payload.Length);
        }
    }

    private static bool Run(string program, params string[] arguments)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true });
            process!.WaitForExit();
            return process.ExitCode == 0;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false;
        }
    }
}
