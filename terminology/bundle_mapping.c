#include "terminology/bundle_mapping.h"

#include "terminology/mapping_concept.h"
#include "terminology/mapping_domain.h"
#include "terminology/mapping_report.h"
#include "terminology/mapping_run.h"
#include "terminology/system_alias.h"

/* Bundle (0) -> entry (1) -> its object (2) -> resource (3) */
#define RESOURCE_DEPTH 3u

/* What the Coding's system is; most are of systems that are not mapped, and nothing more is read of
 * them. */
static struct mapping_coding recognise(const struct mapping_run *run, uint32_t node) {
  struct mapping_coding coding = {.node = node};
  struct view system = document_member_string(run->document, node, "system", run->arena);
  coding.system = system_alias_resolve(system);
  if (coding.system.length == 0) {
    return coding;
  }
  coding.system_rows = mapping_table_system(run->mapping->table, coding.system);
  coding.route = crosswalk_of_bundle(coding.system);
  if (coding.system_rows != NULL) {
    coding.domain = coding.system_rows->example->domain;
  } else if (coding.route != NULL) {
    coding.domain = view_of(coding.route->domain);
  } else if (view_is(coding.system, MAPPING_LOCAL_LABORATORY)) {
    coding.domain = view_of(MAPPING_DOMAIN_LABORATORY);
  }
  coding.local = coding.domain.length > 0;
  return coding;
}

static void read_texts(const struct mapping_run *run, struct mapping_coding *coding) {
  coding->code = document_member_string(run->document, coding->node, "code", run->arena);
  coding->display = document_member_string(run->document, coding->node, "display", run->arena);
  coding->local = coding->local && coding->code.length > 0;
}

static enum error map_array(struct mapping_run *run, uint32_t array) {
  bool any_local = false;
  run->coding_count = 0;
  run->array = array;
  for (uint32_t item = document_first(run->document, array); item != NODE_NONE;
       item = document_next(run->document, array, item)) {
    if (run->coding_count == LIMIT_MAPPING_CODINGS) {
      run->codings[0].code = arena_format(run->arena, "%u", LIMIT_MAPPING_CODINGS);
      run->codings[0].node = array;
      mapping_report_about(run, TERMINOLOGY_MESSAGE_TOO_MANY_CODINGS, &run->codings[0],
                           (struct view){NULL, 0});
      return ERROR_OK;
    }
    struct mapping_coding *coding = &run->codings[run->coding_count++];
    *coding = recognise(run, item);
    any_local = any_local || coding->local;
  }
  for (size_t i = 0; any_local && i < run->coding_count; i++) {
    read_texts(run, &run->codings[i]);
  }
  any_local = false;
  for (size_t i = 0; i < run->coding_count; i++) {
    any_local = any_local || run->codings[i].local;
  }
  return any_local ? mapping_concept_settle(run) : ERROR_OK;
}

static bool is_key(const struct document *document, uint32_t node, const char *name,
                   enum node_type type) {
  return document_type(document, node) == NODE_KEY && document_type(document, node + 1) == type &&
         view_is(document_raw(document, node), name);
}

static enum error map_document(struct mapping_run *run) {
  const struct document *document = run->document;
  for (uint32_t i = 0; i + 1 < document->count; i++) {
    if (document_node(document, i)->depth <= RESOURCE_DEPTH &&
        is_key(document, i, "resource", NODE_OBJECT)) {
      run->resource = i + 1;
      run->date = 0;
    } else if (is_key(document, i, "coding", NODE_ARRAY)) {
      enum error error = map_array(run, i + 1);
      if (error != ERROR_OK) {
        return error;
      }
    }
  }
  return ERROR_OK;
}

enum error bundle_mapping_run(const struct bundle_mapping *mapping, const struct document *document,
                              struct patch *patch, struct issue_list *issues,
                              struct bundle_mapping_result *ret_result) {
  struct mapping_run *run = arena_alloc(patch->arena, sizeof *run);
  if (run == NULL) {
    return ERROR_MEMORY;
  }
  run->mapping = mapping;
  run->document = document;
  run->arena = patch->arena;
  run->patch = patch;
  run->issues = issues;
  run->is_signed = document_member(document, 0, view_of("signature")) != NODE_NONE;
  enum error error = map_document(run);
  if (error == ERROR_OK) {
    *ret_result = run->result;
  }
  return error;
}
