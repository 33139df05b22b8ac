using System.ComponentModel;
using System.Globalization;
using System.Text.RegularExpressions;

namespace Automation.Postgres;

/// <summary>The binaries of a PostgreSQL on this machine.</summary>
/// <param name="BinDirectory">Where <c>initdb</c>, <c>pg_ctl</c> and <c>postgres</c> lie.</param>
/// <param name="Version">What <c>postgres --version</c> says.</param>
public sealed partial record PostgresInstallation(string BinDirectory, Version Version)
{
    /// <summary>The oldest version that is taken.</summary>
    public const int OldestMajorVersion = 15;

    /// <summary>What to tell a person when nothing is found.</summary>
    public const string Missing =
        "No PostgreSQL 15 or newer was found on this machine: neither on PATH nor where packages put it. On Debian or Ubuntu: apt-get install postgresql.";

    /// <summary>Finds the newest installation; null when there is none that is new enough.</summary>
    /// <remarks>Looks on PATH and where Debian, the PostgreSQL project's own packages and Homebrew put the binaries.</remarks>
    public static Task<PostgresInstallation?> FindAsync(CancellationToken cancellationToken = default) => FindAsync(Candidates(), cancellationToken);

    internal static async Task<PostgresInstallation?> FindAsync(IEnumerable<string> directories, CancellationToken cancellationToken)
    {
        PostgresInstallation? newest = null;
        foreach (var directory in directories)
        {
            if (await ReadAsync(directory, cancellationToken).ConfigureAwait(false) is { } found
                && found.Version.Major >= OldestMajorVersion && (newest is null || found.Version > newest.Version))
            {
                newest = found;
            }
        }

        return newest;
    }

    /// <summary>Reads what lies in a directory; null when it is no installation.</summary>
    internal static async Task<PostgresInstallation?> ReadAsync(string directory, CancellationToken cancellationToken)
    {
        // /usr/bin of Debian has clients only.
        if (!new[] { "initdb", "pg_ctl", "postgres" }.All(name => File.Exists(Path.Combine(directory, name))))
        {
            return null;
        }

        try
        {
            var (exitCode, output) = await Command.RunAsync(Path.Combine(directory, "postgres"), ["--version"], cancellationToken).ConfigureAwait(false);
            return exitCode == 0 && VersionText().Match(output) is { Success: true } match
                ? new PostgresInstallation(directory, new Version(Number(match.Groups["major"]), match.Groups["minor"].Success ? Number(match.Groups["minor"]) : 0))
                : null;
        }
        catch (Win32Exception)
        {
            // It does not start: a link to what was removed, or a binary of another kind of machine.
            return null;
        }
    }

    private static IEnumerable<string> Candidates() =>
    [
        .. (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries),
        .. Below("/usr/lib/postgresql", "*"),
        .. Below("/usr", "pgsql-*"),
        .. Below("/opt/homebrew/opt", "postgresql*"),
        .. Below("/usr/local/opt", "postgresql*"),
    ];

    private static IEnumerable<string> Below(string folder, string pattern) =>
        Directory.Exists(folder) ? Directory.EnumerateDirectories(folder, pattern).Select(found => Path.Combine(found, "bin")) : [];

    private static int Number(Group group) => int.Parse(group.ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture);

    [GeneratedRegex(@"\(PostgreSQL\) (?<major>[0-9]+)(?:\.(?<minor>[0-9]+))?")]
    private static partial Regex VersionText();
}
