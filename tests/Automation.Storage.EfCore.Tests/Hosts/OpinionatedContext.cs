using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace Automation.Storage.EfCore.Tests.Hosts;

/// <summary>A host's context with opinions about every table, key, index and column.</summary>
public sealed class OpinionatedContext(DbContextOptions<OpinionatedContext> options) : ShopContext(options)
{
    protected override void ConfigureConventions(ModelConfigurationBuilder configurationBuilder)
    {
        configurationBuilder.Properties<string>().HaveMaxLength(40).AreUnicode(false).UseCollation("en-x-icu").HaveColumnType("varchar(40)");
        configurationBuilder.Properties<DateTimeOffset>().HaveConversion<DateTimeOffsetToBinaryConverter>().HaveColumnType("bigint");
        configurationBuilder.Properties<Guid>().HaveConversion<string>().HaveMaxLength(36);
        configurationBuilder.Properties<byte[]>().HaveConversion<BytesToStringConverter>();
        configurationBuilder.Properties<bool>().HaveConversion<string>();
        configurationBuilder.Properties<short>().HaveConversion<int>();
        configurationBuilder.Conventions.Add(_ => new ShoutingConvention());
    }

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.HasDefaultSchema("shop");
        modelBuilder.UseSerialColumns();
        modelBuilder.UseCollation("en-x-icu");
        base.OnModelCreating(modelBuilder);
    }
}
