#!/bin/sh
# Writes the first inputs of the fuzz targets: seeds.sh PROGRAMS CORPUS. PROGRAMS holds seeds_masters and seeds_packs;
# CORPUS gets a folder for each target. All of them come from files of this repository.
set -eu

programs=$1
corpus=$2

folder() {
  mkdir -p "$corpus/$1"
}
for source in tests/fuzz/fuzz_*.c; do
  name=${source##*/fuzz_}
  folder "${name%.c}"
done

# seed TARGET NAME TEXT: the text with printf's escapes.
seed() {
  # shellcheck disable=SC2059 # the text is the format
  printf "$3" >"$corpus/$1/$2"
}

# Documents of the test cases that are small.
find tests/cases -name '*.json' -size -8k | sort | while read -r file; do
  name=$(printf '%s' "${file#tests/cases/}" | tr '/' '-')
  cp "$file" "$corpus/document/$name"
  cp "$file" "$corpus/validate/$name"
done
find tests/cases -name '*.xml' -size -8k | sort | while read -r file; do
  cp "$file" "$corpus/xml/$(printf '%s' "${file#tests/cases/}" | tr '/' '-')"
done

# Expressions of the test cases.
number=0
cat tests/cases/fhirpath/*/expressions.jsonl |
  sed -n 's/.*"expression": *"\(\([^"\\]\|\\.\)*\)".*/\1/p' | sed 's/\\"/"/g' | sort -u | while read -r expression; do
  number=$((number + 1))
  printf '%s' "$expression" >"$corpus/fhirpath/expression-$number"
done

seed web query '0name=%%E5%%B1%%B1+a&_count=5&date=ge2026-01-01&date=lt2026-02-01'
seed web percent '1Patient%%2F00012%%20x+y'
seed web path '2/fhir/Patient/00001/%%24everything?_format=json&_count=10'
seed web absolute '2http://localhost:8080/fhir/metadata'
seed web headers '3application/fhir+json; fhirVersion=4.0; charset=utf-8, text/html;q=0.5\njson'
seed web proxies '4127.0.0.1, 10.0.0.0/8, 2001:db8::/32\n192.0.2.7:4711, [2001:db8::7]:80, unknown, 10.1.2.3'
seed web language '3en-US,en;q=0.8,ja;q=0.3'

seed orca_answer xml2 '<?xml version="1.0" encoding="UTF-8"?><xmlio2><patientinfores type="record"><Api_Result type="string">00</Api_Result><List type="array"><List_child type="record"><Name type="string">A&amp;B</Name></List_child><List_child type="record"></List_child></List></patientinfores></xmlio2>'
seed orca_answer json '{"patientinfores":{"Api_Result":"00","Empty":"","List":[{"Name":"a"},{},{"Name":[{},{}]}]}}'
seed orca_answer frame '{"command":"event","sub.id":"3","data":{"id":7,"uuid":"u-7","event":"patient_accept","user":"u","time":"2026-11-21T09:12:13+0900","body":{"Patient_ID":"00012","Accept_Date":"2026-11-21"}}}'
seed orca_answer subscribed '{"command":"subscribed","req.id":"facade-0","sub.id":"3"}'

seed xml patient '<Patient xmlns="http://hl7.org/fhir"><id value="a"/><text><status value="generated"/><div xmlns="http://www.w3.org/1999/xhtml"><p>a &lt; b</p></div></text><name><given value="a"/><given><extension url="u"><valueCode value="c"/></extension></given></name><birthDate id="b" value="1975"/></Patient>'
seed xml bundle '<?xml version="1.0" encoding="utf-8"?><f:Bundle xmlns:f="http://hl7.org/fhir"><f:type value="collection"/><f:entry><f:resource><f:Basic><f:code><f:text value="x"/></f:code></f:Basic></f:resource></f:entry></f:Bundle>'

seed answer registered '<?xml version="1.0" encoding="UTF-8"?><XmlMsg><MessageHeader><SegmentOfResult>1</SegmentOfResult><ErrorCode></ErrorCode><ArbitraryFileIdentifier>id-1</ArbitraryFileIdentifier><MedicalInstitutionCode>1312345678</MedicalInstitutionCode></MessageHeader><MessageBody><ProcessingResultStatus>1</ProcessingResultStatus><ProcessingResultCode>SIM-0000</ProcessingResultCode><ProcessingResultMessage>x &lt;y&gt;</ProcessingResultMessage><ReceptionNumber>R-7</ReceptionNumber></MessageBody></XmlMsg>'
cp server/national/adapter_builtin.json "$corpus/adapter/builtin"

# {"alg":"ES256"}, {"alg":"RS256","b64":false,"crit":["b64"]}, {"alg":"ES256","x5c":["MAA="],"iat":1300819380}
seed jws plain 'eyJhbGciOiJFUzI1NiJ9.eyJhIjoxfQ.DtEhU3ljbEg8L38VWAfUAqOyKAM6-Xx-F4GawxaepmXFCgfTjDxw5djxLa8ISlSApmWQxfKTUJqPP3-Kg6NU1Q'
seed jws detached 'eyJhbGciOiJSUzI1NiIsImI2NCI6ZmFsc2UsImNyaXQiOlsiYjY0Il19..AAAA'
seed jws certificate 'eyJhbGciOiJFUzI1NiIsIng1YyI6WyJNQUE9Il0sImlhdCI6MTMwMDgxOTM4MH0..DtEhU3ljbEg8L38VWAfUAqOyKAM6-Xx-F4GawxaepmXFCgfTjDxw5djxLa8ISlSApmWQxfKTUJqPP3-Kg6NU1Q'

# The first byte chooses: 0x60 is token, then date, criteria, pattern, unit, text.
seed search token '\140urn:oid:1.2.392.100495.20.3.51.11319999999|00012'
seed search date '\141ge2026-11-21T10:00:00.123+09:00'
seed search criteria '\142Encounter?patient=00001&date=ge2026-11-21&class=AMB'
seed search pattern '\143^(a|b)*[^c-e]{2,3}\\\\d+?$\nabab12'
seed search unit '\144mg/(24.h).m2'
seed search fold '\145ｱｲｳ－が Ａｂ'

cp tests/lab/mapping.csv "$corpus/mapping/lab.csv"
seed mapping map '{"resourceType":"ConceptMap","id":"mapping-disease-1","group":[{"source":"urn:s","target":"urn:t","element":[{"code":"1","display":"a","target":[{"code":"A","equivalence":"equivalent"}]}]}]}'

for program in seeds_masters seeds_packs; do
  FUZZ_CORPUS=$corpus "$programs/$program" >"$corpus/$program.log" 2>&1 || {
    cat "$corpus/$program.log"
    exit 1
  }
done
# Programs of FHIRPath: P and any bytes behind it.
seed fhirpath program 'P\001\000\000\000\000\000\000\000'
