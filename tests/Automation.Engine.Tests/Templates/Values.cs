using System.Text.Json;
using Automation.Templates;

namespace Automation.Engine.Tests.Templates;

/// <summary>Sources of values for tests.</summary>
internal static class Values
{
    public static readonly RootValues None = new();

    public static RootValues Input(string json) => new() { [ValueRoot.Input] = JsonElement.Parse(json) };
}
