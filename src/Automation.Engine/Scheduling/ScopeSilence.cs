namespace Automation.Scheduling;

/// <summary>The directory is silent about a scope: it is left alone for a while.</summary>
/// <param name="Rest">For how long; nothing while it is being asked for the first time.</param>
/// <param name="Since">From when on.</param>
/// <param name="Round">How often all scopes were to be asked anew until it was asked.</param>
internal sealed record ScopeSilence(TimeSpan Rest, long Since, int Round);
