/* Where something of a document's JSON stands in the XML that it was made of. */
#ifndef PROFILES_XML_PLACE_H
#define PROFILES_XML_PLACE_H

#include <stddef.h>

struct xml_place {
  size_t json; /* byte offsets */
  size_t xml;
};

#endif
