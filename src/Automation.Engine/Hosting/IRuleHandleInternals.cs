using System.Text.Json;

namespace Automation.Hosting;

/// <summary>What the engine's own rule handles tell the typed extensions.</summary>
internal interface IRuleHandleInternals
{
    /// <summary>How values become JSON in this host.</summary>
    JsonSerializerOptions Json { get; }
}
