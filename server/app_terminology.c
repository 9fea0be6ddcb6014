#include "server/app_terminology.h"

#include "server/limits.h"
#include "terminology/terminology_library.h"

static enum error add_stored(struct terminology_library *library, const struct store_resource *rows,
                             size_t count, struct arena *arena) {
  struct terminology_resource *resources = arena_array(arena, count + 1, sizeof *resources);
  if (resources == NULL) {
    return ERROR_MEMORY;
  }
  for (size_t i = 0; i < count; i++) {
    resources[i] = (struct terminology_resource){
        .kind = terminology_kind_of(rows[i].type),
        .origin = TERMINOLOGY_FROM_STORE,
        .id = rows[i].id,
        .url = rows[i].url,
        .version = rows[i].version,
        .content = rows[i].content,
        .updated_ms = rows[i].updated_ms,
    };
  }
  return terminology_library_put(library, resources, count, NULL);
}

/* The rows are copied by the library: their own memory ends here. */
static enum error load_stored(struct terminology_library *library, struct store *store) {
  struct store_resource *rows = NULL;
  size_t count = 0;
  struct arena *arena = arena_new(LIMIT_APPLICATION_BYTES);
  enum error error =
      arena == NULL ? ERROR_MEMORY : store->resource_list(store, arena, &rows, &count);
  if (error == ERROR_OK && count > 0) {
    error = add_stored(library, rows, count, arena);
  }
  arena_free(arena);
  return error;
}

enum error app_terminology_open(const struct services *services, const char *masters_path,
                                struct terminology_library **ret_library) {
  struct terminology_library *library = NULL;
  enum error error = terminology_library_open(masters_path, services->clock, &library);
  if (error == ERROR_OK) {
    error = load_stored(library, services->store);
  }
  if (error != ERROR_OK) {
    terminology_library_close(library);
    return error;
  }
  *ret_library = library;
  return ERROR_OK;
}
