#include "handlers/search_sort.h"

#include "handlers/search_message.h"

#include <stdlib.h>

#define SORT_KEYS 4u
#define SORT_PATHS 2u

struct sort_row {
  const char *type;
  const char *name;
  const char *paths[SORT_PATHS]; /* the first that is there counts */
};

static const struct sort_row sort_rows[] = {
    {"Patient", "_id", {"id"}},
    {"Patient", "birthdate", {"birthDate"}},
    {"Patient", "gender", {"gender"}},
    {"Patient", "family", {"name.family"}},
    {"Patient", "name", {"name.text"}},
    {"Condition", "_id", {"id"}},
    {"Condition", "onset-date", {"onsetDateTime", "onsetPeriod.start"}},
    {"Condition", "abatement-date", {"abatementDateTime"}},
    {"Condition", "recorded-date", {"recordedDate"}},
    {"Coverage", "_id", {"id"}},
    {"AllergyIntolerance", "_id", {"id"}},
    {"AllergyIntolerance", "date", {"recordedDate"}},
    {"AllergyIntolerance", "onset", {"onsetDateTime"}},
    {"Encounter", "_id", {"id"}},
    {"Encounter", "date", {"period.start"}},
    {"Appointment", "_id", {"id"}},
    {"Appointment", "date", {"start"}},
    {"Practitioner", "_id", {"id"}},
    {"Practitioner", "name", {"name.text"}},
    {"Organization", "_id", {"id"}},
    {"Organization", "name", {"name"}},
    {"DocumentReference", "_id", {"id"}},
    {"DocumentReference", "date", {"date"}},
    {"Location", "_id", {"id"}},
    {"Location", "name", {"name"}},
    {"MedicationRequest", "_id", {"id"}},
    {"MedicationRequest", "authoredon", {"authoredOn"}},
    {"MedicationDispense", "_id", {"id"}},
    {"MedicationDispense", "whenhandedover", {"whenHandedOver"}},
    {"Procedure", "_id", {"id"}},
    {"Procedure", "date", {"performedDateTime", "performedPeriod.start"}},
    {"ChargeItem", "_id", {"id"}},
    {"ChargeItem", "occurrence", {"occurrenceDateTime", "occurrencePeriod.start"}},
};
#define SORT_ROWS (sizeof sort_rows / sizeof sort_rows[0])

struct sort_key {
  const struct sort_row *row;
  bool descending;
};

struct sort_item {
  struct search_entry entry;
  size_t position; /* before sorting: equal ones stay in order */
  struct view values[SORT_KEYS];
};

/* ---- what is asked for -------------------------------------------------------------------------
 */
static const struct sort_row *find_row(const char *type, struct view name) {
  for (size_t i = 0; i < SORT_ROWS; i++) {
    if (strcmp(sort_rows[i].type, type) == 0 && view_is(name, sort_rows[i].name)) {
      return &sort_rows[i];
    }
  }
  return NULL;
}

static struct view possible(struct arena *arena, const char *type) {
  struct view text = view_of("");
  for (size_t i = 0; i < SORT_ROWS; i++) {
    if (strcmp(sort_rows[i].type, type) == 0) {
      text = arena_format(arena, "%.*s%s%s", VIEW_ARGUMENTS(text), text.length > 0 ? ", " : "",
                          sort_rows[i].name);
    }
  }
  return text.length > 0 ? text : view_of("-");
}

static size_t read_keys(const char *type, struct view list, struct sort_key keys[SORT_KEYS],
                        struct view *ret_unknown) {
  size_t count = 0;
  while (list.length > 0) {
    struct view word = view_trim(view_split(&list, ','));
    bool descending = word.length > 0 && word.data[0] == '-';
    struct view name = descending ? view_part(word, 1, word.length) : word;
    const struct sort_row *row = find_row(type, name);
    if (row == NULL || count == SORT_KEYS) {
      *ret_unknown = word;
    } else {
      keys[count++] = (struct sort_key){row, descending};
    }
  }
  return count;
}

enum error search_sort_check(struct request *request, const char *type) {
  struct sort_key keys[SORT_KEYS];
  struct view unknown = {NULL, 0};
  (void)read_keys(type, request_query(request, "_sort"), keys, &unknown);
  if (unknown.length == 0) {
    return ERROR_OK;
  }
  if (request->lenient) {
    issue_add_with(&request->issues, search_message_get(SEARCH_MESSAGE_SORT_IGNORED), unknown,
                   view_of(type));
    return ERROR_OK;
  }
  enum error error = request_fail(request, ERROR_BAD_REQUEST,
                                  search_message_get(SEARCH_MESSAGE_SORT), unknown, view_of(type));
  request->issues.issues[request->issues.count - 1].arguments[2] = possible(request->arena, type);
  return error;
}

/* ---- sorting -----------------------------------------------------------------------------------
 */
struct sorting {
  struct arena *arena;
  struct sort_key keys[SORT_KEYS];
  size_t key_count;
};

struct found_value {
  struct arena *arena;
  struct view value;
};

static enum error take_first(void *context, const struct document *document, uint32_t node) {
  struct found_value *found = context;
  if (found->value.length == 0) {
    found->value = document_string(document, node, found->arena);
  }
  return ERROR_OK;
}

static enum error read_values(const struct sorting *sorting, struct sort_item *item) {
  struct document document;
  struct document_failure failure;
  enum error error = document_read(sorting->arena, item->entry.resource, NULL, &document, &failure);
  for (size_t key = 0; key < sorting->key_count && error == ERROR_OK; key++) {
    struct found_value found = {sorting->arena, {NULL, 0}};
    const char *const *paths = sorting->keys[key].row->paths;
    for (size_t i = 0; i < SORT_PATHS && paths[i] != NULL && error == ERROR_OK; i++) {
      error = search_entry_walk(&document, paths[i], take_first, &found);
    }
    item->values[key] = found.value;
  }
  return error == ERROR_SYNTAX ? ERROR_INTERNAL : error;
}

static int compare_key(const struct sort_key *key, struct view a, struct view b) {
  if (a.length == 0 || b.length == 0) {
    return (a.length == 0) - (b.length == 0);
  }
  int order = view_compare(a, b);
  return key->descending ? -order : order;
}

static int compare_items(const void *a, const void *b, void *context) {
  const struct sort_item *left = a;
  const struct sort_item *right = b;
  const struct sorting *sorting = context;
  for (size_t i = 0; i < sorting->key_count; i++) {
    int order = compare_key(&sorting->keys[i], left->values[i], right->values[i]);
    if (order != 0) {
      return order;
    }
  }
  return left->position < right->position ? -1 : left->position > right->position;
}

enum error search_sort_apply(struct request *request, const char *type,
                             struct search_entries *entries) {
  struct sorting sorting = {.arena = request->arena};
  struct view unknown;
  sorting.key_count = read_keys(type, request_query(request, "_sort"), sorting.keys, &unknown);
  if (sorting.key_count == 0 || entries->count < 2) {
    return ERROR_OK;
  }
  struct sort_item *items = arena_array(request->arena, entries->count, sizeof *items);
  enum error error = items == NULL ? ERROR_MEMORY : ERROR_OK;
  for (size_t i = 0; i < entries->count && error == ERROR_OK; i++) {
    items[i] = (struct sort_item){.entry = entries->items[i], .position = i};
    error = read_values(&sorting, &items[i]);
  }
  if (error != ERROR_OK) {
    return error;
  }
  qsort_r(items, entries->count, sizeof *items, compare_items, &sorting);
  for (size_t i = 0; i < entries->count; i++) {
    entries->items[i] = items[i].entry;
  }
  return ERROR_OK;
}
