namespace Automation.Engine.Tests.Samples;

/// <summary>The tool behind the handlers: hosts and tests register their own.</summary>
public interface IImageTool
{
    Task<ImageRef> CutAsync(string assetId, string idempotencyKey, CancellationToken cancellationToken);
}

public sealed class CutOutHandler(IImageTool tool) : IActionHandler<CutOut, ImageRef>
{
    public async Task<ImageRef> HandleAsync(CutOut action, StepContext context, CancellationToken cancellationToken) =>
        await tool.CutAsync(action.AssetId, context.IdempotencyKey, cancellationToken);
}

/// <summary>Handles several actions, as classes without dependencies may.</summary>
public sealed class AtlasHandlers : IActionHandler<PackAtlas, AtlasRef>, IActionHandler<SplitAtlas, AtlasRef>, IActionHandler<ExportAtlas, ExportRef>
{
    public Task<AtlasRef> HandleAsync(PackAtlas action, StepContext context, CancellationToken cancellationToken) =>
        Task.FromResult(new AtlasRef("atlas-" + action.AssetId, action.Image.Width));

    public Task<AtlasRef> HandleAsync(SplitAtlas action, StepContext context, CancellationToken cancellationToken) =>
        Task.FromResult(action.Atlas with { Sprites = action.MaxSprites });

    public Task<ExportRef> HandleAsync(ExportAtlas action, StepContext context, CancellationToken cancellationToken) =>
        Task.FromResult(new ExportRef($"https://cdn.example/{action.AtlasId}/{action.Profile}"));
}

public sealed class ApplyTagsHandler : IActionHandler<ApplyTags>
{
    public Task HandleAsync(ApplyTags action, StepContext context, CancellationToken cancellationToken)
    {
        context.Log(string.Join(", ", action.Add));
        return Task.CompletedTask;
    }
}

public sealed class SetStatusHandler : IActionHandler<SetStatus>
{
    public Task HandleAsync(SetStatus action, StepContext context, CancellationToken cancellationToken)
    {
        context.Log(action.Status);
        return Task.CompletedTask;
    }
}
