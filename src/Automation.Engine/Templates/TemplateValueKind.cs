namespace Automation.Templates;

/// <summary>In which form a <see cref="TemplateValue"/> is kept.</summary>
internal enum TemplateValueKind
{
    /// <summary>Nothing is there.</summary>
    Missing,

    /// <summary>A JSON value of the source, as it is.</summary>
    Element,

    /// <summary>Text that a filter made.</summary>
    Text,

    /// <summary>A number that a filter made, as its text.</summary>
    Number,

    /// <summary>A list that a filter made of values of the source.</summary>
    List,
}
