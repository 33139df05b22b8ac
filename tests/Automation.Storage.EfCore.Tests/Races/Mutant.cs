using System.Reflection;

namespace Automation.Storage.EfCore.Tests.Races;

/// <summary>The statements with one condition left out of one of them.</summary>
internal static class Mutant
{
    public static WorkSql Sound() => new("\"automation\"");

    /// <summary>Replaces a text in the named statement of <see cref="CommitSql"/>, <see cref="ClaimSql"/>, <see cref="PermitSql"/>, <see cref="BudgetSql"/> or <see cref="NodeSql"/>.</summary>
    /// <param name="statement">The property.</param>
    /// <param name="text">What is replaced; it must be there, so that no mutant is the sound one.</param>
    /// <param name="with">What comes instead.</param>
    /// <param name="place">Which occurrence, from 1; 0 for all of them.</param>
    public static WorkSql Of(string statement, string text, string with, int place = 0) => Sound().And(statement, text, with, place);

    /// <summary>The same with another condition left out, too: of two that stand in for each other, neither is missed alone.</summary>
    public static WorkSql And(this WorkSql work, string statement, string text, string with, int place = 0)
    {
        var (owner, property) = new object[] { work.Commit, work.Claim, work.Permit, work.Budget, work.Node }
            .Select(sql => (sql, sql.GetType().GetProperty(statement, BindingFlags.Public | BindingFlags.Instance))).Single(pair => pair.Item2 is not null);
        var sound = (string)property!.GetValue(owner)!;
        sound.ShouldContain(text);
        property.SetValue(owner, place == 0 ? sound.Replace(text, with, StringComparison.Ordinal) : ReplaceOne(sound, text, with, place));
        return work;
    }

    private static string ReplaceOne(string sound, string text, string with, int place)
    {
        var at = -1;
        for (var i = 0; i < place; i++)
        {
            at = sound.IndexOf(text, at + 1, StringComparison.Ordinal);
            at.ShouldBeGreaterThanOrEqualTo(0);
        }

        return sound[..at] + with + sound[(at + text.Length)..];
    }
}
