using System.Text.Json;

namespace Automation;

/// <summary>How a run is to be run again.</summary>
public sealed record RerunOptions
{
    /// <summary>Where it begins, and with which input.</summary>
    /// <value>The default is <see cref="RerunMode.Same"/>.</value>
    public RerunMode Mode { get; init; } = RerunMode.Same;

    /// <summary>The other input, checked like that of a manual start; needed with <see cref="RerunMode.EditedInput"/>, and refused otherwise.</summary>
    public JsonElement? Input { get; init; }

    /// <summary>
    /// The id of the step to go on at; with <see cref="RerunMode.FromStep"/> only. In a loop it counts for every item. Null, the default: the step that failed,
    /// or whatever was under way when the run was cancelled.
    /// </summary>
    public string? Step { get; init; }

    /// <summary>
    /// Whether an at-most-once step with an uncertain outcome may be called again, although it may have happened. Asked with <see cref="RerunMode.FromStep"/> only:
    /// from the beginning, every step is called again.
    /// </summary>
    /// <value>The default is false: the re-run is refused.</value>
    public bool RepeatUncertain { get; init; }

    /// <summary>Whether the rule counts as it stands now, with the parameters that its scope has set. The code of a rule in C# always does.</summary>
    /// <value>The default is false: a stored rule counts in the version that the run belongs to, and the parameters are those that the run was created with.</value>
    public bool CurrentVersion { get; init; }

    /// <summary>The caller's key: the same key for the same run starts one re-run. 1 to 255 printable characters.</summary>
    /// <value>Null, the default: every call is another run.</value>
    public string? Key { get; init; }
}
