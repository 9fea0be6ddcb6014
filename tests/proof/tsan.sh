#!/bin/sh
# Unit tests, then the black-box programs that are named, of a build with the thread sanitizer; a race reported by any
# process ends with status 1. Processes write their reports beside each other, since the server's output is not shown.
set -u

scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
TSAN_OPTIONS="$TSAN_OPTIONS log_path=$scratch/race"
export TSAN_OPTIONS
failed=0
sh tests/run_tests.sh unit | tail -n 20 || failed=1
for name in "$@"; do
  sh tests/run_tests.sh blackbox "$name" || failed=1
done
for report in "$scratch"/race.*; do
  [ -e "$report" ] || continue
  cat "$report"
  failed=1
done
exit "$failed"
