using System.Diagnostics;

namespace Automation.Storage.Sqlite.Tests.Nodes;

/// <summary>Only one process works on runs, and its death is seen at once.</summary>
public sealed class EngineLockTests : SqliteTests
{
    [Fact]
    public void TryTake_Twice_InOneProcess_IsRefusedUntilTheFirstIsGone()
    {
        var path = Path.Combine(Fixture.Folder, "x.db");
        using (EngineLock.TryTake(path).ShouldNotBeNull())
        {
            EngineLock.TryTake(path).ShouldBeNull();
        }

        using var again = EngineLock.TryTake(path).ShouldNotBeNull();
    }

    [Fact]
    public void TryTake_WhereNoFileCanBe_IsUnavailable()
    {
        var fault = Should.Throw<StoreUnavailableException>(() => EngineLock.TryTake(Path.Combine(Fixture.Folder, "nowhere", "x.db")));

        fault.Message.ShouldContain("x.db.lock");
    }

    [Fact]
    public async Task Join_WhileAnotherProcessHoldsTheLock_IsRefusedUntilItIsKilled()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() && File.Exists("/usr/bin/flock"), "Needs the program flock: the lock against a real second process was NOT tested here.");
        var start = new ProcessStartInfo("/usr/bin/flock", ["--no-fork", Fixture.DatabasePath + ".lock", "sh", "-c", "echo held; exec sleep 600"])
        {
            RedirectStandardOutput = true,
        };
        using var other = Process.Start(start).ShouldNotBeNull();
        try
        {
            (await other.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken)).ShouldBe("held");

            (await Store.JoinAsync(Now, Lease, default)).ShouldBeNull();
            await CreateReadyAsync();
        }
        finally
        {
            other.Kill(entireProcessTree: true);
            await other.WaitForExitAsync(CancellationToken.None);
        }

        await JoinAsync();
    }

    [Fact]
    public async Task Leave_LetsGoOfTheLock_AndDisposeDoesToo()
    {
        var node = await JoinAsync();
        EngineLock.TryTake(Fixture.DatabasePath).ShouldBeNull();
        await Store.LeaveAsync(node, Now, default);
        EngineLock.TryTake(Fixture.DatabasePath).ShouldNotBeNull().Dispose();

        await JoinAsync();
        EngineLock.TryTake(Fixture.DatabasePath).ShouldBeNull();
        await Store.DisposeAsync();
        EngineLock.TryTake(Fixture.DatabasePath).ShouldNotBeNull().Dispose();
    }

    [Fact]
    public async Task Join_WithoutTheLockFile_StillFencesTheOtherNode()
    {
        // What holds even where file locks do not work: the epoch.
        var node = await JoinAsync();
        File.Delete(Fixture.DatabasePath + ".lock");
        var other = await Fixture.OpenAsync();

        (await other.JoinAsync(Now, Lease, default)).ShouldNotBeNull();

        await Should.ThrowAsync<Storage.NodeFencedException>(() => CommitAsync(node, Make.Publish(Make.Event())));
        (await Store.RenewAsync(node, Now, default)).ShouldBeFalse();
    }

    [Fact]
    public async Task Join_WhoseTransactionFails_LetsGoOfTheLock()
    {
        Sql($"insert into node(epoch, joined_at) values({long.MaxValue}, 0)");

        await Should.ThrowAsync<StoreFormatException>(() => Store.JoinAsync(Now, Lease, default));

        EngineLock.TryTake(Fixture.DatabasePath).ShouldNotBeNull().Dispose();
    }

    [Fact]
    public async Task Join_AfterANegativeEpoch_RisesAboveAllThatWasSeen()
    {
        await JoinAsync();
        Sql("update node set epoch = -5");

        (await CrashAndJoinAsync()).Epoch.ShouldBeGreaterThan(0);
    }
}
