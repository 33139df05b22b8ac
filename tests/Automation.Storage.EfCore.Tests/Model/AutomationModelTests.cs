using Automation.Storage.Model;
using Microsoft.EntityFrameworkCore;

namespace Automation.Storage.EfCore.Tests.Model;

public sealed class AutomationModelTests
{
    [Theory]
    [InlineData("automation")]
    [InlineData("user")]
    public void Migrations_LeadToTheModel(string schema)
    {
        using var context = AutomationDbContext.For(schema);

        context.Database.HasPendingModelChanges().ShouldBeFalse("The model and the migrations differ: add a migration and bring the snapshot up to date.");
    }

    [Fact]
    public void Tables_AndSequences_AreThoseOfTheModel()
    {
        using var context = AutomationDbContext.For("automation");

        context.Model.GetEntityTypes().Select(type => type.GetTableName()!).ShouldBe([.. AutomationModel.Tables, StoreVersionRow.Table], ignoreOrder: true);
        context.Model.GetSequences().Select(sequence => sequence.Name).ShouldBe(AutomationModel.Sequences, ignoreOrder: true);
    }
}
