namespace Automation.Engine.Tests.Samples;

[Event("asset.approved", Subject = nameof(AssetId))] public sealed record AssetApproved(string AssetId, string Kind, string VersionId);

[Event("asset.reviewed", Subject = nameof(AssetId))] public sealed record AssetReviewed(string AssetId, bool Accepted, string By);

[Event("atlas.ready", Subject = nameof(AtlasId))] public sealed record AtlasReady(string AtlasId);

[Event("spec.refined", Subject = nameof(SpecId))] public sealed record SpecRefined(string SpecId);
