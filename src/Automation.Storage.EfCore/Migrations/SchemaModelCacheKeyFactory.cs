using Automation.Storage.Model;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;

namespace Automation.Storage.Migrations;

/// <summary>One model for each schema: without this the first schema of the process would be every context's.</summary>
internal sealed class SchemaModelCacheKeyFactory : IModelCacheKeyFactory
{
    /// <inheritdoc/>
    public object Create(DbContext context, bool designTime) => (context.GetType(), ((AutomationDbContext)context).Schema, designTime);
}
