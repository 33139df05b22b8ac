using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Automation.House.Snippets;

/// <summary>Compiles a piece of C# against the packages, as a user's project would: implicit usings, nullable, the current language.</summary>
internal static class Snippet
{
    private const string Usings = """
        global using System;
        global using System.Collections.Generic;
        global using System.IO;
        global using System.Linq;
        global using System.Net.Http;
        global using System.Threading;
        global using System.Threading.Tasks;
        """;

    private static readonly CSharpParseOptions Language = new(LanguageVersion.Default);

    // Everything that this test assembly was built with, the packages included.
    private static readonly List<MetadataReference> References =
    [
        .. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
            .Select(path => MetadataReference.CreateFromFile(path)),
    ];

    /// <summary>Compiles <paramref name="source"/>, which may have top-level statements.</summary>
    /// <returns>The errors as <c>CS0029 (3,5): text</c>; empty when it compiles.</returns>
    public static IReadOnlyList<string> Errors(string source, CancellationToken cancellationToken) =>
        Errors([source], OutputKind.ConsoleApplication, cancellationToken);

    /// <summary>Compiles several files together: a program when one has top-level statements, otherwise a library.</summary>
    /// <returns>The errors as <c>CS0029 (3,5): text</c>; empty when all compile.</returns>
    public static IReadOnlyList<string> Errors(IReadOnlyList<string> sources, CancellationToken cancellationToken)
    {
        var isProgram = sources.Any(source => CSharpSyntaxTree.ParseText(source, Language, cancellationToken: cancellationToken)
            .GetCompilationUnitRoot(cancellationToken).Members.OfType<GlobalStatementSyntax>().Any());
        return Errors(sources, isProgram ? OutputKind.ConsoleApplication : OutputKind.DynamicallyLinkedLibrary, cancellationToken);
    }

    private static IReadOnlyList<string> Errors(IEnumerable<string> sources, OutputKind kind, CancellationToken cancellationToken)
    {
        var trees = sources.Prepend(Usings).Select(source => CSharpSyntaxTree.ParseText(source, Language, cancellationToken: cancellationToken));
        var options = new CSharpCompilationOptions(kind, nullableContextOptions: NullableContextOptions.Enable);
        return
        [
            .. CSharpCompilation.Create("Snippet", trees, References, options).GetDiagnostics(cancellationToken)
                .Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error)
                .Select(diagnostic => $"{diagnostic.Id} {Place(diagnostic)}: {diagnostic.GetMessage()}"),
        ];
    }

    private static string Place(Diagnostic diagnostic)
    {
        var start = diagnostic.Location.GetLineSpan().StartLinePosition;
        return $"({start.Line + 1},{start.Character + 1})";
    }
}
