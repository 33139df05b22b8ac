namespace Automation.Storage;

/// <summary>A hash that is the same on every host and in every version: FNV-1a over the texts.</summary>
internal static class SpreadHash
{
    public static uint Of(params ReadOnlySpan<string> texts)
    {
        var hash = 2166136261u;
        for (var i = 0; i < texts.Length; i++)
        {
            hash = i == 0 ? hash : (hash ^ 0xFFFF) * 16777619;
            foreach (var unit in texts[i])
            {
                hash = (hash ^ unit) * 16777619;
            }
        }

        return hash ^ (hash >> 16);
    }
}
