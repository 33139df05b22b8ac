using System.Collections.Concurrent;

namespace Automation.Scheduling;

/// <summary>One look at the scopes: the host's directory is asked once about each, whoever wants to know.</summary>
/// <param name="zones">Asks it.</param>
/// <param name="all">Whether scopes are asked for, too, that it was just silent about.</param>
/// <param name="cancellationToken">Stops waiting.</param>
internal sealed class ScopeLook(ScopeZones zones, bool all, CancellationToken cancellationToken)
{
    private readonly ConcurrentDictionary<string, Lazy<Task<(string Scope, string? Zone)>>> _asked = new(StringComparer.Ordinal);

    /// <summary>The zones of scopes, as soon as they are said: those that are there go on without waiting for the others. Null where the directory never said one.</summary>
    public async IAsyncEnumerable<IReadOnlyList<(string Scope, string? Zone)>> AskAsync(IEnumerable<string> scopes)
    {
        var there = new List<(string, string?)>();
        var answers = Task.WhenEach(scopes.Select(ZoneOfAsync)).GetAsyncEnumerator(cancellationToken);
        await using (answers.ConfigureAwait(false))
        {
            while (true)
            {
                var next = answers.MoveNextAsync();
                if (there.Count > 0 && !next.IsCompleted)
                {
                    yield return there;
                    there = [];
                }

                if (!await next.ConfigureAwait(false))
                {
                    break;
                }

                there.Add(await answers.Current.ConfigureAwait(false));
            }
        }

        if (there.Count > 0)
        {
            yield return there;
        }
    }

    private Task<(string Scope, string? Zone)> ZoneOfAsync(string scope) =>
        _asked.GetOrAdd(scope, static (scope, look) => new(() => look.AskOnceAsync(scope)), this).Value;

    private async Task<(string Scope, string? Zone)> AskOnceAsync(string scope) => (scope, await zones.LookAsync(scope, all, cancellationToken).ConfigureAwait(false));
}
