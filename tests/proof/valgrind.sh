#!/bin/sh
# Unit programs under valgrind: valgrind.sh PROGRAM... as many at a time as there are processors. Prints a line for each
# and all that valgrind or a failed one said, then a line of programs, failed ones and seconds; the exit status is 1
# when one failed. Tests are not forked, which is faster; those of two programs need a process each.
set -u

run_one() {
  log=$1.valgrind
  start=$(date +%s)
  case $1 in
  */national/test_relay | */store/test_store_subscription) fork=yes ;;
  *) fork=no ;;
  esac
  if CK_FORK=$fork CK_DEFAULT_TIMEOUT=600 timeout 1800 valgrind --quiet --error-exitcode=9 --leak-check=full --errors-for-leak-kinds=definite \
    --suppressions=tests/proof/valgrind.supp "$1" >"$log" 2>&1; then
    grep '%: Checks:' "$log" | sed "s|^|$(basename "$1") |; s|\$|, $(($(date +%s) - start)) s|"
  else
    echo "FAILED $1"
    cat "$log"
    return 1
  fi
}

if [ "$1" = --one ]; then
  run_one "$2" || exit 1
  exit 0
fi
start=$(date +%s)
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
printf '%s\n' "$@" | xargs -P "$(nproc)" -n 1 sh "$0" --one | tee "$scratch/log"
failed=$(grep -c '^FAILED ' "$scratch/log")
echo "valgrind: $# programs, $failed with an error, $(($(date +%s) - start)) s"
[ "$failed" -eq 0 ]
