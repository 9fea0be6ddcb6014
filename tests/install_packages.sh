#!/bin/sh
# Installs the Debian packages given as arguments; does nothing when all are there. Works as root or with
# sudo; elsewhere than on Debian it says what would be needed and goes on.
set -eu

if ! command -v dpkg-query >/dev/null 2>&1; then
  echo "not a Debian system; these packages (or their like) are needed: $*"
  exit 0
fi

missing=""
for package in "$@"; do
  state=$(dpkg-query -W -f '${db:Status-Status}' "$package" 2>/dev/null || true)
  [ "$state" = installed ] || missing="$missing $package"
done
[ -n "$missing" ] || exit 0

if [ "$(id -u)" -eq 0 ]; then
  as_root="env"
elif command -v sudo >/dev/null 2>&1; then
  as_root=sudo
else
  echo "please install as root: apt-get install$missing" >&2
  exit 1
fi

echo "installing:$missing"
export DEBIAN_FRONTEND=noninteractive
$as_root apt-get update -q
# shellcheck disable=SC2086 # a list of package names
$as_root env DEBIAN_FRONTEND=noninteractive apt-get install -q -y --no-install-recommends $missing
