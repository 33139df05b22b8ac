using Npgsql;

namespace Automation.EndToEnd.Fleets;

/// <summary>Looks into the tables behind the engine's back, and has the database note who writes what is not his.</summary>
internal sealed class FleetDatabase(string connectionString) : IAsyncDisposable
{
    private readonly NpgsqlDataSource _source = NpgsqlDataSource.Create(connectionString);

    public string ConnectionString => connectionString;

    /// <summary>
    /// From now on the database notes every row of a ledger, and every end of a run, that a session writes for a node which does not own the run at that moment;
    /// every run that is given to a node which was judged dead; every node that is judged by one which has not held its own lease for a whole one; every claim number that does not rise; every run that is charged with a rescue; and every run that leaves its owner before it ends, other than for a delay.
    /// </summary>
    public Task AuditAsync(TimeSpan lease) => DoAsync($"""
        create table automation.audit(told text);
        create function automation.audit_entry() returns trigger language plpgsql as $$
          declare me text := current_setting('application_name'); owner text;
          begin
            select 'node ' || coalesce(l.owner::text, 'nobody') into owner from automation.live l where l.run_id = new.run_id;
            if owner is null and exists (select 1 from automation.entry e where e.run_id = new.run_id and e.run_status is not null and e.xmin <> pg_current_xact_id()::xid) then
              owner := 'the past';
            end if;
            if owner is not null and me <> 'automation ' || owner then
              insert into automation.audit values (me || ' wrote ' || new.path || ' of a run of ' || owner);
            end if;
            return null;
          end $$;
        create function automation.audit_owner() returns trigger language plpgsql as $$
          begin
            if not exists (select 1 from automation.node_lease l where l.node_id = new.owner) then
              insert into automation.audit values ('a run was given to node ' || new.owner || ', which was judged');
            end if;
            return null;
          end $$;
        create function automation.audit_judge() returns trigger language plpgsql as $$
          declare me text := current_setting('application_name');
          begin
            if me <> 'automation node ' || new.node_id and not exists (
              select 1 from automation.node_lease l where me = 'automation node ' || l.node_id and l.held_since + interval '{lease.TotalSeconds} s' <= clock_timestamp()) then
              insert into automation.audit values (me || ' judged node ' || new.node_id || ' too early');
            end if;
            return null;
          end $$;
        create function automation.audit_end() returns trigger language plpgsql as $$
          declare me text := current_setting('application_name');
          begin
            if old.owner is null or me <> 'automation node ' || old.owner then
              insert into automation.audit values (me || ' ended a run of node ' || coalesce(old.owner::text, 'nobody'));
            end if;
            return null;
          end $$;
        create function automation.audit_claim() returns trigger language plpgsql as $$
          begin
            insert into automation.audit values ('claim number ' || new.claim_no || ' of node ' || coalesce(new.owner::text, 'nobody') || ' came after ' || old.claim_no);
            return null;
          end $$;
        create table automation.charge(run_id uuid);
        create function automation.audit_charge() returns trigger language plpgsql as $$
          begin
            insert into automation.charge values (new.run_id);
            return null;
          end $$;
        create table automation.loss(run_id uuid);
        create function automation.audit_loss() returns trigger language plpgsql as $$
          begin
            insert into automation.loss values (new.run_id);
            return null;
          end $$;
        create trigger loss after update on automation.live for each row when (old.owner <> coalesce(new.owner, 0) and new.state <> 3) execute function automation.audit_loss();
        create trigger charge after update on automation.live for each row when (new.rescues > old.rescues) execute function automation.audit_charge();
        create trigger audit after insert on automation.entry for each row execute function automation.audit_entry();
        create trigger judge after update on automation.node for each row when (new.epoch <> old.epoch) execute function automation.audit_judge();
        create trigger owner_made after insert on automation.live for each row when (new.owner is not null) execute function automation.audit_owner();
        create trigger owner_changed after update on automation.live for each row when (new.owner <> coalesce(old.owner, 0)) execute function automation.audit_owner();
        create trigger claim after update on automation.live for each row
          when (new.claim_no < old.claim_no or (new.owner <> coalesce(old.owner, 0) and new.claim_no = old.claim_no)) execute function automation.audit_claim();
        create trigger audit after delete on automation.live for each row execute function automation.audit_end();
        """);

    public Task<IReadOnlyList<string>> AuditedAsync() => LinesAsync("select told from automation.audit limit 20");

    public Task<long> CountAsync(string fromWhere) => AskAsync($"select count(*) from automation.{fromWhere}");

    public async Task<long> AskAsync(string sql)
    {
        await using var command = _source.CreateCommand(sql);
        return (long)(await command.ExecuteScalarAsync())!;
    }

    /// <summary>How many runs were neither claimed again since, nor ended.</summary>
    public async Task<long> StillOwnedAsync(IReadOnlyDictionary<Guid, long> claims)
    {
        await using var command = _source.CreateCommand(
            "select count(*) from automation.live l join unnest($1::uuid[], $2::bigint[]) as c(run_id, claim_no) on c.run_id = l.run_id and c.claim_no = l.claim_no");
        command.Parameters.AddWithValue(claims.Keys.ToArray());
        command.Parameters.AddWithValue(claims.Values.ToArray());
        return (long)(await command.ExecuteScalarAsync())!;
    }

    /// <summary>The runs that somebody works on, with the numbers of their claims.</summary>
    public async Task<IReadOnlyDictionary<Guid, long>> OwnedAsync(string which)
    {
        await using var command = _source.CreateCommand($"select run_id, claim_no from automation.live where state = 2 and {which}");
        var owned = new Dictionary<Guid, long>();
        await using var rows = await command.ExecuteReaderAsync();
        while (await rows.ReadAsync())
        {
            owned.Add(rows.GetGuid(0), rows.GetInt64(1));
        }

        return owned;
    }

    public async Task<IReadOnlyList<string>> LinesAsync(string sql)
    {
        await using var command = _source.CreateCommand(sql);
        var lines = new List<string>();
        await using var rows = await command.ExecuteReaderAsync();
        while (await rows.ReadAsync())
        {
            lines.Add(rows.GetString(0));
        }

        return lines;
    }

    public async Task DoAsync(string sql)
    {
        await using var command = _source.CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }

    public ValueTask DisposeAsync() => _source.DisposeAsync();
}
