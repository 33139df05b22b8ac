using Automation;

namespace Quickstart;

/// <summary>Takes the SHA-256 of a file, as hexadecimal digits.</summary>
[Action("file.checksum")]
internal sealed record TakeChecksum(FileFound File) : IAction<string>;
