#include "terminology/value_set_content.h"

#include "server/limits.h"
#include "terminology/system_alias.h"
#include "terminology/ucum.h"

#include <assert.h>

#define UCUM_SYSTEM "http://unitsofmeasure.org"
/* Edition of UCUM that the tables of ucum_atom_list.h follow. */
#define UCUM_VERSION "2.2"

struct view content_grammar_version(struct view system) {
  return view_is(system, UCUM_SYSTEM) ? view_of(UCUM_VERSION) : view_make(NULL, 0);
}

/* ---- what was used -----------------------------------------------------------------------------
 */
static bool is_noted(const struct content_usage *usage, enum content_use use,
                     struct view canonical) {
  for (size_t i = 0; i < usage->count; i++) {
    if (usage->rows[i].use == use && view_equal(usage->rows[i].canonical, canonical)) {
      return true;
    }
  }
  return false;
}

#define FIRST_ROWS 16u

void content_note(const struct content_question *question, enum content_use use, const char *kind,
                  struct view canonical) {
  struct content_usage *usage = question->usage;
  if (is_noted(usage, use, canonical)) {
    return;
  }
  if (usage->count == usage->capacity) {
    size_t capacity = usage->capacity == 0 ? FIRST_ROWS : usage->capacity * 2;
    struct content_usage_row *rows = arena_array(question->arena, capacity, sizeof *rows);
    if (rows == NULL) {
      return; /* the answer itself will not fit either, and says so */
    }
    if (usage->count > 0) {
      memcpy(rows, usage->rows, usage->count * sizeof *rows);
    }
    usage->rows = rows;
    usage->capacity = capacity;
  }
  usage->rows[usage->count++] = (struct content_usage_row){use, kind, canonical};
}

/* The canonical stays in memory only when it is new. */
static void note_resource(const struct content_question *question, enum content_use use,
                          const char *kind, struct view url, struct view version) {
  struct arena_mark mark = arena_mark(question->arena);
  struct view canonical = version_canonical(question->arena, url, version);
  if (is_noted(question->usage, use, canonical)) {
    arena_back(question->arena, mark);
  } else {
    content_note(question, use, kind, canonical);
  }
}

struct state {
  struct view url;
  struct view version;
  struct view standards_status;
  struct view status;
  bool is_experimental;
};

/* What a reader of `asked` should know of the state of a resource that it leads to: the same state
 * on both sides is no news. */
static void note_state(const struct content_question *question, const struct state *state,
                       const char *kind) {
  const struct value_set *root = question->root;
  enum content_use use = CONTENT_USE_COUNT;
  if (view_is(state->standards_status, "deprecated")) {
    use = CONTENT_WARNING_DEPRECATED;
  } else if (view_is(state->standards_status, "withdrawn")) {
    use = CONTENT_WARNING_WITHDRAWN;
  } else if (view_is(state->status, "retired")) {
    use = CONTENT_WARNING_RETIRED;
  } else if (root != NULL && state->is_experimental && !root->is_experimental) {
    use = CONTENT_WARNING_EXPERIMENTAL;
  } else if (root != NULL && view_is(state->status, "draft") && !view_is(root->status, "draft") &&
             !root->is_experimental) {
    use = CONTENT_WARNING_DRAFT;
  }
  if (use != CONTENT_USE_COUNT) {
    note_resource(question, use, kind, state->url, state->version);
  }
}

void content_note_code_system(const struct content_question *question,
                              const struct code_system *system, struct view version) {
  struct state state = {system->url, version, system->standards_status, system->status,
                        system->is_experimental};
  note_resource(question, CONTENT_USED_CODE_SYSTEM, "CodeSystem", system->url, version);
  if (system->content == CODE_SYSTEM_FRAGMENT || system->content == CODE_SYSTEM_EXAMPLE) {
    note_resource(question, CONTENT_USED_FRAGMENT, "CodeSystem", system->url, version);
  }
  note_state(question, &state, "CodeSystem");
}

void content_note_value_set(const struct content_question *question,
                            const struct value_set *value_set) {
  struct state state = {value_set->url, value_set->version, value_set->standards_status,
                        value_set->status, value_set->is_experimental};
  note_state(question, &state, "ValueSet");
}

bool content_may_go_on(const struct content_question *question, uint32_t steps) {
  question->usage->steps += steps;
  return question->usage->steps <= LIMIT_VALUE_SET_STEPS;
}

/* ---- includes ----------------------------------------------------------------------------------
 */
static void report_filter(const struct content_question *question,
                          const struct content_include *opened, uint32_t position,
                          enum tx_message fault) {
  const struct value_set_include *include = opened->include;
  const struct value_set_filter *filter =
      &opened->value_set->filters[include->filters.first + position];
  struct issue *issue = issue_add(question->issues, tx_message(fault));
  if (fault == TX_MESSAGE_FILTER_WITHOUT_VALUE) {
    issue->arguments[0] = include->system;
    issue->arguments[1] = filter->property;
    issue->arguments[2] = filter->op;
  } else if (fault == TX_MESSAGE_FILTER_REGEX) {
    issue->arguments[0] = filter->value;
  } else {
    issue->arguments[0] = filter->property;
    issue->arguments[1] = filter->op;
    issue->arguments[2] = filter->value;
    issue->arguments[3] = include->system;
  }
  issue->expression =
      arena_format(question->arena, "ValueSet.compose.%s[%u].filter[%u]",
                   include->excludes ? "exclude" : "include", include->node, position);
}

/* Filters of a grammar are judged by content_grammar_holds; these are the ones that it knows. */
static bool grammar_knows(struct view system, const struct value_set_filter *filter) {
  return view_is(system, UCUM_SYSTEM) && view_is(filter->property, "canonical") &&
         view_is(filter->op, "=");
}

static enum error prepare_filters(const struct content_question *question,
                                  struct content_include *opened) {
  struct code_system_range range = opened->include->filters;
  if (range.count == 0) {
    return ERROR_OK;
  }
  struct code_filter *filters = arena_array(question->arena, range.count, sizeof *filters);
  enum error error = filters == NULL ? ERROR_MEMORY : ERROR_OK;
  for (uint32_t i = 0; i < range.count && error == ERROR_OK; i++) {
    const struct value_set_filter *from = &opened->value_set->filters[range.first + i];
    enum tx_message fault = TX_MESSAGE_FILTER_UNKNOWN;
    if (opened->code_system != NULL) {
      error = code_filter_prepare(question->arena, opened->code_system, from, &filters[i], &fault);
    } else if (from->value.length == 0 || !grammar_knows(opened->include->system, from)) {
      fault = from->value.length == 0 ? TX_MESSAGE_FILTER_WITHOUT_VALUE : fault;
      error = ERROR_NOT_PROCESSABLE;
    }
    if (error == ERROR_NOT_PROCESSABLE) {
      report_filter(question, opened, i, fault);
    }
  }
  opened->filters = filters;
  opened->filter_count = range.count;
  return error;
}

static bool has_codes(const struct code_system *system) {
  return system->content != CODE_SYSTEM_NOT_PRESENT && system->content != CODE_SYSTEM_SUPPLEMENT;
}

static enum error look_up(const struct content_question *question, struct view system,
                          struct view wanted, struct content_include *opened) {
  const struct terminology_resource *resource =
      version_find(question->scope, TERMINOLOGY_CODE_SYSTEM, system, wanted);
  const struct code_system *model = NULL;
  enum error error =
      resource == NULL ? ERROR_OK : terminology_code_system(question->scope, resource, &model);
  if (error != ERROR_OK) {
    return error;
  }
  if (model == NULL || model->content != CODE_SYSTEM_COMPLETE || model->is_open) {
    opened->grammar = code_grammar_find(system);
  }
  if (opened->grammar != NULL) {
    opened->version = content_grammar_version(system);
  } else if (resource != NULL) {
    assert(model != NULL);
    opened->code_system = has_codes(model) ? model : NULL;
    opened->resource = resource;
    opened->version = resource->version;
  }
  return opened->grammar == NULL && resource == NULL ? ERROR_NOT_FOUND : ERROR_OK;
}

enum error content_include_open(const struct content_question *question,
                                const struct value_set *value_set,
                                const struct value_set_include *include, struct view wanted,
                                struct content_include *ret_include) {
  struct content_include opened = {.value_set = value_set, .include = include};
  enum error error = look_up(question, include->system, wanted, &opened);
  if (error == ERROR_OK && (opened.code_system != NULL || opened.grammar != NULL)) {
    error = prepare_filters(question, &opened);
  }
  if (error == ERROR_OK || error == ERROR_NOT_FOUND) {
    *ret_include = opened;
  }
  return error;
}

static bool folds_case(const struct content_include *include) {
  return include->code_system != NULL && !include->code_system->is_case_sensitive;
}

const struct value_set_concept *content_include_listed(const struct content_include *include,
                                                       struct view code) {
  return value_set_listed(include->value_set, include->include, code, folds_case(include));
}

bool content_include_holds(const struct content_question *question,
                           const struct content_include *include, uint32_t concept,
                           const struct value_set_concept **ret_stated) {
  const struct code_system *system = include->code_system;
  *ret_stated = NULL;
  if (content_lists_codes(include)) {
    *ret_stated = content_include_listed(include, code_system_at(system, concept)->code);
    if (*ret_stated == NULL) {
      return false;
    }
  }
  for (uint32_t i = 0; i < include->filter_count; i++) {
    if (!code_filter_lets_through(&include->filters[i], system, concept, question->scope->date)) {
      return false;
    }
  }
  return true;
}

bool content_grammar_holds(const struct content_include *include, struct view code) {
  for (uint32_t i = 0; i < include->filter_count; i++) {
    const struct value_set_filter *filter =
        &include->value_set->filters[include->include->filters.first + i];
    if (!ucum_same_dimension(code, filter->value)) {
      return false;
    }
  }
  return true;
}

/* ---- value sets --------------------------------------------------------------------------------
 */
static const struct value_set *inner_of(const struct value_set *from, struct view id) {
  for (uint32_t i = 0; i < from->inner_count; i++) {
    if (view_equal(from->inner[i]->id, id)) {
      return from->inner[i];
    }
  }
  return NULL;
}

enum error content_value_set(const struct content_question *question, const struct value_set *from,
                             struct view canonical, const struct value_set **ret_value_set,
                             struct view *ret_name) {
  struct view url;
  struct view version;
  *ret_name = canonical;
  if (canonical.length > 0 && canonical.data[0] == '#') {
    *ret_value_set = inner_of(from, view_part(canonical, 1, SIZE_MAX));
    return *ret_value_set == NULL ? ERROR_NOT_FOUND : ERROR_OK;
  }
  version_split(canonical, &url, &version);
  struct view wanted = version_choose_value_set(&question->rules, url, version);
  const struct terminology_resource *resource =
      version_find(question->scope, TERMINOLOGY_VALUE_SET, url, wanted);
  if (resource == NULL) {
    *ret_name = version_canonical(question->arena, url, wanted);
    return ERROR_NOT_FOUND;
  }
  enum error error = terminology_value_set(question->scope, resource, ret_value_set);
  if (error == ERROR_OK) {
    note_resource(question, CONTENT_USED_VALUE_SET, "ValueSet", url, resource->version);
  }
  return error;
}

void content_report_value_set(const struct content_question *question, struct view name) {
  struct issue *issue = issue_add(question->issues, tx_message(TX_MESSAGE_UNKNOWN_VALUE_SET));
  issue->arguments[0] = name;
}

/* ---- supplements -------------------------------------------------------------------------------
 */
static enum error take_supplement(struct content_question *question, struct view canonical,
                                  struct view *missing, size_t *missing_count) {
  struct view url;
  struct view version;
  const struct terminology_resource *found[8];
  const struct code_system *system = NULL;
  version_split(canonical, &url, &version);
  size_t count = terminology_scope_find(question->scope, TERMINOLOGY_CODE_SYSTEM, url, found, 8);
  for (size_t i = 0; i < count && i < 8 && system == NULL; i++) {
    if (version_fits(found[i]->version, version)) {
      enum error error = terminology_code_system(question->scope, found[i], &system);
      if (error != ERROR_OK) {
        return error;
      }
    }
  }
  if (system == NULL || system->content != CODE_SYSTEM_SUPPLEMENT) {
    *missing = arena_format(question->arena, "%.*s%s%.*s", VIEW_ARGUMENTS(*missing),
                            *missing_count == 0 ? "" : ", ", VIEW_ARGUMENTS(canonical));
    (*missing_count)++;
    return ERROR_OK;
  }
  question->supplements.systems[question->supplements.count++] = system;
  content_note(question, CONTENT_USED_SUPPLEMENT, "CodeSystem",
               version_canonical(question->arena, system->url, system->version));
  return ERROR_OK;
}

enum error content_take_supplements(struct content_question *question,
                                    const struct value_set *value_set, const struct view *asked,
                                    size_t count) {
  uint32_t own = value_set == NULL ? 0 : value_set->supplement_count;
  struct view missing = view_make(NULL, 0);
  size_t missing_count = 0;
  question->supplements.systems =
      arena_array(question->arena, own + count + 1, sizeof *question->supplements.systems);
  enum error error = question->supplements.systems == NULL ? ERROR_MEMORY : ERROR_OK;
  for (uint32_t i = 0; i < own && error == ERROR_OK; i++) {
    error = take_supplement(question, value_set->supplements[i], &missing, &missing_count);
  }
  for (size_t i = 0; i < count && error == ERROR_OK; i++) {
    error = take_supplement(question, asked[i], &missing, &missing_count);
  }
  if (error != ERROR_OK || missing_count == 0) {
    return error;
  }
  struct issue *issue =
      issue_add(question->issues, tx_message(missing_count == 1 ? TX_MESSAGE_SUPPLEMENT_MISSING
                                                                : TX_MESSAGE_SUPPLEMENTS_MISSING));
  issue->arguments[0] = missing;
  return ERROR_NOT_FOUND;
}
