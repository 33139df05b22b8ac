using Automation;

namespace Quickstart;

/// <summary>Compresses a stretch of a file into a file of the output folder.</summary>
[Action("file.pack")]
internal sealed record Pack(FileFound File, FilePart Part, string Target) : IAction<PackedFile>;
