using Microsoft.EntityFrameworkCore;

namespace Automation.Storage.EfCore.Tests.Hosts;

/// <summary>A host's context with a table of its own and those of the store.</summary>
public class ShopContext(DbContextOptions options) : DbContext(options)
{
    public DbSet<Order> Orders => Set<Order>();

    protected virtual string Schema => "shop_automation";

    protected override void OnModelCreating(ModelBuilder modelBuilder) => modelBuilder.AddAutomation(Schema);
}
