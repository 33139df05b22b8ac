using Automation.Storage.Conformance.Accepting;
using Automation.Storage.Conformance.Batches;
using Automation.Storage.Conformance.Budgeting;
using Automation.Storage.Conformance.Claiming;
using Automation.Storage.Conformance.Debouncing;
using Automation.Storage.Conformance.Diagnosing;
using Automation.Storage.Conformance.Durability;
using Automation.Storage.Conformance.Fencing;
using Automation.Storage.Conformance.Listing;
using Automation.Storage.Conformance.Logs;
using Automation.Storage.Conformance.Needs;
using Automation.Storage.Conformance.Nodes;
using Automation.Storage.Conformance.Overrides;
using Automation.Storage.Conformance.Permitting;
using Automation.Storage.Conformance.Reading;
using Automation.Storage.Conformance.Recording;
using Automation.Storage.Conformance.Retention;
using Automation.Storage.Conformance.Rules;
using Automation.Storage.Conformance.Scheduling;
using Automation.Storage.Conformance.Scopes;
using Automation.Storage.Conformance.Settings;
using Automation.Storage.Conformance.Signalling;
using Automation.Storage.Conformance.Suggesting;
using Automation.Storage.Conformance.Text;
using Automation.Storage.Conformance.Waiting;
using Automation.Storage.Conformance.Webhooks;
using Microsoft.Data.Sqlite;

namespace Automation.Storage.Sqlite.Tests.Conformance;

// The suite itself lies in Automation.Storage.Conformance; here it is only given a store.
public sealed class SqliteAcceptTests : AcceptTests<SqliteFixture>;

public sealed class SqliteBatchTests : BatchTests<SqliteFixture>;

public sealed class SqliteBreakerTests : BreakerTests<SqliteFixture>;

public sealed class SqliteWebhookTests : WebhookTests<SqliteFixture>;

public sealed class SqliteClaimTests : ClaimTests<SqliteFixture>;

public sealed class SqliteProbationTests : ProbationTests<SqliteFixture>;

public sealed class SqliteNeedTests : NeedTests<SqliteFixture>;

public sealed class SqliteDiagnoseTests : DiagnoseTests<SqliteFixture>;

public sealed class SqliteDurabilityTests : DurabilityTests<SqliteFixture>;

public sealed class SqliteFenceTests : FenceTests<SqliteFixture>;

public sealed class SqliteListEventsTests : ListEventsTests<SqliteFixture>;

public sealed class SqliteListRunsTests : ListRunsTests<SqliteFixture>;

public sealed class SqliteLogTests : LogTests<SqliteFixture>;

public sealed class SqliteNodeTests : NodeTests<SqliteFixture>;

public sealed class SqliteOneNodeTests : OneNodeTests<SqliteFixture>;

public sealed class SqliteReadBackTests : ReadBackTests<SqliteFixture>;

public sealed class SqliteRecordTests : RecordTests<SqliteFixture>;

public sealed class SqliteRuleTests : RuleTests<SqliteFixture>;

public sealed class SqliteSharedRuleTests : SharedRuleTests<SqliteFixture>;

public sealed class SqliteDebounceTests : DebounceTests<SqliteFixture>;

public sealed class SqliteSettingTests : SettingTests<SqliteFixture>;

public sealed class SqliteScheduleTests : ScheduleTests<SqliteFixture>;

public sealed class SqlitePollTests : PollTests<SqliteFixture>;

public sealed class SqliteScopeIsolationTests : ScopeIsolationTests<SqliteFixture>;

public sealed class SqlitePurgeTests : PurgeTests<SqliteFixture>;

public sealed class SqliteSignalTests : SignalTests<SqliteFixture>;

public sealed class SqliteSuggestionTests : SuggestionTests<SqliteFixture>;

public sealed class SqliteHostileTextTests : HostileTextTests<SqliteFixture>;

public sealed class SqliteWaitTests : WaitTests<SqliteFixture>;

public sealed class SqliteOverrideTests : OverrideTests<SqliteFixture>
{
    protected override async Task FillAsync(int count)
    {
        await using var connection = new SqliteConnection($"Data Source={Fixture.DatabasePath};Pooling=False");
        await connection.OpenAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = $"with recursive n(i) as (select 1 union all select i + 1 from n where i < {count}) insert into subject_override(scope, subject, at) select '{Scope}', 'asset-' || i, 0 from n";
        await command.ExecuteNonQueryAsync();
    }
}

public sealed class SqlitePermitTests : PermitTests<SqliteFixture>;

public sealed class SqliteOverlapTests : OverlapTests<SqliteFixture>;

public sealed class SqliteChainTests : ChainTests<SqliteFixture>;

public sealed class SqliteBudgetTests : BudgetTests<SqliteFixture>;
