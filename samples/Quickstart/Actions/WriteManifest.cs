using Automation;

namespace Quickstart;

/// <summary>Writes down what was found out about a file.</summary>
[Action("file.write-manifest")]
internal sealed record WriteManifest(FileFound File, string Sha256, TextFacts Text, PackedFile Packed) : IAction;
