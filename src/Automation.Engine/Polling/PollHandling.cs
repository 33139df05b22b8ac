using System.Reflection;

namespace Automation.Polling;

/// <summary>One trigger type that a class polls for, as its interfaces say.</summary>
/// <param name="Poller">The class.</param>
/// <param name="Trigger">The trigger's record.</param>
/// <param name="Payload">What it yields.</param>
internal sealed record PollHandling(Type Poller, Type Trigger, Type Payload)
{
    /// <summary>Everything that a class polls for; nothing for a class that is no poller.</summary>
    public static IEnumerable<PollHandling> Of(Type poller) => poller.GetInterfaces()
        .Where(face => face.IsGenericType && face.GetGenericTypeDefinition() == typeof(IPollingTrigger<,>))
        .Select(face => new PollHandling(poller, face.GetGenericArguments()[0], face.GetGenericArguments()[1]));

    /// <summary>Builds the descriptor, whose calls need no reflection.</summary>
    /// <param name="name">The trigger's stored name.</param>
    public PollDescriptor Describe(string name) =>
        (PollDescriptor)typeof(PollHandling).GetMethod(nameof(Create), BindingFlags.NonPublic | BindingFlags.Static)!
            .MakeGenericMethod(Poller, Trigger, Payload).Invoke(null, [name])!;

    private static PollDescriptor<TPoller, TTrigger, TPayload> Create<TPoller, TTrigger, TPayload>(string name)
        where TPoller : class, IPollingTrigger<TTrigger, TPayload>
        where TTrigger : class, ITrigger<TPayload> => new() { Name = name };
}
