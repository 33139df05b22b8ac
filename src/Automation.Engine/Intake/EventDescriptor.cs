using System.Collections.Concurrent;
using System.Globalization;
using System.Reflection;
using System.Text.Json;

namespace Automation.Intake;

/// <summary>An event's class: stored name and subject.</summary>
internal sealed class EventDescriptor
{
    private static readonly ConcurrentDictionary<Type, EventDescriptor?> Known = new();

    private readonly PropertyInfo? _subject;

    private EventDescriptor(Type type, EventAttribute attribute)
    {
        ClrType = type;
        Name = attribute.Name;
        SubjectProperty = attribute.Subject;
        _subject = attribute.Subject is null ? null : type.GetProperty(attribute.Subject);
    }

    public Type ClrType { get; }

    public string Name { get; }

    /// <summary>The name of the property that the attribute names; null when it names none.</summary>
    public string? SubjectProperty { get; }

    /// <summary>Whether the named property exists.</summary>
    public bool SubjectExists => SubjectProperty is null || _subject is not null;

    /// <summary>The descriptor of a class; null when it has no <see cref="EventAttribute"/>.</summary>
    public static EventDescriptor? Find(Type type) => Known.GetOrAdd(type, static key =>
        key.GetCustomAttribute<EventAttribute>(inherit: false) is { } attribute ? new EventDescriptor(key, attribute) : null);

    /// <summary>What an event is about; null when about nothing in particular.</summary>
    /// <remarks>Written the same on every machine, whatever its culture.</remarks>
    public string? SubjectOf(object @event) => _subject?.GetValue(@event) switch
    {
        IFormattable value => value.ToString(null, CultureInfo.InvariantCulture),
        var value => value?.ToString(),
    };

    /// <summary>What an event is about that came as JSON; null when it is not one of this class.</summary>
    public string? SubjectOf(JsonElement payload, JsonSerializerOptions json)
    {
        if (_subject is null)
        {
            return null;
        }

        try
        {
            return payload.Deserialize(ClrType, json) is { } @event ? SubjectOf(@event) : null;
        }
        catch (Exception)
        {
            // Whoever sent it may know another version of the event: it is accepted, about nothing; each rule says what it makes of it.
            return null;
        }
    }
}
