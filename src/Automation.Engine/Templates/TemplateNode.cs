using System.Text.Json;

namespace Automation.Templates;

/// <summary>A part of a <see cref="TemplateDocument"/>.</summary>
internal abstract class TemplateNode
{
    /// <summary>Writes the part with its templates rendered.</summary>
    public abstract void Write(Utf8JsonWriter writer, IValueSource values, CappedBuffer buffer);

    /// <summary>Writes the part as it was read, with its templates in one spelling.</summary>
    public abstract void WriteSource(Utf8JsonWriter writer);

    /// <summary>What the whole part is made of when nothing in it is rendered; null otherwise.</summary>
    public virtual byte[]? ConstantJson => null;

    public virtual void AddPaths(List<ValuePath> paths)
    {
    }
}
