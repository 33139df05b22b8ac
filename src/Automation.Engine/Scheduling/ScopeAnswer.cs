namespace Automation.Scheduling;

/// <summary>What the host's directory said of a scope.</summary>
/// <param name="Zone">The zone: an IANA id in its own spelling, or, when nobody knows it, as the directory wrote it.</param>
/// <param name="Limits">The limits; null for those of the host.</param>
/// <param name="At">When it was said.</param>
/// <param name="Round">How often all scopes were to be asked anew until it was asked.</param>
internal sealed record ScopeAnswer(string Zone, ScopeLimits? Limits, long At, int Round);
