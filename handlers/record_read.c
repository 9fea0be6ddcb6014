#include "handlers/record_read.h"

#include "handlers/from_orca.h"
#include "handlers/search_inner.h"
#include "server/orca/orca_text.h"

static const struct search_entry *find(const struct search_entries *entries, struct view ending) {
  for (size_t i = 0; i < entries->count; i++) {
    if (view_ends_with(entries->items[i].full_url, ending)) {
      return &entries->items[i];
    }
  }
  return NULL;
}

enum error handle_record_read(struct request *request, struct response *response) {
  const char *type = request->route->resource;
  struct view id = request->path_parameters[0];
  struct view key = from_orca_record_key(id);
  struct view patient_id =
      key.length < id.length ? view_part(id, 0, id.length - key.length - 1) : view_of("");
  if (!orca_text_is_patient_id(patient_id)) {
    return ERROR_NOT_FOUND;
  }
  request_note_patient(request, patient_id);
  struct search_entries entries = {.arena = request->arena};
  struct view target =
      arena_format(request->arena, "%s?patient=%.*s", type, VIEW_ARGUMENTS(patient_id));
  struct view ending = arena_format(request->arena, "/%s/%.*s", type, VIEW_ARGUMENTS(id));
  if (target.data == NULL || ending.data == NULL) {
    return ERROR_MEMORY;
  }
  enum error error = search_inner_search(request, target, SEARCH_MODE_MATCH, &entries);
  if (error != ERROR_OK) {
    return error;
  }
  const struct search_entry *entry = find(&entries, ending);
  if (entry == NULL) {
    return ERROR_NOT_FOUND;
  }
  response_fhir(response, entry->resource);
  return ERROR_OK;
}
