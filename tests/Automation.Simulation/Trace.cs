namespace Automation.Simulation;

/// <summary>What happened, as a number that another play of the same seed must have, too; line by line for who wants to read it.</summary>
internal sealed class Trace(TextWriter? lines)
{
    public ulong Hash { get; private set; } = 14695981039346656037;

    public void Add(long number) => Hash = (Hash ^ (ulong)number) * 1099511628211;

    public void Add(DateTimeOffset at, string line)
    {
        foreach (var letter in line)
        {
            Add(letter);
        }

        lines?.WriteLine($"{at:HH:mm:ss.fff} {line}");
    }
}
