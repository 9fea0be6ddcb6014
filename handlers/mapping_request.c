#include "handlers/mapping_request.h"

#include "handlers/services.h"
#include "server/base/log.h"
#include "terminology/candidate.h"
#include "terminology/mapping_date.h"
#include "terminology/terminology_library.h"

static void release_snapshot(void *snapshot) {
  mapping_library_release(snapshot);
}

static void release_terminology(void *terminology) {
  terminology_release(terminology);
}

static enum error take_terminology(struct request *request,
                                   const struct terminology **ret_terminology) {
  struct terminology_library *library = request->services->terminology;
  *ret_terminology = NULL;
  if (library == NULL) {
    return ERROR_OK;
  }
  struct terminology *terminology = terminology_library_acquire(library);
  enum error error = arena_defer(request->arena, release_terminology, terminology);
  if (error == ERROR_OK) {
    *ret_terminology = terminology;
  }
  return error;
}

enum error mapping_request_masters(struct request *request, const struct masters **ret_masters) {
  const struct terminology *terminology = NULL;
  enum error error = take_terminology(request, &terminology);
  *ret_masters = terminology == NULL ? NULL : terminology_masters(terminology);
  return error;
}

/* mapping_candidate_find over the indexes of the masters. */
static size_t find_candidates(void *context, const struct mapping_candidate_query *wanted,
                              struct arena *arena, struct mapping_candidate *ret_candidates,
                              size_t capacity) {
  const struct candidate *found = NULL;
  uint32_t count = 0;
  struct candidate_query query = {.text = wanted->text,
                                  .domain = wanted->domain,
                                  .date = wanted->date,
                                  .count = (uint32_t)capacity};
  if (candidate_search(context, arena, &query, &found, &count) != ERROR_OK) {
    return 0; /* proposals are a help only: without them the code is still reported */
  }
  for (uint32_t i = 0; i < count; i++) {
    const struct masters_concept *concept = &found[i].concept;
    ret_candidates[i] =
        (struct mapping_candidate){{concept->system, concept->code, found[i].name}, found[i].score};
  }
  return count;
}

/* Changes by a command beside the server are found here. */
static void look_for_changes(struct request *request, struct mapping_library *library) {
  enum error error = mapping_library_poll(library, clock_monotonic_us(request->services->clock));
  if (error != ERROR_OK) {
    log_write(LOG_LEVEL_ERROR, "mapping-not-read",
              (struct log_field[]){LOG_TEXT("request", request->id),
                                   LOG_TEXT("error", view_of(error_name(error)))},
              2);
  }
}

static enum error take_snapshot(struct request *request, struct mapping_request *mapping) {
  struct mapping_library *library = request->services->mapping;
  look_for_changes(request, library);
  const struct mapping_snapshot *snapshot = mapping_library_acquire(library);
  void *held; /* arena_defer hands it back to release_snapshot as it is */
  memcpy(&held, &snapshot, sizeof held);
  enum error error = arena_defer(request->arena, release_snapshot, held);
  if (error == ERROR_OK) {
    mapping->snapshot = snapshot;
    mapping->mapping.table = snapshot->table;
  }
  return error;
}

enum error mapping_request_begin(struct request *request, struct mapping_request *ret_mapping) {
  struct mapping_request mapping = {0};
  enum error error = ERROR_OK;
  if (request->services->mapping != NULL) {
    error = take_snapshot(request, &mapping);
  }
  const struct terminology *terminology = NULL;
  if (error == ERROR_OK) {
    error = take_terminology(request, &terminology);
  }
  if (error != ERROR_OK) {
    return error;
  }
  if (terminology != NULL) {
    mapping.mapping.masters = terminology_masters(terminology);
    mapping.mapping.candidate_context = terminology_candidates(terminology);
    mapping.mapping.find_candidates =
        mapping.mapping.candidate_context != NULL ? find_candidates : NULL;
  }
  mapping.mapping.today = mapping_date_of_ms(clock_now_ms(request->services->clock));
  *ret_mapping = mapping;
  return ERROR_OK;
}
