namespace Quickstart;

/// <summary>Finds the files to work on.</summary>
internal static class InputFolder
{
    // Hidden files are passed over; a folder that may not be read is an error, not an empty folder.
    private static readonly EnumerationOptions Visible = new() { IgnoreInaccessible = false };

    /// <exception cref="UsageException">The folder is missing, or holds no file.</exception>
    public static IReadOnlyList<FileFound> List(CommandLine options)
    {
        var folder = new DirectoryInfo(options.Folder);
        if (!folder.Exists)
        {
            throw new UsageException($"There is no folder '{options.Folder}'.");
        }

        var files = Walk(folder, options.Output).Select(file => FileFound.Of(file, folder)).OrderBy(file => file.Name, StringComparer.Ordinal).ToList();
        return files.Count > 0 ? files : throw new UsageException($"The folder '{options.Folder}' holds no files.");
    }

    private static IEnumerable<FileInfo> Walk(DirectoryInfo folder, string output) =>
        folder.EnumerateFiles("*", Visible).Concat(folder.EnumerateDirectories("*", Visible)
            .Where(inner => inner.LinkTarget is null && inner.FullName != output)
            .SelectMany(inner => Walk(inner, output)));
}
