namespace Automation.Definitions.Json;

/// <summary>Finds the names that somebody may have meant.</summary>
internal static class NearNames
{
    private const int MostListed = 10;

    /// <summary>A sentence to put behind a message, with a space before it: the nearest names, or else all when they are few.</summary>
    /// <param name="name">The name that is unknown.</param>
    /// <param name="known">The names that there are.</param>
    /// <param name="what">What they are, in the plural: <c>actions</c>.</param>
    public static string Hint(string name, IEnumerable<string> known, string what)
    {
        var all = known.Order(StringComparer.Ordinal).ToList();
        var near = Find(name, all);
        return near.Count > 0 ? $" Did you mean {string.Join(" or ", near.Select(n => $"'{n}'"))}?"
            : all.Count == 0 ? $" There are no {what}."
            : all.Count <= MostListed ? $" Known {what}: {string.Join(", ", all)}."
            : $" Known {what}: {string.Join(", ", all.Take(MostListed))}, and {all.Count - MostListed} more.";
    }

    /// <summary>At most three names that differ from the name in few letters, nearest first.</summary>
    public static IReadOnlyList<string> Find(string name, IEnumerable<string> known)
    {
        // Distances take time in proportion to both lengths; no name of ours is this long.
        if (name.Length > 128)
        {
            return [];
        }

        var most = Math.Max(1, Math.Min(3, name.Length / 3));
        return
        [
            .. known.Select(candidate => (Name: candidate, Distance: Distance(Plain(name), Plain(candidate))))
                .Where(candidate => candidate.Distance <= most)
                .OrderBy(candidate => candidate.Distance).ThenBy(candidate => candidate.Name, StringComparer.Ordinal)
                .Take(3)
                .Select(candidate => candidate.Name),
        ];
    }

    // Capitals and the marks between words are what people mix up first.
    private static string Plain(string name) => string.Concat(name.Where(char.IsLetterOrDigit)).ToLowerInvariant();

    private static int Distance(string left, string right)
    {
        var row = Enumerable.Range(0, right.Length + 1).ToArray();
        for (var i = 1; i <= left.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= right.Length; j++)
            {
                var changed = diagonal + (left[i - 1] == right[j - 1] ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.Min(changed, Math.Min(row[j], row[j - 1]) + 1);
            }
        }

        return row[^1];
    }
}
