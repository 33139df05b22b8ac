using Automation;
using Automation.Storage;
using Automation.Storage.Intake;
using Automation.Storage.Model;

namespace Microsoft.EntityFrameworkCore;

/// <summary>Publishes events through a context of the host.</summary>
public static class AutomationDbContextExtensions
{
    /// <summary>Adds an event to the context: it is accepted exactly if the host's transaction commits, that of <c>SaveChanges</c> or one around it.</summary>
    /// <remarks>
    /// <para>The event is checked now, as <see cref="IScopedAutomation.PublishAsync"/> checks it. One row goes with the next <c>SaveChanges</c>, and no lock that anybody else waits for: the
    /// transaction may stay open. After its commit a host accepts the event within <c>AutomationOptions.PollInterval</c>, usually at once: then its rules are asked and its runs are stored.</para>
    /// <para>Inside a handler, and whatever it calls and awaits, the event carries the cause, the root and the depth of the step's run, as one of <see cref="StepContext.PublishAsync"/> does; in another scope all but the cause.</para>
    /// <para>So the answer cannot say whether a key was used before. An event with such a key is dropped after the commit, with a line in the log when its body differs; its id then names nothing.</para>
    /// </remarks>
    /// <param name="context">A context of the database that the store uses, with <c>modelBuilder.AddAutomation()</c> or <c>modelBuilder.AddAutomationIntake()</c> in its model.</param>
    /// <param name="automation">The scope: <c>client.In("project-1")</c>.</param>
    /// <param name="event">The event; its class has an <see cref="EventAttribute"/>.</param>
    /// <param name="options">Key and subject; may be null.</param>
    /// <returns>The id that the event will have.</returns>
    /// <exception cref="EventRejectedException">The event is not acceptable; nothing was added.</exception>
    /// <exception cref="InvalidOperationException">The context does not have the table, or the engine uses another store than PostgreSQL.</exception>
    public static AutomationEventId Publish<TEvent>(this DbContext context, IScopedAutomation automation, TEvent @event, PublishOptions? options = null)
        where TEvent : class
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(automation);
        ArgumentNullException.ThrowIfNull(@event);
        var intake = automation as IScopedIntake
            ?? throw new ArgumentException($"'{automation.GetType().Name}' is not of the engine. Pass what IAutomationClient.In answers.", nameof(automation));
        var saved = intake.Prepare(@event, options);
        CheckTable(context);
        context.Add(new IntakeRow
        {
            IntakeId = saved.Id.Value,
            Scope = saved.Scope,
            Type = saved.Type,
            Subject = saved.Subject,
            Payload = saved.Payload.ToArray(),
            Cause = saved.Cause?.Value,
            Root = (saved.Root ?? saved.Id).Value,
            Depth = saved.Depth,
            DedupeSource = saved.Dedupe?.Source,
            DedupeKey = saved.Dedupe?.KeyHash.ToArray(),
            DedupeBody = saved.Dedupe?.BodyHash.ToArray(),
        });
        IntakeWake.AfterCommit(context, intake);
        return saved.Id;
    }

    private static void CheckTable(DbContext context)
    {
        var name = context.GetType().Name;
        if (!context.Database.IsNpgsql())
        {
            throw new InvalidOperationException($"The context '{name}' has the provider '{context.Database.ProviderName}'. Events are saved in the store's own database: use UseNpgsql.");
        }

        if (context.Model.FindEntityType(typeof(IntakeRow)) is null)
        {
            throw new InvalidOperationException(
                $"The model of the context '{name}' does not have the table for saved events. Call in its OnModelCreating modelBuilder.AddAutomation() if its migrations shall own the store's tables, else modelBuilder.AddAutomationIntake().");
        }
    }
}
