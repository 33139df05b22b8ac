namespace Automation.Client;

/// <summary>Checks how many items a caller asks for.</summary>
internal static class PageLimit
{
    /// <exception cref="ArgumentOutOfRangeException">It is not within 1 to <paramref name="most"/>.</exception>
    public static void Check(int limit, int most, string name, string parameter, bool hasPages = true)
    {
        if (limit < 1 || limit > most)
        {
            throw new ArgumentOutOfRangeException(parameter, $"{name} is {limit}; 1 to {most} is allowed.{(hasPages ? " Ask for the next page for more." : "")}");
        }
    }
}
