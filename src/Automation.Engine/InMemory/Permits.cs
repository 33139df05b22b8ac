namespace Automation.Storage;

/// <summary>Gives permits to the runs that wait for them.</summary>
internal static class Permits
{
    /// <summary>Makes runs of the scope ready as far as there is room: called after whatever may have made room or waiters.</summary>
    /// <returns>Whether one became ready.</returns>
    public static bool Grant(InMemoryDatabase data, string scope)
    {
        var any = false;
        while (data.Runs.Permits.NextOf(scope, id => data.Runs.Find(id)!) is { } next)
        {
            var run = data.Runs.Find(next)!;
            data.Runs.SetLive(run, run.Live! with { State = LiveState.Ready, HoldsPermit = true }, data.Undo);
            any = true;
        }

        return any;
    }

    /// <summary>What a run that was at rest becomes: ready, or, when it needs a permit first, blocked.</summary>
    public static LiveRecord Awake(LiveRecord live, bool withoutPermit) => live with
    {
        State = !live.Limited || live.HoldsPermit || withoutPermit ? LiveState.Ready : LiveState.Blocked,
        DueAt = null,
    };
}
