namespace Automation.Storage.EfCore.Tests.Intake;

/// <summary>When what a handler left running goes on.</summary>
public sealed class AgainLater
{
    /// <summary>Null: nothing is left running.</summary>
    public TaskCompletionSource? Gate { get; set; }

    public Task Done { get; set; } = Task.CompletedTask;
}
