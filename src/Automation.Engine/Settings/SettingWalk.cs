using System.Runtime.CompilerServices;
using Automation.Storage;

namespace Automation.Settings;

/// <summary>Reads what all scopes have set for rules, page by page.</summary>
internal static class SettingWalk
{
    private const int PageLimit = 1000;

    public static async IAsyncEnumerable<RuleSettingRecord> EachSettingAsync(
        this IAutomationStore store, IReadOnlyCollection<string> rules, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        IReadOnlyList<RuleSettingRecord> page = [];
        do
        {
            page = await store.ListSettingsAsync(rules, page.Count == 0 ? null : page[^1], PageLimit, cancellationToken).ConfigureAwait(false);
            foreach (var setting in page)
            {
                yield return setting;
            }
        }
        while (page.Count == PageLimit);
    }
}
