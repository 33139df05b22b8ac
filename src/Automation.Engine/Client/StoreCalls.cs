using Automation.Storage;

namespace Automation.Client;

/// <summary>Says in the client's words that a store is away, so that a host catches one exception whatever it asked for.</summary>
internal static class StoreCalls
{
    public static Task AskAsync(this Task call)
    {
        return DoneAsync().AskAsync();

        async Task<bool> DoneAsync()
        {
            await call.ConfigureAwait(false);
            return true;
        }
    }

    public static async Task<T> AskAsync<T>(this Task<T> call)
    {
        try
        {
            return await call.ConfigureAwait(false);
        }
        catch (StoreUnavailableException unavailable)
        {
            throw new AutomationUnavailableException("The store did not answer; nothing was stored. Ask again.", unavailable);
        }
        catch (CommitUnknownException unknown)
        {
            throw new AutomationUnavailableException("The store did not say whether it stored this. Ask again: what is stored already is not stored twice.", unknown);
        }
    }
}
