namespace Automation.Storage.Transactions;

/// <summary>What is said on a connection of the host, just before the commit; all of it ends with the transaction.</summary>
internal sealed class StepTransactionSql(string schema)
{
    /// <summary>What a foreign key or a check would refuse at the commit is refused now.</summary>
    public string Finish => "set constraints all immediate";

    /// <summary>A name that the session has until the transaction ends, by which it can be found from outside.</summary>
    public string Mark => "select set_config('application_name', $1, true)";

    /// <summary>Ends the session if it is still in the transaction that was marked.</summary>
    public string Terminate => "select pg_terminate_backend(a.pid) from pg_stat_activity a where a.datname = current_database() and a.application_name = $1";

    /// <summary>
    /// As our own sessions are. Under the node's name: whoever takes the node over can end the session when it is cut off before its commit, and where the role does not allow that, the server does.
    /// </summary>
    public string Prepare => """
        select set_config('application_name', $1, true), set_config('idle_in_transaction_session_timeout', '5s', true), set_config('enable_seqscan', 'off', true),
          set_config('jit', 'off', true), set_config('plan_cache_mode', 'force_generic_plan', true),
          case when current_setting('synchronous_commit') = 'off' then set_config('synchronous_commit', 'on', true) end
        """;

    /// <summary>Whoever lets go of the run, or claims it, waits until this transaction is decided.</summary>
    /// <remarks>After everything that the batch locks, as all batches lock live rows last.</remarks>
    public string LockRun { get; } = $"select 1 from {schema}.live l where l.run_id = $1 and l.owner = $2 and l.claim_no = $3 for update";
}
