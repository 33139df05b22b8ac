using Automation.Storage.Model;
using Microsoft.EntityFrameworkCore;

namespace Automation.Storage.EfCore.Tests.Model;

public sealed class MigrationTests
{
    [Theory]
    [InlineData("automation")]
    [InlineData("user")]
    public void Migrations_LeadToTheModel(string schema)
    {
        using var context = AutomationDbContext.For(schema);

        context.Database.HasPendingModelChanges().ShouldBeFalse("The model and the migrations differ: add a migration and bring the snapshot up to date.");
    }
}
