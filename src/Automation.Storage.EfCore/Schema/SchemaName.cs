using System.Text.RegularExpressions;

namespace Automation.Storage;

/// <summary>Which names a schema may have: those that mean the same in every statement, quoted or not.</summary>
internal static partial class SchemaName
{
    /// <summary>The name itself, when it is allowed.</summary>
    /// <exception cref="ArgumentException">It is not.</exception>
    public static string Check(string schema, string parameterName) =>
        schema is not null && Allowed().IsMatch(schema) && !schema.StartsWith("pg_", StringComparison.Ordinal) && schema != "information_schema"
            ? schema
            : throw new ArgumentException(
                $"The schema is '{schema}'; lower-case letters, digits and '_' are allowed, at most 63, not starting with a digit or 'pg_'.", parameterName);

    [GeneratedRegex(@"\A[a-z_][a-z0-9_]{0,62}\z", RegexOptions.NonBacktracking)]
    private static partial Regex Allowed();
}
