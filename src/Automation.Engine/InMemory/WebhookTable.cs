namespace Automation.Storage;

/// <summary>The webhooks of all scopes, by id.</summary>
internal sealed class WebhookTable
{
    private readonly Dictionary<string, WebhookRecord> _rows = new(StringComparer.Ordinal);

    public WebhookRecord? Find(string id) => _rows.GetValueOrDefault(id);

    public IReadOnlyList<WebhookRecord> Of(string scope) =>
        [.. _rows.Values.Where(row => row.Scope == scope).OrderBy(row => row.Rule, StringComparer.Ordinal).ThenBy(row => row.Trigger, StringComparer.Ordinal)];

    /// <summary>False when it does not follow on what is there.</summary>
    public bool Save(WebhookRecord webhook)
    {
        var follows = webhook.Revision == 1
            ? !_rows.Values.Any(row => row.Id == webhook.Id || (row.Scope, row.Rule, row.Trigger) == (webhook.Scope, webhook.Rule, webhook.Trigger))
            : Find(webhook.Id) is { } present && present with { Revision = webhook.Revision, Body = webhook.Body } == webhook && present.Revision == webhook.Revision - 1;
        if (follows)
        {
            _rows[webhook.Id] = webhook;
        }

        return follows;
    }

    public bool Remove(string scope, string id) => Find(id)?.Scope == scope && _rows.Remove(id);

    /// <summary>A deleted rule loses its webhooks; one that all scopes shared, in all of them.</summary>
    public void RemoveOf(string scope, string rule)
    {
        foreach (var gone in _rows.Values.Where(row => row.Rule == rule && (row.Scope == scope || scope == SharedScope.Name)).ToArray())
        {
            _rows.Remove(gone.Id);
        }
    }
}
