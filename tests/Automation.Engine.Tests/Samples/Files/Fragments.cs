namespace Automation.Engine.Tests.Samples;

/// <summary>Steps that several rules share: an extension method of a block.</summary>
internal static class Fragments
{
    public static Block<T> Announce<T>(this Block<T> block, string id, Func<RunView<T>, string> text) => block
        .Then(id + "-mark", run => new SetStatus(id, text(run)))
        .Then(id + "-tell", run => new SendMail("all", text(run)));
}
