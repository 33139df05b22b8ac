namespace Automation.Definitions.Json;

public sealed class NearNamesTests
{
    [Theory]
    [InlineData("image.cut-out", " Did you mean 'image.cutout'?")]
    [InlineData("imageCutout", " Did you mean 'image.cutout'?")]
    [InlineData("mail.sent", " Did you mean 'mail.send'?")]
    [InlineData("atlas.packs", " Did you mean 'atlas.pack' or 'atlas.pick'?")]
    [InlineData("nothing", " Known actions: atlas.pack, atlas.pick, image.cutout, mail.send.")]
    public void Hint_NamesWhatIsNear_OrAll(string name, string hint) =>
        NearNames.Hint(name, ["mail.send", "image.cutout", "atlas.pack", "atlas.pick"], "actions").ShouldBe(hint);

    [Fact]
    public void Hint_WhereThereAreManyOrNone_StaysShort()
    {
        NearNames.Hint("x", Enumerable.Range(10, 15).Select(i => $"name-{i}"), "actions")
            .ShouldBe(" Known actions: name-10, name-11, name-12, name-13, name-14, name-15, name-16, name-17, name-18, name-19, and 5 more.");
        NearNames.Hint("x", [], "actions").ShouldBe(" There are no actions.");
        NearNames.Find(new string('x', 100_000), [new string('x', 100_000)]).ShouldBeEmpty();
    }
}
