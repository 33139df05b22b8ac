using Automation;

namespace ManyHosts.Shop;

/// <summary>Gives the shelf on which the goods are.</summary>
[Action("shop.reserve")]
internal sealed record Reserve(int Order) : IAction<string>;
