using System.Text.Json;
using Automation.Definitions.Json;
using Automation.Engine.Tests.Running.Driving;
using Automation.Matching;
using Automation.Storage;

namespace Automation.Engine.Tests.Matching;

public sealed class RuleDirectoryTests
{
    private readonly HookedStore _store = new(new InMemoryDatabase());
    private readonly RuleDirectory _directory;
    private int _readings;

    public RuleDirectoryTests() => _directory = new RuleDirectory([], _store, RuleJsonReader.Stored, JsonSerializerOptions.Web);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Scope_AskedForByManyAtFirst_IsReadOnce()
    {
        await _store.OpenAsync(Token);
        var go = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _store.BeforeLoadRules = () =>
        {
            Interlocked.Increment(ref _readings);
            return go.Task;
        };
        var asked = Enumerable.Range(0, 500).Select(_ => _directory.ScopeAsync("project-1", Token).AsTask()).ToList();
        go.SetResult();

        await Task.WhenAll(asked);
        await _directory.ScopeAsync("project-1", Token);

        _readings.ShouldBe(1);
    }

    [Fact]
    public async Task Scope_WhoseFirstReadingFailed_IsReadAgain()
    {
        await _store.OpenAsync(Token);
        _store.BeforeLoadRules = () => _readings++ == 0 ? throw new StoreUnavailableException("Away.") : Task.CompletedTask;

        await Should.ThrowAsync<StoreUnavailableException>(async () => await _directory.ScopeAsync("project-1", Token));

        (await _directory.ScopeAsync("project-1", Token)).Version.ShouldBe(0);
    }

    [Theory]
    [InlineData("""{ "name": "rule-1", "triggers": [ { "type": "manual" } ], "steps": [ { "id": "a", "type": "x.do" } ] }""", true)]
    [InlineData("""{ "name": "rule-1", "of": "the future" }""", false)]
    public async Task Version_IsAskedForOnce_AlsoOneThatThisBuildCannotRead(string json, bool readable)
    {
        await _store.OpenAsync(Token);
        await _store.SaveRuleAsync(
            new RuleSave { Rule = new() { Scope = "project-1", Name = "rule-1", Version = 0, Hash = "hash", Enabled = true, Json = json, SavedAt = default } }, Token);
        _store.BeforeFindRule = () => _readings++;

        for (var time = 0; time < 3; time++)
        {
            ((await _directory.FindForRunAsync("project-1", "rule-1", "hash", Token)) is not null).ShouldBe(readable);
        }

        _readings.ShouldBe(1);
    }

    // Fault: what all scopes share is read once for each of them.
    [Fact]
    public async Task SharedRules_AreReadOncePerHost_AndAgainOnlyWhenTheyChanged()
    {
        await _store.OpenAsync(Token);
        await SaveSharedAsync("one");
        _store.BeforeLoadRules = () => { _readings++; return Task.CompletedTask; };

        for (var scope = 0; scope < 100; scope++)
        {
            (await _directory.ScopeAsync($"project-{scope}", Token)).Common.Stored.ShouldHaveSingleItem().Hash.ShouldBe("one");
        }

        _readings.ShouldBe(101);
        await SaveSharedAsync("two");
        (await _directory.ScopeAsync("project-1", Token)).Common.Stored.ShouldHaveSingleItem().Hash.ShouldBe("one", "Nobody has told yet.");
        await _directory.ReloadAsync("project-2", Token);
        for (var scope = 0; scope < 100; scope++)
        {
            (await _directory.ScopeAsync($"project-{scope}", Token)).Common.Stored.ShouldHaveSingleItem().Hash.ShouldBe("two");
        }

        _readings.ShouldBe(103);
    }

    // Fault: a host without shared rules asks for them.
    [Fact]
    public async Task SharedRules_ThatThereAreNot_AreNotRead()
    {
        await _store.OpenAsync(Token);
        _store.BeforeLoadRules = () => { _readings++; return Task.CompletedTask; };

        await _directory.ScopeAsync("project-1", Token);
        await _directory.ScopeAsync("project-2", Token);

        _readings.ShouldBe(2);
    }

    [Fact]
    public async Task SharedVersion_IsAskedForOnce_WhateverScopesRunsAreOf()
    {
        await _store.OpenAsync(Token);
        await SaveSharedAsync("one");
        await SaveSharedAsync("two");
        _store.BeforeFindRule = () => _readings++;

        for (var scope = 0; scope < 10; scope++)
        {
            (await _directory.FindForRunAsync($"project-{scope}", "rule-1", "one", Token)).ShouldNotBeNull();
        }

        _readings.ShouldBe(1);
    }

    private async Task SaveSharedAsync(string hash) => (await _store.SaveRuleAsync(
        new RuleSave
        {
            Rule = new StoredRule
            {
                Scope = SharedScope.Name, Name = "rule-1", Version = 0, Hash = hash, Enabled = true, SavedAt = default,
                Json = """{ "name": "rule-1", "triggers": [ { "type": "manual" } ], "steps": [ { "id": "a", "type": "x.do" } ] }""",
            },
        },
        Token)).ShouldNotBeNull();
}
