using Automation.Storage.Conformance.Accepting;

namespace Automation.Storage.Sqlite.Tests.Conformance;

// The suite itself lies in Automation.Storage.Conformance; here it is only given a store.
public sealed class SqliteAcceptTests : AcceptTests<SqliteFixture>;
