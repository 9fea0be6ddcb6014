#include "handlers/orca_origin.h"

#include "handlers/orca_source.h"

/* "entry[12]" -> 12; false for other texts. */
static bool entry_number(struct view segment, uint32_t *ret_number) {
  struct view start = view_of("entry[");
  uint64_t number = 0;
  bool is_entry =
      view_starts_with(segment, start) && view_ends_with(segment, view_of("]")) &&
      view_to_unsigned(view_part(segment, start.length, segment.length - start.length - 1),
                       UINT32_MAX, &number);
  *ret_number = (uint32_t)number;
  return is_entry;
}

/* A place in a resource: where the finding is, seen from the innermost entry of a Bundle. */
struct place {
  uint32_t resource;
  struct view path; /* below the resource; may be empty */
};

/* "Bundle.entry[3].resource.code.coding[0]" -> the resource of that entry,
 * "code.coding[0]". */
static struct place place_of(const struct document *document, struct view expression) {
  struct place place = {.resource = 0};
  struct view rest = expression;
  (void)view_split(&rest, '.'); /* the type */
  while (rest.data != NULL) {
    uint32_t number;
    struct view path = rest;
    struct view segment = view_split(&rest, '.');
    uint32_t entries = document_member(document, place.resource, view_of("entry"));
    if (entries == NODE_NONE || !entry_number(segment, &number)) {
      place.path = path;
      return place;
    }
    uint32_t entry = document_item(document, entries, number);
    uint32_t inner =
        entry == NODE_NONE ? NODE_NONE : document_member(document, entry, view_of("resource"));
    if (inner == NODE_NONE || !view_is(view_split(&rest, '.'), "resource")) {
      return place;
    }
    place.resource = inner;
  }
  return place;
}

/* False when the resource was not made from ORCA. */
static bool read_source(const struct document *document, uint32_t resource, struct arena *arena,
                        struct orca_source *ret_source) {
  static const char *const path[] = {"meta", "source", NULL};
  uint32_t node = document_path(document, resource, path);
  return node != NODE_NONE && orca_source_read(document_string(document, node, arena), ret_source);
}

void orca_origin_tell(const struct document *document, struct issue_list *issues) {
  for (uint32_t i = 0; i < issues->count; i++) {
    struct issue *issue = &issues->issues[i];
    struct orca_source source;
    struct place place = place_of(document, issue->expression);
    if (place.path.length == 0 || !read_source(document, place.resource, issues->arena, &source)) {
      continue;
    }
    const struct orca_source_element element = {
        .type = document_member_string(document, place.resource, "resourceType", issues->arena),
        .path = place.path};
    struct view field = orca_source_field(issues->arena, &source, &element);
    if (field.length != 0) {
      issue->origin = field;
    }
  }
}
