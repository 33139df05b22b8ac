using System.Text.RegularExpressions;
using Automation.Definitions.Json;
using Automation.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace Automation.Engine.Tests.Client;

/// <summary>What the page about suggestions proposes can be added, accepted and switched on by a host that has its events and actions.</summary>
public sealed partial class SuggestionsPageTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task WhatThePageProposes_CanBeAccepted()
    {
        await using var test = await AutomationTest.StartAsync(automation => automation.AddEvent<AssetApproved>().AddHandler<Handler>(), cancellationToken: Token);
        var suggestions = test.In("p").Suggestions;
        var proposed = Proposal().Matches(RuleFiles.Read("suggestions.md")).Select(match => match.Groups["json"].Value).ToArray();

        proposed.Length.ShouldBe(4, "one of the miner, and three presets");
        foreach (var json in proposed)
        {
            var added = await suggestions.AddAsync(new() { Title = "From the page", Json = json, Score = 1 }, Token);
            added.Warnings.ShouldBeEmpty();
            (await suggestions.AcceptAsync(added.Id, new() { Enabled = true }, Token)).Enabled.ShouldBeTrue();
        }
    }

    [GeneratedRegex("Json = \"{3}\n(?<json>.*?)\"{3},", RegexOptions.Singleline)]
    private static partial Regex Proposal();

    [Event("asset.approved", Subject = nameof(Id))]
    public sealed record AssetApproved(string Id);

    [Action("tag.add")]
    public sealed record AddTag(string AssetId, string Tag) : IAction;

    [Action("mail.send")]
    public sealed record SendMail(string To, string Text) : IAction;

    public sealed class Handler : IActionHandler<AddTag>, IActionHandler<SendMail>
    {
        public Task HandleAsync(AddTag action, StepContext context, CancellationToken cancellationToken) => Task.CompletedTask;

        public Task HandleAsync(SendMail action, StepContext context, CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
