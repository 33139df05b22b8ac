using System.Globalization;
using Automation;

namespace DailyBrief.Briefs;

/// <summary>Writes a brief from what the tenant's runs have done.</summary>
[Action("brief.write")]
internal sealed record WriteBrief(string Kind, DateTime Local) : IAction<string>;

internal sealed class WriteBriefHandler(IAutomationClient automation) : IActionHandler<WriteBrief, string>
{
    public async Task<string> HandleAsync(WriteBrief action, StepContext context, CancellationToken cancellationToken)
    {
        var runs = await automation.In(context.Scope).ListRunsAsync(new() { Statuses = [RunStatus.Succeeded], Limit = 200 }, cancellationToken);
        return string.Create(CultureInfo.InvariantCulture, $"{action.Kind} of {context.Scope} for {action.Local:dddd d MMMM}: {runs.Items.Count} briefs before this one.");
    }
}
