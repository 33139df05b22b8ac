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
    /// <summary>Of a change that is the same when it is asked for again.</summary>
    private const string Harmless = "Ask again: what is stored already is not stored twice.";

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
                if (present is not null)
                {
                    return Present(present, id, secret, options);
                }

                var record = new WebhookRecord { Id = id, Scope = scope, Rule = rule, Trigger = trigger, Revision = 1, Body = body.Write() };
                if (await SaveAsync(record, index, options.Secret is null ? "Ask again; where the answer has no secret, it was stored: RotateAsync tells another one." : Harmless, cancellationToken).ConfigureAwait(false))
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
            return [.. (await ReadAsync(cancellationToken).ConfigureAwait(false)).Where(one => rule is null || one.Rule == rule).Select(one => WebhookBody.ShowOf(one, now))];
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
            var changed = await ChangeAsync(
                id,
                before =>
                {
                    if (before.Secret == secret)
                    {
                        return EndFormerBy(before, now + rotation.KeepFormer, now);
                    }

                    // What somebody cleared in the store is no secret, and is not kept.
                    var keeps = rotation.KeepFormer > TimeSpan.Zero && WebhookText.FaultOf(before.Secret) is null;
                    return before with
                    {
                        Secret = secret,
                        Former = keeps ? before.Secret : null,
                        FormerUntil = keeps ? now + rotation.KeepFormer : null,
                        RotatedAt = now,
                        RotatedBy = StorableText.Author(rotation.Author),
                    };
                },
                rotation.Secret is null ? "Asked again it is another change, which ends the secret before: name the next one (WebhookRotation.Secret)." : Harmless,
                cancellationToken).ConfigureAwait(false);
            return changed is null ? null : new WebhookSecret { Webhook = changed, Secret = secret };
        }
    }

    public Task<Webhook?> SwitchAsync(string id, bool enabled, string? author = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(id);
        PreviewMark.Refuse("switching a webhook");
        return ChangeAsync(
            id,
            before => before.Disabled is not true == enabled ? before : before with { Disabled = enabled ? null : true, SwitchedAt = Now, SwitchedBy = StorableText.Author(author) },
            Harmless,
            cancellationToken).AskAsync();
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

    private async Task<Webhook?> ChangeAsync(string id, Func<WebhookBody, WebhookBody> change, string again, CancellationToken cancellationToken)
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
            if (record.Body == present.Body || await SaveAsync(record, index, again, cancellationToken).ConfigureAwait(false))
            {
                return body.Show(record, Now);
            }
        }

        throw Contended();
    }

    /// <summary>False when something changed meanwhile. A store that does not say whether it stored it is asked what it has: a secret that nobody was told would be worth nothing.</summary>
    /// <param name="record">The webhook.</param>
    /// <param name="index">The rules that it was decided by.</param>
    /// <param name="again">What to do where the store cannot be asked either.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    private async Task<bool> SaveAsync(WebhookRecord record, ScopeIndex index, string again, CancellationToken cancellationToken)
    {
        try
        {
            return await engine.Parts.Store.SaveWebhookAsync(record, index.Version, index.SharedVersion, cancellationToken).ConfigureAwait(false);
        }
        catch (CommitUnknownException)
        {
            return await IsStoredAsync(record, again, cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task<bool> IsStoredAsync(WebhookRecord record, string again, CancellationToken cancellationToken)
    {
        try
        {
            return await engine.Parts.Store.FindWebhookAsync(record.Id, cancellationToken).ConfigureAwait(false) == record;
        }
        catch (StoreUnavailableException unavailable)
        {
            throw new AutomationUnavailableException($"The store did not say whether it stored this. {again}", unavailable);
        }
    }

    /// <summary>What is answered to who would make a webhook that is there. Its own, which was stored later than it was looked for, it is told whole.</summary>
    private WebhookSecret Present(WebhookRecord present, string id, string secret, WebhookOptions options)
    {
        var body = WebhookBody.Read(present);
        if (present.Id == id && body.Secret == secret)
        {
            return new WebhookSecret { Webhook = body.Show(present, Now), Secret = secret };
        }

        var other = body.Check != (int)options.Check ? $"with the check {(WebhookCheck)body.Check}. Delete it with DeleteAsync first."
            : options.Secret is not null && body.Secret != secret ? "with another secret. Change its secret with RotateAsync."
            : null;
        return other is null ? new WebhookSecret { Webhook = body.Show(present, Now) }
            : throw new InvalidOperationException($"Trigger '{present.Trigger}' of rule '{present.Rule}' has a webhook already, '{present.Id}', {other}");
    }

    /// <summary>Has the former secret end at a time, where it counts for longer.</summary>
    private static WebhookBody EndFormerBy(WebhookBody before, DateTimeOffset until, DateTimeOffset now) =>
        before.FormerAt(now) is null || before.FormerUntil <= until ? before
            : until > now ? before with { FormerUntil = until }
            : before with { Former = null, FormerUntil = null };

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
