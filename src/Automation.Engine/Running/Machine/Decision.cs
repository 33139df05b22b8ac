using System.Text.Json;

namespace Automation.Running.Machine;

/// <summary>One answer of a lambda or template, recorded so that it is never asked for again.</summary>
internal readonly record struct Decision(string Kind, string Path, JsonElement Value);
