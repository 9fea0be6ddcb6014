/* What XHTML a narrative may hold, as tables: elements and attributes of HTML 4.0 chapters 7 to 11
 * and 15 with links and images, nothing active, nothing from outside (FHIR R4 narrative.html#xhtml,
 * constraint txt-1). */
#ifndef PROFILES_NARRATIVE_RULE_H
#define PROFILES_NARRATIVE_RULE_H

#include "server/base/view.h"

bool narrative_rule_element(struct view name);
/* A block element: none may stand in a paragraph. */
bool narrative_rule_block(struct view name);
/* Names are allowed on any element but those that belong to one (href, src ...). */
bool narrative_rule_attribute(struct view element, struct view name);
/* Bytes of the entity that starts with the "&" at an offset: one of the five of XML or the number
 * of a character of XML 1.0; 0 when it is none. Names of HTML are not known in XML. */
size_t narrative_rule_entity(struct view text, size_t offset);

enum narrative_link {
  NARRATIVE_LINK_GOOD,
  NARRATIVE_LINK_MALFORMED, /* empty, or characters that no URL has (RFC 3986); a "|" may stand
                             * before the version of a canonical */
  NARRATIVE_LINK_ACTIVE,    /* runs something: javascript:, vbscript:, data: with HTML */
  NARRATIVE_LINK_EXTERNAL,  /* an image or style that is fetched from elsewhere */
};

/* Judges the value of an attribute that holds a URL or, in style, several; others are good.
 * Entities in it and blanks that browsers overlook are seen through. */
enum narrative_link narrative_rule_link(struct view name, struct view value);

/* Offset of something that looks like an HTML tag or comment in plain text; SIZE_MAX when there is
 * none. "a < b" and "<5" are no tags. */
size_t narrative_rule_find_tag(struct view text);

#endif
