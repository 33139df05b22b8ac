namespace Automation.Storage.EfCore.Tests.Hosts;

/// <summary>A row of the host's own.</summary>
public sealed class Order
{
    public Guid Id { get; set; }

    public string Text { get; set; } = "";
}
