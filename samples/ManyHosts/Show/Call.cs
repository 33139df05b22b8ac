namespace ManyHosts.Show;

/// <summary>A call of a handler, as the warehouse wrote it down.</summary>
/// <param name="Worker">The host that made it.</param>
/// <param name="Order">The order's number.</param>
/// <param name="Step">The step of the order's run.</param>
/// <param name="Key">The idempotency key that the handler was given.</param>
/// <param name="At">When, by the database's clock.</param>
internal sealed record Call(string Worker, int Order, string Step, string Key, DateTime At);
