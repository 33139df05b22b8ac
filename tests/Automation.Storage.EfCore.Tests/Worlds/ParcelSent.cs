namespace Automation.Storage.EfCore.Tests.Worlds;

/// <summary>What a rule of the next build listens to.</summary>
[Event("parcel.sent")]
public sealed record ParcelSent(string Id);
