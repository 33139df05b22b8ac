using Automation.Storage.EfCore.Tests.Hosts;
using Microsoft.EntityFrameworkCore;

namespace Automation.Storage.EfCore.Tests.Intake;

/// <summary>A host's context beside tables that the store or a script owns.</summary>
public sealed class BesideContext(DbContextOptions<BesideContext> options) : DbContext(options)
{
    public DbSet<Order> Orders => Set<Order>();

    protected override void OnModelCreating(ModelBuilder modelBuilder) => modelBuilder.AddAutomationIntake();
}
