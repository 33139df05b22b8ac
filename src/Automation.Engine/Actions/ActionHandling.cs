using System.Reflection;

namespace Automation.Actions;

/// <summary>One action that a handler class does, as its interfaces say.</summary>
/// <param name="Handler">The handler's class.</param>
/// <param name="Action">The action's record.</param>
/// <param name="Result">What the handler returns; null for a handler that returns nothing, or that starts deferred work.</param>
/// <param name="Deferred">Whether the work ends elsewhere.</param>
internal sealed record ActionHandling(Type Handler, Type Action, Type? Result, bool Deferred)
{
    /// <summary>The context that the handler's class names; null for none.</summary>
    public Type? TransactionOf => Handler.GetCustomAttribute<InTransactionAttribute>()?.Context;

    /// <summary>Everything that a class handles; nothing for a class that is no handler.</summary>
    public static IEnumerable<ActionHandling> Of(Type handler) =>
        handler.GetInterfaces().Where(face => face.IsGenericType).Select(face => Of(handler, face)).OfType<ActionHandling>();

    /// <summary>The results that an action declares: one or none, unless it is wrong.</summary>
    public static IReadOnlyList<Type> ResultsOf(Type action) =>
    [
        .. action.GetInterfaces().Where(face => face.IsGenericType && face.GetGenericTypeDefinition() == typeof(IAction<>))
            .Select(face => face.GetGenericArguments()[0]),
    ];

    /// <summary>Builds the descriptor, whose calls need no reflection.</summary>
    /// <param name="name">The action's stored name.</param>
    public ActionDescriptor Describe(string name)
    {
        var (method, types) = (Deferred, Result) switch
        {
            (true, _) => (nameof(CreateDeferred), new[] { Handler, Action }),
            (false, null) => (nameof(CreatePlain), [Handler, Action]),
            (false, _) => (nameof(CreateWithResult), [Handler, Action, Result]),
        };
        var descriptor = (ActionDescriptor)typeof(ActionHandling).GetMethod(method, BindingFlags.NonPublic | BindingFlags.Static)!
            .MakeGenericMethod(types).Invoke(null, [name])!;
        descriptor.TransactionOf = TransactionOf;
        return descriptor;
    }

    private static ActionHandling? Of(Type handler, Type face)
    {
        var definition = face.GetGenericTypeDefinition();
        var arguments = face.GetGenericArguments();
        return definition == typeof(IActionHandler<>) ? new(handler, arguments[0], Result: null, Deferred: false)
            : definition == typeof(IActionHandler<,>) ? new(handler, arguments[0], arguments[1], Deferred: false)
            : definition == typeof(IDeferredActionHandler<>) ? new(handler, arguments[0], Result: null, Deferred: true)
            : null;
    }

    private static PlainActionDescriptor<THandler, TAction> CreatePlain<THandler, TAction>(string name)
        where THandler : class, IActionHandler<TAction>
        where TAction : class, IAction =>
        new() { Name = name, ActionType = typeof(TAction), HandlerType = typeof(THandler), Deferred = false };

    private static ResultActionDescriptor<THandler, TAction, TResult> CreateWithResult<THandler, TAction, TResult>(string name)
        where THandler : class, IActionHandler<TAction, TResult>
        where TAction : class, IAction<TResult> =>
        new() { Name = name, ActionType = typeof(TAction), ResultType = typeof(TResult), HandlerType = typeof(THandler), Deferred = false };

    private static DeferredActionDescriptor<THandler, TAction> CreateDeferred<THandler, TAction>(string name)
        where THandler : class, IDeferredActionHandler<TAction>
        where TAction : class, IAction =>
        new()
        {
            Name = name,
            ActionType = typeof(TAction),
            ResultType = ResultsOf(typeof(TAction)) is [var result] ? result : null,
            HandlerType = typeof(THandler),
            Deferred = true,
        };
}
