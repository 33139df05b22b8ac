using System.Text.Json;

namespace Automation.Definitions;

/// <summary>The failure that an OnFailure block handles.</summary>
/// <param name="rule">The rule.</param>
/// <param name="block">The name of the OnFailure block.</param>
internal sealed class FailureHandle(RuleIdentity rule, string block) : ValueHandle<StepError>(rule, block, BlockPlace.Body)
{
    public override string Thing => "the failure";

    public override string Path => "failure";

    public override string Absence => $"which exists in '{Node}' only. Use TryGet where there may be none.";

    public override bool TryRead(IRunScope scope, out JsonElement value)
    {
        value = scope.Failure is { } failure ? JsonSerializer.SerializeToElement(failure, scope.Json) : default;
        return scope.Failure is not null;
    }
}
