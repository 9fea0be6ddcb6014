#!/bin/sh
# One tool of the static analysis: analyze.sh NAME FILES COMMAND... The command prints what the tool says on standard
# output and ends with status 0; lines "place: warning: text" and "place: error: text" are findings. Each is printed
# once (those of a header come once from each file that includes it), then a line of files, findings and seconds. The
# exit status is 1 when there is a finding or the command failed.
set -u

name=$1
files=$2
shift 2
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
start=$(date +%s)
if ! "$@" >"$scratch/output" 2>"$scratch/errors"; then
  cat "$scratch/output" "$scratch/errors"
  echo "$name: failed"
  exit 1
fi
grep -E '^[^ ]+: (warning|error): ' "$scratch/output" | sed "s|^$PWD/||; s|^\./||" | sort -u >"$scratch/findings"
cat "$scratch/findings"
findings=$(wc -l <"$scratch/findings")
echo "$name: $files files, $findings findings, $(($(date +%s) - start)) s"
[ "$findings" -eq 0 ]
