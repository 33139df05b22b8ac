namespace Quickstart;

/// <summary>A stretch of a file.</summary>
internal sealed record FilePart(int Number, long Offset, long Bytes)
{
    public static FilePart Whole(FileFound file) => new(0, 0, file.Bytes);

    public static IEnumerable<FilePart> Of(FileFound file, Sizes sizes)
    {
        var size = Math.Max(sizes.PartBytes, (file.Bytes + sizes.MostParts - 1) / sizes.MostParts);
        for (var (number, offset) = (0, 0L); offset < file.Bytes; number++, offset += size)
        {
            yield return new FilePart(number, offset, Math.Min(size, file.Bytes - offset));
        }
    }
}
