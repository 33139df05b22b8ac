namespace Automation.Storage;

/// <summary>Reads webhooks.</summary>
internal sealed class WebhookReader(SqliteConnectionHandle connection)
{
    private readonly Statement _find = connection.Prepare(WebhookSql.Find, "webhook");
    private readonly Statement _of = connection.Prepare(WebhookSql.Of, "webhook");

    public WebhookRecord? Find(string id) => Read(_find.With().Text(id)) is [var found] ? found : null;

    public IReadOnlyList<WebhookRecord> Of(string scope)
    {
        var webhooks = Read(_of.With().Text(scope));

        // The database orders by bytes; the port by UTF-16.
        webhooks.Sort(static (left, right) => string.CompareOrdinal(left.Rule, right.Rule) is var byRule and not 0 ? byRule : string.CompareOrdinal(left.Trigger, right.Trigger));
        return webhooks;
    }

    private static List<WebhookRecord> Read(Statement statement)
    {
        string? id = null;
        try
        {
            var found = new List<WebhookRecord>();
            using var rows = statement.Query();
            while (rows.Next())
            {
                id = null;
                id = rows.Text(0);
                found.Add(new WebhookRecord { Id = id, Scope = rows.Text(1), Rule = rows.Text(2), Trigger = rows.Text(3), Revision = rows.Int(4), Body = BodyOf(rows) });
            }

            return found;
        }
        catch (BadValueException bad)
        {
            throw new StoreFormatException($"{(id is null ? "A webhook" : $"Webhook '{id}'")} is corrupt: {bad.Message}");
        }
    }

    /// <summary>Empty where it is no text: the webhook is there, and can be seen and deleted; nothing comes in by what is no webhook's body.</summary>
    private static string BodyOf(Rows rows)
    {
        try
        {
            return rows.Text(5);
        }
        catch (BadValueException)
        {
            return "";
        }
    }
}
