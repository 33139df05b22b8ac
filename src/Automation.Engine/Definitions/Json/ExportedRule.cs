using System.Text.Json;

namespace Automation.Definitions.Json;

/// <summary>One rule of an exported document.</summary>
/// <param name="Json">The rule.</param>
/// <param name="Enabled">Whether it took part in matching.</param>
/// <param name="Settings">What the scope set for it; null when the document does not say.</param>
/// <param name="Pointer">Where it is in the document.</param>
internal sealed record ExportedRule(string Json, bool Enabled, JsonElement? Settings, string Pointer);
