#!/usr/bin/env bash
# Backup of the portal's PostgreSQL: base backups, the write-ahead log as it comes, and the way back to a chosen second.
# Everything is encrypted with a public key; the private one is kept elsewhere and is needed to restore, never to back up.
# docs/operating.md says step by step how to set it up and how to restore.
#
#   backup.sh init                       make the backup folder, once
#   backup.sh take                       take a base backup of the running server
#   backup.sh archive-wal PATH NAME      keep one segment of the log; PostgreSQL calls it (archive_command)
#   backup.sh status                     exit 1 when backups or log are late: for monitoring
#   backup.sh list                       the base backups, and until when the log reaches
#   backup.sh verify [NAME]              look at a backup and its log without restoring; the newest when none is named
#   backup.sh restore --into FOLDER [--to 'TIME'] [--backup NAME] [--timeline ID]
#                                        into an empty data folder: the state at that second, or the latest
#   backup.sh drill [--portal FOLDER] [--scratch FOLDER] [--to 'TIME']
#                                        restore the newest, start it privately, check it, throw it away
#   backup.sh prune --keep N             keep the newest N base backups and the log that they need
#
#   BACKUP_FOLDER      where backups are kept: a disk of another machine
#   BACKUP_RECIPIENT   the public key (age1…), several with spaces between; for take and archive-wal
#   BACKUP_IDENTITY    the file with the private key; for restore and drill, and for verify to look inside
#   PG_BIN             the folder of PostgreSQL's programs, where they are not in the usual place
#   PGHOST, PGUSER …   how to reach the server, as its administrator; for take and status
#
# A time without an offset is in UTC. Exit 0, or 1 with the reason on standard error.
# shellcheck disable=SC2015 # A && B || refuse: when either fails, refuse.
set -euo pipefail
export LC_ALL=C
umask 077

readonly FORMAT=1
readonly DAMAGED=200 # More than 128: PostgreSQL then gives a restore up, and does not take the damage for the end of the log.

say() { printf '%s\n' "$*"; }

refuse() {
  printf 'backup: %s\n' "$*" >&2
  exit 1
}

scratch=
server=
programs=
half_made=
drilled=
finish() {
  local code=$?
  if [ -n "$server" ]; then
    "$programs/pg_ctl" stop --silent --mode=immediate --pgdata="$server" || true
  fi
  # Whoever finds half a database might start it.
  if [ "$code" -ne 0 ] && [ -n "$half_made" ] && [ -d "$half_made" ]; then
    find "$half_made" -mindepth 1 -delete || true
  fi
  [ -z "$drilled" ] || rm -rf -- "$drilled"
  [ -z "$scratch" ] || rm -rf -- "$scratch"
  exit "$code"
}
trap finish EXIT
trap 'exit 1' INT TERM

need() {
  local tool
  for tool in "$@"; do
    command -v "$tool" > /dev/null || refuse "$tool is not installed. On Debian and Ubuntu: apt-get install age postgresql"
  done
}

utc() { date -u -d "@$1" '+%Y-%m-%d %H:%M:%S UTC'; }

open_folder() {
  [ -n "${BACKUP_FOLDER:-}" ] || refuse 'BACKUP_FOLDER is not set: name the folder of the backups.'
  # An empty mount point looks like a folder: never fill the local disk in its place.
  [ -f "$BACKUP_FOLDER/format" ] || refuse "$BACKUP_FOLDER is no backup folder. Is its disk mounted? A new one is made by: backup.sh init"
  local format
  format=$(head -c 20 "$BACKUP_FOLDER/format")
  [[ $format =~ ^[0-9]+$ ]] || refuse "$BACKUP_FOLDER/format is damaged: it should be a number."
  [ "$format" -le $FORMAT ] || refuse "$BACKUP_FOLDER was written by a newer version of this script (format $format; this one knows $FORMAT). Use that one."
  # PostgreSQL runs its commands in a folder of its own.
  BACKUP_FOLDER=$(realpath -- "$BACKUP_FOLDER")
  export BACKUP_FOLDER
}

recipients=()
need_recipient() {
  local key
  for key in ${BACKUP_RECIPIENT:-}; do
    recipients+=(--recipient "$key")
  done
  [ "${#recipients[@]}" -gt 0 ] || refuse 'BACKUP_RECIPIENT is not set: name the public key (age1…).'
}

need_identity() {
  [ -n "${BACKUP_IDENTITY:-}" ] || refuse 'BACKUP_IDENTITY is not set: name the file with the private key.'
  [ -r "$BACKUP_IDENTITY" ] || refuse "$BACKUP_IDENTITY cannot be read: it should hold the private key."
  BACKUP_IDENTITY=$(realpath -- "$BACKUP_IDENTITY")
  export BACKUP_IDENTITY
}

# The sum of what comes in.
sum_of() { sha256sum | cut -d ' ' -f 1; }

# Decrypts a file. Says in words why it cannot.
decrypt() {
  local problem
  if ! age --decrypt --identity "$BACKUP_IDENTITY" -- "$1" 2> "$scratch/age"; then
    problem=$(cat "$scratch/age")
    case $problem in
      *'no identity matched'*) printf 'backup: The key in %s does not open %s: it was encrypted for another one.\n' "$BACKUP_IDENTITY" "$1" >&2 ;;
      *'no space left'* | *'broken pipe'*) printf 'backup: %s could not be written out: %s\n' "$1" "$problem" >&2 ;;
      *) printf 'backup: %s is damaged, or the key is: %s\n' "$1" "$(head -n 1 <<< "$problem")" >&2 ;;
    esac
    return 1
  fi
}

# --- The log ---------------------------------------------------------------------------------------------------------

# Each file of the log is NAME.age, encrypted, and NAME.sum beside it: the sum of what stands there, the sum of what
# it was made from, and the second of its last write. The second sum tells the same file from another of its name.
archive_wal() {
  [ $# -eq 2 ] || refuse 'archive-wal: give path and name, as archive_command does: %p %f'
  local path=$1 name=$2 log plain known
  open_folder
  need_recipient
  log=$BACKUP_FOLDER/wal
  [[ $name =~ ^[0-9A-F]{8}[0-9A-Za-z.]*$ ]] || refuse "archive-wal: $name is not the name of a file of the log."
  plain=$(sum_of < "$path")
  if [ -e "$log/$name.age" ]; then
    read -r _ known _ < "$log/$name.sum" || refuse "$log/$name.sum is missing: without it nobody knows whether $name is the same file."
    [ "$plain" = "$known" ] || refuse "$log/$name.age is there already and holds something else. Nothing was overwritten. Does another server archive into this folder?"
    # The server was cut off before it heard that the file is safe.
    sync "$log/$name.age" "$log/$name.sum" "$log"
    return
  fi
  local coming=$log/.$name.coming
  gzip -1 < "$path" | age --encrypt "${recipients[@]}" > "$coming"
  printf '%s %s %s\n' "$(sum_of < "$coming")" "$plain" "$(stat -c %Y -- "$path")" > "$coming.sum"
  sync "$coming" "$coming.sum"
  # The sum first: a file with a name is a whole one.
  mv -f -- "$coming.sum" "$log/$name.sum"
  mv -n -- "$coming" "$log/$name.age"
  [ ! -e "$coming" ] || refuse "$log/$name.age has come in the meantime. Does another server archive into this folder?"
  sync "$log"
}

# What PostgreSQL calls during a restore.
fetch_wal() {
  local name=$1 to=$2 file=$BACKUP_FOLDER/wal/$1.age plain
  [ -e "$file" ] || exit 1
  { read -r _ plain _ < "${file%.age}.sum" && decrypt "$file" | gzip -dc > "$to" 2> "$scratch/unpacked" && [ "$(sum_of < "$to")" = "$plain" ]; } || {
    printf 'backup: %s cannot be used: it is damaged, or the key is another one.\n' "$file" >&2
    exit $DAMAGED
  }
}

# The number of a segment: its place in the log, whatever the timeline.
number_of() { echo $((16#${1:8:8} * (0x100000000 / $2) + 16#${1:16:8})); }

# Walks the log from where a backup begins. Sets `segments` to the files that a restore to a second needs (all of them
# when none is given) and `reaches` to the second until which the log is there without a gap; refuses a gap.
segments=()
reaches=0
walk_log() {
  local until=${1:-} file name number here last=-1 written first end size=${about[wal_segment_size]}
  declare -A at=()
  first=$(number_of "${about[start_wal]}" "$size")
  end=$(number_of "${about[end_wal]}" "$size")
  for file in "$BACKUP_FOLDER"/wal/*.sum; do
    name=${file##*/}
    name=${name%.sum}
    [[ $name =~ ^[0-9A-F]{24}$ ]] && [ -e "${file%.sum}.age" ] && [ "$((16#${name:0:8}))" -ge "$((16#${about[start_wal]:0:8}))" ] || continue
    number=$(number_of "$name" "$size")
    [ "$number" -ge "$first" ] || continue
    at[$number]="${at[$number]:-} $name"
    [ "$number" -le "$last" ] || last=$number
  done
  segments=()
  reaches=0
  for ((number = first; number <= last; number++)); do
    [ -n "${at[$number]:-}" ] || refuse "The log has a gap: segment $(printf '%08X%08X' $((number / (0x100000000 / size))) $((number % (0x100000000 / size)))) is missing, though later ones are there. What can be restored ends at $(utc "$reaches"); name a second before it with --to."
    here=0
    for name in ${at[$number]}; do
      read -r _ _ written < "$BACKUP_FOLDER/wal/$name.sum" || written=
      [[ $written =~ ^[0-9]+$ ]] || refuse "$BACKUP_FOLDER/wal/$name.sum is damaged."
      segments+=("$name")
      [ "$written" -le "$here" ] || here=$written
    done
    [ "$here" -le "$reaches" ] || reaches=$here
    # What was written later is not needed.
    [ -z "$until" ] || [ "$reaches" -le "$until" ] || [ "$number" -lt "$end" ] || break
  done
  [ "$last" -ge "$end" ] || refuse "The log that belongs to backup ${about[name]} is missing: segment ${about[end_wal]} and before."
}

# What a backup and the log after it can restore.
span() {
  if [ "$reaches" -ge "${about[finished]}" ]; then
    say "Every second from $(utc "${about[finished]}") until $(utc "$reaches") can be restored."
  else
    say 'The log after it has not come yet.'
  fi
}

# Compares every file with its sum. No key is needed.
check_sums() {
  local name sum problems
  {
    echo "$(sed -n 1p "$BACKUP_FOLDER/base/${about[name]}/sums")  $BACKUP_FOLDER/base/${about[name]}/base.tar.gz.age"
    for name in ${segments[@]+"${segments[@]}"}; do
      read -r sum _ < "$BACKUP_FOLDER/wal/$name.sum"
      echo "$sum  $BACKUP_FOLDER/wal/$name.age"
    done
  } > "$scratch/sums"
  if ! problems=$(sha256sum --check --strict --quiet "$scratch/sums" 2> /dev/null); then
    [ -n "$problems" ] || problems='a sum: FAILED'
    while IFS= read -r name; do
      printf 'backup: %s is damaged or cut short: it is not what was written.\n' "${name%: FAILED*}" >&2
    done <<< "$problems"
    return 1
  fi
}

# --- Base backups ----------------------------------------------------------------------------------------------------

# Base backups by name, oldest first. Names are the second at which they were begun.
names() {
  local folder
  for folder in "$BACKUP_FOLDER"/base/*/; do
    [ ! -d "$folder" ] || basename "$folder"
  done
}

# Reads what is written about a backup into `about`.
declare -A about=()
read_about() {
  local folder=$BACKUP_FOLDER/base/$1 key value
  [ -d "$folder" ] || refuse "There is no backup $1 in $BACKUP_FOLDER. Those there are: $(names | tr '\n' ' ')"
  [ -f "$folder/about" ] && [ -f "$folder/sums" ] && [ "$(sed -n 2p "$folder/sums")" = "$(sum_of < "$folder/about")" ] ||
    refuse "Backup $1: what is written about it is damaged ($folder/about, $folder/sums)."
  about=([name]=$1)
  while IFS='=' read -r key value; do
    about[$key]=$value
  done < "$folder/about"
  [ "${about[format]}" -le $FORMAT ] || refuse "Backup $1 was made by a newer version of this script (format ${about[format]}; this one knows $FORMAT). Use that one."
}

newest() {
  local name
  name=$(names | tail -n 1)
  [ -n "$name" ] || refuse "There is no base backup in $BACKUP_FOLDER yet."
  echo "$name"
}

ask() { psql --no-psqlrc --no-align --tuples-only --quiet --dbname="${PGDATABASE:-postgres}" --set ON_ERROR_STOP=1 --command="$1"; }

take() {
  local facts name folder coming range timeline start end segment version_number version system archiving failing
  need age psql pg_basebackup gzip
  open_folder
  need_recipient
  facts=$(ask "select current_setting('server_version_num'), current_setting('server_version'), pg_size_bytes(current_setting('wal_segment_size')), (select system_identifier from pg_control_system()),
    current_setting('archive_mode'), (select last_failed_time > coalesce(last_archived_time, '-infinity') from pg_stat_archiver)") ||
    refuse 'The server cannot be asked. PGHOST, PGPORT and PGUSER say where it is; it must be its administrator who asks.'
  IFS='|' read -r version_number version segment system archiving failing <<< "$facts"
  [ "$archiving" != off ] || refuse 'The server does not archive its log (archive_mode is off): a base backup alone cannot be restored.'
  [ "$failing" != t ] || refuse "The server cannot archive its log at present; its own log says why. Mend that first."
  name=$(names | tail -n 1)
  if [ -n "$name" ]; then
    read_about "$name"
    [ "${about[system_identifier]}" = "$system" ] || refuse "$BACKUP_FOLDER holds the backups of another database. Name a folder of its own for this one."
  fi

  name=$(date -u +%Y%m%dT%H%M%SZ)
  folder=$BACKUP_FOLDER/base/$name
  coming=$BACKUP_FOLDER/base/.$name.coming
  mkdir -- "$coming" || refuse "Another base backup was begun this second."
  half_made=$coming
  # The list of its files goes into the backup; from a copy of it we learn where the backup's log begins and ends.
  mkfifo "$scratch/tar"
  tar --extract --to-stdout --file="$scratch/tar" backup_manifest > "$scratch/manifest" &
  # Without the log: the server archives that itself, and the program waits until what the backup needs is there.
  PGOPTIONS='--client-min-messages=warning' pg_basebackup --pgdata=- --format=tar --wal-method=none --checkpoint=fast --manifest-checksums=SHA256 --label="portal $name" |
    tee --output-error=warn-nopipe "$scratch/tar" | gzip -1 | age --encrypt "${recipients[@]}" > "$coming/base.tar.gz.age" ||
    refuse 'No base backup was taken.'
  wait $! || refuse 'No base backup was taken: its list of files cannot be read.'
  range=$(sed -n 's/.*"Timeline": \([0-9]*\), "Start-LSN": "\([0-9A-F/]*\)", "End-LSN": "\([0-9A-F/]*\)".*/\1 \2 \3/p' "$scratch/manifest" | head -n 1)
  read -r timeline start end <<< "$range" || refuse 'The base backup does not say where its log begins and ends.'
  {
    echo "format=$FORMAT"
    echo "server_version_num=$version_number"
    echo "server_version=$version"
    echo "system_identifier=$system"
    echo "wal_segment_size=$segment"
    echo "start_wal=$(segment_at "$timeline" "$start" 0 "$segment")"
    echo "end_wal=$(segment_at "$timeline" "$end" 1 "$segment")"
    # By the server's clock: it is the one that commits are stamped with.
    echo "finished=$(ask 'select ceil(extract(epoch from clock_timestamp()))')"
  } > "$coming/about"
  { sum_of < "$coming/base.tar.gz.age"; sum_of < "$coming/about"; } > "$coming/sums"
  sync "$coming"/* "$coming"
  half_made=
  mv -nT -- "$coming" "$folder"
  sync "$BACKUP_FOLDER/base"
  read_about "$name"
  walk_log
  say "Base backup $name is taken: $(numfmt --to=iec "$(stat -c %s "$folder/base.tar.gz.age")"). With the log, every second from $(utc "${about[finished]}") on can be restored."
}

# The name of the segment in which a place of the log lies, or the byte before it.
segment_at() {
  local timeline=$1 byte=$(((16#${2%/*} << 32) + 16#${2#*/} - $3)) size=$4
  printf '%08X%08X%08X\n' "$timeline" $((byte >> 32)) $(((byte & 0xFFFFFFFF) / size))
}

list() {
  local name
  open_folder
  [ -n "$(names)" ] || refuse "There is no base backup in $BACKUP_FOLDER yet."
  printf '%-18s %-11s %8s  %s\n' BACKUP POSTGRESQL SIZE 'RESTORES FROM'
  for name in $(names); do
    ( read_about "$name"
      printf '%-18s %-11s %8s  %s\n' "$name" "${about[server_version]%% *}" "$(numfmt --to=iec "$(stat -c %s "$BACKUP_FOLDER/base/$name/base.tar.gz.age")")" "$(utc "${about[finished]}")" ) || true
  done
  name=$(newest)
  read_about "$name"
  walk_log
  say "$name: $(span)"
}

verify() {
  need age gzip sha256sum
  open_folder
  local name=${1:-}
  [ -n "$name" ] || name=$(newest)
  read_about "$name"
  walk_log
  check_sums || exit 1
  say "Backup ${about[name]} and ${#segments[@]} segments of the log are whole. $(span)"
  if [ -z "${BACKUP_IDENTITY:-}" ]; then
    say 'Nothing was decrypted: set BACKUP_IDENTITY to look inside.'
    return
  fi
  need_identity
  decrypt "$BACKUP_FOLDER/base/${about[name]}/base.tar.gz.age" | tar --extract --gzip --to-stdout --file=- backup_manifest > "$scratch/manifest" 2> "$scratch/unpacked" ||
    refuse "Backup ${about[name]} cannot be read."
  [ -s "$scratch/manifest" ] || refuse "Backup ${about[name]} has no list of its files."
  for name in "${segments[@]}"; do
    ( fetch_wal "$name" "$scratch/segment" ) || exit 1
  done
  say 'All of it can be decrypted and read.'
}

# --- The way back ----------------------------------------------------------------------------------------------------

# Sets `programs` to PostgreSQL's programs of the backup's major version. No other version reads its files.
find_programs() {
  local wanted=$((about[server_version_num] / 10000)) folder version found=()
  local folders=(/usr/lib/postgresql/*/bin /usr/pgsql-*/bin "$(dirname "$(command -v postgres || echo /usr/bin/postgres)")")
  [ -z "${PG_BIN:-}" ] || folders=("$PG_BIN")
  for folder in "${folders[@]}"; do
    [ -x "$folder/postgres" ] && [ -x "$folder/pg_verifybackup" ] || continue
    version=$("$folder/postgres" --version | sed 's/^[^0-9]*\([0-9]*\).*/\1/')
    found+=("$version")
    [ "$version" != "$wanted" ] || programs=$folder
  done
  [ -n "$programs" ] || refuse "The backup was made by PostgreSQL $wanted; only PostgreSQL ${found[*]:-(none)} is here. Install PostgreSQL $wanted: no other version can read it."
}

# Chooses the newest base backup that ended before a second.
choose_before() {
  local name chosen=
  for name in $(names); do
    # A damaged one is named and passed over: an older one may do.
    ( read_about "$name" ) || continue
    read_about "$name"
    [ "${about[finished]}" -gt "$1" ] || chosen=$name
  done
  if [ -z "$chosen" ]; then
    read_about "$(names | head -n 1)"
    refuse "$(utc "$1") is before the end of the oldest base backup: the earliest second that can be restored is $(utc "${about[finished]}")."
  fi
  read_about "$chosen"
}

restore() {
  local into='' to=latest name='' timeline=latest seconds='' target='' begun=$SECONDS
  while [ $# -gt 0 ]; do
    [ $# -gt 1 ] || refuse "$1: give a value"
    case $1 in
      --into) into=$2 ;;
      --to) to=$2 ;;
      --backup) name=$2 ;;
      --timeline) timeline=$2 ;;
      *) refuse "restore: $1: there is no such option" ;;
    esac
    shift 2
  done
  [ -n "$into" ] || refuse 'restore: --into: name an empty folder for the data'
  [ "$(id -u)" -ne 0 ] || refuse 'PostgreSQL does not run as root. Restore as the account that it runs under: runuser -u postgres -- …'
  need age gzip tar
  open_folder
  need_identity
  if [ "$to" != latest ]; then
    seconds=$(TZ=UTC date -d "$to" +%s 2> /dev/null) || refuse "$to is no time. Write it as 2030-06-30 14:05:00, in UTC, or with its offset: 2030-06-30 16:05:00+02:00"
    target=$(TZ=UTC date -d "$to" '+%Y-%m-%d %H:%M:%S.%6N+00')
  fi
  mkdir -p -- "$into"
  [ -z "$(ls -A -- "$into")" ] || refuse "$into is not empty: a restore never writes over a database. Name an empty folder, or move the old one away."
  into=$(realpath -- "$into")

  if [ -n "$name" ]; then
    read_about "$name"
    [ -z "$seconds" ] || [ "$seconds" -ge "${about[finished]}" ] || refuse "Backup $name restores from $(utc "${about[finished]}") on; $(utc "$seconds") is before that."
  elif [ -n "$seconds" ]; then
    name=$(newest)
    choose_before "$seconds"
  else
    name=$(newest)
    read_about "$name"
  fi
  find_programs
  walk_log "$seconds"
  [ -z "$seconds" ] || [ "$seconds" -le "$reaches" ] || refuse "The log ends at $(utc "$reaches"), before $(utc "$seconds"). Name a second before that, or leave --to out for everything there is."
  check_sums || refuse 'Nothing was restored. Another base backup can be named with --backup, an earlier second with --to.'

  half_made=$into
  chmod 700 "$into"
  say "Restoring backup ${about[name]} of PostgreSQL ${about[server_version]} into $into."
  decrypt "$BACKUP_FOLDER/base/${about[name]}/base.tar.gz.age" | tar --extract --gzip --file=- --directory="$into" 2> "$scratch/unpacked" || {
    [ -s "$scratch/age" ] || head -n 3 "$scratch/unpacked" >&2
    refuse 'The base backup could not be unpacked; nothing was kept.'
  }
  "$programs/pg_verifybackup" --no-parse-wal --quiet "$into" 2> "$scratch/verified" || {
    head -n 5 "$scratch/verified" >&2
    refuse 'The base backup is not what its own list of files says; nothing was kept.'
  }
  rm -f -- "$into/backup_manifest"
  say "Unpacked and compared after $((SECONDS - begun)) s. Replaying the log of $((${#segments[@]})) segments."
  replay "$into" "$target" "$timeline"
  stop_privately
  half_made=
  say "Restored in $((SECONDS - begun)) s: $([ "$to" = latest ] && echo "everything there is" || echo "the state at $(utc "$seconds")"). $(sed -n 's/.*last completed transaction was at log time \(.*\)/The last change in it was made at \1./p' "$scratch/log" | tail -n 1)"
}

# Starts a restored server where nobody but us can reach it. Whatever its own settings say, it sends nothing to the archive.
start_privately() {
  [ ! -e "$1/postgresql.auto.conf" ] || mv -- "$1/postgresql.auto.conf" "$scratch/"
  cat > "$scratch/postgresql.conf" <<END
listen_addresses = ''
unix_socket_directories = '$scratch'
port = 5432
hba_file = '$scratch/pg_hba.conf'
ident_file = '$scratch/pg_ident.conf'
lc_messages = 'C'
hot_standby = off
# What is to be archived is noted for the server's next start, and not sent now.
archive_mode = on
archive_command = ''
END
  # What is thrown away afterwards need not survive a loss of power.
  [ -z "$drilled" ] || echo 'fsync = off' >> "$scratch/postgresql.conf"
  [ ! -e "$scratch/recovery.conf" ] || cat "$scratch/recovery.conf" >> "$scratch/postgresql.conf"
  echo 'local all all trust' > "$scratch/pg_hba.conf"
  : > "$scratch/pg_ident.conf"
  "$programs/pg_ctl" start --silent --wait --timeout=86400 --pgdata="$1" --log="$scratch/log" --options="-c 'config_file=$scratch/postgresql.conf'" > "$scratch/start" 2>&1 || return 1
  server=$1
  # Started is not through: the server reads the log first, and takes no connection until it says "ready".
  until [[ $(sed -n 8p "$1/postmaster.pid" 2> /dev/null) == ready* ]]; do
    sleep 0.1
    "$programs/pg_ctl" status --pgdata="$1" > /dev/null 2>&1 || {
      server=
      return 1
    }
  done
}

stop_privately() {
  "$programs/pg_ctl" stop --silent --wait --timeout=3600 --mode=fast --pgdata="$server"
  [ ! -e "$scratch/postgresql.auto.conf" ] || mv -- "$scratch/postgresql.auto.conf" "$server/"
  rm -f -- "$scratch/recovery.conf"
  server=
}

# Lets the restored server read the log up to the second. What is left is an ordinary data folder, on a timeline of its own.
replay() {
  local into=$1 target=$2 timeline=$3
  # shellcheck disable=SC2016 # The inner script's arguments.
  printf 'exec bash %q fetch-wal "$1" "$2"\n' "$(realpath -- "${BASH_SOURCE[0]}")" > "$scratch/fetch"
  {
    echo "restore_command = 'bash $scratch/fetch %f %p'"
    echo "recovery_target_timeline = '$timeline'"
    echo "recovery_target_action = 'promote'"
    [ -z "$target" ] || echo "recovery_target_time = '$target'"
  } > "$scratch/recovery.conf"
  touch "$into/recovery.signal"
  start_privately "$into" && return
  grep '^backup: ' "$scratch/log" | sort -u >&2 || true
  case $(cat "$scratch/log") in
    *'cannot be used: it is damaged'*)
      refuse 'The log is damaged on the way to that second; nothing was kept. Name an earlier second with --to.' ;;
    *'recovery ended before configured recovery target was reached'*)
      refuse "The log holds nothing after that second, so it cannot be told whether it is whole. $(sed -n 's/.*last completed transaction was at log time \(.*\)/Its last change was made at \1./p' "$scratch/log" | tail -n 1) Leave --to out for everything there is." ;;
    *'is not a child of this server'*)
      refuse "Backup ${about[name]} lies beside the way to that second: the database was restored to an earlier one in between. Name an older backup with --backup." ;;
    *)
      tail -n 20 "$scratch/log" >&2
      refuse 'PostgreSQL could not restore it; nothing was kept. Its log stands above.' ;;
  esac
}

drill() {
  local portal='' place=${TMPDIR:-/tmp} to=latest data begun=$SECONDS
  while [ $# -gt 0 ]; do
    [ $# -gt 1 ] || refuse "$1: give a value"
    case $1 in
      --portal) portal=$2 ;;
      --scratch) place=$2 ;;
      --to) to=$2 ;;
      *) refuse "drill: $1: there is no such option" ;;
    esac
    shift 2
  done
  [ -z "$portal" ] || [ -f "$portal/MigrationMainstreaming.Portal.dll" ] || refuse "$portal is not the folder of the portal: it holds no MigrationMainstreaming.Portal.dll."
  data=$(mktemp -d "$place/backup-drill.XXXXXX")
  # Thrown away at the end, whatever comes.
  drilled=$data
  restore --into "$data" --to "$to"

  "$programs/pg_controldata" --pgdata="$data" | grep -q 'page checksum version: *0' ||
    "$programs/pg_checksums" --check --pgdata="$data" > "$scratch/checksums" 2>&1 || {
    tail -n 5 "$scratch/checksums" >&2
    refuse 'The drill failed: pages of the restored database are damaged.'
  }
  start_privately "$data" || {
    tail -n 20 "$scratch/log" >&2
    refuse 'The drill failed: the restored server does not start.'
  }
  if [ -n "$portal" ]; then
    ConnectionStrings__Administrator="Host=$scratch;Username=${PGUSER:-postgres};Database=${PORTAL_DATABASE:-mainstreaming}" \
      dotnet "$portal/MigrationMainstreaming.Portal.dll" check-data || refuse 'The drill failed: the restored data is not what it should be.'
  else
    say 'The data itself was not checked: name the folder of the portal with --portal.'
  fi
  stop_privately
  say "The drill went well, in $((SECONDS - begun)) s."
}

# --- Keeping an eye on it --------------------------------------------------------------------------------------------

init() {
  [ -n "${BACKUP_FOLDER:-}" ] || refuse 'BACKUP_FOLDER is not set: name the folder of the backups.'
  [ ! -e "$BACKUP_FOLDER/format" ] || refuse "$BACKUP_FOLDER is a backup folder already."
  mkdir -p -- "$BACKUP_FOLDER/base" "$BACKUP_FOLDER/wal"
  echo $FORMAT > "$BACKUP_FOLDER/format"
  say "$BACKUP_FOLDER is ready."
}

status() {
  local problems=() name archiving late each checkpoint used
  need psql
  open_folder
  name=$(names | tail -n 1)
  if [ -z "$name" ]; then
    problems+=('There is no base backup yet.')
  elif read_about "$name" && [ $(($(date +%s) - about[finished])) -gt $((26 * 3600)) ]; then
    problems+=("The newest base backup, $name, is older than 26 hours.")
  fi
  late=$(ask "select current_setting('archive_mode') <> 'off', (select coalesce(max(extract(epoch from now() - modification))::int, 0) from pg_ls_archive_statusdir() where name like '%.ready'),
    (select setting from pg_settings where name = 'archive_timeout'), (select setting from pg_settings where name = 'checkpoint_timeout')") ||
    refuse 'The server cannot be asked. PGHOST, PGPORT and PGUSER say where it is.'
  IFS='|' read -r archiving late each checkpoint <<< "$late"
  [ "$archiving" = t ] || problems+=('The server does not archive its log (archive_mode is off).')
  [ "$late" -le 120 ] || problems+=("A part of the log waits to be archived since $late seconds; the server's own log says why.")
  [ "$each" -gt 0 ] && [ "$each" -lt 60 ] || problems+=("archive_timeout is $each seconds: set it to 50, or more than a minute of work can be lost.")
  # After its start the server sleeps until the first checkpoint, and archive_timeout with it.
  [ "$checkpoint" -le "$each" ] || problems+=("checkpoint_timeout is $checkpoint seconds: set it to 50 too, or so much can be lost after each start of the server.")
  used=$(df --output=pcent -- "$BACKUP_FOLDER" | tr -dc '0-9')
  [ "${used:-0}" -lt 80 ] || problems+=("The disk of $BACKUP_FOLDER is $used % full.")
  [ "${#problems[@]}" -eq 0 ] || refuse "${problems[*]}"
  say "Newest base backup: $name. The log is archived as it comes."
}

prune() {
  local keep=${2:-} name file number oldest kept=0 removed=0
  [ "${1:-}" = --keep ] && [[ $keep =~ ^[1-9][0-9]*$ ]] || refuse 'prune: --keep: say how many base backups to keep, 1 or more'
  open_folder
  # Only those count that could be restored.
  for name in $(names | sort --reverse); do
    if [ "$kept" -eq "$keep" ]; then
      rm -rf -- "$BACKUP_FOLDER/base/$name"
      removed=$((removed + 1))
    elif ( read_about "$name"; walk_log "${about[finished]}"; check_sums ); then
      kept=$((kept + 1))
      oldest=$name
    else
      say "$name does not count: it could not be restored."
    fi
  done
  [ "$kept" -gt 0 ] || refuse 'Nothing was removed: there is no backup that could be restored.'
  read_about "$oldest"
  for file in "$BACKUP_FOLDER"/wal/[0-9A-F]*.age; do
    name=${file##*/}
    [[ $name =~ ^[0-9A-F]{24} ]] || continue
    [ "$(number_of "$name" "${about[wal_segment_size]}")" -lt "$(number_of "${about[start_wal]}" "${about[wal_segment_size]}")" ] || continue
    rm -f -- "$file" "${file%.age}.sum"
    removed=$((removed + 1))
  done
  # What an interrupted backup left behind.
  find "$BACKUP_FOLDER/base" -mindepth 1 -maxdepth 1 -name '.*.coming' -mmin +1440 -exec rm -rf -- {} +
  say "$kept base backups are kept, the oldest of them $oldest; $removed older files were removed."
}

command=${1:-}
[ $# -eq 0 ] || shift
[ "$command" = archive-wal ] || scratch=$(mktemp -d "${TMPDIR:-/tmp}/backup.XXXXXX")
case $command in
  init | take | status | list | verify | restore | drill | prune) "$command" "$@" ;;
  archive-wal) archive_wal "$@" ;;
  fetch-wal) fetch_wal "$@" ;;
  *)
    sed -n '2,27s/^# \{0,1\}//p' "$0"
    exit 2
    ;;
esac
