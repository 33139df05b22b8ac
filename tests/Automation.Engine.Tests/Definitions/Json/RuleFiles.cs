namespace Automation.Definitions.Json;

/// <summary>The files of the repository that the documentation shows.</summary>
internal static class RuleFiles
{
    /// <summary>The folder with the documentation.</summary>
    public static string Docs { get; } = Path.Combine(Root(), "docs");

    /// <summary>Every rule of the documentation, by path below <see cref="Docs"/>.</summary>
    public static TheoryData<string> All() =>
        [.. Directory.EnumerateFiles(Path.Combine(Docs, "rules"), "*.json").Order().Select(file => Path.GetRelativePath(Docs, file).Replace('\\', '/'))];

    public static string Read(string file) => File.ReadAllText(Path.Combine(Docs, file)).ReplaceLineEndings("\n");

    private static string Root()
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "Automation.sln")))
        {
            folder = Path.GetDirectoryName(folder) ?? throw new InvalidOperationException("The tests run outside of the repository.");
        }

        return folder;
    }
}
