using System.Text.Json;

namespace Automation.Hosting;

/// <summary>What the engine's own rule handles tell the typed extensions.</summary>
internal interface IRuleHandleInternals
{
    /// <summary>How values become JSON in this host.</summary>
    JsonSerializerOptions Json { get; }

    /// <summary>Previews the rule with an event that a class of the host's wrote: like one that is published so, it is not checked as JSON from outside is.</summary>
    Task<PreviewReport> PreviewOwnAsync(PreviewInput.Event input, CancellationToken cancellationToken);
}
