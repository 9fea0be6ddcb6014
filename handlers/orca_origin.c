#include "handlers/orca_origin.h"

#include "handlers/search_provenance_list.h"

#define SOURCE_PREFIX "urn:orca:"

static const struct {
  const char *type;
  const char *element;
  const char *field;
} fields[] = {
#define FIELD_ROW(type, element, field) {type, element, field},
    PROVENANCE_FIELD_LIST(FIELD_ROW)
#undef FIELD_ROW
};

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
  struct view element; /* first name behind the resource's type; may be empty */
};

static struct view without_index(struct view name) {
  size_t bracket = view_find_byte(name, '[', 0);
  return bracket == SIZE_MAX ? name : view_part(name, 0, bracket);
}

/* "Bundle.entry[3].resource.code.coding[0]" -> the resource of that entry, "code". */
static struct place place_of(const struct document *document, struct view expression) {
  struct place place = {.resource = 0};
  struct view rest = expression;
  (void)view_split(&rest, '.'); /* the type */
  while (rest.data != NULL) {
    uint32_t number;
    struct view segment = view_split(&rest, '.');
    uint32_t entries = document_member(document, place.resource, view_of("entry"));
    if (entries == NODE_NONE || !entry_number(segment, &number)) {
      place.element = without_index(segment);
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

/* Expressions say "onset" where the table, like JSON, says "onsetDateTime". */
static bool is_element(struct view name, const char *element) {
  struct view whole = view_of(element);
  if (name.length == 0 || !view_starts_with(whole, name)) {
    return false;
  }
  return name.length == whole.length ||
         (whole.data[name.length] >= 'A' && whole.data[name.length] <= 'Z');
}

static const char *field_of(struct view type, struct view element) {
  for (size_t i = 0; i < sizeof fields / sizeof fields[0]; i++) {
    if (view_is(type, fields[i].type) && is_element(element, fields[i].element)) {
      return fields[i].field;
    }
  }
  return NULL;
}

/* "urn:orca:api01rv2/diseasegetv2" -> "diseasegetv2"; empty for other sources. */
static struct view api_of(const struct document *document, uint32_t resource, struct arena *arena) {
  static const char *const path[] = {"meta", "source", NULL};
  uint32_t node = document_path(document, resource, path);
  struct view source =
      node == NODE_NONE ? view_make(NULL, 0) : document_string(document, node, arena);
  if (!view_starts_with(source, view_of(SOURCE_PREFIX))) {
    return view_make(NULL, 0);
  }
  size_t slash = view_find_byte(source, '/', 0);
  return view_part(source, slash == SIZE_MAX ? strlen(SOURCE_PREFIX) : slash + 1, SIZE_MAX);
}

void orca_origin_tell(const struct document *document, struct issue_list *issues) {
  for (uint32_t i = 0; i < issues->count; i++) {
    struct issue *issue = &issues->issues[i];
    struct place place = place_of(document, issue->expression);
    struct view api = api_of(document, place.resource, issues->arena);
    struct view type =
        document_member_string(document, place.resource, "resourceType", issues->arena);
    const char *field = api.length == 0 ? NULL : field_of(type, place.element);
    if (field != NULL) {
      issue->origin = arena_format(issues->arena, "%.*s › %s", VIEW_ARGUMENTS(api), field);
    }
  }
}
