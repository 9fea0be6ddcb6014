/* A FHIR resource in XML as the document that the validator runs over (FHIR R4 xml.html): its
 * canonical JSON is written into the arena, led by the definitions of R4 (what repeats, what is a
 * number, where resources stand), and read as any other. What JSON has no place for (attributes,
 * text, order, namespaces) is judged on the way. The XML stays what was received: every offset of a
 * finding leads back into it. */
#ifndef PROFILES_XML_DOCUMENT_H
#define PROFILES_XML_DOCUMENT_H

#include "profiles/definitions.h"
#include "profiles/xml_place.h"
#include "server/base/document.h"
#include "server/base/issue.h"

struct xml_document {
  struct document document;       /* the root is an object */
  const struct xml_place *places; /* count of them, by json */
  size_t place_count;
};

/* True when the bytes can only be meant as XML: they begin with '<', a byte order mark aside. */
bool xml_document_is_likely(struct view text);

/* Reads text (borrowed for the document's life). Findings about the XML go to *issues with offsets
 * as those that the validator gives for ret_document->document. ERROR_SYNTAX: no XML; *issues has a
 * finding (with its offset in text) that says why. ERROR_TOO_LARGE, ERROR_MEMORY. */
enum error xml_document_read(const struct definitions *definitions, struct view text,
                             struct arena *arena, struct issue_list *issues,
                             struct xml_document *ret_document) MUST_USE;
/* After the last finding: every offset of *issues becomes one in the XML, and they are sorted. */
void xml_document_locate(const struct xml_document *document, struct issue_list *issues);

#endif
