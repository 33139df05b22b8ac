namespace Automation.Postgres.Proxy;

/// <summary>What a <see cref="PgProxy"/> does with bytes and with new connections.</summary>
public enum PgProxyMode
{
    /// <summary>Everything passes.</summary>
    Pass,

    /// <summary>No byte passes, in either direction; connections stay, new ones are taken. With <see cref="Pass"/> the held bytes go on.</summary>
    Stall,

    /// <summary>New connections are refused, as if no server ran there; bytes of existing ones pass.</summary>
    Refuse,
}
