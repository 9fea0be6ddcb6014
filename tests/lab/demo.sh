#!/bin/sh
# The main job before your eyes: a patient read live from ORCA becomes a national Bundle, is validated, gets
# its standard codes, is accepted, delivered and registered. Both neighbours are the lab's simulators.
#   demo.sh           once on free ports; exit status 0 only when the Bundle ended as registered
#   demo.sh --serve   the same on port 8080 (FHIR_FACADE_LISTEN_PORT), then serves until Ctrl-C
set -eu

build=${FHIR_FACADE_BUILD:-build}
export no_proxy=127.0.0.1 NO_PROXY=127.0.0.1
serve=no
[ "${1:-}" = --serve ] && serve=yes
patient=00001
work=$(mktemp -d)
lab_pid=
server_pid=

stop() {
  status=$?
  trap - EXIT INT TERM
  for pid in $server_pid $lab_pid; do
    kill "$pid" 2>/dev/null || true
  done
  for pid in $server_pid $lab_pid; do
    wait "$pid" 2>/dev/null || true
  done
  rm -rf "$work"
  exit "$status"
}
trap stop EXIT
trap 'exit 0' INT TERM

bold=
plain=
if [ -t 1 ]; then
  bold=$(printf '\033[1m')
  plain=$(printf '\033[0m')
fi

say() {
  printf '\n%s%s%s\n  %s\n' "$bold" "$1" "$plain" "$2"
}

fail() {
  printf '\n%s\n%s\n' "$1" "$2" >&2
  for log in "$work"/*.log; do
    if [ -s "$log" ]; then
      echo "--- $(basename "$log")" >&2
      tail -n 20 "$log" >&2
    fi
  done
  exit 1
}

# Waits until a command succeeds, at most 60 seconds, as long as the program runs: await PID COMMAND...
await() {
  pid=$1
  shift
  tries=0
  until "$@"; do
    tries=$((tries + 1))
    if [ "$tries" -ge 600 ] || ! kill -0 "$pid" 2>/dev/null; then
      return 1
    fi
    sleep 0.1
  done
}

# Value of the first "name": "text" in a JSON file.
text_of() {
  tr -d '\n' <"$2" | grep -o "\"$1\" *: *\"[^\"]*\"" | head -n 1 | sed 's/^[^:]*: *"//; s/"$//'
}

count_of() {
  grep -o -- "$1" "$2" | wc -l
}

# ---- start ------------------------------------------------------------------------------------------

mkdir "$work/request" "$work/result" "$work/data"
"$build/fhir-facade-lab" --orca-prefix /api --orca-port 0 --national-port 0 \
  --orca-user ormaster --orca-password ormaster \
  --request-dir "$work/request" --result-dir "$work/result" --print-ports \
  >"$work/lab.out" 2>"$work/lab.log" &
lab_pid=$!
await "$lab_pid" grep -q national= "$work/lab.out" ||
  fail 'the simulators did not start' 'シミュレーターを起動できませんでした'
orca_port=$(sed -n 's/.*orca=\([0-9]*\).*/\1/p' "$work/lab.out")
national_port=$(sed -n 's/.*national=\([0-9]*\).*/\1/p' "$work/lab.out")

if [ "$serve" = yes ]; then
  export FHIR_FACADE_LISTEN_PORT="${FHIR_FACADE_LISTEN_PORT:-8080}"
else
  export FHIR_FACADE_LISTEN_PORT=0
fi
export FHIR_FACADE_DATA_DIR="$work/data"
export FHIR_FACADE_ORCA_BASE_URL="http://127.0.0.1:$orca_port/api"
export FHIR_FACADE_ORCA_USER=ormaster
export FHIR_FACADE_ORCA_PASSWORD=ormaster
export FHIR_FACADE_INSTITUTION_NUMBER=1319999999
export FHIR_FACADE_NATIONAL_TRANSPORT=webapi
export FHIR_FACADE_NATIONAL_WEBAPI_BASE_URL="http://127.0.0.1:$national_port"
export FHIR_FACADE_MAPPING_FILE=tests/lab/mapping.csv
"$build/fhir-facade" serve >"$work/server.out" 2>"$work/server.log" &
server_pid=$!
await "$server_pid" grep -q 'listening on' "$work/server.out" ||
  fail 'the server did not start' 'サーバーを起動できませんでした'
base=$(sed -n 's/^listening on //p' "$work/server.out")
root=${base%/fhir}
await "$server_pid" curl -sf -o "$work/ready" "$root/health/ready" ||
  fail 'the server did not get ready' 'サーバーの準備が完了しませんでした'

# ---- the main job -------------------------------------------------------------------------------------

# get FILE PATH: answers 200 or the demonstration ends.
get() {
  status=$(curl -s -o "$work/$1" -w '%{http_code}' "$base/$2") || true
  [ "$status" = 200 ] || fail "GET $2: $status $(cat "$work/$1")" "取得に失敗しました: $2"
}

# post FILE PATH STATUS BODY-FILE
post() {
  status=$(curl -s -o "$work/$1" -D "$work/$1.headers" -w '%{http_code}' -X POST \
    -H 'Content-Type: application/fhir+json' --data-binary "@$4" "$base/$2") || true
  [ "$status" = "$3" ] || fail "POST $2: $status $(cat "$work/$1")" "送信に失敗しました: $2"
}

get patient.json "Patient/$patient"
say "1. Patient $patient read live from ORCA: $(text_of text "$work/patient.json"), $(text_of birthDate "$work/patient.json")" \
  "患者 $patient を ORCA から読み取りました"

get conditions.json "Condition?patient=$patient"
say "2. $(count_of '"resourceType":"Condition"' "$work/conditions.json") conditions of the patient from ORCA" \
  "病名を ORCA から読み取りました"

get bundle.json "Patient/$patient/\$clinical-bundle?kind=condition"
say "3. National Bundle made: $(text_of value "$work/bundle.json"), $(wc -c <"$work/bundle.json") bytes" \
  "5情報送信用 Bundle（病名）を作成しました"

# An EHR knows the receipt codes only: what the mapping table knows is left out here, to be put in by the server.
sed 's/,{"system":"http:\/\/medis.or.jp\/CodeSystem\/master-disease-keyNumber"[^}]*}//g
  s/{"system":"http:\/\/medis.or.jp\/CodeSystem\/master-disease-keyNumber"[^}]*},//g' \
  "$work/bundle.json" >"$work/local.json"
missing=$(count_of master-disease-keyNumber "$work/local.json")

post outcome.json "Bundle/\$validate" 200 "$work/bundle.json"
errors=$(count_of '"severity":"\(error\|fatal\)"' "$work/outcome.json")
[ "$errors" -eq 0 ] || fail "the Bundle is not valid: $(cat "$work/outcome.json")" 'Bundle が検証に合格しません'
say '4. Validated against the national profiles: no error' \
  '全国医療情報プラットフォームのプロファイルで検証しました: エラーなし'

post accepted.json Bundle 202 "$work/local.json"
task=$(sed -n 's/^[Cc]ontent-[Ll]ocation: *\(.*Task\/\)\{0,1\}\([A-Za-z0-9.-]*\).*/\2/p' "$work/accepted.json.headers" | tr -d '\r')
[ -n "$task" ] || fail 'the answer names no Task' '応答に Task がありません'
get task.json "Task/$task"
kept=$(tr -d '\n' <"$work/task.json" | grep -o 'Bundle/[A-Za-z0-9.-]*' | head -n 1)
get kept.json "$kept"
say "5. Local codes mapped: $(($(count_of master-disease-keyNumber "$work/kept.json") - missing)) standard codes added; every other byte as received" \
  '院内コードに標準コードを追加しました（それ以外は1バイトも変えていません）'
say "6. Accepted durably: Task/$task, $kept" '受け付けました（停電しても失われません）'

is_completed() {
  curl -s -o "$work/task.json" "$base/Task/$task" || return 1
  case $(text_of status "$work/task.json") in
  completed) return 0 ;;
  failed | rejected | cancelled) fail "the Task ended: $(cat "$work/task.json")" '登録できませんでした' ;;
  *) return 1 ;;
  esac
}
await "$server_pid" is_completed ||
  fail "the Task did not end: $(cat "$work/task.json")" '登録が終わりませんでした'
say "7. Delivered and registered by the national service (simulator): $(tr -d '\n' <"$work/task.json" | grep -o 'SIM-[0-9A-Z-]*' | head -n 1)" \
  '電子カルテ情報共有サービス（シミュレーター）に登録されました'

[ "$serve" = yes ] || exit 0

cat <<END

Serving on $base (Ctrl-C ends it). Try:
$base で動作中です（Ctrl-C で終了）。お試しください:

  curl '$base/Patient/$patient?_pretty=true'
  curl '$base/Condition?patient=00005&_pretty=true'
  curl '$base/Patient/00009/\$clinical-bundle?kind=allergy&_pretty=true'
  curl -H 'Content-Type: application/fhir+json' -d '{"resourceType":"Patient","gender":"unsure"}' '$base/Patient/\$validate?_pretty=true'
  curl '$base/Task?patient=$patient&_pretty=true'

END
wait "$server_pid" || fail 'the server ended' 'サーバーが終了しました'
