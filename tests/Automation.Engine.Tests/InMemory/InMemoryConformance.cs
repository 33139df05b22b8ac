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

namespace Automation.Engine.Tests.InMemory;

// The suite itself lies in Automation.Storage.Conformance; here it is only given a store.
public sealed class InMemoryAcceptTests : AcceptTests<InMemoryFixture>;

public sealed class InMemoryBatchTests : BatchTests<InMemoryFixture>;

public sealed class InMemoryBreakerTests : BreakerTests<InMemoryFixture>;

public sealed class InMemoryWebhookTests : WebhookTests<InMemoryFixture>;

public sealed class InMemoryClaimTests : ClaimTests<InMemoryFixture>;

public sealed class InMemoryProbationTests : ProbationTests<InMemoryFixture>;

public sealed class InMemoryNeedTests : NeedTests<InMemoryFixture>;

public sealed class InMemoryDiagnoseTests : DiagnoseTests<InMemoryFixture>;

public sealed class InMemoryDurabilityTests : DurabilityTests<InMemoryFixture>;

public sealed class InMemoryFenceTests : FenceTests<InMemoryFixture>;

public sealed class InMemoryListEventsTests : ListEventsTests<InMemoryFixture>;

public sealed class InMemoryListRunsTests : ListRunsTests<InMemoryFixture>;

public sealed class InMemoryLogTests : LogTests<InMemoryFixture>;

public sealed class InMemoryNodeTests : NodeTests<InMemoryFixture>;

public sealed class InMemoryManyNodesTests : ManyNodesTests<InMemoryFixture>;

public sealed class InMemoryReadBackTests : ReadBackTests<InMemoryFixture>;

public sealed class InMemoryRecordTests : RecordTests<InMemoryFixture>;

public sealed class InMemoryRuleTests : RuleTests<InMemoryFixture>;

public sealed class InMemorySharedRuleTests : SharedRuleTests<InMemoryFixture>;

public sealed class InMemoryDebounceTests : DebounceTests<InMemoryFixture>;

public sealed class InMemorySettingTests : SettingTests<InMemoryFixture>;

public sealed class InMemoryScheduleTests : ScheduleTests<InMemoryFixture>;

public sealed class InMemoryPollTests : PollTests<InMemoryFixture>;

public sealed class InMemoryScopeIsolationTests : ScopeIsolationTests<InMemoryFixture>;

public sealed class InMemoryPurgeTests : PurgeTests<InMemoryFixture>;

public sealed class InMemorySignalTests : SignalTests<InMemoryFixture>;

public sealed class InMemorySuggestionTests : SuggestionTests<InMemoryFixture>;

public sealed class InMemoryHostileTextTests : HostileTextTests<InMemoryFixture>;

public sealed class InMemoryWaitTests : WaitTests<InMemoryFixture>;

public sealed class InMemoryOverrideTests : OverrideTests<InMemoryFixture>;

public sealed class InMemoryPermitTests : PermitTests<InMemoryFixture>;

public sealed class InMemoryOverlapTests : OverlapTests<InMemoryFixture>;

public sealed class InMemoryChainTests : ChainTests<InMemoryFixture>;

public sealed class InMemoryBudgetTests : BudgetTests<InMemoryFixture>;
