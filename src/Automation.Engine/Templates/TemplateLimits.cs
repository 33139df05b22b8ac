namespace Automation.Templates;

/// <summary>How much a rule's templates may hold and make.</summary>
internal static class TemplateLimits
{
    /// <summary>Version of the template language; recorded with rules, raised when a stored template would render differently.</summary>
    public const int LanguageVersion = 1;

    /// <summary>Placeholders in one rule document, all its templates together.</summary>
    public const int MaxPlaceholders = 200;

    /// <summary>Filters behind one another in one placeholder.</summary>
    public const int MaxFilters = 16;

    /// <summary>Characters of one path as written.</summary>
    public const int MaxPathLength = 512;

    /// <summary>Bytes that one rendering may make, and each value on the way to it.</summary>
    public const int MaxOutputBytes = 256 * 1024;
}
