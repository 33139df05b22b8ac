namespace Automation.Postgres;

/// <summary>Starts programs as somebody else, since PostgreSQL refuses to run as root.</summary>
internal static class OtherUser
{
    public static IReadOnlyList<string> Tools { get; } = ["setpriv", "runuser", "su"];

    private static readonly string[] Users = ["postgres", "nobody"];

    /// <summary>Makes the command that runs a shell script as the first of our users that exists, with the first tool that works here.</summary>
    public static async Task<IReadOnlyList<string>> RunScriptAsync(IReadOnlyList<string> scriptAndArguments, CancellationToken cancellationToken)
    {
        foreach (var user in Users)
        {
            var (exitCode, group) = await Command.RunAsync("id", ["-g", user], cancellationToken).ConfigureAwait(false);
            foreach (var tool in exitCode == 0 ? Tools : [])
            {
                if (await WorksAsync(tool, user, group, cancellationToken).ConfigureAwait(false))
                {
                    return CommandLine(tool, user, group, scriptAndArguments);
                }
            }
        }

        throw new LocalPostgresException(
            $"PostgreSQL does not run as root, and this process is root: none of {string.Join(", ", Tools)} could start a program as {string.Join(" or ", Users)}. "
            + "Run it as another user.");
    }

    /// <summary>Makes the command of one tool: arguments are a shell's, after <c>-c</c>.</summary>
    internal static IReadOnlyList<string> CommandLine(string tool, string user, string group, IReadOnlyList<string> scriptAndArguments)
    {
        var program = Command.Find(tool) ?? tool;
        return tool switch
        {
            "setpriv" => [program, $"--reuid={user}", $"--regid={group}", "--init-groups", "--", "/bin/sh", "-c", .. scriptAndArguments],
            "runuser" => [program, "-u", user, "--", "/bin/sh", "-c", .. scriptAndArguments],
            "su" => [program, "-s", "/bin/sh", "-c", scriptAndArguments[0], user, .. scriptAndArguments.Skip(1)],
            _ => throw new ArgumentOutOfRangeException(nameof(tool), tool, "Only the known tools are used."),
        };
    }

    // Small systems have a 'setpriv' without these options, and 'su' may be closed.
    private static async Task<bool> WorksAsync(string tool, string user, string group, CancellationToken cancellationToken)
    {
        if (Command.Find(tool) is null)
        {
            return false;
        }

        var line = CommandLine(tool, user, group, ["exit 0"]);
        return (await Command.RunAsync(line[0], line.Skip(1), cancellationToken).ConfigureAwait(false)).ExitCode == 0;
    }
}
