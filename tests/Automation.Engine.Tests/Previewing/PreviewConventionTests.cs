using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Automation.Previewing;
using Automation.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace Automation.Engine.Tests.Previewing;

/// <summary>Whoever adds a call to the client says here whether it only reads; every other one refuses inside a preview, whatever it is given.</summary>
public sealed class PreviewConventionTests
{
    private static readonly Type[] Clients = [typeof(IScopedAutomation), typeof(IRuleHandle), typeof(IStoredRules), typeof(IScopedRules), typeof(ISharedRules), typeof(IScopedWebhooks)];

    private static readonly string[] Reads =
    [
        "IScopedAutomation.FindRunAsync", "IScopedAutomation.ListBudgetsAsync", "IScopedAutomation.ListDebouncedAsync", "IScopedAutomation.ListEventsAsync", "IScopedAutomation.ListLogAsync", "IScopedAutomation.ListOverriddenSubjectsAsync",
        "IScopedAutomation.ListRulesAsync", "IScopedAutomation.ListRunsAsync", "IScopedAutomation.ListSchedulesAsync", "IScopedAutomation.WhyAsync",
        "IRuleHandle.BacktestAsync", "IRuleHandle.ExportAsync", "IRuleHandle.FindBreakerAsync", "IRuleHandle.GetSettingsAsync", "IRuleHandle.ListOccurrencesAsync", "IRuleHandle.PreviewAsync", "IRuleHandle.ShowAsync", "IRuleHandle.WhyAsync",
        "IStoredRules.CheckAsync", "IStoredRules.CompareAsync", "IStoredRules.ExportAsync", "IStoredRules.FindAsync", "IStoredRules.ListAsync", "IStoredRules.ListPreviewsAsync", "IStoredRules.ListVersionsAsync",
        "IScopedRules.BacktestAsync", "IScopedRules.PreviewAsync", "ISharedRules.BacktestAsync", "ISharedRules.GetSettingsAsync", "ISharedRules.PreviewAsync", "IScopedWebhooks.ListAsync",
    ];

    public static TheoryData<string> Calls => [.. Methods.Select(NameOf).Distinct()];

    private static IEnumerable<MethodInfo> Methods => Clients.SelectMany(client => client.GetMethods()).Where(method => typeof(Task).IsAssignableFrom(method.ReturnType));

    [Theory]
    [MemberData(nameof(Calls))]
    public async Task Call_InsideAPreview_IsRefused_UnlessItOnlyReads(string call)
    {
        await using var test = await AutomationTest.StartAsync(
            automation => automation.AddRule<Noted>("rule", rule => rule.OnEvent<Noted>().Delay("rest", TimeSpan.FromMinutes(1))), cancellationToken: TestContext.Current.CancellationToken);
        var scope = test.In("p");
        using var mark = PreviewMark.Enter();

        foreach (var method in Methods.Where(method => NameOf(method) == call))
        {
            object[] clients = method.DeclaringType == typeof(IStoredRules) ? [scope.Rules, test.SharedRules] : method.DeclaringType == typeof(IScopedRules) ? [scope.Rules]
                : method.DeclaringType == typeof(IScopedWebhooks) ? [scope.Webhooks]
                : method.DeclaringType == typeof(ISharedRules) ? [test.SharedRules] : method.DeclaringType == typeof(IRuleHandle) ? [scope.Rule("rule")] : [scope];
            foreach (var client in clients)
            {
                (await IsRefusedAsync(client, method)).ShouldBe(!Reads.Contains(call), method.ToString());
            }
        }
    }

    [Fact]
    public void Reads_AreAllCalls() => Reads.ShouldBeSubsetOf(Methods.Select(NameOf));

    private static string NameOf(MethodInfo method) => $"{method.DeclaringType!.Name}.{method.Name}";

    private static async Task<bool> IsRefusedAsync(object client, MethodInfo method)
    {
        var made = method.IsGenericMethodDefinition ? method.MakeGenericMethod(typeof(Noted)) : method;
        try
        {
            await (Task)made.Invoke(client, BindingFlags.DoNotWrapExceptions, null, [.. made.GetParameters().Select(ValueOf)], null)!;
            return false;
        }
        catch (PreviewWriteException)
        {
            return true;
        }
        catch (Exception exception) when (exception is not PreviewWriteException)
        {
            // What it was given is nonsense to it.
            return false;
        }
    }

    /// <summary>What is enough for a call to come as far as its change.</summary>
    private static object? ValueOf(ParameterInfo parameter) => parameter switch
    {
        { ParameterType: var type } when type == typeof(Noted) => new Noted("1"),
        { ParameterType: var type } when type == typeof(CancellationToken) => TestContext.Current.CancellationToken,
        { HasDefaultValue: true } => parameter.DefaultValue,
        { ParameterType: var type } when type == typeof(string) => "preview.noted",
        { ParameterType: var type } when type == typeof(JsonElement) => JsonElement.Parse("""{"id":"1"}"""),
        { ParameterType: var type } when type == typeof(ReadOnlyMemory<byte>) => new ReadOnlyMemory<byte>("""{"id":"1"}"""u8.ToArray()),
        { ParameterType: var type } when type == typeof(CompletionToken) => new CompletionToken(default, new StepPath("step"), 1),
        { ParameterType: var type } when type == typeof(IReadOnlyDictionary<string, JsonElement>) => new Dictionary<string, JsonElement>(),
        { ParameterType: var type } => RuntimeHelpers.GetUninitializedObject(type),
    };

    [Event("preview.noted")]
    public sealed record Noted(string Id);
}
