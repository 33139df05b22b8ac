using Automation.Storage.EfCore.Tests.Hosts;

namespace Automation.Storage.EfCore.Tests.Transactions;

/// <summary>What the calls of a handler do after they have saved: the first, the second … and all after the last one nothing.</summary>
public sealed class Script(params Func<ShopContext, Task>[] plays)
{
    private int _calls;

    public int Calls => Volatile.Read(ref _calls);

    public async Task<int> PlayAsync(ShopContext shop)
    {
        var call = Interlocked.Increment(ref _calls);
        if (call <= plays.Length)
        {
            await plays[call - 1](shop);
        }

        return call;
    }
}
