using Automation.Storage.EfCore.Tests.Hosts;
using Automation.Storage.EfCore.Tests.Worlds;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Automation.Storage.EfCore.Tests.Previewing;

/// <summary>A preview reads through the host's context, and what it would write through it is refused.</summary>
public sealed class PreviewTests : DatabaseTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        await using var shop = NewShop();
        await shop.Database.EnsureCreatedAsync(Token);
        shop.Orders.Add(new Order { Text = "1" });
        await shop.SaveChangesAsync(Token);
    }

    [Theory]
    [InlineData("save", "saving changes of a DbContext")]
    [InlineData("savesync", "saving changes of a DbContext")]
    [InlineData("update", "a writing command of a DbContext")]
    [InlineData("delete", "a writing command of a DbContext")]
    [InlineData("sql", "a writing command of a DbContext")]
    public async Task Write_IsRefused_AndTheReportNamesIt(string what, string refused)
    {
        await using var host = await StartAsync();

        var step = (await host.Shop.Rule("change").PreviewEventAsync(new OrderPlaced(what), Token)).Steps.ShouldHaveSingleItem();

        step.Error.ShouldNotBeNull().Code.ShouldBe("preview-write");
        step.Error!.Message.ShouldContain(refused);
        (await NewShop().Orders.Select(order => order.Text).ToListAsync(Token)).ShouldBe(["1"]);
    }

    [Fact]
    public async Task Read_IsAllowed_AndTheStoreIsReadToo()
    {
        await using var host = await StartAsync();

        var step = (await host.Shop.Rule("change").PreviewEventAsync(new OrderPlaced("read"), Token)).Steps.ShouldHaveSingleItem();

        (step.Error, step.Summary).ShouldBe((null, "There are 1 orders and 0 runs."));
    }

    private ShopContext NewShop() => new(new DbContextOptionsBuilder<ShopContext>().UseNpgsql(Source).Options);

    private Task<AppHost> StartAsync() => AppHost.StartAsync(
        services => services.AddDbContext<ShopContext>(options => options.UseNpgsql(ConnectionString)).AddAutomation(automation => automation
            .UsePostgres<ShopContext>()
            .AddHandler<ChangeHandler>()
            .AddRule<OrderPlaced>("change", rule => rule.OnEvent<OrderPlaced>().Then("change", run => new Change(run.Input.Id)))),
        notesOrders: false);

    [Action("preview.change")]
    public sealed record Change(string How) : IAction;

    public sealed class ChangeHandler(ShopContext shop, IAutomationClient client) : IActionHandler<Change>, IActionPreview<Change>
    {
        public Task HandleAsync(Change action, StepContext context, CancellationToken cancellationToken) => Task.CompletedTask;

        public async Task<ActionPreview> PreviewAsync(Change action, PreviewContext context, CancellationToken cancellationToken)
        {
            switch (action.How)
            {
                case "save":
                    shop.Orders.Add(new Order { Text = "2" });
                    await shop.SaveChangesAsync(cancellationToken);
                    break;
                case "savesync":
                    shop.Orders.Add(new Order { Text = "2" });
                    shop.SaveChanges();
                    break;
                case "update":
                    await shop.Orders.ExecuteUpdateAsync(change => change.SetProperty(order => order.Text, "3"), cancellationToken);
                    break;
                case "delete":
                    await shop.Orders.ExecuteDeleteAsync(cancellationToken);
                    break;
                case "sql":
                    await shop.Database.ExecuteSqlRawAsync("delete from \"Orders\"", cancellationToken);
                    break;
            }

            var runs = await client.In("shop").ListRunsAsync(cancellationToken: cancellationToken);
            return ActionPreview.Of($"There are {await shop.Orders.CountAsync(cancellationToken)} orders and {runs.Items.Count} runs.");
        }
    }
}
