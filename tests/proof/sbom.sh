#!/bin/sh
# Prints a CycloneDX 1.5 list of what a program is linked with: sbom.sh PROGRAM VERSION. Names, versions and licences are
# those of the Debian packages that the shared libraries belong to; the same program on the same packages gives the same
# bytes (no time, no serial number, sorted).
set -eu

program=$1
version=$2

# The package of a library; Debian lists files below /usr/lib that the linker finds below /lib.
package_of() {
  path=$(readlink -f "$1")
  for name in "$path" "${path#/usr}" "$1"; do
    found=$(dpkg-query -S "$name" 2>/dev/null | head -n 1 | cut -d: -f1)
    [ -z "$found" ] || {
      echo "$found"
      return
    }
  done
  echo "sbom: no package has $1" >&2
}

# The short names in a machine-readable copyright file (DEP 5), of its sources, build files and documents alike; empty
# when the package has another form of it.
licence_of() {
  file=/usr/share/doc/$1/copyright
  [ -r "$file" ] || return 0
  grep -q '^Format:' "$file" || return 0
  sed -n 's/^License: *//p' "$file" | sed 's/[[:space:]]*$//' | grep . | sort -u | paste -s -d ';' | sed 's/;/; /g'
}

escape() {
  printf '%s' "$1" | sed 's/\\/\\\\/g; s/"/\\"/g'
}

component() {
  name=$1
  release=$(dpkg-query -W -f '${Version}' "$name" | head -n 1)
  source=$(dpkg-query -W -f '${source:Package}' "$name" | head -n 1)
  licence=$(licence_of "$name")
  printf '    {"type": "library", "bom-ref": "%s", "name": "%s", "version": "%s", "purl": "pkg:deb/debian/%s@%s"' \
    "$name" "$name" "$(escape "$release")" "$name" "$(escape "$release")"
  [ -z "$licence" ] || printf ', "licenses": [{"license": {"name": "%s"}}]' "$(escape "$licence")"
  printf ', "properties": [{"name": "debian:source", "value": "%s"}]}' "$source"
}

packages=$(ldd "$program" | sed -n 's/.*=> \(\/[^ ]*\).*/\1/p; s/^[[:space:]]*\(\/[^ ]*\) (.*/\1/p' | while read -r library; do
  package_of "$library"
done | sort -u)
[ -n "$packages" ] || {
  echo "sbom: no package of any library of $program is known" >&2
  exit 1
}

printf '{\n  "bomFormat": "CycloneDX",\n  "specVersion": "1.5",\n  "version": 1,\n'
printf '  "metadata": {"component": {"type": "application", "bom-ref": "fhir-facade", "name": "fhir-facade", "version": "%s"}},\n' \
  "$version"
printf '  "components": [\n'
first=1
for package in $packages; do
  [ "$first" -eq 1 ] || printf ',\n'
  first=0
  component "$package"
done
printf '\n  ],\n  "dependencies": [{"ref": "fhir-facade", "dependsOn": ['
first=1
for package in $packages; do
  [ "$first" -eq 1 ] || printf ', '
  first=0
  printf '"%s"' "$package"
done
printf ']}]\n}\n'
