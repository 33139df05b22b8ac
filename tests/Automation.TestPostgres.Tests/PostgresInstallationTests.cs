namespace Automation.Postgres;

public sealed class PostgresInstallationTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("automation-bins-").FullName;

    [Fact]
    public async Task Find_TakesTheNewest_OfThoseThatAreNewEnough()
    {
        SkipOnWindows();
        string[] folders = [Fake("14", "14.9"), Fake("15", "15.18 (Debian 15.18-0+deb12u1)"), Fake("17", "17beta1"), Fake("9", "16.2"), Path.Combine(_folder, "none")];

        var found = await PostgresInstallation.FindAsync(folders, TestContext.Current.CancellationToken);

        found.ShouldBe(new PostgresInstallation(folders[2], new Version(17, 0)));
    }

    [Fact]
    public async Task Find_OnlyTooOldOnes_FindsNothing()
    {
        SkipOnWindows();
        (await PostgresInstallation.FindAsync([Fake("14", "14.9")], TestContext.Current.CancellationToken)).ShouldBeNull();
    }

    [Fact]
    public async Task Find_LinksToWhatWasRemoved_AreNoInstallation()
    {
        SkipOnWindows();
        var removed = Fake("15", "15.1");
        var links = Directory.CreateDirectory(Path.Combine(_folder, "links")).FullName;
        foreach (var program in Directory.GetFiles(removed))
        {
            File.CreateSymbolicLink(Path.Combine(links, Path.GetFileName(program)), program);
            File.Delete(program);
        }

        (await PostgresInstallation.FindAsync([links], TestContext.Current.CancellationToken)).ShouldBeNull();
    }

    [Fact]
    public async Task Start_WithOneThatIsTooOld_SaysWhichIsNeeded()
    {
        SkipOnWindows();
        var fault = await Should.ThrowAsync<LocalPostgresException>(() => LocalPostgres.StartAsync(new() { BinDirectory = Fake("14", "14.9") }));

        fault.Message.ShouldContain("PostgreSQL 14.9; 15 or newer is needed.");
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static void SkipOnWindows() => Assert.SkipWhen(OperatingSystem.IsWindows(), "The fakes are shell scripts.");

    private string Fake(string name, string version)
    {
        var folder = Directory.CreateDirectory(Path.Combine(_folder, name)).FullName;
        foreach (var program in new[] { "initdb", "pg_ctl", "postgres" })
        {
            var file = Path.Combine(folder, program);
            File.WriteAllText(file, $"#!/bin/sh\necho 'postgres (PostgreSQL) {version}'\n");
            if (!OperatingSystem.IsWindows())
            {
                File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
            }
        }

        return folder;
    }
}
