namespace Automation.Postgres;

public sealed class OtherUserTests
{
    public static TheoryData<string> Tools => new(OtherUser.Tools);

    [Theory]
    [MemberData(nameof(Tools))]
    public async Task CommandLine_RunsAScriptAsTheOtherUser_WithItsArguments(string tool)
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "Only root becomes somebody else.");
        Assert.SkipWhen(Command.Find(tool) is null, $"There is no '{tool}' here.");
        var (_, group) = await Command.RunAsync("id", ["-g", "nobody"], TestContext.Current.CancellationToken);

        var line = OtherUser.CommandLine(tool, "nobody", group, ["id -un; echo \"$0,$1,$2\"", "name", "first 'one'", "second\nline"]);
        var (exitCode, output) = await Command.RunAsync(line[0], line.Skip(1), TestContext.Current.CancellationToken);

        output.ShouldBe("nobody\nname,first 'one',second\nline");
        exitCode.ShouldBe(0);
    }

    [Fact]
    public async Task Server_OfRoot_BelongsToSomebodyElse()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "Only root becomes somebody else.");
        await using var server = await Servers.StartAsync();

        var (_, owner) = await Command.RunAsync("stat", ["-c", "%U %a", server.DataDirectory], TestContext.Current.CancellationToken);

        owner.ShouldBeOneOf("postgres 700", "nobody 700");
    }
}
