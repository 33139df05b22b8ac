namespace Automation;

/// <summary>Makes a handler exactly once: what it saves through a context of the host and the outcome of its step are committed together, or neither is.</summary>
/// <remarks>
/// <para>The engine begins a transaction on the context before the handler is called, and commits it with the outcome after it returned. The handler gets the same context by its constructor, saves through
/// it, and neither begins nor ends a transaction. A try that fails, is cut off by a crash, or has lost its run to another host is rolled back as a whole.</para>
/// <para>Only for a store in the same PostgreSQL database as the context, which is checked when the host starts. For <see cref="IActionHandler{TAction}"/> and
/// <see cref="IActionHandler{TAction, TResult}"/>. Work elsewhere, such as HTTP calls, is at least once as ever.</para>
/// </remarks>
/// <param name="context">The context's class, registered as a scoped service.</param>
[AttributeUsage(AttributeTargets.Class, Inherited = false)]
public sealed class InTransactionAttribute(Type context) : Attribute
{
    /// <summary>The context's class.</summary>
    public Type Context { get; } = context;
}
