using ManyHosts.Shop;

namespace ManyHosts.Show;

/// <summary>How it went: what was promised, counted in what the warehouse wrote down.</summary>
/// <param name="Accepted">How many orders the hosts said that they accepted.</param>
/// <param name="Done">How many runs succeeded, all their steps called.</param>
/// <param name="Lost">Orders whose run did not succeed, or of which a step was never called.</param>
/// <param name="CallsOf">How many calls each host made.</param>
/// <param name="Killed">The host that was killed.</param>
/// <param name="Repeats">Calls of a step that was called before, with the same key: a process died, or lost its lease, before the outcome was stored.</param>
/// <param name="RepeatsOfKilled">Those of them whose first call was the killed host's.</param>
/// <param name="OtherKeys">Steps that were called under more than one key: nobody outside could tell that it is the same one.</param>
/// <param name="Resumed">How long after the kill each run of the killed host was first worked on by another, shortest first.</param>
internal sealed record Tally(
    int Accepted,
    int Done,
    IReadOnlyList<int> Lost,
    IReadOnlyDictionary<string, int> CallsOf,
    string Killed,
    int Repeats,
    int RepeatsOfKilled,
    int OtherKeys,
    IReadOnlyList<TimeSpan> Resumed)
{
    /// <summary>Whether everything that was accepted was done, each step under one key.</summary>
    public bool IsGood => Lost.Count == 0 && OtherKeys == 0;

    /// <param name="orders">How many were placed, numbered from 0.</param>
    /// <param name="accepted">How many of them the hosts said that they accepted.</param>
    /// <param name="succeeded">The orders whose runs succeeded, as the engine says.</param>
    /// <param name="calls">What the warehouse wrote down, in order of time.</param>
    /// <param name="killed">The host that was killed.</param>
    /// <param name="killedAt">When it was dead, by the database's clock.</param>
    public static Tally Of(int orders, int accepted, IEnumerable<int> succeeded, IReadOnlyList<Call> calls, string killed, DateTime killedAt)
    {
        var steps = calls.ToLookup(call => (call.Order, call.Step));
        var done = succeeded.Where(order => FulfilOrder.Steps.All(step => steps.Contains((order, step)))).ToHashSet();
        var repeats = calls.GroupBy(call => call.Key).SelectMany(same => same.Skip(1).Select(_ => same.First().Worker)).ToList();
        var resumed = calls.GroupBy(call => call.Order)
            .Where(run => run.Any(call => call.Worker == killed))
            .Select(run => run.FirstOrDefault(call => call.Worker != killed && call.At > killedAt))
            .OfType<Call>();
        return new(
            accepted,
            done.Count,
            [.. Enumerable.Range(0, orders).Except(done)],
            calls.CountBy(call => call.Worker).ToDictionary(),
            killed,
            repeats.Count,
            repeats.Count(worker => worker == killed),
            steps.Count(step => step.DistinctBy(call => call.Key).Count() > 1),
            [.. resumed.Select(call => call.At - killedAt).Order()]);
    }

    public void Write(TextWriter output)
    {
        Row("runs accepted", $"{Accepted}");
        Row("runs done", $"{Done}");
        Row("runs lost", $"{Lost.Count}", Lost.Count == 0 ? "" : $"orders {string.Join(", ", Lost.Take(10))}{(Lost.Count > 10 ? ", ..." : "")}");
        foreach (var (worker, count) in CallsOf.OrderBy(pair => pair.Key, StringComparer.Ordinal))
        {
            Row($"calls of {worker}", $"{count}", worker == Killed ? "killed" : "");
        }

        Row("runs resumed by others", $"{Resumed.Count}", Resumed.Count == 0 ? "" : $"{Resumed[0].TotalSeconds:0.0} to {Resumed[^1].TotalSeconds:0.0} s after the kill");
        Row("calls repeated, same key", $"{Repeats}", Repeats == 0 ? "" : $"{RepeatsOfKilled} of them begun by the killed host");
        Row("steps with two keys", $"{OtherKeys}");
        output.WriteLine(IsGood ? "Nothing was lost, and every step had one key." : "That should not be.");

        void Row(string what, string count, string remark = "") => output.WriteLine($"  {what,-26}{count,6}  {remark}".TrimEnd());
    }
}
