# Keeps one private PostgreSQL: obeys the commands that arrive on its input, and takes everything away when the input ends.
# It ends when the owner closes it, and also when the owner was killed, since then nobody holds the other end.
#
# $1: the directory of the binaries, $2: where temporary directories are made, $3: lines for postgresql.conf.
# First answer and answer to each command: any lines of explanation, then one line "ok" (with the directory, the first time) or "failed".
unset PGDATA PGHOST PGPORT PGOPTIONS PGUSER PGDATABASE PGSERVICE
export LC_ALL=C
umask 077
bin=$1

# A dead owner reads no answers, and that must not end this script before it has cleaned up.
trap '' PIPE HUP INT

home=$(mktemp -d "${2%/}/automation-postgres-XXXXXXXX" 2>&1) || { echo "$home"; echo failed; exit 1; }

clean() {
  trap '' TERM
  "$bin/pg_ctl" -D "$home/data" -m immediate -w stop </dev/null >/dev/null 2>&1
  cd /
  rm -rf "$home"
}
trap clean EXIT
trap 'exit 1' TERM
cd "$home" || exit 1

# Without --no-sync initdb would flush files that nobody needs after a power failure; the server itself flushes as in production.
if ! "$bin/initdb" -D data -U postgres -E UTF8 --locale=C --auth=trust --no-sync </dev/null >initdb.log 2>&1; then
  cat initdb.log
  echo failed
  exit 1
fi
printf "unix_socket_directories = '%s'\n%s\n" "$home" "$3" >>data/postgresql.conf
touch server.log
echo "ok $home"

while read -r command argument; do
  lines=$(wc -l <server.log)
  case $command in
    start) "$bin/pg_ctl" -D data -l server.log -w -t 60 -o "-p $argument" start </dev/null >pg_ctl.log 2>&1 ;;
    stop)
      # A server that was killed is stopped already.
      "$bin/pg_ctl" -D data status </dev/null >/dev/null 2>&1 || { echo ok; continue; }
      "$bin/pg_ctl" -D data -m "$argument" -w -t 60 stop </dev/null >pg_ctl.log 2>&1 ;;
    *) echo "The command '$command' is not known." >pg_ctl.log; false ;;
  esac
  if [ $? = 0 ]; then
    echo ok
  else
    cat pg_ctl.log
    tail -n "+$((lines + 1))" server.log
    echo failed
  fi
done
