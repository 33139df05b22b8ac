using Automation;

namespace ManyHosts.Shop;

[Action("shop.ship")]
internal sealed record Ship(int Order, string Parcel) : IAction;
