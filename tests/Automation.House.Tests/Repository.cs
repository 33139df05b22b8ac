using System.Reflection;

namespace Automation.House;

/// <summary>Where this repository lies, and what it builds.</summary>
internal static class Repository
{
    public static string Folder { get; } = typeof(Repository).Assembly
        .GetCustomAttributes<AssemblyMetadataAttribute>()
        .Single(metadata => metadata.Key == "RepositoryFolder").Value!;

    /// <summary>Gets the name of each package, which is the name of its folder, project and assembly.</summary>
    public static IReadOnlyList<string> Packages { get; } =
    [
        .. Directory.EnumerateFiles(Path.Combine(Folder, "src"), "*.csproj", SearchOption.AllDirectories)
            .Select(file => Path.GetFileNameWithoutExtension(file))
            .Order(StringComparer.Ordinal),
    ];

    /// <summary>Gets the packages as rows of a theory.</summary>
    public static TheoryData<string> PackageRows { get; } = new(Packages);

    public static string ProjectFile(string package) => Path.Combine(Folder, "src", package, package + ".csproj");
}
