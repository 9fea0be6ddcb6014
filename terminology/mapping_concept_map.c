#include "terminology/mapping_concept_map.h"

#include "server/base/clock.h"
#include "server/base/hash.h"
#include "terminology/crosswalk.h"
#include "terminology/mapping_check.h"
#include "terminology/system_alias.h"

#include <stdio.h>
#include <stdlib.h>

#define EXTENSION(name) MAPPING_CONCEPT_MAP_EXTENSION name
/* A domain that is part of an id: FHIR ids have 64 characters, the hash and the prefix take 25. */
#define DOMAIN_BYTES 32

/* Texts of a row that are extensions, and where. */
static const struct extension_row {
  enum mapping_row_text text;
  const char *url;
  const char *value;
} target_extensions[] = {
    {MAPPING_ROW_status, EXTENSION("status"), "valueCode"},
    {MAPPING_ROW_valid_from, EXTENSION("valid-from"), "valueDate"},
    {MAPPING_ROW_valid_to, EXTENSION("valid-to"), "valueDate"},
    {MAPPING_ROW_proposer, EXTENSION("proposer"), "valueString"},
    {MAPPING_ROW_reviewer, EXTENSION("reviewer"), "valueString"},
    {MAPPING_ROW_source_kana, EXTENSION("kana"), "valueString"},
};
#define TARGET_EXTENSIONS (sizeof target_extensions / sizeof *target_extensions)

/* ---- grouping -----------------------------------------------------------------------------------
 */
static int compare_map(const struct mapping_row *a, const struct mapping_row *b) {
  int order = view_compare(a->domain, b->domain);
  order = order != 0 ? order : view_compare(a->source_system, b->source_system);
  return order != 0 ? order : view_compare(a->target_system, b->target_system);
}

static int compare_in_map(const void *a, const void *b) {
  const struct mapping_row *const *left = a;
  const struct mapping_row *const *right = b;
  int order = compare_map(*left, *right);
  return order != 0 ? order : mapping_row_compare(*left, *right);
}

static void name_map(struct mapping_concept_map *map, struct arena *arena) {
  char domain[DOMAIN_BYTES];
  size_t length = map->domain.length < sizeof domain - 1 ? map->domain.length : sizeof domain - 1;
  for (size_t i = 0; i < length; i++) {
    char byte = map->domain.data[i];
    bool allowed = (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') ||
                   (byte >= '0' && byte <= '9');
    domain[i] = byte;
    domain[i] = allowed ? domain[i] : '.';
  }
  domain[length] = '\0';
  struct view key =
      arena_format(arena, "%.*s %.*s %.*s", VIEW_ARGUMENTS(map->domain),
                   VIEW_ARGUMENTS(map->source_system), VIEW_ARGUMENTS(map->target_system));
  snprintf(map->id, sizeof map->id, MAPPING_CONCEPT_MAP_PREFIX "%s-%016llx", domain,
           (unsigned long long)hash_64(key));
}

static void add_to_map(struct mapping_concept_map *map, const struct mapping_row **row) {
  if (map->count == 0) {
    map->rows = row;
    map->domain = (*row)->domain;
    map->source_system = (*row)->source_system;
    map->target_system = (*row)->target_system;
  }
  map->count++;
  map->updated_ms = (*row)->updated_ms > map->updated_ms ? (*row)->updated_ms : map->updated_ms;
}

enum error mapping_concept_map_group(struct arena *arena, const struct mapping_row *const *rows,
                                     size_t count, struct mapping_concept_map **ret_maps,
                                     size_t *ret_count) {
  const struct mapping_row **sorted = arena_array(arena, count + 1, sizeof *sorted);
  struct mapping_concept_map *maps = arena_array(arena, count + 1, sizeof *maps);
  if (sorted == NULL || maps == NULL) {
    return ERROR_MEMORY;
  }
  memcpy(sorted, rows, count * sizeof *sorted);
  qsort(sorted, count, sizeof *sorted, compare_in_map);
  size_t map_count = 0;
  for (size_t i = 0; i < count; i++) {
    bool same = i > 0 && compare_map(sorted[i - 1], sorted[i]) == 0;
    map_count += !same;
    add_to_map(&maps[map_count - 1], &sorted[i]);
  }
  for (size_t i = 0; i < map_count; i++) {
    name_map(&maps[i], arena);
  }
  *ret_maps = maps;
  *ret_count = map_count;
  return ERROR_OK;
}

/* ---- writing ------------------------------------------------------------------------------------
 */
static void write_extension(struct json_writer *writer, const char *url, const char *value,
                            struct view text) {
  writer_object_begin(writer);
  writer_member_text(writer, "url", url);
  writer_member_string(writer, value, text);
  writer_object_end(writer);
}

static void write_specimen(struct json_writer *writer, struct view specimen) {
  if (specimen.length == 0) {
    return;
  }
  writer_key(writer, "dependsOn");
  writer_array_begin(writer);
  writer_object_begin(writer);
  writer_member_text(writer, "property", MAPPING_CONCEPT_MAP_SPECIMEN);
  writer_member_string(writer, "value", specimen);
  writer_object_end(writer);
  writer_array_end(writer);
}

static void write_target(struct json_writer *writer, const struct mapping_row *row) {
  writer_object_begin(writer);
  writer_key(writer, "extension");
  writer_array_begin(writer);
  for (size_t i = 0; i < TARGET_EXTENSIONS; i++) {
    const struct extension_row *extension = &target_extensions[i];
    struct view text = mapping_row_get(row, extension->text);
    if (text.length > 0) {
      write_extension(writer, extension->url, extension->value, text);
    }
  }
  writer_array_end(writer);
  writer_member_optional(writer, "code", row->target_code);
  writer_member_optional(writer, "display", row->target_display);
  writer_member_string(writer, "equivalence", row->equivalence);
  writer_member_optional(writer, "comment", row->comment);
  write_specimen(writer, row->specimen);
  writer_object_end(writer);
}

/* The rows from begin that are of one element: same code and name. */
static size_t write_element(struct json_writer *writer, const struct mapping_concept_map *map,
                            size_t begin) {
  const struct mapping_row *first = map->rows[begin];
  size_t i = begin;
  writer_object_begin(writer);
  writer_member_string(writer, "code", first->source_code);
  writer_member_optional(writer, "display", first->source_display);
  writer_key(writer, "target");
  writer_array_begin(writer);
  while (i < map->count && view_equal(map->rows[i]->source_code, first->source_code) &&
         view_equal(map->rows[i]->source_display, first->source_display)) {
    write_target(writer, map->rows[i]);
    i++;
  }
  writer_array_end(writer);
  writer_object_end(writer);
  return i;
}

/* What an unknown code becomes: laboratory items have a code that says so; nothing else is made
 * up. */
static void write_unmapped(struct json_writer *writer, const struct mapping_concept_map *map) {
  if (!view_is(map->target_system, CROSSWALK_NO_LABORATORY_SYSTEM)) {
    return;
  }
  writer_key(writer, "unmapped");
  writer_object_begin(writer);
  writer_member_text(writer, "mode", "fixed");
  writer_member_text(writer, "code", CROSSWALK_NO_LABORATORY);
  writer_member_text(writer, "display", CROSSWALK_NO_LABORATORY_DISPLAY);
  writer_object_end(writer);
}

static void write_group(struct json_writer *writer, const struct mapping_concept_map *map) {
  writer_key(writer, "group");
  writer_array_begin(writer);
  writer_object_begin(writer);
  writer_member_string(writer, "source", map->source_system);
  writer_member_string(writer, "target", map->target_system);
  writer_key(writer, "element");
  writer_array_begin(writer);
  for (size_t i = 0; i < map->count;) {
    i = write_element(writer, map, i);
  }
  writer_array_end(writer);
  write_unmapped(writer, map);
  writer_object_end(writer);
  writer_array_end(writer);
}

static void write_url(struct json_writer *writer, const struct mapping_concept_map *map,
                      struct view base_url) {
  struct buffer *buffer = writer->buffer;
  struct view url =
      arena_format(buffer->arena, "%.*s/ConceptMap/%s", VIEW_ARGUMENTS(base_url), map->id);
  writer_member_string(writer, "url", url);
}

void mapping_concept_map_write(struct json_writer *writer, const struct mapping_concept_map *map,
                               struct view base_url) {
  char updated[CLOCK_INSTANT_BYTES];
  writer_object_begin(writer);
  writer_member_text(writer, "resourceType", "ConceptMap");
  writer_member_text(writer, "id", map->id);
  if (map->updated_ms != 0) {
    clock_instant(map->updated_ms, updated);
    writer_key(writer, "meta");
    writer_object_begin(writer);
    writer_member_text(writer, "lastUpdated", updated);
    writer_object_end(writer);
  }
  writer_key(writer, "extension");
  writer_array_begin(writer);
  write_extension(writer, EXTENSION("domain"), "valueCode", map->domain);
  writer_array_end(writer);
  write_url(writer, map, base_url);
  writer_member_text(writer, "name", "LocalCodeMapping");
  writer_member_text(writer, "status", "active");
  if (map->updated_ms != 0) {
    writer_member_text(writer, "date", updated);
  }
  write_group(writer, map);
  writer_object_end(writer);
}
