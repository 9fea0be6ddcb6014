#!/bin/sh
# serve.sh PACKAGES PORT [SETTING=VALUE...]: the server for one conformance run, its data in a fresh folder.
set -eu
packages=$1
port=$2
shift 2
data=$(mktemp -d "${CONFORMANCE_TEMP:-/tmp}/data.XXXXXX")
for setting in "$@"; do
  set -- "$@" --set "$setting"
  shift
done
exec "$FHIR_FACADE_BUILD/fhir-facade" serve --set "listen.port=$port" --set "data_dir=$data" \
  --set definitions_dir=profiles/definitions --packages "$packages" "$@"
