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
using Npgsql;

namespace Automation.Storage.EfCore.Tests.Conformance;

// The suite itself lies in Automation.Storage.Conformance; here it is only given a store.
public sealed class PostgresAcceptTests : AcceptTests<PostgresFixture>;

public sealed class PostgresBatchTests : BatchTests<PostgresFixture>;

public sealed class PostgresBreakerTests : BreakerTests<PostgresFixture>;

public sealed class PostgresWebhookTests : WebhookTests<PostgresFixture>;

public sealed class PostgresClaimTests : ClaimTests<PostgresFixture>;

public sealed class PostgresProbationTests : ProbationTests<PostgresFixture>;

public sealed class PostgresNeedTests : NeedTests<PostgresFixture>;

public sealed class PostgresDiagnoseTests : DiagnoseTests<PostgresFixture>;

public sealed class PostgresDurabilityTests : DurabilityTests<PostgresFixture>;

public sealed class PostgresFenceTests : FenceTests<PostgresFixture>;

public sealed class PostgresListEventsTests : ListEventsTests<PostgresFixture>;

public sealed class PostgresListRunsTests : ListRunsTests<PostgresFixture>;

public sealed class PostgresLogTests : LogTests<PostgresFixture>;

public sealed class PostgresNodeTests : NodeTests<PostgresFixture>;

public sealed class PostgresManyNodesTests : ManyNodesTests<PostgresFixture>;

public sealed class PostgresReadBackTests : ReadBackTests<PostgresFixture>;

public sealed class PostgresRecordTests : RecordTests<PostgresFixture>;

public sealed class PostgresRuleTests : RuleTests<PostgresFixture>;

public sealed class PostgresSharedRuleTests : SharedRuleTests<PostgresFixture>;

public sealed class PostgresDebounceTests : DebounceTests<PostgresFixture>;

public sealed class PostgresSettingTests : SettingTests<PostgresFixture>;

public sealed class PostgresScheduleTests : ScheduleTests<PostgresFixture>;

public sealed class PostgresPollTests : PollTests<PostgresFixture>;

public sealed class PostgresScopeIsolationTests : ScopeIsolationTests<PostgresFixture>;

public sealed class PostgresPurgeTests : PurgeTests<PostgresFixture>;

public sealed class PostgresSignalTests : SignalTests<PostgresFixture>;

public sealed class PostgresSuggestionTests : SuggestionTests<PostgresFixture>;

public sealed class PostgresHostileTextTests : HostileTextTests<PostgresFixture>;

public sealed class PostgresWaitTests : WaitTests<PostgresFixture>;

public sealed class PostgresOverrideTests : OverrideTests<PostgresFixture>
{
    protected override async Task FillAsync(int count)
    {
        await using var source = NpgsqlDataSource.Create((await Fixture.DatabaseAsync()).ConnectionString);
        await using var command = source.CreateCommand($"insert into automation.subject_override(scope, subject, at) select '{Scope}', 'asset-' || i, now() from generate_series(1, {count}) i");
        await command.ExecuteNonQueryAsync();
    }
}

public sealed class PostgresPermitTests : PermitTests<PostgresFixture>;

public sealed class PostgresOverlapTests : OverlapTests<PostgresFixture>;

public sealed class PostgresChainTests : ChainTests<PostgresFixture>;

public sealed class PostgresBudgetTests : BudgetTests<PostgresFixture>;
