namespace Quickstart;

/// <summary>What a file, or a stretch of it, became in the output folder.</summary>
internal sealed record PackedFile(string Name, long Bytes, long PackedBytes);
