namespace Automation.Engine.Tests.Samples;

[Action("image.cutout")] public sealed record CutOut(string AssetId) : IAction<ImageRef>;

[Action("atlas.pack")] public sealed record PackAtlas(string AssetId, ImageRef Image) : IAction<AtlasRef>;

[Action("atlas.split")] public sealed record SplitAtlas(AtlasRef Atlas, int MaxSprites) : IAction<AtlasRef>;

[Action("atlas.export")] public sealed record ExportAtlas(string AtlasId, string Profile) : IAction<ExportRef>;

[Action("asset.apply-tags")] public sealed record ApplyTags(string AssetId, IReadOnlyList<string> Add) : IAction;

[Action("asset.set-status")] public sealed record SetStatus(string AssetId, string Status) : IAction;

public sealed record ImageRef(string Id, int Width);

public sealed record AtlasRef(string Id, int Sprites);

public sealed record ExportRef(string Url);
