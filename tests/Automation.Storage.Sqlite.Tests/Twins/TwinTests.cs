namespace Automation.Storage.Sqlite.Tests.Twins;

/// <summary>Long random stories, told to the store in memory and to the one on disk: every answer on the way is the same.</summary>
public sealed class TwinTests
{
    /// <summary>More find more; 360 were told without a difference when this was written.</summary>
    private const int Stories = 12;

    [Fact]
    public async Task RandomStories_AreAnsweredAlike()
    {
        var happened = new Dictionary<string, int>();
        for (var seed = 1; seed <= Stories; seed++)
        {
            await using var twin = new Twin();
            await twin.OpenAsync();
            var teller = new StoryTeller(twin, new Random(seed), happened);
            await teller.TellAsync(150);
        }

        // A story in which nothing succeeds proves nothing.
        foreach (var kind in StoryTeller.Kinds)
        {
            happened.GetValueOrDefault(kind).ShouldBeGreaterThan(0, kind);
        }
    }
}
