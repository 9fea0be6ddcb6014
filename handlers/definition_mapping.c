#include "handlers/definition_mapping.h"

#include "handlers/definition_message.h"
#include "handlers/mapping_change.h"
#include "handlers/mapping_request.h"
#include "handlers/request_document.h"
#include "handlers/services.h"
#include "server/http/route.h"
#include "server/limits.h"
#include "terminology/mapping_check.h"
#include "terminology/mapping_concept_map.h"
#include "terminology/mapping_import.h"

#include <stdlib.h>

#define ALL_COLUMNS ((1u << MAPPING_ROW_TEXT_COUNT) - 1u)

static const struct view none = {NULL, 0};

bool definition_mapping_is(const struct request *request) {
  const char *type = request->route->resource;
  return type != NULL && strcmp(type, "ConceptMap") == 0 &&
         view_starts_with(request->path_parameters[0], view_of(MAPPING_CONCEPT_MAP_PREFIX));
}

/* ---- reading ------------------------------------------------------------------------------------
 */
static enum error group_rows(struct request *request, struct mapping_concept_map **ret_maps,
                             size_t *ret_count) {
  struct mapping_request mapping;
  enum error error = mapping_request_begin(request, &mapping);
  *ret_maps = NULL;
  *ret_count = 0;
  if (error != ERROR_OK || mapping.snapshot == NULL) {
    return error;
  }
  return mapping_concept_map_group(request->arena, mapping.snapshot->rows, mapping.snapshot->count,
                                   ret_maps, ret_count);
}

static enum error write_map(struct request *request, const struct mapping_concept_map *map,
                            struct view *ret_json) {
  struct buffer buffer = buffer_make(request->arena, LIMIT_ANSWER_BYTES);
  struct json_writer writer = json_writer_make(&buffer, request->pretty);
  mapping_concept_map_write(&writer, map, request->base_url);
  enum error error = json_writer_end(&writer);
  if (error == ERROR_OK) {
    *ret_json = buffer_view(&buffer);
  }
  return error;
}

static enum error make_resource(struct request *request, const struct mapping_concept_map *map,
                                struct terminology_resource *resource) {
  *resource =
      (struct terminology_resource){.kind = TERMINOLOGY_CONCEPT_MAP,
                                    .origin = TERMINOLOGY_FROM_STORE,
                                    .id = view_of(map->id),
                                    .url = arena_format(request->arena, "%.*s/ConceptMap/%s",
                                                        VIEW_ARGUMENTS(request->base_url), map->id),
                                    .updated_ms = map->updated_ms};
  return resource->url.data == NULL ? ERROR_MEMORY : write_map(request, map, &resource->content);
}

enum error definition_mapping_all(struct request *request,
                                  struct terminology_resource **ret_resources, size_t *ret_count) {
  struct mapping_concept_map *maps = NULL;
  size_t count = 0;
  enum error error = group_rows(request, &maps, &count);
  struct terminology_resource *resources =
      arena_array(request->arena, count + 1, sizeof *resources);
  if (error == ERROR_OK && resources == NULL) {
    error = ERROR_MEMORY;
  }
  for (size_t i = 0; i < count && error == ERROR_OK; i++) {
    error = make_resource(request, &maps[i], &resources[i]);
  }
  if (error == ERROR_OK) {
    *ret_resources = resources;
    *ret_count = count;
  }
  return error;
}

enum error definition_mapping_read(struct request *request, struct response *response) {
  struct mapping_concept_map *maps = NULL;
  size_t count = 0;
  struct view id = request->path_parameters[0];
  enum error error = group_rows(request, &maps, &count);
  for (size_t i = 0; i < count && error == ERROR_OK; i++) {
    struct view json;
    if (!view_is(id, maps[i].id)) {
      continue;
    }
    error = write_map(request, &maps[i], &json);
    if (error == ERROR_OK) {
      response_fhir(response, json);
    }
    return error;
  }
  return error != ERROR_OK ? error
                           : request_fail(request, ERROR_NOT_FOUND,
                                          definition_message_get(DEFINITION_MESSAGE_UNKNOWN),
                                          view_of("ConceptMap"), id);
}

/* ---- replacing ----------------------------------------------------------------------------------
 */
struct replacement {
  struct request *request;
  struct view who;
  struct mapping_concept_map_rows rows;
  struct mapping_row map;           /* domain and systems */
  struct store_mapping_page stored; /* all rows of the store */
  struct mapping_import_plan plan;
  struct store_mapping_change *changes; /* the plan's and the deletions */
  size_t change_count;
};

/* The body must be the map that its id names: rows of one domain and pair of systems only. */
static enum error check_rows(struct replacement *replacement, const struct masters *masters) {
  struct request *request = replacement->request;
  const struct mapping_row **list =
      arena_array(request->arena, replacement->rows.count + 1, sizeof *list);
  struct mapping_concept_map *maps;
  size_t count = 0;
  bool failed = false;
  if (list == NULL) {
    return ERROR_MEMORY;
  }
  for (size_t i = 0; i < replacement->rows.count; i++) {
    struct mapping_row *row = &replacement->rows.rows[i];
    failed |= !mapping_check_row(row, masters, (uint32_t)(i + 1), &request->issues);
    list[i] = row;
  }
  if (failed) {
    return ERROR_NOT_PROCESSABLE;
  }
  enum error error =
      mapping_concept_map_group(request->arena, list, replacement->rows.count, &maps, &count);
  if (error != ERROR_OK) {
    return error;
  }
  bool named = count == 1 && view_is(request->path_parameters[0], maps[0].id);
  replacement->map = named ? replacement->rows.rows[0] : replacement->map;
  return named ? ERROR_OK
               : request_fail(request, ERROR_NOT_PROCESSABLE,
                              definition_message_get(DEFINITION_MESSAGE_ID_DIFFERS),
                              request->path_parameters[0], count > 0 ? view_of(maps[0].id) : none);
}

static enum error read_rows(struct replacement *replacement) {
  struct request *request = replacement->request;
  const struct masters *masters = NULL;
  struct document document;
  enum error error = request_document_read(request, &document);
  if (error == ERROR_OK) {
    error = mapping_request_masters(request, &masters);
  }
  if (error == ERROR_OK) {
    error = mapping_concept_map_read(request->arena, &document, 0, &request->issues,
                                     &replacement->rows);
    error = error == ERROR_SYNTAX ? ERROR_NOT_PROCESSABLE : error;
  }
  return error == ERROR_OK ? check_rows(replacement, masters) : error;
}

static int compare_rows(const void *a, const void *b) {
  const struct mapping_row *const *left = a;
  const struct mapping_row *const *right = b;
  return mapping_row_compare(*left, *right);
}

/* Rows of the mapping file come back unchanged with a map that was read: they are not the store's.
 */
static enum error leave_out_file(struct replacement *replacement) {
  struct mapping_request mapping;
  struct mapping_concept_map_rows *rows = &replacement->rows;
  enum error error = mapping_request_begin(replacement->request, &mapping);
  if (error != ERROR_OK) {
    return error;
  }
  size_t file_count = 0; /* the file's rows stand first and have no version */
  while (file_count < mapping.snapshot->count && mapping.snapshot->rows[file_count]->version == 0) {
    file_count++;
  }
  const struct mapping_row **sorted =
      arena_array(replacement->request->arena, file_count + 1, sizeof *sorted);
  if (sorted == NULL) {
    return ERROR_MEMORY;
  }
  memcpy(sorted, mapping.snapshot->rows, file_count * sizeof *sorted);
  qsort(sorted, file_count, sizeof *sorted, compare_rows);
  size_t kept = 0;
  for (size_t i = 0; i < rows->count; i++) {
    const struct mapping_row *row = &rows->rows[i];
    const struct mapping_row **same =
        bsearch(&row, sorted, file_count, sizeof *sorted, compare_rows);
    if (same == NULL || !mapping_row_equal(*same, row)) {
      rows->rows[kept++] = *row;
    }
  }
  rows->count = kept;
  return ERROR_OK;
}

static enum error make_plan(struct replacement *replacement) {
  struct request *request = replacement->request;
  struct store *store = request->services->store;
  struct store_mapping_filter all = {.limit = 0};
  enum error error = leave_out_file(replacement);
  if (error == ERROR_OK) {
    error = store->mapping_list(store, &all, request->arena, &replacement->stored);
  }
  if (error != ERROR_OK) {
    return error;
  }
  struct mapping_import import = {
      .stored = replacement->stored.rows,
      .stored_count = replacement->stored.count,
      .rows = replacement->rows.rows,
      .count = replacement->rows.count,
      .columns = mapping_change_own_names(request, replacement->rows.rows, replacement->rows.count,
                                          ALL_COLUMNS),
      .who = replacement->who,
      .second_person = request->services->mapping_second_person};
  return mapping_import_plan(request->arena, &import, &replacement->plan);
}

static bool is_of_map(const struct replacement *replacement, const struct mapping_row *row) {
  const struct mapping_row *map = &replacement->map;
  return view_equal(row->domain, map->domain) &&
         view_equal(row->source_system, map->source_system) &&
         view_equal(row->target_system, map->target_system);
}

/* Deletions go first, so that no key is taken twice for a moment. */
static enum error add_deletions(struct replacement *replacement) {
  const struct mapping_import_plan *plan = &replacement->plan;
  struct arena *arena = replacement->request->arena;
  size_t row_count = replacement->rows.count;
  size_t most = plan->change_count + replacement->stored.count + 1;
  struct store_mapping_change *changes = arena_array(arena, most, sizeof *changes);
  const struct mapping_row **sorted = arena_array(arena, row_count + 1, sizeof *sorted);
  size_t count = 0;
  if (changes == NULL || sorted == NULL) {
    return ERROR_MEMORY;
  }
  for (size_t i = 0; i < row_count; i++) {
    sorted[i] = &replacement->rows.rows[i];
  }
  qsort(sorted, row_count, sizeof *sorted, compare_rows);
  for (size_t i = 0; i < replacement->stored.count; i++) {
    const struct mapping_row *row = &replacement->stored.rows[i];
    if (is_of_map(replacement, row) &&
        bsearch(&row, sorted, row_count, sizeof *sorted, compare_rows) == NULL) {
      changes[count++] = (struct store_mapping_change){
          .action = STORE_MAPPING_DELETE, .row = *row, .audit = view_of("mapping-deleted")};
    }
  }
  memcpy(&changes[count], plan->changes, plan->change_count * sizeof *changes);
  replacement->changes = changes;
  replacement->change_count = count + plan->change_count;
  return ERROR_OK;
}

enum error definition_mapping_update(struct request *request, struct response *response) {
  struct replacement replacement = {.request = request};
  enum error error = mapping_change_who(request, &replacement.who);
  if (error == ERROR_OK) {
    error = read_rows(&replacement);
  }
  if (error == ERROR_OK) {
    error = make_plan(&replacement);
  }
  if (error == ERROR_OK) {
    error = add_deletions(&replacement);
  }
  if (error == ERROR_OK) {
    error =
        mapping_change_run(request, replacement.changes, replacement.change_count, replacement.who);
  }
  return error == ERROR_OK ? definition_mapping_read(request, response) : error;
}
