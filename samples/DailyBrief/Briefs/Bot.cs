using System.Collections.Concurrent;

namespace DailyBrief.Briefs;

/// <summary>What a messenger would send to its webhook. Here it comes from inside: nothing is open to the outside for it.</summary>
/// <param name="UpdateId">The same for each try of the step that sends it.</param>
/// <param name="Message">The message.</param>
internal sealed record Update(string UpdateId, Message Message);

internal sealed record Message(Chat Chat, string Text);

internal sealed record Chat(string Id);

/// <summary>The host's own way for messages. An update that comes again is told by its id.</summary>
internal sealed class Bot(TextWriter? screen = null)
{
    private readonly ConcurrentDictionary<string, Update> _seen = new(StringComparer.Ordinal);

    public int Count => _seen.Count;

    public void Handle(Update update)
    {
        if (_seen.TryAdd(update.UpdateId, update))
        {
            screen?.WriteLine($"[{update.Message.Chat.Id}] {update.Message.Text}");
        }
    }
}
