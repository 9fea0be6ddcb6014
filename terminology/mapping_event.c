#include "terminology/mapping_event.h"

#include "terminology/mapping_date.h"

#define PATH_STEPS 3u

/* First that is there counts. */
static const struct {
  const char *type;
  const char *path[PATH_STEPS];
} event_paths[] = {
    {"Observation", {"effectiveDateTime"}},
    {"Observation", {"effectivePeriod", "start"}},
    {"Observation", {"effectiveInstant"}},
    {"Observation", {"issued"}},
    {"Condition", {"onsetDateTime"}},
    {"Condition", {"onsetPeriod", "start"}},
    {"Condition", {"recordedDate"}},
    {"AllergyIntolerance", {"onsetDateTime"}},
    {"AllergyIntolerance", {"recordedDate"}},
    {"MedicationRequest", {"authoredOn"}},
    {"MedicationStatement", {"effectiveDateTime"}},
    {"MedicationStatement", {"effectivePeriod", "start"}},
    {"MedicationAdministration", {"effectiveDateTime"}},
    {"MedicationAdministration", {"effectivePeriod", "start"}},
    {"MedicationDispense", {"whenHandedOver"}},
    {"Immunization", {"occurrenceDateTime"}},
    {"Procedure", {"performedDateTime"}},
    {"Procedure", {"performedPeriod", "start"}},
    {"DiagnosticReport", {"effectiveDateTime"}},
    {"ServiceRequest", {"authoredOn"}},
    {"Composition", {"date"}},
    {"Bundle", {"timestamp"}},
};

uint32_t mapping_event_of_resource(const struct document *document, uint32_t resource,
                                   struct arena *arena) {
  uint32_t type = document_member(document, resource, view_of("resourceType"));
  uint32_t date = 0;
  for (size_t i = 0; i < sizeof event_paths / sizeof *event_paths && date == 0; i++) {
    if (type == NODE_NONE || !document_string_is(document, type, view_of(event_paths[i].type))) {
      continue;
    }
    const char *const *path = event_paths[i].path;
    uint32_t node = document_path(document, resource, path);
    date = node == NODE_NONE ? 0 : mapping_date_read(document_string(document, node, arena));
  }
  return date;
}

uint32_t mapping_event_recorded(const struct document *document, uint32_t resource,
                                struct arena *arena) {
  return mapping_date_read(document_member_string(document, resource, "recordedDate", arena));
}

static uint32_t entries_of(const struct document *document) {
  uint32_t entries = document_member(document, 0, view_of("entry"));
  bool is_array = entries != NODE_NONE && document_type(document, entries) == NODE_ARRAY;
  return is_array ? entries : NODE_NONE;
}

static bool is_type(const struct document *document, uint32_t resource, const char *name) {
  uint32_t type = resource == NODE_NONE
                      ? NODE_NONE
                      : document_member(document, resource, view_of("resourceType"));
  return type != NODE_NONE && document_string_is(document, type, view_of(name));
}

uint32_t mapping_event_of_bundle(const struct document *document, struct arena *arena) {
  uint32_t entries = entries_of(document);
  for (uint32_t entry = entries == NODE_NONE ? NODE_NONE : document_first(document, entries);
       entry != NODE_NONE; entry = document_next(document, entries, entry)) {
    uint32_t resource = document_member(document, entry, view_of("resource"));
    if (is_type(document, resource, "Composition")) {
      uint32_t date = mapping_event_of_resource(document, resource, arena);
      if (date != 0) {
        return date;
      }
    }
  }
  return mapping_event_of_resource(document, 0, arena);
}

static bool has_code(const struct document *document, uint32_t specimen, struct view code) {
  static const char *const path[] = {"type", "coding", NULL};
  uint32_t codings = document_path(document, specimen, path);
  if (codings == NODE_NONE || document_type(document, codings) != NODE_ARRAY) {
    return false;
  }
  for (uint32_t item = document_first(document, codings); item != NODE_NONE;
       item = document_next(document, codings, item)) {
    uint32_t node = document_member(document, item, view_of("code"));
    if (node != NODE_NONE && document_string_is(document, node, code)) {
      return true;
    }
  }
  return false;
}

static uint32_t find_contained(const struct document *document, uint32_t resource, struct view id) {
  uint32_t list = document_member(document, resource, view_of("contained"));
  if (list == NODE_NONE || document_type(document, list) != NODE_ARRAY) {
    return NODE_NONE;
  }
  for (uint32_t item = document_first(document, list); item != NODE_NONE;
       item = document_next(document, list, item)) {
    uint32_t node = document_member(document, item, view_of("id"));
    if (node != NODE_NONE && document_string_is(document, node, id)) {
      return item;
    }
  }
  return NODE_NONE;
}

/* The resource of an entry that is known by its full URL, or as Type/id. */
static uint32_t find_entry(const struct document *document, struct view reference,
                           struct arena *arena) {
  uint32_t entries = entries_of(document);
  for (uint32_t entry = entries == NODE_NONE ? NODE_NONE : document_first(document, entries);
       entry != NODE_NONE; entry = document_next(document, entries, entry)) {
    uint32_t resource = document_member(document, entry, view_of("resource"));
    struct view url = document_member_string(document, entry, "fullUrl", arena);
    if (resource == NODE_NONE || !is_type(document, resource, "Specimen")) {
      continue;
    }
    struct view id = document_member_string(document, resource, "id", arena);
    struct view name = arena_format(arena, "Specimen/%.*s", VIEW_ARGUMENTS(id));
    if (view_equal(url, reference) || view_equal(name, reference)) {
      return resource;
    }
  }
  return NODE_NONE;
}

bool mapping_event_has_specimen(const struct document *document, uint32_t resource,
                                struct view code, struct arena *arena) {
  static const char *const path[] = {"specimen", "reference", NULL};
  uint32_t node = document_path(document, resource, path);
  struct view reference =
      node == NODE_NONE ? (struct view){NULL, 0} : document_string(document, node, arena);
  if (reference.length == 0) {
    return false;
  }
  uint32_t specimen = reference.data[0] == '#'
                          ? find_contained(document, resource, view_part(reference, 1, SIZE_MAX))
                          : find_entry(document, reference, arena);
  return specimen != NODE_NONE && has_code(document, specimen, code);
}
