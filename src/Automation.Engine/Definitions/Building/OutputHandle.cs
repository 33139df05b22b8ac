using System.Text.Json;

namespace Automation.Definitions;

/// <summary>The output of a node, or the part of it that one branch of a parallel node gave.</summary>
/// <param name="rule">The rule.</param>
/// <param name="node">The node.</param>
/// <param name="place">The block that it stands in.</param>
/// <param name="branch">The branch; null for the whole output.</param>
internal sealed class OutputHandle<T>(RuleIdentity rule, string node, BlockPlace place, string? branch = null) : ValueHandle<T>(rule, node, place)
{
    public override string Path => branch is null ? base.Path : $"{base.Path}.{branch}";

    public override bool TryRead(IRunScope scope, out JsonElement value) =>
        base.TryRead(scope, out value)
        && (branch is null || (value.ValueKind is JsonValueKind.Object && value.TryGetProperty(branch, out value)));
}
