namespace Automation.Storage;

/// <summary>A column of text. Refuses what PostgreSQL cannot keep before anything is sent.</summary>
internal readonly struct TextColumn(List<string?> values, string what)
{
    public int Count => values.Count;

    public void Add(string? text)
    {
        PostgresText.Check(text, what);
        values.Add(text);
    }
}
