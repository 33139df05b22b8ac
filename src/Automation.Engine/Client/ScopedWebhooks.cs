using Automation.Hosting;
using Automation.Json;
using Automation.Matching;
using Automation.Previewing;
using Automation.Settings;
using Automation.Storage;
using Automation.Webhooks;

namespace Automation.Client;

/// <summary>Makes and changes the webhooks of a scope: reads, decides, has it stored unless something changed meanwhile, and decides anew then.</summary>
internal sealed class ScopedWebhooks(string scope, AutomationEngine engine) : IScopedWebhooks
{
    private static readonly TimeSpan LongestFormer = TimeSpan.FromHours(24);

    public Task<WebhookSecret> CreateAsync(string rule, WebhookOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(rule);
        options ??= new WebhookOptions();
        PreviewMark.Refuse("making a webhook");
        if (options.Check is not (WebhookCheck.Signature or WebhookCheck.Secret))
        {
            throw new ArgumentException($"WebhookOptions.Check has no value {(int)options.Check}. Signature or Secret is allowed.", nameof(options));
        }

        var secret = WebhookText.CheckSecret(options.Secret, "WebhookOptions.Secret", nameof(options));
        return CreateAsync().AskAsync();

        async Task<WebhookSecret> CreateAsync()
        {
            var id = WebhookText.NewId();
            var now = Now;
            var body = new WebhookBody { Check = (int)options.Check, Secret = secret, CreatedAt = now, CreatedBy = StorableText.Author(options.Author) };
            for (var decision = 1; decision <= RuleDirectory.MaxDecisions; decision++)
            {
                var index = await engine.Parts.Rules.ReloadAsync(scope, cancellationToken).ConfigureAwait(false);
                var trigger = TriggerOf(engine.Parts.Rules.Find(index, rule) ?? throw index.NotFound(scope, rule), options.TriggerId);
                var present = (await ReadAsync(cancellationToken).ConfigureAwait(false)).FirstOrDefault(one => one.Rule == rule && one.Trigger == trigger);
                var record = new WebhookRecord { Id = id, Scope = scope, Rule = rule, Trigger = trigger, Revision = 1, Body = body.Write() };
                if (present is not null)
                {
                    return new WebhookSecret { Webhook = WebhookBody.Read(present).Show(present, now) };
                }

                if (await SaveAsync(record, index, cancellationToken).ConfigureAwait(false))
                {
                    return new WebhookSecret { Webhook = body.Show(record, now), Secret = secret };
                }
            }

            throw Contended();
        }
    }

    public Task<IReadOnlyList<Webhook>> ListAsync(string? rule = null, CancellationToken cancellationToken = default)
    {
        return ListAsync().AskAsync();

        async Task<IReadOnlyList<Webhook>> ListAsync()
        {
            var now = Now;
            return [.. (await ReadAsync(cancellationToken).ConfigureAwait(false)).Where(one => rule is null || one.Rule == rule).Select(one => WebhookBody.Read(one).Show(one, now))];
        }
    }

    public Task<WebhookSecret?> RotateAsync(string id, WebhookRotation? rotation = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(id);
        rotation ??= new WebhookRotation();
        PreviewMark.Refuse("changing a webhook's secret");
        if (rotation.KeepFormer < TimeSpan.Zero || rotation.KeepFormer > LongestFormer)
        {
            throw new ArgumentOutOfRangeException(nameof(rotation), rotation.KeepFormer, $"WebhookRotation.KeepFormer is {rotation.KeepFormer}; 0 to 24 hours are allowed.");
        }

        var secret = WebhookText.CheckSecret(rotation.Secret, "WebhookRotation.Secret", nameof(rotation));
        return RotateAsync().AskAsync();

        async Task<WebhookSecret?> RotateAsync()
        {
            var now = Now;
            var keeps = rotation.KeepFormer > TimeSpan.Zero;
            var changed = await ChangeAsync(
                id,
                before => before.Secret == secret ? before : before with
                {
                    Secret = secret,
                    Former = keeps ? before.Secret : null,
                    FormerUntil = keeps ? now + rotation.KeepFormer : null,
                    RotatedAt = now,
                    RotatedBy = StorableText.Author(rotation.Author),
                },
                cancellationToken).ConfigureAwait(false);
            return changed is null ? null : new WebhookSecret { Webhook = changed, Secret = secret };
        }
    }

    public Task<Webhook?> SwitchAsync(string id, bool enabled, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(id);
        PreviewMark.Refuse("switching a webhook");
        return ChangeAsync(id, before => before with { Disabled = enabled ? null : true }, cancellationToken).AskAsync();
    }

    public Task<bool> DeleteAsync(string id, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(id);
        PreviewMark.Refuse("deleting a webhook");
        return DeleteAsync().AskAsync();

        async Task<bool> DeleteAsync() => WebhookText.IsId(id) && await engine.Parts.Store.DeleteWebhookAsync(scope, id, cancellationToken).ConfigureAwait(false);
    }

    private DateTimeOffset Now => Instant.Whole(engine.Time.GetUtcNow());

    private Task<IReadOnlyList<WebhookRecord>> ReadAsync(CancellationToken cancellationToken) => engine.Parts.Store.ListWebhooksAsync(scope, cancellationToken);

    private async Task<Webhook?> ChangeAsync(string id, Func<WebhookBody, WebhookBody> change, CancellationToken cancellationToken)
    {
        for (var decision = 1; decision <= RuleDirectory.MaxDecisions; decision++)
        {
            var index = await engine.Parts.Rules.ReloadAsync(scope, cancellationToken).ConfigureAwait(false);
            if ((await ReadAsync(cancellationToken).ConfigureAwait(false)).FirstOrDefault(one => one.Id == id) is not { } present)
            {
                return null;
            }

            var body = change(WebhookBody.Read(present));
            var record = present with { Revision = present.Revision + 1, Body = body.Write() };
            if (record.Body == present.Body || await SaveAsync(record, index, cancellationToken).ConfigureAwait(false))
            {
                return body.Show(record, Now);
            }
        }

        throw Contended();
    }

    /// <summary>False when something changed meanwhile. A store that does not say whether it stored it is asked what it has: a secret that nobody was told would be worth nothing.</summary>
    private async Task<bool> SaveAsync(WebhookRecord record, ScopeIndex index, CancellationToken cancellationToken)
    {
        try
        {
            return await engine.Parts.Store.SaveWebhookAsync(record, index.Version, index.SharedVersion, cancellationToken).ConfigureAwait(false);
        }
        catch (CommitUnknownException)
        {
            return await engine.Parts.Store.FindWebhookAsync(record.Id, cancellationToken).ConfigureAwait(false) == record;
        }
    }

    /// <summary>The trigger that is meant.</summary>
    private static string TriggerOf(ScopedRule rule, string? id)
    {
        var triggers = rule.Rule.Triggers.Where(trigger => trigger.Kind == TriggerKind.Webhook).Select(trigger => trigger.Id).ToList();
        if (id is null ? triggers.Count == 1 : triggers.Contains(id))
        {
            return id ?? triggers[0];
        }

        var has = triggers.Count == 0 ? "it has no webhook trigger. Add OnWebhook, or { \"type\": \"webhook\" }."
            : $"its webhook triggers are '{string.Join("', '", triggers)}'. Name one of them with WebhookOptions.TriggerId.";
        var what = id is null ? "the trigger of the webhook is not said, and" : $"there is no webhook trigger {ShortText.Quote(id)}:";
        throw new RuleDefinitionException([new RuleFault { Rule = rule.Rule.Name, Code = "no-webhook", Message = $"Rule '{rule.Rule.Name}': {what} {has}" }]);
    }

    private AutomationUnavailableException Contended() =>
        new($"The rules of scope '{scope}', or its webhooks, changed {RuleDirectory.MaxDecisions} times while a webhook was changed; nothing was stored. Ask again.");
}
