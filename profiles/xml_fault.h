/* Why a text is no XML that FHIR allows (FHIR R4 xml.html), in both languages. */
#ifndef PROFILES_XML_FAULT_H
#define PROFILES_XML_FAULT_H

struct xml_fault {
  int code; /* of libxml2 (enum xmlParserErrors), or enum xml_own_fault */
  const char *english;
  const char *japanese;
};

/* What is refused before or beside libxml2. */
enum xml_own_fault {
  XML_FAULT_OTHER = -1,
  XML_FAULT_EMPTY = -2,
  XML_FAULT_UTF8 = -3,
  XML_FAULT_ENCODING = -4,
  XML_FAULT_DOCTYPE = -5,
  XML_FAULT_DEPTH = -6,
  XML_FAULT_ATTRIBUTES = -7,
  XML_FAULT_NAMES = -8,
  XML_FAULT_NAMESPACES = -9,
};

/* The row of a code, that of XML_FAULT_OTHER when it has none of its own. Static, never NULL. */
const struct xml_fault *xml_fault_get(int code);

#endif
