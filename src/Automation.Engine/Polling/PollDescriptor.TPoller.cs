using System.Text;
using System.Text.Json;
using Automation.Definitions;
using Automation.Handlers;
using Automation.Json;

namespace Automation.Polling;

/// <summary>A trigger type and the class that polls for it.</summary>
internal sealed class PollDescriptor<TPoller, TTrigger, TPayload> : PollDescriptor
    where TPoller : class, IPollingTrigger<TTrigger, TPayload>
    where TTrigger : class, ITrigger<TPayload>
{
    public override Type TriggerType => typeof(TTrigger);

    public override PollCall Open(IServiceProvider services, JsonElement config, JsonSerializerOptions json)
    {
        var words = $"trigger '{Name}'";
        IPollingTrigger<TTrigger, TPayload> poller = HandlerCall.Create<TPoller>(services, words);
        var trigger = HandlerCall.Read<TTrigger>(config, json, words);
        return new PollCall(
            Checked("the interval", poller.IntervalOf(trigger), PollLimits.ShortestInterval, PollLimits.LongestInterval),
            Checked("the timeout", poller.TimeoutOf(trigger), PollLimits.ShortestTimeout, PollLimits.LongestTimeout),
            async (context, cancellationToken) =>
                Read(await poller.PollAsync(trigger, context, cancellationToken).ConfigureAwait(false) ?? throw Faulty("returned null."), json));
    }

    private static Found Read(PollResult<TPayload> result, JsonSerializerOptions json)
    {
        if (result.Items.Count > PollLimits.MaxItems)
        {
            throw Faulty($"found {result.Items.Count} items; {PollLimits.MaxItems} at most are allowed. Return the first ones with their cursor, and set HasMore.");
        }

        if (result.Cursor is { } cursor)
        {
            if (Encoding.UTF8.GetByteCount(cursor) is var size && size > PollLimits.MaxCursorBytes)
            {
                throw Faulty($"has a cursor of {size} bytes; {PollLimits.MaxCursorBytes} at most are allowed. Store it elsewhere and return a reference.");
            }

            if (StorableText.Clean(cursor) != cursor)
            {
                throw Faulty("has a cursor with NUL or half of a surrogate pair, which cannot be stored. Encode it, as with Base64.");
            }
        }

        return new Found([.. result.Items.Select(item => Read(item, json))], result.Cursor, result.HasMore);
    }

    private static FoundItem Read(PolledItem<TPayload> item, JsonSerializerOptions json)
    {
        try
        {
            return item.Payload is null
                ? new FoundItem(item.Key, default, item.Subject, "Its payload is null.")
                : new FoundItem(item.Key, JsonSerializer.SerializeToUtf8Bytes(item.Payload, json), item.Subject);
        }
        catch (Exception fault)
        {
            // The host's own getters or converters: this item's trouble only.
            return new FoundItem(item.Key, default, item.Subject, $"Its payload cannot be written as JSON: {fault.Message}");
        }
    }

    private static TimeSpan Checked(string what, TimeSpan value, TimeSpan least, TimeSpan most) =>
        value >= least && value <= most ? value : throw Faulty($"says {what} {value}; {least} to {most} is allowed.");

    private static InvalidOperationException Faulty(string what) => new($"{TypeText.Of(typeof(TPoller))} {what}");
}
