using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using System.Runtime.CompilerServices;
using System.Xml.Linq;

namespace Automation.House.Conventions;

/// <summary>References between the packages point down only.</summary>
public sealed class ArrowTests
{
    private const string Abstractions = "Automation.Abstractions";
    private const string Engine = "Automation.Engine";
    private const string Container = "Microsoft.Extensions.DependencyInjection.Abstractions";
    private const string Logging = "Microsoft.Extensions.Logging.Abstractions";

    /// <summary>What each package may reference of the others. A new package says here where it stands.</summary>
    private static readonly Dictionary<string, string[]> Below = new(StringComparer.Ordinal)
    {
        [Abstractions] = [],
        [Engine] = [Abstractions],
        ["Automation.Storage.EfCore"] = [Abstractions],
        ["Automation.Storage.Sqlite"] = [Abstractions],
        ["Automation.Testing"] = [Abstractions, Engine],
    };

    [Theory]
    [MemberData(nameof(Repository.PackageRows), MemberType = typeof(Repository))]
    public void Package_ReferencesOnlyWhatLiesBelow(string package)
    {
        Below.ShouldContainKey(package, $"Say in {nameof(ArrowTests)}.{nameof(Below)} what {package} may reference.");
        var declared = References(package, "ProjectReference").Select(path => Path.GetFileNameWithoutExtension(path.Replace('\\', '/')));
        var compiled = Assembly.Load(package).GetReferencedAssemblies().Select(name => name.Name!)
            .Where(name => name.StartsWith("Automation.", StringComparison.Ordinal));

        declared.Concat(compiled).Distinct().Except(Below[package]).ShouldBeEmpty();
    }

    [Fact]
    public void Abstractions_KnowOnlyTheSystem_TheContainersAbstractions_AndLogLevel()
    {
        References(Abstractions, "PackageReference").Except([Container, Logging]).ShouldBeEmpty();
        Assembly.Load(Abstractions).GetReferencedAssemblies().Select(name => name.Name!)
            .Where(name => name is not (Container or Logging or "System") && !name.StartsWith("System.", StringComparison.Ordinal))
            .ShouldBeEmpty();

        // A line that a handler wrote has a level; a logger has no place among plain types.
        TypesFrom(Logging, Abstractions).Except(["LogLevel"]).ShouldBeEmpty();
    }

    [Fact]
    public void Abstractions_ShowTheirInternalsToNobody() =>
        Assembly.Load(Abstractions).GetCustomAttributes<InternalsVisibleToAttribute>().ShouldBeEmpty();

    private static IEnumerable<string> References(string package, string kind) =>
        XDocument.Load(Repository.ProjectFile(package)).Descendants(kind).Select(reference => (string)reference.Attribute("Include")!);

    /// <summary>Reads which types of <paramref name="library"/> the compiled <paramref name="package"/> mentions.</summary>
    private static List<string> TypesFrom(string library, string package)
    {
        using var file = new PEReader(File.OpenRead(Assembly.Load(package).Location));
        var metadata = file.GetMetadataReader();
        return
        [
            .. metadata.TypeReferences.Select(metadata.GetTypeReference)
                .Where(type => type.ResolutionScope.Kind == HandleKind.AssemblyReference
                    && metadata.GetString(metadata.GetAssemblyReference((AssemblyReferenceHandle)type.ResolutionScope).Name) == library)
                .Select(type => metadata.GetString(type.Name)),
        ];
    }
}
