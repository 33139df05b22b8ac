namespace Automation.Diagnostics;

/// <summary>How long a loop waits from one failure to the next: twice as long each time, up to a bound. Whoever succeeds begins anew.</summary>
internal static class Backoff
{
    /// <summary>The wait after the next failure in a row.</summary>
    public static TimeSpan After(TimeSpan delay, TimeSpan longest) => delay * 2 < longest ? delay * 2 : longest;
}
