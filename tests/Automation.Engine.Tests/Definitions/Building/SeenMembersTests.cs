using System.Text.Json;

namespace Automation.Definitions.Building;

/// <summary>What a verdict shows of the values that a lambda read.</summary>
public sealed class SeenMembersTests
{
    private const string Order = """{ "total": 5, "id": "17", "customer": { "firstName": "Ada", "tags": [ "a" ] } }""";

    // Faults: what is called is shown as a value; a member of another parameter counts; nothing is shown where no member is named.
    [Theory]
    [InlineData("order => order.Total > 10", "order.Total was 5")]
    [InlineData("(order) => order.Total > 10 && order.Id != \"1\" || order.Total == 3", "order.Total was 5, order.Id was \"17\"")]
    [InlineData("static (Order order) => order.Id.StartsWith('x')", "order.Id was \"17\"")]
    [InlineData("(order, view) => view.Get(limit).Most < order.Customer!.FirstName.Length", "order.Customer.FirstName was \"Ada\"")]
    [InlineData("order => order?.Customer?.Tags.Count > 3", "order.Customer.Tags was [ \"a\" ]")]
    [InlineData("order => order.Unknown > 3", "the input was { \"total\": 5, \"id\": \"17\", \"customer\": { \"firstName\": \"Ada\", …")]
    [InlineData("order => order is { Total: > 10 }", "the input was { \"total\": 5, \"id\": \"17\", \"customer\": { \"firstName\": \"Ada\", …")]
    [InlineData("IsLarge", "the input was { \"total\": 5, \"id\": \"17\", \"customer\": { \"firstName\": \"Ada\", …")]
    public void Values_AreThoseThatTheTextNames(string lambda, string shown) =>
        SeenMembers.Of(lambda).Show(JsonElement.Parse(Order), JsonNamingPolicy.CamelCase).ShouldBe(shown);
}
