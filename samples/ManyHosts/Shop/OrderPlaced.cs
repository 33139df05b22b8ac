using Automation;

namespace ManyHosts.Shop;

[Event("order.placed", Subject = nameof(Number))]
internal sealed record OrderPlaced(int Number);
