#!/bin/sh
# Builds the server twice, from copies of the sources in two folders with names of different lengths, and compares the
# bytes: reproducible.sh CC. Exit status 1 when they differ.
set -eu

compiler=$1
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
SOURCE_DATE_EPOCH=1
export SOURCE_DATE_EPOCH

build() {
  mkdir -p "$scratch/$1"
  tar -cf - --exclude='./build*' --exclude=./.git --exclude=node_modules . | tar -xf - -C "$scratch/$1"
  make --no-print-directory -C "$scratch/$1" -j"$(nproc)" CC="$compiler" BUILD="$2" \
    "$2/fhir-facade" "$2/fhir-facade-lab" >"$scratch/log" 2>&1 || {
    cat "$scratch/log"
    exit 1
  }
  (cd "$scratch/$1/$2" && sha256sum fhir-facade fhir-facade-lab)
}

first=$(build one build)
second=$(build another-folder/below out)
printf '%s\n' "$first"
if [ "$first" = "$second" ]; then
  echo 'reproducible: both builds have the same bytes'
else
  printf '%s\n' "$second"
  echo 'reproducible: the builds differ'
  exit 1
fi
