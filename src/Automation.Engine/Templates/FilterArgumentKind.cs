namespace Automation.Templates;

/// <summary>What a filter takes as an argument.</summary>
internal enum FilterArgumentKind
{
    Any,
    Text,

    /// <summary>A whole number from 0 on.</summary>
    Count,

    /// <summary>A custom or standard .NET format of date and time.</summary>
    DateFormat,

    /// <summary>The id of a time zone of this machine.</summary>
    TimeZone,
}
