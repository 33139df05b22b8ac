namespace Automation;

/// <summary>What an <see cref="IScopeDirectory"/> says of a scope, when it is asked about many.</summary>
public sealed record ScopeDetails
{
    /// <summary>The time zone, as <see cref="IScopeDirectory.FindTimeZoneAsync"/> says it: an IANA id, or null for UTC.</summary>
    public string? TimeZone { get; init; }

    /// <summary>The limits, as <see cref="IScopeDirectory.FindLimitsAsync"/> says them; null for what <c>AutomationOptions</c> says. Of a directory without that method they do not count.</summary>
    public required ScopeLimits? Limits { get; init; }
}
