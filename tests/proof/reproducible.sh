#!/bin/sh
# Compares the server that was built here with one built from a copy of the sources in a folder of another name and
# length: reproducible.sh CC BUILD. Exit status 1 when their bytes differ. Both must come from the same compiler and flags
# (`make clean` first when in doubt).
set -eu

compiler=$1
build=$2
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
copy=$scratch/a/folder/with/another/name
SOURCE_DATE_EPOCH=1
export SOURCE_DATE_EPOCH

mkdir -p "$copy"
tar -cf - --exclude='./build*' --exclude=./.git --exclude=node_modules . | tar -xf - -C "$copy"
make --no-print-directory -C "$copy" -j"$(nproc)" CC="$compiler" BUILD=out out/fhir-facade >"$scratch/log" 2>&1 || {
  cat "$scratch/log"
  exit 1
}
here=$(sha256sum <"$build/fhir-facade")
there=$(sha256sum <"$copy/out/fhir-facade")
printf '%s here\n%s elsewhere\n' "${here%% *}" "${there%% *}"
[ "$here" = "$there" ] && echo 'reproducible: the same bytes' && exit 0
echo 'reproducible: the builds differ'
exit 1
