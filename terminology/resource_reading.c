#include "terminology/resource_reading.h"

struct view resource_text(const struct resource_reading *reading, uint32_t node, const char *name) {
  return document_member_string(reading->document, node, name, reading->arena);
}

struct view resource_json(const struct resource_reading *reading, uint32_t node, const char *name) {
  uint32_t member = document_member(reading->document, node, view_of(name));
  return member == NODE_NONE ? view_make(NULL, 0) : document_raw(reading->document, member);
}

uint32_t resource_list(const struct resource_reading *reading, uint32_t node, const char *name) {
  uint32_t member = document_member(reading->document, node, view_of(name));
  return member != NODE_NONE && document_type(reading->document, member) == NODE_ARRAY ? member
                                                                                       : NODE_NONE;
}

uint32_t resource_first(const struct resource_reading *reading, uint32_t list) {
  return list == NODE_NONE ? NODE_NONE : document_first(reading->document, list);
}

bool resource_is(const struct resource_reading *reading, uint32_t node, const char *name,
                 enum node_type type) {
  uint32_t member = document_member(reading->document, node, view_of(name));
  return member != NODE_NONE && document_type(reading->document, member) == type;
}

struct code_system_designation resource_designation(const struct resource_reading *reading,
                                                    uint32_t node) {
  return (struct code_system_designation){
      .language = resource_text(reading, node, "language"),
      .use = resource_json(reading, node, "use"),
      .value = resource_text(reading, node, "value"),
      .extension = resource_json(reading, node, "extension"),
  };
}
