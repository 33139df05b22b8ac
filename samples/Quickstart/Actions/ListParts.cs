using Automation;

namespace Quickstart;

/// <summary>Writes the list of the parts that a large file was packed in.</summary>
[Action("file.list-parts")]
internal sealed record ListParts(FileFound File, IReadOnlyList<PackedFile> Parts) : IAction<PackedFile>;
