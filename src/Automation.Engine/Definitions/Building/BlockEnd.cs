namespace Automation;

/// <summary>The end of a block by <c>Stop</c> or <c>Fail</c>: nothing follows it.</summary>
public sealed class BlockEnd
{
    internal static readonly BlockEnd Instance = new();

    private BlockEnd()
    {
    }
}
