# shellcheck shell=bash
# For `dev`: messages, and long commands with their output in a log.

readonly kLogs=build/logs

say() {
  echo "dev: $*" >&2
}

fail() {
  say "$@"
  exit 1
}

# The line that says best how far a command is: ninja's last count of steps, with
# the source only, or the last line that is not empty.
last_step() {  # LOG
  local lines
  lines="$(tail -n 200 "$1" | tr '\r' '\n' | grep -av '^[[:space:]]*$' || true)"
  grep -aE '^\[[0-9]+/[0-9]+\]' <<<"$lines" | tail -n 1 |
    sed -E 's/Building CXX object //; s|CMakeFiles/[^/]*\.dir/||; s/\.o$//' | grep . ||
    tail -n 1 <<<"$lines"
}

# Shows how far the command is that writes the log: on a terminal every second, in
# a line of its own that is written over; elsewhere a line every 10 s.
report_progress() {  # WHAT LOG
  local seconds=0 line
  # The sleep may outlive this by a second, and is not to hold a pipe open.
  while sleep 1 >/dev/null 2>&1 && kill -0 $$ 2>/dev/null; do
    seconds=$((seconds + 1))
    [[ -t 2 ]] || ((seconds % 10 == 0)) || continue
    line="dev: $1, $seconds s: $(last_step "$2")"
    if [[ -t 2 ]]; then
      printf '\r\033[K%.*s' "$((${COLUMNS:-80} - 1))" "$line" >&2
    else
      printf '%.120s\n' "$line" >&2
    fi
  done
}

REPORTER=""
stop_progress() {
  [[ -n $REPORTER ]] || return 0
  kill "$REPORTER" 2>/dev/null || true
  wait "$REPORTER" 2>/dev/null || true
  REPORTER=""
  if [[ -t 2 ]]; then printf '\r\033[K' >&2; fi
}
trap stop_progress EXIT
trap 'exit 130' INT

# Of a long log the first error, which may be far above, and the end.
show_end() {  # LOG
  local lines=40
  if (($(wc -l <"$1") > lines)); then
    grep -am 1 -E '^FAILED:|\berror:' "$1" | cut -c -400 >&2 || true
    echo "[...]" >&2
  fi
  tail -n "$lines" "$1" >&2
}

# Runs a command and notes its seconds, by the clock, of the user and of the system,
# for `./dev gates`.
timed() {  # NAME COMMAND...
  local TIMEFORMAT=$'%R\t%U\t%S' status=0 name="$1"
  shift
  mkdir -p "$kLogs"
  { time "$@" 2>&3; } 3>&2 2>"$kLogs/time" || status=$?
  ((status)) || printf '%s\t%s\n' "$name" "$(<"$kLogs/time")" >>"$kLogs/times.tsv"
  return "$status"
}

# Runs a command without input, its output in a log of this name, and shows that it
# lives. If it fails, shows the end of the log. The command is not the one in the
# background, since there it would not hear Ctrl-C.
quietly() {  # NAME WHAT COMMAND...
  local name="$1" log="$kLogs/$1.log" what="$2" status=0
  shift 2
  mkdir -p "$kLogs"
  : >"$log"
  report_progress "$what" "$log" </dev/null >/dev/null &
  REPORTER=$!
  timed "$name" "$@" </dev/null >"$log" 2>&1 || status=$?
  stop_progress
  ((status)) || return 0
  show_end "$log"
  say "failed: $*"
  fail "the end of its output is above, all of it in $log"
}
