using Automation;

namespace ManyHosts.Shop;

/// <summary>Gives the parcel.</summary>
[Action("shop.pack")]
internal sealed record Pack(int Order, string Shelf) : IAction<string>;
