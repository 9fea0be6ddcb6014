#!/bin/sh
# Programs of a build with the thread sanitizer: tsan.sh BLACKBOX_NAME... -- UNIT_PROGRAM... A race that any process
# reports ends with status 1. Reports go to files, because what the server under test writes is not shown.
set -u

scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
TSAN_OPTIONS="$TSAN_OPTIONS log_path=$scratch/race"
CK_DEFAULT_TIMEOUT=300
export TSAN_OPTIONS CK_DEFAULT_TIMEOUT
failed=0
units=0
for name in "$@"; do
  if [ "$name" = -- ]; then
    units=1
  elif [ "$units" -eq 1 ]; then
    "$name" >"$scratch/log" 2>&1 || {
      cat "$scratch/log"
      failed=1
    }
    grep '%: Checks:' "$scratch/log" | sed "s|^|$(basename "$name") |"
  else
    sh tests/run_tests.sh blackbox "$name" || failed=1
  fi
done
for report in "$scratch"/race.*; do
  [ -e "$report" ] || continue
  cat "$report"
  failed=1
done
exit "$failed"
