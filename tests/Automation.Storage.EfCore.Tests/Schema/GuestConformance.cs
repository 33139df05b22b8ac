using Automation.Storage.Conformance.Accepting;
using Automation.Storage.Conformance.Budgeting;
using Automation.Storage.Conformance.Debouncing;
using Automation.Storage.Conformance.Nodes;
using Automation.Storage.Conformance.Overrides;
using Automation.Storage.Conformance.Retention;
using Automation.Storage.Conformance.Rules;
using Automation.Storage.Conformance.Scheduling;
using Automation.Storage.Conformance.Settings;
using Automation.Storage.Conformance.Suggesting;
using Automation.Storage.Conformance.Webhooks;

namespace Automation.Storage.EfCore.Tests.Schema;

// Parts of the suite that together write to all kinds of tables, by a role with rights on rows alone. Fault, seen red: a statement that needs more, such as a setval.
public sealed class GuestChainTests : ChainTests<GuestFixture>;

public sealed class GuestBudgetTests : BudgetTests<GuestFixture>;

public sealed class GuestDebounceTests : DebounceTests<GuestFixture>;

public sealed class GuestManyNodesTests : ManyNodesTests<GuestFixture>;

public sealed class GuestOverrideTests : OverrideTests<GuestFixture>;

public sealed class GuestPurgeTests : PurgeTests<GuestFixture>;

public sealed class GuestBreakerTests : BreakerTests<GuestFixture>;

public sealed class GuestPollTests : PollTests<GuestFixture>;

public sealed class GuestSettingTests : SettingTests<GuestFixture>;

public sealed class GuestSuggestionTests : SuggestionTests<GuestFixture>;

public sealed class GuestWebhookTests : WebhookTests<GuestFixture>;
