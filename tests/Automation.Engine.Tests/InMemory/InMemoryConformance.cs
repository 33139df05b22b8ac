using Automation.Storage.Conformance.Accepting;

namespace Automation.Engine.Tests.InMemory;

// The suite itself lies in Automation.Storage.Conformance; here it is only given a store.
public sealed class InMemoryAcceptTests : AcceptTests<InMemoryFixture>;
