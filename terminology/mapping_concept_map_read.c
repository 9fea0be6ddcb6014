/* A ConceptMap -> rows of the mapping table. */
#include "terminology/mapping_concept_map.h"
#include "terminology/system_alias.h"
#include "terminology/terminology_message.h"

#define URL(name) MAPPING_CONCEPT_MAP_EXTENSION name
#define DOMAIN_OF_NO_MAP "other"
#define ROWS_FIRST 64u

static const struct {
  const char *url;
  enum mapping_row_text text;
} extensions[] = {
    {URL("status"), MAPPING_ROW_status},     {URL("valid-from"), MAPPING_ROW_valid_from},
    {URL("valid-to"), MAPPING_ROW_valid_to}, {URL("proposer"), MAPPING_ROW_proposer},
    {URL("reviewer"), MAPPING_ROW_reviewer}, {URL("kana"), MAPPING_ROW_source_kana},
};

struct reading {
  struct arena *arena;
  const struct document *document;
  struct issue_list *issues;
  struct mapping_row base;    /* domain and systems of the group at hand */
  struct mapping_row element; /* and the code of the element at hand */
  struct mapping_concept_map_rows rows;
  size_t capacity;
  bool failed;
};

static void complain(struct reading *reading, const char *what, uint32_t node) {
  struct issue *issue =
      issue_add_with(reading->issues, terminology_message(TERMINOLOGY_MESSAGE_CONCEPT_MAP),
                     view_of(what), (struct view){NULL, 0});
  issue->offset = document_node(reading->document, node)->offset;
  reading->failed = true;
}

static struct view text_of(const struct reading *reading, uint32_t node, const char *name) {
  return document_member_string(reading->document, node, name, reading->arena);
}

/* The array of that name, for a loop over its values. */
static uint32_t list_of(const struct reading *reading, uint32_t node, const char *name) {
  uint32_t list = document_member(reading->document, node, view_of(name));
  bool is_array = list != NODE_NONE && document_type(reading->document, list) == NODE_ARRAY;
  return is_array ? list : NODE_NONE;
}

/* NOLINTBEGIN(bugprone-macro-parentheses): item is the name of a variable */
#define EACH(item, reading, list)                                                                  \
  for (uint32_t item = (list) == NODE_NONE ? NODE_NONE                                             \
                                           : document_first((reading)->document, (list));          \
       item != NODE_NONE; item = document_next((reading)->document, (list), item))
/* NOLINTEND(bugprone-macro-parentheses) */

/* The value[x] of an extension. */
static struct view value_of(const struct reading *reading, uint32_t extension) {
  static const char *const names[] = {"valueCode", "valueDate", "valueString"};
  struct view value = {NULL, 0};
  for (size_t i = 0; i < sizeof names / sizeof *names && value.length == 0; i++) {
    value = text_of(reading, extension, names[i]);
  }
  return value;
}

static void read_extensions(const struct reading *reading, uint32_t target,
                            struct mapping_row *row) {
  uint32_t list = list_of(reading, target, "extension");
  EACH(extension, reading, list) {
    struct view url = text_of(reading, extension, "url");
    for (size_t i = 0; i < sizeof extensions / sizeof *extensions; i++) {
      if (view_is(url, extensions[i].url)) {
        mapping_row_set(row, extensions[i].text, value_of(reading, extension));
      }
    }
  }
}

static void read_depends_on(struct reading *reading, uint32_t target, struct mapping_row *row) {
  uint32_t list = list_of(reading, target, "dependsOn");
  EACH(item, reading, list) {
    if (!view_is(text_of(reading, item, "property"), MAPPING_CONCEPT_MAP_SPECIMEN) ||
        row->specimen.length > 0) {
      complain(reading, "dependsOn", item);
      return;
    }
    row->specimen = text_of(reading, item, "value");
  }
}

static struct mapping_row *add_row(struct reading *reading) {
  struct mapping_concept_map_rows *rows = &reading->rows;
  if (rows->count == reading->capacity) {
    size_t capacity = reading->capacity == 0 ? ROWS_FIRST : reading->capacity * 2;
    rows->rows = arena_grow(reading->arena, rows->rows, reading->capacity * sizeof *rows->rows,
                            capacity * sizeof *rows->rows);
    reading->capacity = rows->rows == NULL ? 0 : capacity;
  }
  if (rows->rows == NULL) {
    return NULL;
  }
  rows->rows[rows->count] = reading->element;
  return &rows->rows[rows->count++];
}

static enum error read_target(struct reading *reading, uint32_t target) {
  struct mapping_row *row = add_row(reading);
  if (row == NULL) {
    return ERROR_MEMORY;
  }
  row->target_code = text_of(reading, target, "code");
  row->target_display = text_of(reading, target, "display");
  row->equivalence = text_of(reading, target, "equivalence");
  row->comment = text_of(reading, target, "comment");
  read_extensions(reading, target, row);
  read_depends_on(reading, target, row);
  return ERROR_OK;
}

static enum error read_element(struct reading *reading, uint32_t element) {
  reading->element = reading->base;
  reading->element.source_code = text_of(reading, element, "code");
  reading->element.source_display = text_of(reading, element, "display");
  if (reading->element.source_code.length == 0) {
    complain(reading, "group.element.code", element);
    return ERROR_OK;
  }
  uint32_t targets = list_of(reading, element, "target");
  EACH(target, reading, targets) {
    enum error error = read_target(reading, target);
    if (error != ERROR_OK) {
      return error;
    }
  }
  return ERROR_OK;
}

static enum error read_group(struct reading *reading, uint32_t group) {
  reading->base.source_system = system_alias_resolve(text_of(reading, group, "source"));
  reading->base.target_system = system_alias_resolve(text_of(reading, group, "target"));
  if (reading->base.source_system.length == 0 || reading->base.target_system.length == 0) {
    complain(reading, "group.source, group.target", group);
    return ERROR_OK;
  }
  uint32_t elements = list_of(reading, group, "element");
  EACH(element, reading, elements) {
    enum error error = read_element(reading, element);
    if (error != ERROR_OK) {
      return error;
    }
  }
  return ERROR_OK;
}

/* "mapping-drug-0123..." -> "drug" */
static struct view domain_of_id(struct view id) {
  struct view prefix = view_of(MAPPING_CONCEPT_MAP_PREFIX);
  struct view rest = view_part(id, prefix.length, SIZE_MAX);
  struct view domain = view_split(&rest, '-');
  bool named = view_starts_with(id, prefix) && domain.length > 0;
  return named ? domain : view_of(DOMAIN_OF_NO_MAP);
}

static struct view read_domain(const struct reading *reading, uint32_t map) {
  uint32_t list = list_of(reading, map, "extension");
  EACH(extension, reading, list) {
    struct view value = value_of(reading, extension);
    if (view_is(text_of(reading, extension, "url"), URL("domain")) && value.length > 0) {
      return value;
    }
  }
  return domain_of_id(text_of(reading, map, "id"));
}

enum error mapping_concept_map_read(struct arena *arena, const struct document *document,
                                    uint32_t node, struct issue_list *issues,
                                    struct mapping_concept_map_rows *ret_rows) {
  struct reading reading = {.arena = arena, .document = document, .issues = issues};
  reading.base.domain = read_domain(&reading, node);
  uint32_t groups = list_of(&reading, node, "group");
  EACH(group, &reading, groups) {
    enum error error = read_group(&reading, group);
    if (error != ERROR_OK) {
      return error;
    }
  }
  if (reading.failed) {
    return ERROR_SYNTAX;
  }
  *ret_rows = reading.rows;
  return ERROR_OK;
}
