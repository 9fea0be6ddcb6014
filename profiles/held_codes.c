#include "profiles/held_codes.h"

#include "terminology/display_check.h"
#include "terminology/mapping_date.h"
#include "terminology/mapping_event.h"
#include "terminology/value_set_membership.h"

#define VERSIONS 16u
#define ISSUES 4u
#define SUCCESSORS_SHOWN 3u

static const struct view none = {NULL, 0};

/* ---- the day ------------------------------------------------------------------------------------
 */
static uint32_t day_of(struct evaluation *evaluation, const struct resource_scope *scope) {
  return scope->node == 0
             ? mapping_event_of_bundle(evaluation->document, evaluation->scratch)
             : mapping_event_of_resource(evaluation->document, scope->node, evaluation->scratch);
}

/* The day that the innermost resource is about, else that of the resource around it. */
static uint32_t event_day(struct evaluation *evaluation) {
  uint32_t day = 0;
  for (const struct resource_scope *scope = evaluation->scope; scope != NULL && day == 0;
       scope = scope->parent) {
    day = day_of(evaluation, scope);
  }
  return day != 0 ? day : evaluation->settings->today;
}

/* ---- the code in its system ---------------------------------------------------------------------
 */
struct search {
  struct evaluation *evaluation;
  const struct held_question *question;
  const struct code_system *system; /* the newest that has the code */
  uint32_t concept;
  bool is_denied; /* all versions are complete and none has it */
};

/* Codes that the Japanese guides give to what has no code; they stand in no master. */
static bool is_uncoded(const struct held_question *question) {
  static const struct {
    struct view system;
    struct view code;
  } rows[] = {
      {VIEW_LITERAL(MASTERS_SYSTEM_DISEASE_KEY), VIEW_LITERAL("99999999")},
      {VIEW_LITERAL(MASTERS_SYSTEM_MODIFIER_KEY), VIEW_LITERAL("99999999")},
      {VIEW_LITERAL(MASTERS_SYSTEM_DISEASE_EXCHANGE), VIEW_LITERAL("9999")},
      {VIEW_LITERAL(MASTERS_SYSTEM_JLAC10), VIEW_LITERAL("99999999999999999")},
  };
  for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
    if (view_equal(rows[i].system, question->system) && view_equal(rows[i].code, question->code)) {
      return true;
    }
  }
  return false;
}

static bool has_codes(const struct code_system *system) {
  return system->content != CODE_SYSTEM_NOT_PRESENT && system->content != CODE_SYSTEM_SUPPLEMENT;
}

static void search_in(struct search *search, const struct code_system *system) {
  uint32_t concept =
      has_codes(system) ? code_system_find(system, search->question->code) : CODE_SYSTEM_NO_CONCEPT;
  search->is_denied = search->is_denied && concept == CODE_SYSTEM_NO_CONCEPT && has_codes(system) &&
                      !membership_is_part(system);
  if (concept != CODE_SYSTEM_NO_CONCEPT && search->system == NULL) {
    search->system = system;
    search->concept = concept;
  }
}

bool held_codes_has_system(struct evaluation *evaluation, struct view system) {
  if (!held_codes_any(evaluation)) {
    return false;
  }
  struct terminology_scope scope =
      terminology_scope_make(evaluation->settings->terminology, evaluation->scratch, 0);
  return terminology_scope_get(&scope, TERMINOLOGY_CODE_SYSTEM, system, none) != NULL;
}

static void search_run(struct search *search) {
  struct evaluation *evaluation = search->evaluation;
  const struct terminology_resource *found[VERSIONS];
  struct terminology_scope scope =
      terminology_scope_make(evaluation->settings->terminology, evaluation->scratch, 0);
  size_t count = terminology_scope_find(&scope, TERMINOLOGY_CODE_SYSTEM, search->question->system,
                                        found, VERSIONS);
  search->is_denied = count > 0 && count <= VERSIONS;
  for (size_t i = 0; i < count && i < VERSIONS; i++) {
    const struct code_system *system = NULL;
    if (terminology_code_system(&scope, found[i], &system) == ERROR_OK) {
      search_in(search, system);
    } else {
      search->is_denied = false;
    }
  }
}

static const struct code_system_concept *concept_of(const struct search *search) {
  return code_system_at(search->system, search->concept);
}

/* The part before the maker's name, which masters of drugs write behind a middle dot. */
static struct view without_maker(struct view text) {
  size_t dot = view_find(text, view_of("・"), 0);
  return dot == SIZE_MAX ? text : view_part(text, 0, dot);
}

static bool is_same(const struct search *search, struct view text) {
  return text.length > 0 &&
         display_check_equal(search->evaluation->scratch, text, search->question->display);
}

static bool is_display_right(const struct search *search) {
  const struct code_system_concept *concept = concept_of(search);
  bool is_right = search->question->display.length == 0 || concept->display.length == 0 ||
                  is_same(search, concept->display) ||
                  is_same(search, without_maker(concept->display));
  for (uint32_t i = 0; i < concept->designations.count && !is_right; i++) {
    is_right = is_same(search, search->system->designations[concept->designations.first + i].value);
  }
  return is_right;
}

/* Where the day of the end is known, data of before are as good as they were. */
static bool is_retired(const struct search *search) {
  const struct code_system_concept *concept = concept_of(search);
  return concept->valid_to == 0 ? (concept->flags & CODE_SYSTEM_INACTIVE) != 0
                                : event_day(search->evaluation) > concept->valid_to;
}

static struct view ended_text(const struct search *search) {
  uint32_t day = concept_of(search)->valid_to;
  char text[MAPPING_DATE_BYTES];
  if (day == 0) {
    return none;
  }
  mapping_date_write(day, text);
  return arena_copy(search->evaluation->scratch, view_of(text));
}

/* "20061507 (name)" */
static struct view with_display(const struct search *search, struct view code) {
  uint32_t concept = code_system_find(search->system, code);
  struct view display =
      concept == CODE_SYSTEM_NO_CONCEPT ? none : code_system_at(search->system, concept)->display;
  return display.length == 0 ? code
                             : arena_format(search->evaluation->scratch, "%.*s (%.*s)",
                                            VIEW_ARGUMENTS(code), VIEW_ARGUMENTS(display));
}

static struct view successors_text(const struct search *search) {
  struct code_system_range range = concept_of(search)->properties;
  struct view text = none;
  uint32_t shown = 0;
  for (uint32_t i = 0; i < range.count && shown < SUCCESSORS_SHOWN; i++) {
    const struct code_system_property *property = &search->system->properties[range.first + i];
    struct view name = code_system_property_code(search->system, property);
    if (!view_is(name, "successor") || property->type == CODE_SYSTEM_VALUE_CODING) {
      continue;
    }
    text = arena_format(search->evaluation->scratch, "%.*s%s%.*s", VIEW_ARGUMENTS(text),
                        shown == 0 ? "" : ", ",
                        VIEW_ARGUMENTS(with_display(search, code_system_property_value(property))));
    shown++;
  }
  return text;
}

struct held_concept held_codes_find(struct evaluation *evaluation,
                                    const struct held_question *question) {
  struct search search = {.evaluation = evaluation, .question = question};
  struct held_concept concept = {.answer = HELD_UNKNOWN, .is_display_right = true};
  if (!held_codes_any(evaluation) || is_uncoded(question)) {
    return concept;
  }
  search_run(&search);
  if (search.system == NULL) {
    concept.answer = search.is_denied ? HELD_NO : HELD_UNKNOWN;
    return concept;
  }
  concept.answer = HELD_YES;
  concept.display = concept_of(&search)->display;
  concept.is_display_right = is_display_right(&search);
  concept.is_retired = is_retired(&search);
  if (concept.is_retired) {
    concept.ended = ended_text(&search);
    concept.successors = successors_text(&search);
  }
  return concept;
}

/* ---- value sets ---------------------------------------------------------------------------------
 */
static enum held_answer ask(const struct content_question *question,
                            const struct value_set *value_set, struct view system,
                            struct view code) {
  struct membership_probe probe = {.question = question, .system = system, .code = code};
  enum membership membership;
  if (value_set_membership(&probe, value_set, &membership) != ERROR_OK || probe.is_fragment_guess) {
    return HELD_UNKNOWN;
  }
  return membership == MEMBERSHIP_IN    ? HELD_YES
         : membership == MEMBERSHIP_OUT ? HELD_NO
                                        : HELD_UNKNOWN;
}

/* A bare code: in when any system of the value set has it. */
static enum held_answer ask_systems(const struct content_question *question,
                                    const struct value_set *value_set, struct view code) {
  enum held_answer answer = value_set->include_count == 0 ? HELD_UNKNOWN : HELD_NO;
  for (uint32_t i = 0; i < value_set->include_count && answer != HELD_YES; i++) {
    const struct value_set_include *include = &value_set->includes[i];
    if (include->excludes) {
      continue;
    }
    enum held_answer one = include->system.length == 0
                               ? HELD_UNKNOWN
                               : ask(question, value_set, include->system, code);
    answer = one == HELD_NO ? answer : one;
  }
  return answer;
}

static enum held_answer ask_held(const struct content_question *question, struct view canonical,
                                 struct view system, struct view code) {
  const struct value_set *value_set = NULL;
  struct view url;
  struct view version;
  version_split(canonical, &url, &version);
  const struct terminology_resource *resource =
      version_find(question->scope, TERMINOLOGY_VALUE_SET, url, version);
  if (resource == NULL ||
      terminology_value_set(question->scope, resource, &value_set) != ERROR_OK) {
    return HELD_UNKNOWN;
  }
  return system.data == NULL ? ask_systems(question, value_set, code)
                             : ask(question, value_set, system, code);
}

enum held_answer held_codes_in_value_set(struct evaluation *evaluation, struct view canonical,
                                         struct view system, struct view code) {
  if (!held_codes_any(evaluation)) {
    return HELD_UNKNOWN;
  }
  struct arena_mark mark = arena_mark(evaluation->scratch);
  struct terminology_scope scope = terminology_scope_make(
      evaluation->settings->terminology, evaluation->scratch, event_day(evaluation));
  struct issue_list issues = issue_list_make(evaluation->scratch, ISSUES);
  struct content_usage usage = {.count = 0};
  struct content_question question = {
      .scope = &scope, .arena = evaluation->scratch, .issues = &issues, .usage = &usage};
  enum held_answer answer = ask_held(&question, canonical, system, code);
  arena_back(evaluation->scratch, mark);
  return answer;
}
