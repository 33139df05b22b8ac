using Automation;
using Npgsql;

namespace ManyHosts.Shop;

/// <summary>Writes down every call of a handler, in a table of the shop's own: the engine's tables say what it believes, this one says what happened.</summary>
internal sealed class CallBook(string worker, NpgsqlDataSource database)
{
    public async Task WriteAsync(int order, StepContext context, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand("insert into call (worker, order_number, step, key) values ($1, $2, $3, $4)");
        command.Parameters.Add(new() { Value = worker });
        command.Parameters.Add(new() { Value = order });
        command.Parameters.Add(new() { Value = context.Path.ToString() });
        command.Parameters.Add(new() { Value = context.IdempotencyKey });
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
