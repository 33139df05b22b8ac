namespace Automation.Storage;

/// <summary>The statements that turn the tables of history into ones that are partitioned by age, and the functions that add and drop partitions.</summary>
/// <remarks>
/// Ids rise with time, so ranges of the first key column are ranges of time; no key, index or statement of the store differs. What is left to the partition called
/// <c>_other</c>, which is empty as long as partitions are added in time, is moved when its partition is added.
/// </remarks>
internal static class PartitionScript
{
    /// <param name="schema">The schema of the tables.</param>
    /// <param name="edge">The day, UTC, at whose beginning the first partitions end, as SQL; null for tomorrow.</param>
    public static string For(string schema, string? edge = null) => $$"""
        -- The least id that is minted on a day or later.
        CREATE OR REPLACE FUNCTION "{{schema}}".history_bound(day date) RETURNS uuid LANGUAGE sql IMMUTABLE STRICT AS $function$
          SELECT (lpad(to_hex((extract(epoch from day) * 1000)::bigint), 12, '0') || repeat('0', 20))::uuid
        $function$;

        CREATE OR REPLACE FUNCTION "{{schema}}".history_tables() RETURNS TABLE(name text, id text) LANGUAGE sql IMMUTABLE AS $function$
          VALUES ('event', 'event_id'), ('run', 'run_id'), ('entry', 'run_id'), ('log', 'run_id')
        $function$;

        -- The days on which partitions end.
        CREATE OR REPLACE FUNCTION "{{schema}}".history_days() RETURNS SETOF date LANGUAGE sql STABLE AS $function$
          SELECT to_date(right(c.relname, 8), 'YYYYMMDD') FROM pg_catalog.pg_inherits i JOIN pg_catalog.pg_class c ON c.oid = i.inhrelid
          WHERE i.inhparent = '"{{schema}}".event'::regclass AND c.relname ~ '^event_until_[0-9]{8}$' ORDER BY 1
        $function$;

        -- Waits only briefly at a time, so that hosts which want the same tables neither meet it in a circle nor stand behind it for long.
        CREATE OR REPLACE FUNCTION "{{schema}}".lock_history() RETURNS void LANGUAGE plpgsql AS $function$
        BEGIN
          FOR attempt IN 1..300 LOOP
            BEGIN
              SET LOCAL lock_timeout = '100ms';
              LOCK TABLE "{{schema}}".event, "{{schema}}".run, "{{schema}}".entry, "{{schema}}".log IN ACCESS EXCLUSIVE MODE;
              SET LOCAL lock_timeout = 0;
              RETURN;
            EXCEPTION WHEN lock_not_available THEN
              NULL;
            END;
            PERFORM pg_sleep(0.1);
          END LOOP;
          RAISE EXCEPTION 'The history of the schema "{{schema}}" is in use by a long transaction. Nothing was changed; try again.' USING ERRCODE = 'lock_not_available';
        END
        $function$;

        -- Adds partitions from where the last ones end to the beginning of a day, UTC. Returns whether there was anything to add.
        CREATE OR REPLACE FUNCTION "{{schema}}".add_history(until date) RETURNS boolean LANGUAGE plpgsql AS $function$
        DECLARE
          last date;
          since text;
          part text;
          history record;
        BEGIN
          PERFORM pg_advisory_xact_lock(hashtextextended('Automation:{{schema}}', 0));
          SELECT max(d) INTO last FROM "{{schema}}".history_days() AS d;
          IF until <= last THEN
            RETURN false;
          END IF;

          PERFORM "{{schema}}".lock_history();
          since := coalesce(quote_literal("{{schema}}".history_bound(last)), 'minvalue');
          FOR history IN SELECT * FROM "{{schema}}".history_tables() LOOP
            part := history.name || '_until_' || to_char(until, 'YYYYMMDD');
            EXECUTE format('CREATE TABLE "{{schema}}".%I (LIKE "{{schema}}".%I INCLUDING ALL)', part, history.name);
            EXECUTE format('WITH moved AS (DELETE FROM "{{schema}}".%I o WHERE o.%I < %L AND (%L::uuid IS NULL OR o.%I >= %L) RETURNING o.*) INSERT INTO "{{schema}}".%I SELECT * FROM moved',
              history.name || '_other', history.id, "{{schema}}".history_bound(until), "{{schema}}".history_bound(last), history.id, "{{schema}}".history_bound(last), part);
            EXECUTE format('ALTER TABLE "{{schema}}".%I ATTACH PARTITION "{{schema}}".%I FOR VALUES FROM (%s) TO (%L)', history.name, part, since, "{{schema}}".history_bound(until));
            EXECUTE format('ALTER TABLE "{{schema}}".%I OWNER TO %s', part, (SELECT c.relowner::regrole FROM pg_catalog.pg_class c WHERE c.oid = format('"{{schema}}".%I', history.name)::regclass));
          END LOOP;
          RETURN true;
        END
        $function$;

        -- Drops the partitions that end at or before the beginning of a day, UTC, and are needed by no run that has not ended; says of each how many such runs keep it.
        CREATE OR REPLACE FUNCTION "{{schema}}".drop_history(before date) RETURNS TABLE(until date, dropped boolean, runs bigint) LANGUAGE plpgsql AS $function$
        DECLARE
          history record;
        BEGIN
          PERFORM pg_advisory_xact_lock(hashtextextended('Automation:{{schema}}', 0));
          FOR until IN SELECT d FROM "{{schema}}".history_days() AS d WHERE d <= least(before, (clock_timestamp() AT TIME ZONE 'UTC')::date) LOOP
            PERFORM "{{schema}}".lock_history();

            -- A run needs its own rows, its event, and whatever happened since it began: it may come to wait for that yet.
            SELECT count(*) INTO runs FROM "{{schema}}".live l LEFT JOIN "{{schema}}".run r ON r.run_id = l.run_id
              WHERE least(l.run_id, r.event_id) < "{{schema}}".history_bound(drop_history.until);
            dropped := runs = 0;
            IF dropped THEN
              FOR history IN SELECT * FROM "{{schema}}".history_tables() LOOP
                EXECUTE format('DROP TABLE "{{schema}}".%I', history.name || '_until_' || to_char(until, 'YYYYMMDD'));
              END LOOP;
              DELETE FROM "{{schema}}".event_subject s WHERE s.event_id < "{{schema}}".history_bound(drop_history.until) AND NOT EXISTS (SELECT 1 FROM "{{schema}}".event e WHERE e.event_id = s.event_id);
            END IF;
            RETURN NEXT;
          END LOOP;
        END
        $function$;

        -- The present tables become the first partitions.
        DO $partition$
        DECLARE
          edge date := {{edge ?? "(clock_timestamp() AT TIME ZONE 'UTC')::date + 1"}};
          suffix text := '_until_' || to_char(edge, 'YYYYMMDD');
          history record;
          object record;
          definitions text[];
        BEGIN
          IF (SELECT c.relkind FROM pg_catalog.pg_class c WHERE c.oid = '"{{schema}}".event'::regclass) = 'p' THEN
            RETURN;
          END IF;

          PERFORM "{{schema}}".lock_history();
          FOR history IN SELECT t.name, t.id, c.oid, c.relowner::regrole AS owner, c.relacl FROM "{{schema}}".history_tables() t
            JOIN pg_catalog.pg_class c ON c.oid = format('"{{schema}}".%I', t.name)::regclass
          LOOP
            definitions := '{}';
            FOR object IN SELECT c.relname, pg_get_indexdef(c.oid) AS definition, k.conname, pg_get_constraintdef(k.oid) AS key FROM pg_catalog.pg_index i
              JOIN pg_catalog.pg_class c ON c.oid = i.indexrelid LEFT JOIN pg_catalog.pg_constraint k ON k.conindid = c.oid WHERE i.indrelid = history.oid
            LOOP
              definitions := definitions || CASE WHEN object.conname IS NULL THEN object.definition
                ELSE format('ALTER TABLE "{{schema}}".%I ADD CONSTRAINT %I %s', history.name, object.conname, object.key) END;
              EXECUTE format('ALTER INDEX "{{schema}}".%I RENAME TO %I', object.relname, object.relname || suffix);
            END LOOP;

            EXECUTE format('ALTER TABLE "{{schema}}".%I RENAME TO %I', history.name, history.name || suffix);
            EXECUTE format('CREATE TABLE "{{schema}}".%I (LIKE "{{schema}}".%I INCLUDING ALL EXCLUDING INDEXES) PARTITION BY RANGE (%I)', history.name, history.name || suffix, history.id);
            FOR i IN 1..cardinality(definitions) LOOP
              EXECUTE definitions[i];
            END LOOP;

            EXECUTE format('CREATE TABLE "{{schema}}".%I PARTITION OF "{{schema}}".%I DEFAULT', history.name || '_other', history.name);
            EXECUTE format('WITH moved AS (DELETE FROM "{{schema}}".%I o WHERE o.%I >= %L RETURNING o.*) INSERT INTO "{{schema}}".%I SELECT * FROM moved',
              history.name || suffix, history.id, "{{schema}}".history_bound(edge), history.name || '_other');
            EXECUTE format('ALTER TABLE "{{schema}}".%I ATTACH PARTITION "{{schema}}".%I FOR VALUES FROM (minvalue) TO (%L)', history.name, history.name || suffix, "{{schema}}".history_bound(edge));
            EXECUTE format('ALTER TABLE "{{schema}}".%I OWNER TO %s', history.name, history.owner);
            EXECUTE format('ALTER TABLE "{{schema}}".%I OWNER TO %s', history.name || '_other', history.owner);
            FOR object IN SELECT * FROM aclexplode(history.relacl) a WHERE a.grantee <> history.owner::oid LOOP
              EXECUTE format('GRANT %s ON "{{schema}}".%I TO %s', object.privilege_type, history.name, CASE object.grantee WHEN 0 THEN 'public' ELSE object.grantee::regrole::text END);
            END LOOP;
          END LOOP;
        END
        $partition$;

        """;
}
