/* The tree of an XML instance as canonical FHIR JSON (FHIR R4 json.html, xml.html), led by the R4
 * definitions. */
#ifndef PROFILES_XML_CONVERT_H
#define PROFILES_XML_CONVERT_H

#include "profiles/message_list.h"
#include "profiles/pack.h"
#include "profiles/xml_place.h"
#include "profiles/xml_tree.h"
#include "server/base/issue.h"

/* What is wrong with the XML itself. */
struct xml_finding {
  enum message_id message;
  const struct xml_element *element; /* whose place in the JSON is told */
  size_t offset;                     /* in the XML */
  struct view arguments[ISSUE_ARGUMENTS];
  struct xml_finding *next;
};

struct xml_conversion {
  const struct pack *pack;
  const struct name_table *names;
  struct arena *arena;
  struct view text; /* the XML */
  struct xml_tree tree;
};

struct xml_converted {
  struct view json;
  struct xml_place *places; /* by json; room for all findings behind the last one */
  size_t place_count;
  const struct xml_finding *findings; /* in the order of the XML, at most LIMIT_REPORT_ISSUES */
  uint32_t left_out;                  /* findings */
};

/* Elements of the tree get `written`. ERROR_SYNTAX: nested deeper than a document may be,
 * *ret_deep is where. ERROR_TOO_LARGE, ERROR_MEMORY. */
enum error xml_convert(const struct xml_conversion *conversion, struct xml_converted *ret_converted,
                       struct xml_element **ret_deep) MUST_USE;

#endif
