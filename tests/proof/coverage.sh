#!/bin/sh
# Adds up what gcov counted: coverage.sh BUILD. A line for each room: executed lines, all lines, per cent; with FILES=1
# the files below 85 per cent too. Headers count where they are included, once a file.
set -eu

build=$1
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

find "$build" -path "$build/tests" -prune -o -name '*.gcda' -print | while read -r data; do
  gcov -n -o "$(dirname "$data")" "$data" 2>/dev/null
done | awk '/^File /{ gsub("\047", "", $2); file = $2 } /^Lines executed:/ && file != "" {
    sub("Lines executed:", ""); split($0, part, "% of "); print file, part[1], part[2]; file = ""
  }' | grep -E '^(server|handlers|profiles|terminology)/.*\.c ' | sort -k1,1 -k2,2nr | sort -u -k1,1 >"$scratch/files"

awk '{
    room = $1
    sub("/[^/]*$", "", room)
    hit = $2 * $3 / 100
    lines[room] += $3; hits[room] += hit; all += $3; all_hits += hit
  } END {
    for (room in lines) printf "%-18s %6d of %6d lines  %5.1f %%\n", room, hits[room], lines[room], 100 * hits[room] / lines[room]
    printf "%-18s %6d of %6d lines  %5.1f %%\n", "~all", all_hits, all, 100 * all_hits / all
  }' "$scratch/files" | sort | sed 's/^~//'
[ -z "${FILES:-}" ] || awk '$2 < 85 { printf "%5.1f %%  %4d  %s\n", $2, $3, $1 }' "$scratch/files" | sort -n
