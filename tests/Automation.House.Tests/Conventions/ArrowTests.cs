using System.Reflection;
using System.Runtime.CompilerServices;
using System.Xml.Linq;

namespace Automation.House.Conventions;

/// <summary>References between the packages point down only.</summary>
public sealed class ArrowTests
{
    private const string Abstractions = "Automation.Abstractions";
    private const string Engine = "Automation.Engine";

    /// <summary>What each package may reference of the others. A new package says here where it stands.</summary>
    private static readonly Dictionary<string, string[]> Below = new(StringComparer.Ordinal)
    {
        [Abstractions] = [],
        [Engine] = [Abstractions],
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
    public void Abstractions_KnowOnlyTheSystemAndTheContainersAbstractions()
    {
        const string Container = "Microsoft.Extensions.DependencyInjection.Abstractions";

        References(Abstractions, "PackageReference").ShouldBe([Container]);
        Assembly.Load(Abstractions).GetReferencedAssemblies().Select(name => name.Name!)
            .Where(name => name != Container && name != "System" && !name.StartsWith("System.", StringComparison.Ordinal))
            .ShouldBeEmpty();
    }

    [Fact]
    public void Abstractions_ShowTheirInternalsToNobody() =>
        Assembly.Load(Abstractions).GetCustomAttributes<InternalsVisibleToAttribute>().ShouldBeEmpty();

    private static IEnumerable<string> References(string package, string kind) =>
        XDocument.Load(Repository.ProjectFile(package)).Descendants(kind).Select(reference => (string)reference.Attribute("Include")!);
}
