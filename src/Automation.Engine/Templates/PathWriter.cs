using System.Text;

namespace Automation.Templates;

/// <summary>Writes a path so that <see cref="PathReader"/> reads the same path again.</summary>
internal static class PathWriter
{
    public static string Write(ValuePath path)
    {
        var text = new StringBuilder(ValueRoots.Name(path.Root));
        foreach (var segment in path.Segments)
        {
            if (segment.Index >= 0)
            {
                text.Append('[').Append(segment.Name).Append(']');
            }
            else if (PathReader.IsBareName(segment.Name))
            {
                text.Append('.').Append(segment.Name);
            }
            else
            {
                text.Append('[').Append(QuotedText.Write(segment.Name)).Append(']');
            }
        }

        return text.ToString();
    }
}
