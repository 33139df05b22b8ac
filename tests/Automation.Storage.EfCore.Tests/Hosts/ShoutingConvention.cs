using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Microsoft.EntityFrameworkCore.Metadata.Conventions;

namespace Automation.Storage.EfCore.Tests.Hosts;

/// <summary>Names everything in capitals, as naming packages name everything in their way.</summary>
public sealed class ShoutingConvention : IModelFinalizingConvention
{
    public void ProcessModelFinalizing(IConventionModelBuilder modelBuilder, IConventionContext<IConventionModelBuilder> context)
    {
        foreach (var type in modelBuilder.Metadata.GetEntityTypes())
        {
            type.Builder.ToTable(type.GetTableName()!.ToUpperInvariant());
            foreach (var property in type.GetProperties())
            {
                property.Builder.HasColumnName(property.GetColumnName().ToUpperInvariant());
            }

            foreach (var key in type.GetKeys())
            {
                key.Builder.HasName(key.GetName()!.ToUpperInvariant());
            }

            foreach (var index in type.GetIndexes())
            {
                index.Builder.HasDatabaseName(index.GetDatabaseName()!.ToUpperInvariant());
            }
        }
    }
}
