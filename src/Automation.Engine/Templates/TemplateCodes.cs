namespace Automation.Templates;

/// <summary>The codes of <see cref="TemplateException"/>. They are stored with failed steps and sent over HTTP: never rename one.</summary>
internal static class TemplateCodes
{
    /// <summary>The text of a template cannot be read.</summary>
    public const string Syntax = "template-syntax";

    /// <summary>A path begins with a word that is no root.</summary>
    public const string UnknownRoot = "unknown-root";

    public const string UnknownFilter = "unknown-filter";

    /// <summary>A filter has too few, too many or wrong arguments.</summary>
    public const string FilterArgument = "filter-argument";

    /// <summary>A filter was given a value that it cannot work on.</summary>
    public const string FilterInput = "filter-input";

    /// <summary>Nothing is at a path, and no filter <c>default</c> steps in.</summary>
    public const string MissingValue = "missing-value";

    /// <summary>What is rendered is larger than allowed.</summary>
    public const string TooLarge = "template-too-large";

    /// <summary>A rule has more placeholders than allowed.</summary>
    public const string TooManyPlaceholders = "too-many-placeholders";

    /// <summary>A value would change more of a URL than its own segment.</summary>
    public const string UnsafeUrl = "unsafe-url";

    /// <summary>A value has characters that no header may have.</summary>
    public const string UnsafeHeader = "unsafe-header";
}
