#include "terminology/resource_reading.h"

struct view resource_text(const struct resource_reading *reading, uint32_t node, const char *name) {
  return document_member_string(reading->document, node, name, reading->arena);
}

struct view resource_json(const struct resource_reading *reading, uint32_t node, const char *name) {
  uint32_t member = document_member(reading->document, node, view_of(name));
  bool is_container =
      member != NODE_NONE && (document_type(reading->document, member) == NODE_OBJECT ||
                              document_type(reading->document, member) == NODE_ARRAY);
  return is_container ? document_raw(reading->document, member) : view_make(NULL, 0);
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

/* The member of an extension that begins with "value". */
static uint32_t value_of(const struct resource_reading *reading, uint32_t extension) {
  for (uint32_t key = document_first(reading->document, extension); key != NODE_NONE;
       key = document_next(reading->document, extension, key)) {
    if (view_starts_with(document_raw(reading->document, key), view_of("value"))) {
      return key + 1;
    }
  }
  return NODE_NONE;
}

uint32_t resource_extension_in(const struct resource_reading *reading, uint32_t list,
                               const char *url) {
  for (uint32_t i = resource_first(reading, list); i != NODE_NONE;
       i = document_next(reading->document, list, i)) {
    uint32_t member = document_member(reading->document, i, view_of("url"));
    if (member != NODE_NONE && document_string_is(reading->document, member, view_of(url))) {
      return value_of(reading, i);
    }
  }
  return NODE_NONE;
}

uint32_t resource_extension(const struct resource_reading *reading, uint32_t node,
                            const char *url) {
  return resource_extension_in(reading, resource_list(reading, node, "extension"), url);
}

struct view resource_extension_text(const struct resource_reading *reading, uint32_t node,
                                    const char *url) {
  uint32_t value = resource_extension(reading, node, url);
  return value == NODE_NONE ? view_make(NULL, 0)
                            : document_string(reading->document, value, reading->arena);
}
