#!/bin/sh
# Runs the tests and adds up: run_tests.sh [unit|cases|blackbox [NAME]]; without arguments all of them.
# FHIR_FACADE_TEST_JOBS programs at a time, else two for each processor, since most of them wait most of the time.
# FHIR_FACADE_TEST_LEFT_OUT: names of programs that are not run ("test_x test_y").
# The built programs are in FHIR_FACADE_BUILD (default: build). The last line is "N passed, N failed", with
# ", N skipped" when something could not run here; the exit status is 1 when something failed.
set -u

FHIR_FACADE_BUILD=${FHIR_FACADE_BUILD:-build}
export FHIR_FACADE_BUILD
export CK_MAX_MSG_SIZE=1000000 # a failed check may show a whole answer
export CK_DEFAULT_TIMEOUT=120   # only a test that hangs ends; a busy machine fails none
part=${1:-all}
name=${2:-}
jobs=${FHIR_FACADE_TEST_JOBS:-$((2 * $(nproc)))}
left_out=" ${FHIR_FACADE_TEST_LEFT_OUT:-} "

passed=0
failed=0
skipped=0
if [ "$part" != program ]; then
  scratch=$(mktemp -d)
  TMPDIR=$scratch
  export TMPDIR
  trap 'rm -rf "$scratch"' EXIT
  trap 'exit 130' INT TERM
fi

# Says what one check program printed ("NN%: Checks: 5, Failures: 1, Errors: 0" for each suite) and keeps its counts.
run_program() {
  program=$1
  log=$(mktemp "$TMPDIR/log.XXXXXX")
  "$program" >"$log" 2>&1
  status=$?
  counts=$(awk '/%: Checks: [0-9]+, Failures: [0-9]+, Errors: [0-9]+/ {
      gsub(/[,:]/, ""); checks += $3; failures += $5 + $7
    } END { printf "%d %d", checks, failures }' "$log")
  checks=${counts% *}
  failures=${counts#* }
  skips=$(grep -c '^skipped: ' "$log")
  if [ "$status" -ne 0 ] && [ "$failures" -eq 0 ]; then
    failures=1 # it ended before it could count
    checks=$((checks + 1))
  fi
  echo "$((checks - failures - skips)) $failures $skips" >"$log.counts"
  if [ "$status" -ne 0 ]; then
    printf 'FAILED %s (exit status %s)\n' "$program" "$status"
    cat "$log"
  else
    grep '^skipped: ' "$log"
    grep '%: Checks:' "$log" | sed "s|^|$(basename "$program") |"
  fi
}

# Several at a time, each by a call of this script.
run_programs() {
  for program in "$@"; do
    case $left_out in
    *" $(basename "$program") "*) ;;
    *) [ -x "$program" ] && printf '%s\n' "$program" ;;
    esac
  done | xargs -n 1 -P "$jobs" sh "$0" program
  for counts in "$scratch"/log.*.counts; do
    [ -e "$counts" ] || continue
    read -r program_passed program_failed program_skipped <"$counts"
    passed=$((passed + program_passed))
    failed=$((failed + program_failed))
    skipped=$((skipped + program_skipped))
    rm "$counts"
  done
}

# The test programs of the sources that are there now, not of what an old build left behind.
programs_of() {
  for source in "$@"; do
    [ -e "$source" ] && printf '%s/%s\n' "$FHIR_FACADE_BUILD" "${source%.c}"
  done
}

# A folder of tests/cases/<area>/<name> is a test: `arguments` (of fhir-facade, in that folder), `expected`
# (standard output), `status` (exit status, 0 when the file is absent).
run_case() {
  folder=$1
  case $FHIR_FACADE_BUILD in
  /*) facade=$FHIR_FACADE_BUILD/fhir-facade ;;
  *) facade=$PWD/$FHIR_FACADE_BUILD/fhir-facade ;;
  esac
  wanted=0
  [ -e "$folder/status" ] && wanted=$(cat "$folder/status")
  # shellcheck disable=SC2046 # the words of the file are the arguments
  (cd "$folder" && "$facade" $(cat arguments)) >"$scratch/output" 2>"$scratch/errors" </dev/null
  status=$?
  if [ "$status" -eq "$wanted" ] && cmp -s "$scratch/output" "$folder/expected"; then
    passed=$((passed + 1))
    return
  fi
  failed=$((failed + 1))
  printf 'FAILED %s (exit status %s, expected %s)\n' "$folder" "$status" "$wanted"
  diff -u "$folder/expected" "$scratch/output"
  cat "$scratch/errors"
}

run_cases() {
  for arguments in tests/cases/*/*/arguments; do
    [ -e "$arguments" ] && run_case "$(dirname "$arguments")"
  done
}

run_unit() {
  # shellcheck disable=SC2046 # paths without blanks
  run_programs $(programs_of tests/unit/*/test_*.c)
}

run_blackbox() {
  # shellcheck disable=SC2046,SC2086 # the pattern must become paths
  run_programs $(programs_of tests/blackbox/test_${1:-*}.c)
}

case $part in
program)
  run_program "$name"
  exit 0
  ;;
unit) run_unit ;;
cases) run_cases ;;
blackbox) run_blackbox "$name" ;;
all)
  run_unit
  run_cases
  run_blackbox ""
  ;;
*)
  echo "usage: run_tests.sh [unit|cases|blackbox [NAME]]" >&2
  exit 2
  ;;
esac

if [ "$skipped" -gt 0 ]; then
  echo "$passed passed, $failed failed, $skipped skipped"
else
  echo "$passed passed, $failed failed"
fi
[ "$failed" -eq 0 ]
