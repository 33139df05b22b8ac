using Automation.Storage.Conformance.Accepting;
using Automation.Storage.Conformance.Batches;
using Automation.Storage.Conformance.Claiming;
using Automation.Storage.Conformance.Diagnosing;
using Automation.Storage.Conformance.Durability;
using Automation.Storage.Conformance.Listing;
using Automation.Storage.Conformance.Logs;
using Automation.Storage.Conformance.Reading;
using Automation.Storage.Conformance.Recording;
using Automation.Storage.Conformance.Scopes;
using Automation.Storage.Conformance.Signalling;
using Automation.Storage.Conformance.Waiting;

namespace Automation.Storage.EfCore.Tests.Partitions;

// The parts of the suite that read and write history, once more.
public sealed class PartitionedAcceptTests : AcceptTests<PartitionedFixture>;

public sealed class PartitionedBatchTests : BatchTests<PartitionedFixture>;

public sealed class PartitionedClaimTests : ClaimTests<PartitionedFixture>;

public sealed class PartitionedDiagnoseTests : DiagnoseTests<PartitionedFixture>;

public sealed class PartitionedDurabilityTests : DurabilityTests<PartitionedFixture>;

public sealed class PartitionedListEventsTests : ListEventsTests<PartitionedFixture>;

public sealed class PartitionedListRunsTests : ListRunsTests<PartitionedFixture>;

public sealed class PartitionedLogTests : LogTests<PartitionedFixture>;

public sealed class PartitionedReadBackTests : ReadBackTests<PartitionedFixture>;

public sealed class PartitionedRecordTests : RecordTests<PartitionedFixture>;

public sealed class PartitionedScopeIsolationTests : ScopeIsolationTests<PartitionedFixture>;

public sealed class PartitionedSignalTests : SignalTests<PartitionedFixture>;

public sealed class PartitionedWaitTests : WaitTests<PartitionedFixture>;
