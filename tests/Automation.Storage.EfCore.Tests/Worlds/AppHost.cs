using Automation.Hosting;
using Microsoft.Extensions.DependencyInjection;

namespace Automation.Storage.EfCore.Tests.Worlds;

/// <summary>An application with the engine in it, as one process would be. It polls nothing unless a test says so: what happens is what was asked for, or woken.</summary>
public sealed class AppHost : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly ServiceProvider _services;
    private bool _killed;

    private AppHost(ServiceProvider services)
    {
        _services = services;
    }

    public IServiceProvider Services => _services;

    public IAutomationClient Client => _services.GetRequiredService<IAutomationClient>();

    public IScopedAutomation Shop => Client.In("shop");

    public Notes Notes => _services.GetRequiredService<Notes>();

    internal AutomationEngine Engine => _services.GetRequiredService<AutomationEngine>();

    /// <param name="configure">Chooses the store and adds what the test is about.</param>
    /// <param name="notes">The world outside, when several hosts share it.</param>
    /// <param name="notesOrders">Whether there is a rule that notes every order.</param>
    public static async Task<AppHost> StartAsync(Action<IServiceCollection> configure, Notes? notes = null, bool notesOrders = true)
    {
        var services = new ServiceCollection().AddLogging().AddSingleton(notes ?? new Notes()).AddAutomation(automation =>
        {
            automation.Configure(options => options.PollInterval = Timeout.InfiniteTimeSpan).AddHandler<NoteHandler>();
            if (notesOrders)
            {
                automation.AddRule<OrderPlaced>("orders", rule => rule.OnEvent<OrderPlaced>().Then("note", run => new Note(run.Input.Id)));
            }
        });
        configure(services);
        var host = new AppHost(services.BuildServiceProvider());
        await host.Engine.StartAsync(TestContext.Current.CancellationToken);
        await host.SettleAsync();
        return host;
    }

    /// <summary>Waits until this host has nothing to do.</summary>
    public Task SettleAsync() => Engine.Activity.WhenIdleAsync(withHandlers: true, CancellationToken.None).WaitAsync(Patience, TimeProvider.System);

    /// <summary>Looks once for saved events, and waits until what was found is done.</summary>
    public async Task PumpAsync()
    {
        await Task.WhenAll(await Engine.Parts.Pump!.RunOnceAsync(TestContext.Current.CancellationToken)).WaitAsync(Patience, TimeProvider.System);
        await SettleAsync();
    }

    /// <summary>The process dies.</summary>
    public void Kill()
    {
        _killed = true;
        Engine.Kill();
    }

    public async ValueTask DisposeAsync()
    {
        if (!_killed)
        {
            await Engine.StopAsync(CancellationToken.None);
        }

        await _services.DisposeAsync();
    }
}
