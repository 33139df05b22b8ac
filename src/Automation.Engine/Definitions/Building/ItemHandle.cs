using System.Text.Json;

namespace Automation.Definitions;

/// <summary>The item that a loop is at.</summary>
internal sealed class ItemHandle<T>(RuleIdentity rule, string node) : ValueHandle<T>(rule, node, BlockPlace.Body)
{
    public override string Thing => $"the item of loop '{Node}'";

    public override string Path => $"items.{Node}";

    public override string Absence => "which exists in the loop's body only. Collect what the body makes of it, or use TryGet.";

    public override bool TryRead(IRunScope scope, out JsonElement value) => scope.TryGetItem(Node, out value);
}
