namespace Automation.Previewing;

/// <summary>A lambda or template asked for what only a run can tell.</summary>
/// <param name="dependsOn">The ids of the steps whose results that is.</param>
internal sealed class UnknownValueException(IReadOnlyList<string> dependsOn) : Exception($"The result of step '{string.Join("', '", dependsOn)}' is not known in a preview.")
{
    public IReadOnlyList<string> DependsOn { get; } = dependsOn;
}
