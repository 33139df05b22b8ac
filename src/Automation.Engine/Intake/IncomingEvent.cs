using System.Text.Json;
using Automation.Storage;

namespace Automation.Intake;

/// <summary>An event that is to be accepted.</summary>
/// <param name="Event">The event, without verdicts.</param>
/// <param name="Payload">Its payload.</param>
/// <param name="Dedupe">Its key; null for none.</param>
internal sealed record IncomingEvent(EventRecord Event, JsonElement Payload, DedupeKey? Dedupe)
{
    /// <summary>The key as whoever sent it wrote it; null where only its hash is known.</summary>
    public string? Key { get; init; }

    /// <summary>Whether the payload came as JSON: no class of this host has written it.</summary>
    public bool IsFromOutside { get; init; }

    /// <summary>Whether it is one of the intake.</summary>
    public bool FromIntake { get; init; }

    /// <summary>The rule that it is for; null for all that listen to it.</summary>
    public EventTarget? Target { get; init; }

    /// <summary>The end of the poll that found it last; null for none.</summary>
    public ScheduleAdvance? Advance { get; init; }

    /// <summary>Called when that end could not be stored, and nothing was: another process is at the schedule, or has moved it on.</summary>
    public Action? EndRefused { get; init; }
}
