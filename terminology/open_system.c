#include "terminology/open_system.h"

bool open_system_is(struct view system) {
  static const struct view systems[] = {
      VIEW_LITERAL("http://loinc.org"),
      VIEW_LITERAL("http://snomed.info/sct"),
      VIEW_LITERAL("http://unitsofmeasure.org"),
      VIEW_LITERAL("urn:ietf:bcp:13"),
      VIEW_LITERAL("urn:ietf:bcp:47"),
      VIEW_LITERAL("urn:ietf:rfc:3986"),
      VIEW_LITERAL("http://www.nlm.nih.gov/research/umls/rxnorm"),
      VIEW_LITERAL("http://dicom.nema.org/resources/ontology/DCM"),
      VIEW_LITERAL("http://radlex.org"),
      VIEW_LITERAL("http://unstats.un.org/unsd/methods/m49/m49.htm"),
      VIEW_LITERAL("http://jpfhir.jp/fhir/core/CodeSystem/JP_Undefined_CS"),
      VIEW_LITERAL("urn:oid:1.2.392.100495.20.2.0"),
  };
  static const struct view country_codes = VIEW_LITERAL("urn:iso:std:iso:3166");
  for (unsigned i = 0; i < sizeof systems / sizeof systems[0]; i++) {
    if (view_equal(system, systems[i])) {
      return true;
    }
  }
  return view_starts_with(system, country_codes);
}
