using System.Text.Json;
using Automation.Storage;
using Automation.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace Automation.Engine.Tests.Intake;

/// <summary>Runs that are started by hand: what they are about, and what a refusal is decided by.</summary>
public sealed class ManualStartTests
{
    private static readonly JsonElement Order17 = JsonElement.Parse("""{ "id": "17" }""");

    [Event("order.placed", Subject = nameof(Id))]
    public sealed record OrderPlaced(string Id);

    [Action("note")]
    public sealed record Note(string Text) : IAction;

    // Fault: a refusal is decided by what the host remembers of the scope, and nothing tells that it is outdated, since nothing is stored.
    [Fact]
    public async Task SubjectThatIsReleased_IsStartedAndRunAgain_OnEveryHost()
    {
        var database = new InMemoryDatabase();
        await using var here = await StartAsync(database);
        await using var there = await StartAsync(database);
        var former = (await here.In("p").Rule("code").RunJsonAsync(Order17, new() { Subject = "17" })).RunId;
        await here.RunUntilIdleAsync();
        await here.In("p").OverrideSubjectAsync("17");
        foreach (var host in new[] { here, there })
        {
            (await Should.ThrowAsync<EventRejectedException>(() => host.In("p").Rule("code").RunJsonAsync(Order17, new() { Subject = "17" }))).Code.ShouldBe("subject-overridden");
            (await Should.ThrowAsync<EventRejectedException>(() => host.In("p").RerunAsync(former))).Code.ShouldBe("subject-overridden");
        }

        await here.In("p").ReleaseSubjectAsync("17");

        foreach (var host in new[] { there, here })
        {
            (await host.In("p").RerunAsync(former)).Duplicate.ShouldBeFalse();
        }

        await here.In("p").OverrideSubjectAsync("17");
        await Should.ThrowAsync<EventRejectedException>(() => there.In("p").Rule("code").RunJsonAsync(Order17, new() { Subject = "17" }));
        await here.In("p").ReleaseSubjectAsync("17");
        (await there.In("p").Rule("code").RunJsonAsync(Order17, new() { Subject = "17" })).Duplicate.ShouldBeFalse();
    }

    [Fact]
    public async Task StoredRuleWhoseTemplateFaulted_StartsOnceItIsSavedAnew()
    {
        await using var test = await StartAsync();
        await test.In("p").Rules.SaveAsync(Stored("{{ input.id | round }}"));
        await Should.ThrowAsync<Exception>(() => test.In("p").Rule("stored").RunJsonAsync(JsonElement.Parse("""{ "id": "a" }""")));

        await test.In("p").Rules.SaveAsync(Stored("{{ input.id | upper }}"));

        var run = await test.In("p").Rule("stored").RunJsonAsync(JsonElement.Parse("""{ "id": "a" }"""));
        (await test.In("p").FindRunAsync(run.RunId))!.Subject.ShouldBe("A");
    }

    // Fault: the subject is that of StartOptions or of the rule only, and a run by hand slips past an override and OnePerSubject.
    [Theory]
    [InlineData("code", "17")]
    [InlineData("stored", "17")]
    [InlineData("mapped", null)]
    [InlineData("own", "own 17")]
    public async Task ManualStart_IsAboutWhatItsInputIsAboutAsAnEvent(string rule, string? subject)
    {
        await using var test = await StartAsync();
        await test.In("p").Rules.SaveAsync(Stored(null));

        var run = (await test.In("p").Rule(rule).RunJsonAsync(Order17)).RunId;

        (await test.In("p").FindRunAsync(run))!.Subject.ShouldBe(subject);
        (await test.In("p").Rule(rule).PreviewAsync(new PreviewInput.Value(Order17))).Subject.ShouldBe(subject);
        (await test.In("p").FindRunAsync((await test.In("p").Rule(rule).RunJsonAsync(Order17, new() { Subject = "other" })).RunId))!.Subject.ShouldBe("other");
    }

    [Fact]
    public async Task ManualStart_OfARuleOverAnEvent_IsRefusedWhileItsSubjectIsInHand()
    {
        await using var test = await StartAsync();
        await test.In("p").OverrideSubjectAsync("17");

        var refused = await Should.ThrowAsync<EventRejectedException>(() => test.In("p").Rule("code").RunJsonAsync(Order17));

        refused.Code.ShouldBe("subject-overridden");
    }

    // Fault: releasing the run instead of its subject answers true, and it is parked again.
    [Fact]
    public async Task Release_OfARunWhoseSubjectIsInHand_SaysThatNothingChanges()
    {
        await using var test = await StartAsync();
        var run = (await test.In("p").Rule("resting").RunJsonAsync(Order17)).RunId;
        await test.RunUntilIdleAsync();
        await test.In("p").OverrideSubjectAsync("17");
        await test.AdvanceAsync(TimeSpan.FromHours(2));
        (await test.In("p").FindRunAsync(run))!.Status.ShouldBe(RunStatus.Parked);

        (await test.In("p").ReleaseAsync(run)).ShouldBeFalse();

        await test.In("p").ReleaseSubjectAsync("17");
        await test.RunUntilIdleAsync();
        (await test.In("p").FindRunAsync(run))!.Status.ShouldBe(RunStatus.Succeeded);
    }

    private static string Stored(string? subject) => $$"""
        { "name": "stored", {{(subject is null ? "" : $"\"subject\": \"{subject}\",")}} "triggers": [ { "type": "event", "config": { "event": "order.placed" } } ],
          "steps": [ { "id": "a", "type": "note", "config": { "text": "x" } } ] }
        """;

    private static async Task<AutomationTest> StartAsync(InMemoryDatabase? database = null)
    {
        var test = await AutomationTest.StartAsync(builder => builder
            .UseInMemory(database ?? new InMemoryDatabase())
            .AddRule<OrderPlaced>("code", rule => rule.OnEvent<OrderPlaced>().Then("a", run => new Note(run.Input.Id)))
            .AddRule<Note>("mapped", rule => rule.OnEvent<OrderPlaced>(order => new Note(order.Id)).Then("a", run => run.Input))
            .AddRule<OrderPlaced>("resting", rule => rule.OnManual().Delay("d", TimeSpan.FromHours(1)).Then("a", run => new Note(run.Input.Id)))
            .AddRule<OrderPlaced>("own", rule => rule.OnEvent<OrderPlaced>().Subject(order => $"own {order.Id}").Then("a", run => new Note(run.Input.Id))));
        test.Fake((Note _) => { });
        return test;
    }
}
