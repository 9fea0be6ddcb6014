#!/bin/sh
# Runs the fuzz targets: run.sh PROGRAMS SECONDS [NAME]. SECONDS for each target, as many at a time as there are
# processors; NAME: only that one. Prints a line for each: seconds, executions, inputs that reached something new. What
# breaks a target is kept in PROGRAMS/findings; the exit status is 1 then. FUZZ_DEFINITIONS names the compiled
# definitions.
set -u

programs=$1
seconds=$2
only=${3:-}
corpus=$programs/corpus
findings=$programs/findings
mkdir -p "$findings"

# timeout: FHIRPath ends by counting its steps (LIMIT_FHIRPATH_STEPS), which takes a minute in this build, and longer
# when the machine is busy.
export ASAN_OPTIONS=allocator_may_return_null=1:detect_leaks=1
run_target() {
  name=$1
  log=$programs/$name.log
  started=$(date +%s)
  if "$programs/fuzz_$name" -max_total_time="$seconds" -timeout=300 -rss_limit_mb=3000 -print_final_stats=1 \
    -artifact_prefix="$findings/$name-" "$corpus/$name" >"$log" 2>&1; then
    result=ok
  else
    result=FAILED
  fi
  executions=$(sed -n 's/^stat::number_of_executed_units: *//p' "$log" | tail -n 1)
  new=$(sed -n 's/^stat::new_units_added: *//p' "$log" | tail -n 1)
  printf '%-14s %s  %s s, %s executions, %s new inputs\n' "$name" "$result" "$(($(date +%s) - started))" \
    "${executions:-?}" "${new:-?}"
  [ "$result" = ok ] && return
  grep -v '^#' "$log" | tail -n 40
  return 1
}

if [ "$only" != "" ] && [ "${4:-}" = one ]; then
  run_target "$only"
  exit
fi
sh tests/fuzz/seeds.sh "$programs" "$corpus" || exit 1
for source in tests/fuzz/fuzz_*.c; do
  name=${source##*/fuzz_}
  name=${name%.c}
  [ -z "$only" ] || [ "$only" = "$name" ] || continue
  printf '%s\n' "$name"
done | xargs -P "$(nproc)" -I '{}' sh "$0" "$programs" "$seconds" '{}' one
