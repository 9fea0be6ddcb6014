#!/bin/sh
# Runs the acceptance cases of the shared data against the built program, prints a summary line for
# each and compares what differs with known_differences.txt: a difference that is not listed fails,
# and so does a listed one that is gone (remove its line: the list only shrinks).
#
#   FHIR_FACADE_BUILD   build folder (default build)
#   FHIR_FACADE_SHARED  shared data (default ../shared)
#   R4_EXAMPLES         unpacked npm package hl7.fhir.r4.examples 4.0.1 (optional)
set -eu
cd "$(dirname "$0")/../.."
FHIR_FACADE_BUILD=${FHIR_FACADE_BUILD:-build}
export FHIR_FACADE_BUILD
shared=${FHIR_FACADE_SHARED:-../shared}
program=$FHIR_FACADE_BUILD/fhir-facade
known=tests/conformance/known_differences.txt

if [ ! -d "$shared/data" ]; then
  echo "skipped: conformance ($shared is not there)"
  exit 0
fi
command -v python3 >/dev/null || { echo "skipped: conformance (python3 is not installed)"; exit 0; }

CONFORMANCE_TEMP=$(mktemp -d)
export CONFORMANCE_TEMP
trap 'rm -rf "$CONFORMANCE_TEMP"' EXIT
found=$CONFORMANCE_TEMP/found
ran=$CONFORMANCE_TEMP/ran
: >"$found"
: >"$ran"

# Result file of run_validate.py -> "run case" lines of wrong verdicts and "run case path" lines of
# missed places.
differences() {
  python3 - "$1" "$2" <<'PYTHON'
import json, sys
for result in json.load(open(sys.argv[2], encoding="utf-8"))["results"]:
    if result["agree"] is False:
        print(sys.argv[1], result["id"], "verdict")
    else:
        for path in result["missing"]:
            print(sys.argv[1], result["id"], path.replace(" ", ""))
PYTHON
}

# validate_cases RUN FOLDER SETTINGS ARGUMENT...
validate_cases() {
  run=$1
  folder=$2
  settings=$3
  shift 3
  out=$CONFORMANCE_TEMP/$run.json
  # a run below its own minimum exits 1; what differs is judged here
  python3 "$shared/tools/run_validate.py" --cases "$folder" --show 0 --jobs 2 --label "$run" \
    --server-cmd "sh tests/conformance/serve.sh {dir} {port} $settings" \
    --base 'http://127.0.0.1:{port}/fhir' --out "$out" "$@" >"$CONFORMANCE_TEMP/$run.log" 2>&1 || true
  if [ ! -s "$out" ]; then
    echo "$run: did not run"
    cat "$CONFORMANCE_TEMP/$run.log"
    exit 1
  fi
  head -n 1 "$CONFORMANCE_TEMP/$run.log"
  differences "$run" "$out" >>"$found"
  echo "$run" >>"$ran"
}

# Prints the files that are not valid; "list" is a file with one path a line.
invalid_files() {
  run=$1
  list=$2
  shift 2
  log=$CONFORMANCE_TEMP/$run.log
  xargs -d '\n' "$program" validate --format text "$@" <"$list" >"$log" 2>"$log.errors" || true
  grep -E '^.*: invalid \(' "$log" | sed 's/: invalid (.*//; s|.*/||' >"$CONFORMANCE_TEMP/$run.bad" || true
  judged=$(grep -cE ': (in)?valid \(' "$log" || true)
  echo "$run: $(($(wc -l <"$list") - $(wc -l <"$CONFORMANCE_TEMP/$run.bad"))) of $(wc -l <"$list") valid"
  if [ "$judged" -ne "$(wc -l <"$list")" ]; then
    echo "$run: only $judged files were read"
    cat "$log.errors"
    exit 1
  fi
  sed "s/^/$run /; s/\$/ verdict/" "$CONFORMANCE_TEMP/$run.bad" >>"$found"
  echo "$run" >>"$ran"
}

# examples FOLDER GUIDE PACKAGE...: the guide's package and those that it depends on.
examples() {
  folder=$1
  guide=$2
  shift 2
  packages=$shared/data/fhir-packages
  for package in "$@"; do
    set -- "$@" --packages "$packages/$package.tgz"
    shift
  done
  find "$shared/data/examples/$folder" -name '*.json' | sort >"$CONFORMANCE_TEMP/list"
  invalid_files "examples-$folder" "$CONFORMANCE_TEMP/list" --clins-version "$guide" "$@"
}

cases=$shared/data/validator-cases
# XML files as they are, then as JSON
validate_cases validator-cases "$cases" ""
validate_cases validator-cases-snapshots "$cases" "" --twins --snapshots
validate_cases mutants "$shared/data/mutants" "" --group all

terminology=jpfhir-terminology.r4-1.4.0-recon
terminology_oid=jpfhir-terminology.r4.oid-1.1.1-recon
examples clins-1.5.3 jp-eCSCLINS.r4#1.5.3 jp-eCSCLINS.r4-1.5.3 jp-core.r4-1.1.2-url $terminology
examples clins-1.10.0 jp-eCSCLINS.r4#1.10.0 jp-eCSCLINS.r4-1.10.0 jp-core.r4-1.1.2-clins $terminology
examples jp-core-1.2.0 jp-core.r4#1.2.0 jp-core.r4-1.2.0 $terminology
examples eCheckupReport-1.5.0 jp-eCheckupReport.r4#1.5.0 jp-eCheckupReport.r4-1.5.0 \
  jp-core.r4-1.1.2-clins $terminology
examples eReferral-1.1.6 jp-eReferral.r4#1.1.6 jp-eReferral.r4-1.1.6 jp-core.r4-1.1.2 $terminology_oid
examples eTwoDocs-1.2.0-rc1 jp-eTwoDocs.r4#1.2.0-rc1 jp-eTwoDocs.r4-1.2.0-rc1 jp-core.r4-1.1.2 \
  $terminology_oid

# A program starts for each expression: the exit status is that of the comparison.
python3 "$shared/tools/run_fhirpath.py" --cases "$shared/data/fhirpath-cases" \
  --cmd "$program fhirpath {expr} {file}" >"$CONFORMANCE_TEMP/fhirpath.log" 2>&1 || true
head -n 1 "$CONFORMANCE_TEMP/fhirpath.log"
sed -n 's/^FAIL \([^ ]*\).*/fhirpath \1 result/p' "$CONFORMANCE_TEMP/fhirpath.log" >>"$found"
echo fhirpath >>"$ran"

# terminology_cases RUN GROUP ARGUMENT...: a server with the packages of R4 and of HL7 terminology.
terminology_cases() {
  run=$1
  group=$2
  shift 2
  data=$CONFORMANCE_TEMP/$run.data
  packages=$shared/data/fhir-packages
  mkdir "$data"
  "$program" import --data-dir "$data" "$packages/hl7.fhir.r4.core-4.0.1.tgz" \
    "$packages/hl7.terminology.r4-7.0.1.tgz" >/dev/null
  "$program" serve --set listen.port=0 --set "data_dir=$data" --set log.level=error \
    --set definitions_dir=profiles/definitions >"$CONFORMANCE_TEMP/$run.served" 2>&1 &
  served=$!
  for _ in 1 2 3 4 5 6 7 8 9 10; do
    base=$(sed -n 's/^listening on //p' "$CONFORMANCE_TEMP/$run.served")
    [ -z "$base" ] || break
    sleep 0.5
  done
  python3 "$shared/tools/run_terminology.py" --base "$base" --cases "$shared/data/tx-cases" \
    --group "$group" --jobs 2 --out "$CONFORMANCE_TEMP/$run.lines" "$@" \
    >"$CONFORMANCE_TEMP/$run.log" 2>&1 || true
  kill "$served"
  wait "$served" || true
  grep -h '^terminology: ' "$CONFORMANCE_TEMP/$run.log" | sed "s/^terminology/$run/"
  python3 - "$run" "$CONFORMANCE_TEMP/$run.lines" >>"$found" <<'PYTHON'
import json, sys
for line in open(sys.argv[2], encoding="utf-8"):
    result = json.loads(line)
    if not result["agree"]:
        print(sys.argv[1], result["name"].replace(" ", ""), "answer")
PYTHON
  echo "$run" >>"$ran"
}

terminology_cases tx-hl7 hl7 --optional
terminology_cases tx-expansions expansions --optional
if [ -d "$shared/data/jp-setup" ]; then
  terminology_cases tx-jp jp --put-setup
else
  echo "skipped: tx-jp (the resources that its cases are about are not there)"
fi

if [ -d "${R4_EXAMPLES:-/nonexistent}" ]; then
  python3 - "$shared/data/r4-examples/cases.json" "$R4_EXAMPLES" >"$CONFORMANCE_TEMP/r4" <<'PYTHON'
import json, sys
for case in json.load(open(sys.argv[1], encoding="utf-8"))["cases"]:
    if case["group"] in ("core", "conformance") and case["expect"]["verdict"] == "valid":
        print(sys.argv[2] + "/" + case["file"])
PYTHON
  invalid_files r4-examples "$CONFORMANCE_TEMP/r4"
  mkdir "$CONFORMANCE_TEMP/packages"
  for package in jp-eCSCLINS.r4-1.5.3 jp-core.r4-1.1.2-url; do
    mkdir "$CONFORMANCE_TEMP/packages/$package"
    tar xzf "$shared/data/fhir-packages/$package.tgz" -C "$CONFORMANCE_TEMP/packages/$package"
  done
  python3 "$shared/tools/mutate.py" --r4 "$R4_EXAMPLES" --out "$CONFORMANCE_TEMP/clins-mutants" \
    --seed "${MUTANT_SEED:-1}" --clins "$shared/data/examples/clins-1.5.3" \
    --jp "$CONFORMANCE_TEMP/packages/jp-eCSCLINS.r4-1.5.3/package" \
    --jp "$CONFORMANCE_TEMP/packages/jp-core.r4-1.1.2-url/package" >/dev/null
  validate_cases clins-mutants "$CONFORMANCE_TEMP/clins-mutants" national.clins_version=1.5.3 --group all
else
  echo "skipped: r4-examples and clins-mutants (R4_EXAMPLES is not set)"
fi

# ---- known differences: "run case what  # reason" ----
sort -u "$found" >"$found.sorted"
sed 's/^#.*//; s/  *# .*$//; /^$/d' "$known" | sort -u >"$CONFORMANCE_TEMP/known"
status=0
while read -r run case what; do
  grep -qxF "$run" "$ran" || continue
  if ! grep -qxF "$run $case $what" "$found.sorted"; then
    echo "gone, remove it from $known: $run $case $what"
    status=1
  fi
done <"$CONFORMANCE_TEMP/known"
comm -23 "$found.sorted" "$CONFORMANCE_TEMP/known" >"$CONFORMANCE_TEMP/new"
if [ -s "$CONFORMANCE_TEMP/new" ]; then
  sed 's/^/new difference: /' "$CONFORMANCE_TEMP/new"
  status=1
fi
exit $status
