/* A few R4-like types and one resource, small enough to read, and the macros to write profiles of
 * them. */
#ifndef TESTS_UNIT_PROFILES_MINI_CORE_H
#define TESTS_UNIT_PROFILES_MINI_CORE_H

#include "tests/unit/profiles/package_fixture.h"

#define HL7 "http://hl7.org/fhir/StructureDefinition/"
#define MINI_MORE(path, min, max, more)                                                            \
  "{\"path\":\"" path "\",\"min\":" min ",\"max\":\"" max "\"" more "}"
#define MINI_TYPE(type) ",\"type\":[{\"code\":\"" type "\"}]"
#define MINI(path, min, max, type) MINI_MORE(path, min, max, MINI_TYPE(type))
#define MINI_SLICE(name) ",\"sliceName\":\"" name "\""
#define MINI_SLICING(rules, kind, path)                                                            \
  ",\"slicing\":{\"rules\":\"" rules "\",\"discriminator\":[{\"type\":\"" kind                     \
  "\",\"path\":\"" path "\"}]}"
#define MINI_CONSTRAINT(key, expression)                                                           \
  "{\"key\":\"" key "\",\"severity\":\"error\",\"expression\":\"" expression                       \
  "\",\"source\":\"" HL7 "Element\"}"
#define MINI_ELE1 ",\"constraint\":[" MINI_CONSTRAINT("ele-1", "hasValue()") "]"

#define MINI_DEFINITION(url, type, kind, derivation, base, elements)                               \
  "{\"resourceType\":\"StructureDefinition\",\"url\":\"" url                                       \
  "\",\"version\":\"1\",\"name\":\"N\","                                                           \
  "\"type\":\"" type "\",\"kind\":\"" kind "\",\"derivation\":\"" derivation "\","                 \
  "\"baseDefinition\":\"" base "\",\"snapshot\":{\"element\":[" elements "]}}"
#define MINI_CORE_TYPE(name, kind, base, elements)                                                 \
  MINI_DEFINITION(HL7 name, name, kind, "specialization", HL7 base, elements)
#define MINI_PRIMITIVE(name)                                                                       \
  MINI_CORE_TYPE(name, "primitive-type", "Element",                                                \
                 MINI_MORE(name, "0", "*", MINI_ELE1) "," MINI(name ".id", "0", "1", "string"))
/* A profile of Observation in the guide package. */
#define MINI_PROFILE(elements)                                                                     \
  MINI_DEFINITION("http://g/p", "Observation", "resource", "constraint", HL7 "Observation",        \
                  MINI_MORE("Observation", "0", "*", "") "," elements)

#define MINI_OBSERVATION                                                                           \
  MINI_MORE("Observation", "0", "*", "")                                                           \
  "," MINI("Observation.id", "0", "1", "string") "," MINI_MORE(                                    \
      "Observation.code", "1", "1",                                                                \
      MINI_TYPE("CodeableConcept")                                                                 \
          MINI_ELE1) ","                                                                           \
                     "{\"path\":\"Observation.value[x]\",\"min\":0,\"max\":\"1\",\"type\":[{"      \
                     "\"code\":\"Quantity\"},"                                                     \
                     "{\"code\":\"string\"},{\"code\":\"CodeableConcept\"}]}," MINI_MORE(          \
                         "Observation.component", "0", "*",                                        \
                         MINI_TYPE("BackboneElement")                                              \
                             MINI_ELE1) "," MINI("Observation.component.code", "1", "1",           \
                                                 "CodeableConcept") "," MINI_MORE("Observation."   \
                                                                                  "component."     \
                                                                                  "part",          \
                                                                                  "0", "*",        \
                                                                                  ",\"contentRefe" \
                                                                                  "rence\":\"#"    \
                                                                                  "Observation."   \
                                                                                  "component\"")

static const struct fixture_file mini_core_files[] = {
    {"package/package.json", "{\"name\":\"hl7.fhir.r4.core\",\"version\":\"4.0.1\"}"},
    {"package/Element.json",
     MINI_CORE_TYPE("Element", "complex-type", "", MINI_MORE("Element", "0", "*", MINI_ELE1))},
    {"package/BackboneElement.json",
     MINI_CORE_TYPE("BackboneElement", "complex-type", "Element",
                    MINI_MORE("BackboneElement", "0", "*", MINI_ELE1))},
    {"package/string.json", MINI_PRIMITIVE("string")},
    {"package/code.json", MINI_PRIMITIVE("code")},
    {"package/uri.json", MINI_PRIMITIVE("uri")},
    {"package/Quantity.json", MINI_CORE_TYPE("Quantity", "complex-type", "Element",
                                             MINI_MORE("Quantity", "0", "*", MINI_ELE1) "," MINI(
                                                 "Quantity.unit", "0", "1", "string"))},
    {"package/Coding.json", MINI_CORE_TYPE("Coding", "complex-type", "Element",
                                           MINI_MORE("Coding", "0", "*", MINI_ELE1) "," MINI(
                                               "Coding.system", "0", "1",
                                               "uri") "," MINI("Coding.code", "0", "1", "code"))},
    {"package/CodeableConcept.json",
     MINI_CORE_TYPE("CodeableConcept", "complex-type", "Element",
                    MINI_MORE("CodeableConcept", "0", "*", MINI_ELE1) "," MINI(
                        "CodeableConcept.coding", "0", "*",
                        "Coding") "," MINI("CodeableConcept.text", "0", "1", "string"))},
    {"package/Observation.json",
     MINI_CORE_TYPE("Observation", "resource", "DomainResource", MINI_OBSERVATION)},
    {NULL, NULL},
};

/* Path of a .tgz with one definition in guide "g" version "1". */
static inline const char *mini_guide(struct arena *arena, const char *definition) {
  const struct fixture_file files[] = {
      {"package/package.json", "{\"name\":\"g\",\"version\":\"1\",\"dependencies\":"
                               "{\"hl7.fhir.r4.core\":\"4.0.1\"}}"},
      {"package/d.json", definition},
      {NULL, NULL},
  };
  return fixture_package(arena, "guide.tgz", files);
}

#endif
