using System.Text;
using System.Text.Json;
using Automation.Engine.Tests.Settings;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Automation.Engine.Tests.Client;

/// <summary>What is said names what is meant, and the way out.</summary>
public sealed class MessageTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    // Fault: whoever misspells a name is told to save a rule.
    [Fact]
    public async Task RuleThatIsNotThere_IsToldWithTheOneThatIsMeant()
    {
        await using var test = await SettingWorld.StartAsync();
        var home = test.In(SettingWorld.Home);

        (await NotFoundAsync(() => home.Rule("stord").GetSettingsAsync(Token))).ShouldBe(("stored", "Scope 'home' has no rule 'stord'. Did you mean 'stored'?"));
        (await NotFoundAsync(() => home.Rule("Code").RunJsonAsync(JsonElement.Parse("{}"), cancellationToken: Token))).ShouldBe(("code", "Scope 'home' has no rule 'Code'. Did you mean 'code'?"));
        (await NotFoundAsync(() => home.Rule("cod").PreviewAsync(new PreviewInput.Value(JsonElement.Parse("{}")), Token))).Nearest.ShouldBe("code");
        (await NotFoundAsync(() => home.Rules.DuplicateAsync("stored-1", "copy", cancellationToken: Token))).Nearest.ShouldBe("stored");
        (await NotFoundAsync(() => test.In("other").Rule("stord").GetSettingsAsync(Token))).ShouldBe((null, "Scope 'other' has no rule 'stord'. Register it with AddRule, or save it with Rules.SaveAsync."));
        (await NotFoundAsync(() => test.SharedRules.EnableAsync("cod", cancellationToken: Token))).ShouldBe((null, "No rule 'cod' is stored for all scopes. Save it with SharedRules.SaveAsync."));
    }

    [Fact]
    public async Task PayloadThatIsRefused_IsToldWithItsEvent_AndAnInputWithItsRule()
    {
        await using var test = await SettingWorld.StartAsync();
        var home = test.In(SettingWorld.Home);
        var large = Encoding.UTF8.GetBytes($"\"{new string('x', 256 * 1024)}\"");
        string[] messages =
        [
            await MessageAsync(() => home.PublishJsonAsync("order.unknown", large, cancellationToken: Token)),
            await MessageAsync(() => home.PublishAsync(new OrderPlaced(new string('x', 256 * 1024)), cancellationToken: Token)),
            await MessageAsync(() => home.PublishJsonAsync("order.placed", "{"u8.ToArray(), cancellationToken: Token)),
            await MessageAsync(() => home.Rule("code").RunJsonAsync(JsonElement.Parse(large), cancellationToken: Token)),
        ];

        messages[0].ShouldBe("The payload of event 'order.unknown': the document has 262146 bytes; at most 262144 are allowed.");
        messages[1].ShouldStartWith("The payload of event 'order.placed': the document has ");
        messages[2].ShouldStartWith("The payload of event 'order.placed': the document is not valid JSON at line 1");
        messages[3].ShouldBe("The input of rule 'code': the document has 262146 bytes; at most 262144 are allowed.");

        static async Task<string> MessageAsync(Func<Task> call) => (await Should.ThrowAsync<EventRejectedException>(call)).Message;
    }

    // Fault: there are no pages to ask for.
    [Fact]
    public async Task LimitOfOccurrences_SpeaksOfNoPages()
    {
        await using var test = await SettingWorld.StartAsync();

        (await Should.ThrowAsync<ArgumentOutOfRangeException>(() => test.In(SettingWorld.Home).Rule("code").ListOccurrencesAsync(0, Token))).Message.ShouldStartWith("The limit is 0; 1 to 1000 is allowed. (");
    }

    [Fact]
    public async Task CheckOfServicesWithoutAutomations_SaysWhatIsMissing()
    {
        await using var services = new ServiceCollection().BuildServiceProvider();

        (await Should.ThrowAsync<InvalidOperationException>(() => services.CheckAutomationAsync(cancellationToken: Token))).Message.ShouldBe(
            "These services have no automations. Call services.AddAutomation(…), as the host does, before they are built.");
    }

    // Fault: a period stands in the options, and nothing is limited.
    [Fact]
    public void PeriodWithoutABudget_IsAFaultOfTheOptions()
    {
        using var services = new ServiceCollection().AddAutomation(builder => builder.UseInMemory().Configure(options => options.BudgetPerScopePeriod = BudgetPeriod.Day)).BuildServiceProvider();

        Should.Throw<OptionsValidationException>(() => services.GetRequiredService<IOptions<AutomationOptions>>().Value).Failures.ShouldBe(
            ["AutomationOptions.BudgetPerScopePeriod is Day, but scopes have no budget. Set AutomationOptions.BudgetPerScope, or leave it out."]);
    }

    // Faults: a text that a store cannot keep is refused or lost; or what is kept is another amount than is said.
    [Fact]
    public async Task LongAuthorsAndReasons_AreCut_WhereTheySayIt()
    {
        await using var test = await SettingWorld.StartAsync();
        var (author, reason) = (new string('é', 500), new string('é', 1000));
        var (keptAuthor, keptReason) = (Kept('é', TextLimits.AuthorBytes), Kept('é', TextLimits.ReasonBytes));
        var home = test.In(SettingWorld.Home);
        var rule = home.Rule("stored");

        (await rule.DisableAsync(new() { Author = author, Reason = reason }, Token)).Stops.Single().ShouldSatisfyAllConditions(stop => (stop.Author, stop.Reason).ShouldBe((keptAuthor, keptReason)));
        (await rule.PauseAsync(null, new() { Author = author, Reason = reason }, Token)).Pause!.ShouldSatisfyAllConditions(pause => (pause.Author, pause.Reason).ShouldBe((keptAuthor, keptReason)));
        (await home.Rules.SaveAsync(SettingWorld.StoredRule.Replace("greater_than", "less_than"), new() { Author = author }, Token)).Author.ShouldBe(keptAuthor);
        await home.OverrideSubjectAsync("1", reason, author, Token);
        (await home.ListOverriddenSubjectsAsync(Token)).Single().ShouldSatisfyAllConditions(standing => (standing.Author, standing.Reason).ShouldBe((keptAuthor, keptReason)));
        (await rule.EnableAsync(new() { Author = "a\0b\ud800" }, Token)).Author.ShouldBe("a\ufffdb\ufffd");

        // With the mark of the cut, which has three bytes.
        static string Kept(char letter, int bytes) => new string(letter, (bytes - 3) / 2) + "…";
    }

    private static async Task<(string? Nearest, string Message)> NotFoundAsync(Func<Task> call)
    {
        var fault = await Should.ThrowAsync<RuleNotFoundException>(call);
        return (fault.Nearest, fault.Message);
    }
}
