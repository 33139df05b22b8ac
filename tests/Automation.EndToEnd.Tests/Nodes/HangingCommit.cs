using Automation.Diagnostics;
using Automation.EndToEnd.Worlds;
using Automation.Storage;

namespace Automation.EndToEnd.Nodes;

/// <summary>A commit that hangs in the store until it is let go. Like a handler that runs, it is no work of the engine meanwhile: the world settles, and its clock can be moved.</summary>
internal sealed class HangingCommit
{
    /// <summary>The one who asked for the operation, and the writer.</summary>
    private const int Hands = 2;

    private readonly ActivityTracker _activity;
    private readonly Latch _hangs = new();
    private readonly Latch _free = new();

    private HangingCommit(ActivityTracker activity) => _activity = activity;

    /// <summary>The next commit with such an operation, which must be its only one, will hang.</summary>
    public static HangingCommit Next<TOperation>(World world, FaultPlan plan)
        where TOperation : StoreOperation
    {
        var commit = new HangingCommit(world.Engine.Activity);
        plan.BeforeCommit = async batch =>
        {
            if (batch.Operations is [TOperation])
            {
                plan.BeforeCommit = null;
                await commit.HangAsync();
            }
        };
        return commit;
    }

    public Task WaitAsync() => _hangs.WaitAsync();

    public void LetGo()
    {
        for (var hand = 0; hand < Hands; hand++)
        {
            _activity.HandlerEnds();
        }

        _free.Open();
    }

    private Task HangAsync()
    {
        for (var hand = 0; hand < Hands; hand++)
        {
            _activity.HandlerBegins();
        }

        _hangs.Open();
        return _free.WaitAsync();
    }
}
