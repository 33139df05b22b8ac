using System.Text;
using Automation.Webhooks;

namespace Automation.Engine.Tests.Webhooks;

/// <summary>The time of a refusal does not tell whether there is such a webhook (THREATS 17 and 23). With <c>AUTOMATION_LONG=1</c>, since it measures.</summary>
public sealed class VerifierTimeTests
{
    private const int Calls = 20_000;
    private const string Secret = "the-secret-of-the-sender-0123456";

    private static readonly DateTimeOffset Now = DateTimeOffset.UnixEpoch.AddYears(60);
    private static readonly byte[] Body = Encoding.UTF8.GetBytes(WebhookRules.Order17);

    // Fault: an unknown webhook is refused before anything is computed. Where a comparison ends is too little to be measured here; see ComparisonConventionTests.
    [Fact]
    public void Refusal_TakesAsLong_WhateverIsWrong()
    {
        Assert.SkipUnless(Environment.GetEnvironmentVariable("AUTOMATION_LONG") == "1", "Set AUTOMATION_LONG=1 to measure.");
        var sender = new Sender(Secret, new Automation.Testing.ManualClock(Now));
        var right = sender.Headers("msg_1", WebhookRules.Order17);
        var signature = right["webhook-signature"];
        WebhookHeaders Signed(string by) => new("msg_1", right["webhook-timestamp"], by, null, null);
        WebhookHeaders Told(string secret) => new(null, null, null, secret, null);
        var stored = new WebhookBody { Check = (int)WebhookCheck.Signature, Secret = Secret, CreatedAt = Now }.Write();
        var plain = new WebhookBody { Check = (int)WebhookCheck.Secret, Secret = Secret, CreatedAt = Now }.Write();
        var (first, last) = (Signed("v1," + Other(signature[3]) + signature[4..]), Signed(signature[..^2] + Other(signature[^2]) + "="));

        Compare(stored, first, stored, last);
        Compare(plain, Told(Other(Secret[0]) + Secret[1..]), plain, Told(Secret[..^1] + Other(Secret[^1])));
        Compare(new WebhookBody { Check = (int)WebhookCheck.Signature, Secret = WebhookText.NewSecret(), CreatedAt = Now }.Write(), first, null, first);
    }

    private static void Compare(string? one, WebhookHeaders sent, string? other, WebhookHeaders alsoSent)
    {
        var (times, otherTimes) = (new List<long>(Calls), new List<long>(Calls));
        for (var call = 0; call < Calls; call++)
        {
            times.Add(TimeOf(one, sent));
            otherTimes.Add(TimeOf(other, alsoSent));
        }

        times.Sort();
        otherTimes.Sort();
        ((double)times[Calls / 2] / otherTimes[Calls / 2]).ShouldBeInRange(0.98, 1.02);
    }

    private static long TimeOf(string? stored, WebhookHeaders headers)
    {
        var began = TimeProvider.System.GetTimestamp();
        WebhookVerifier.Verify(stored, headers, Body, Now, out _).ShouldBeNull();
        return TimeProvider.System.GetTimestamp() - began;
    }

    private static string Other(char letter) => letter == 'B' ? "C" : "B";
}
