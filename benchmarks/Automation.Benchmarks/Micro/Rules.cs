using Automation.Definitions;
using Automation.Definitions.Json;

namespace Automation.Benchmarks.Micro;

/// <summary>Rules of the benchmarks, without handlers.</summary>
internal static class Rules
{
    private static readonly RuleJsonReader Reader = new();

    public static RuleDefinition Read(string json) => Reader.Read(json).RuleOrThrow();
}
