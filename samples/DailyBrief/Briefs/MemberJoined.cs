using Automation;

namespace DailyBrief.Briefs;

/// <summary>Somebody joined the tenant's team.</summary>
[Event("member.joined")]
internal sealed record MemberJoined(string Name);
