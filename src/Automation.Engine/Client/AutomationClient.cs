using System.Collections.Concurrent;
using Automation.Hosting;
using Automation.Intake;

namespace Automation.Client;

internal sealed class AutomationClient(AutomationEngine engine) : IAutomationClient
{
    private readonly ConcurrentDictionary<string, ScopedAutomation> _scopes = new(StringComparer.Ordinal);

    public IScopedAutomation In(string scope)
    {
        ArgumentNullException.ThrowIfNull(scope);
        if (!IntakeNames.IsScope(scope))
        {
            throw new ArgumentException(
                $"The scope {Json.ShortText.Quote(scope)} is not a name: 1 to 128 of A-Z a-z 0-9 . _ : @ - are allowed.", nameof(scope));
        }

        return _scopes.GetOrAdd(scope, static (name, engine) => new ScopedAutomation(name, engine), engine);
    }
}
