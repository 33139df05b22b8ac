namespace Automation.Definitions;

public sealed class LambdaTextTests
{
    [Theory]
    [InlineData("run => new CutOut(run.Input.AssetId)", "run => new CutOut(run.Input.AssetId)")]
    [InlineData("run => new CutOut(\n        run.Input.AssetId)", "run => new CutOut( run.Input.AssetId)")]
    [InlineData("run => new CutOut(\r\n\t\trun.Input.AssetId)", "run => new CutOut( run.Input.AssetId)")]
    [InlineData("run => new CutOut(   \n\n  run.Input.AssetId)", "run => new CutOut( run.Input.AssetId)")]
    [InlineData("run => \"two  spaces\"", "run => \"two  spaces\"")]
    [InlineData("MakeCutOut", "MakeCutOut")]
    [InlineData(null, "")]
    public void Of_IsOneLine(string? text, string expected) => LambdaText.Of(text).ShouldBe(expected);
}
