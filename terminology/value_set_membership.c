#include "terminology/value_set_membership.h"

#include "server/limits.h"
#include "terminology/system_alias.h"
#include "terminology/value_set_circle.h"

/* depth: references that may still be followed. Circles were refused before. */
static enum error ask_value_set(struct membership_probe *probe, const struct value_set *value_set,
                                uint32_t depth, enum membership *ret_membership);

/* ---- findings ----------------------------------------------------------------------------------
 */
struct view membership_location(const struct membership_probe *probe, const char *part) {
  struct view at = probe->report->location;
  return at.length == 0 ? view_of(part)
                        : arena_format(probe->question->arena, "%.*s.%s", VIEW_ARGUMENTS(at), part);
}

struct issue *membership_issue(const struct membership_probe *probe, enum tx_message message,
                               const char *part) {
  struct view location = membership_location(probe, part);
  struct issue *issue = issue_add(probe->question->issues, tx_message(message));
  issue->expression = location;
  return issue;
}

static void note_unknown(struct membership_report *report, struct arena *arena,
                         struct view canonical) {
  for (size_t i = 0; i < report->unknown_count; i++) {
    if (view_equal(report->unknown[i], canonical)) {
      return;
    }
  }
  struct view *grown = arena_array(arena, report->unknown_count + 1, sizeof *grown);
  if (grown == NULL) {
    return; /* the answer will not fit either, and says so */
  }
  if (report->unknown_count > 0) {
    memcpy(grown, report->unknown, report->unknown_count * sizeof *grown);
  }
  grown[report->unknown_count++] = canonical;
  report->unknown = grown;
}

void membership_report_system(struct membership_probe *probe, struct view system,
                              struct view version) {
  const struct content_question *question = probe->question;
  struct view canonical = version_canonical(question->arena, system, version);
  for (size_t i = 0; i < probe->report->unknown_count; i++) {
    if (view_equal(probe->report->unknown[i], canonical)) {
      return;
    }
  }
  note_unknown(probe->report, question->arena, canonical);
  struct view versions = version_list(question->scope, TERMINOLOGY_CODE_SYSTEM, system,
                                      question->language == LANGUAGE_JAPANESE ? ", " : " or ");
  bool is_version = version.length > 0 && versions.length > 0;
  struct issue *issue =
      membership_issue(probe,
                       is_version           ? TX_MESSAGE_UNKNOWN_SYSTEM_VERSION
                       : version.length > 0 ? TX_MESSAGE_UNKNOWN_SYSTEM_VERSIONS_NONE
                                            : TX_MESSAGE_UNKNOWN_SYSTEM,
                       "system");
  issue->arguments[0] = system;
  issue->arguments[1] = version;
  issue->arguments[2] = versions;
}

bool membership_is_part(const struct code_system *system) {
  return system->content == CODE_SYSTEM_FRAGMENT || system->content == CODE_SYSTEM_EXAMPLE ||
         (system->is_open && system->concept_count == 0);
}

void membership_report_code(struct membership_probe *probe, const struct code_system *system,
                            struct view version) {
  enum tx_message message = membership_is_part(system) ? TX_MESSAGE_UNKNOWN_CODE_FRAGMENT
                            : version.length > 0       ? TX_MESSAGE_UNKNOWN_CODE_VERSION
                                                       : TX_MESSAGE_UNKNOWN_CODE;
  struct issue *issue = membership_issue(probe, message, "code");
  issue->arguments[0] = probe->code;
  issue->arguments[1] = probe->system;
  issue->arguments[2] = version;
}

/* ---- versions ----------------------------------------------------------------------------------
 */
static bool same_system(struct view a, struct view b) {
  return view_equal(a, b) || view_equal(system_alias_resolve(a), system_alias_resolve(b));
}

static bool is_at_hand(const struct membership_probe *probe, struct view version) {
  return version_find(probe->question->scope, TERMINOLOGY_CODE_SYSTEM, probe->system, version) !=
         NULL;
}

/* Another part of the value set takes the code's own version: then this one is not meant. */
static bool is_meant_elsewhere(const struct membership_probe *probe,
                               const struct value_set *value_set) {
  for (uint32_t i = 0; i < value_set->include_count; i++) {
    const struct value_set_include *include = &value_set->includes[i];
    struct version_choice choice =
        version_choose(&probe->question->rules, include->system, include->version);
    if (!include->excludes && same_system(include->system, probe->system) &&
        choice.wanted.length > 0 && version_fits(probe->version, choice.wanted)) {
      return true;
    }
  }
  return false;
}

static void report_mismatch(const struct membership_probe *probe,
                            const struct version_choice *choice) {
  struct issue *issue = membership_issue(
      probe, choice->is_changed ? TX_MESSAGE_VERSION_MISMATCH_CHANGED : TX_MESSAGE_VERSION_MISMATCH,
      "version");
  issue->arguments[0] = probe->system;
  issue->arguments[1] = choice->wanted;
  issue->arguments[2] = probe->version;
  issue->arguments[3] = choice->stated;
}

/* The value set leaves the version open and the code's own one is not at hand. */
static void report_open(struct membership_probe *probe) {
  const struct terminology_resource *newest = version_find(
      probe->question->scope, TERMINOLOGY_CODE_SYSTEM, probe->system, view_make(NULL, 0));
  if (newest == NULL) {
    return;
  }
  struct issue *issue = membership_issue(probe, TX_MESSAGE_VERSION_MISMATCH_DEFAULT, "version");
  issue->arguments[0] = probe->system;
  issue->arguments[1] = newest->version;
  issue->arguments[2] = probe->version;
  membership_report_system(probe, probe->system, probe->version);
}

/* The version in which the code is looked for; *ret_is_meant false: not in this include. */
static struct view decide_version(struct membership_probe *probe, const struct value_set *value_set,
                                  const struct value_set_include *include, bool *ret_is_meant) {
  struct version_choice choice =
      version_choose(&probe->question->rules, include->system, include->version);
  *ret_is_meant = true;
  if (probe->report == NULL || probe->version.length == 0) {
    return choice.wanted;
  }
  bool fits = version_fits(probe->version, choice.wanted);
  if (fits && is_at_hand(probe, probe->version)) {
    return probe->version;
  }
  if (choice.wanted.length == 0) {
    report_open(probe);
    return choice.wanted;
  }
  if (!fits && is_meant_elsewhere(probe, value_set)) {
    *ret_is_meant = false;
    return choice.wanted;
  }
  if (!fits) {
    report_mismatch(probe, &choice);
  }
  if (!is_at_hand(probe, probe->version)) {
    membership_report_system(probe, probe->system, probe->version);
  }
  return choice.wanted;
}

static void check_version(const struct membership_probe *probe, struct view version) {
  struct view required = version_required(&probe->question->rules, probe->system);
  if (probe->report != NULL && !version_fits(version, required)) {
    struct issue *issue = membership_issue(probe, TX_MESSAGE_VERSION_CHECK, "version");
    issue->arguments[0] = version;
    issue->arguments[1] = probe->system;
    issue->arguments[2] = required;
  }
}

/* ---- one code system ---------------------------------------------------------------------------
 */
static void found(struct membership_probe *probe, const struct content_include *include,
                  uint32_t concept, const struct value_set_concept *stated) {
  probe->entry = (struct code_entry){
      .system = probe->system,
      .version = include->version,
      .code = probe->code,
      .code_system = include->code_system,
      .concept = concept,
      .value_set = include->value_set,
      .stated = stated,
  };
  if (include->code_system != NULL && concept != CODE_SYSTEM_NO_CONCEPT) {
    probe->entry.code = code_system_at(include->code_system, concept)->code;
  }
}

/* A concept that the definition holds may still not be used. */
static bool may_be_used(const struct membership_probe *probe, const struct value_set *value_set) {
  bool active_only = probe->question->active_only || value_set->leaves_out_inactive;
  if (active_only && code_entry_is_inactive(&probe->entry, probe->question->scope->date)) {
    if (probe->report != NULL) {
      membership_issue(probe, TX_MESSAGE_NOT_ACTIVE, "code")->arguments[0] = probe->code;
    }
    return false;
  }
  if (probe->report != NULL && probe->report->refuses_abstract &&
      code_entry_is_abstract(&probe->entry)) {
    struct issue *issue = membership_issue(probe, TX_MESSAGE_ABSTRACT_CODE, "code");
    issue->arguments[0] = arena_format(probe->question->arena, "%.*s#%.*s",
                                       VIEW_ARGUMENTS(probe->system), VIEW_ARGUMENTS(probe->code));
    return false;
  }
  return true;
}

static enum membership ask_concept(struct membership_probe *probe,
                                   const struct content_include *include) {
  const struct value_set_concept *stated = NULL;
  uint32_t concept = code_system_find(include->code_system, probe->code);
  bool is_whole = !content_lists_codes(include) && include->filter_count == 0;
  if (concept == CODE_SYSTEM_NO_CONCEPT) {
    stated = content_include_listed(include, probe->code);
    if (!membership_is_part(include->code_system) || (!is_whole && stated == NULL)) {
      return MEMBERSHIP_OUT;
    }
    found(probe, include, concept, stated);
    probe->is_fragment_guess = stated == NULL;
    return MEMBERSHIP_IN;
  }
  if (!content_include_holds(probe->question, include, concept, &stated)) {
    return MEMBERSHIP_OUT;
  }
  found(probe, include, concept, stated);
  probe->is_refused = !may_be_used(probe, include->value_set);
  return probe->is_refused ? MEMBERSHIP_OUT : MEMBERSHIP_IN;
}

/* Codes without a code system at hand: a grammar knows them, or the value set lists them. */
static enum membership ask_without_concepts(struct membership_probe *probe,
                                            const struct content_include *include) {
  const struct value_set_concept *stated = content_include_listed(include, probe->code);
  if (content_lists_codes(include) && stated == NULL) {
    return MEMBERSHIP_OUT;
  }
  if (include->grammar == NULL && stated == NULL) {
    return MEMBERSHIP_UNKNOWN;
  }
  if (include->grammar != NULL && (!code_grammar_check(include->grammar, probe->code, NULL) ||
                                   !content_grammar_holds(include, probe->code))) {
    return MEMBERSHIP_OUT;
  }
  found(probe, include, CODE_SYSTEM_NO_CONCEPT, stated);
  probe->entry.display =
      include->grammar != NULL && stated == NULL ? probe->code : probe->entry.display;
  return MEMBERSHIP_IN;
}

/* Silent: the include's version is another one than the code's. */
static bool is_other_version(const struct membership_probe *probe,
                             const struct content_include *include) {
  return probe->report == NULL && probe->versions_differ && probe->version.length > 0 &&
         include->version.length > 0 && !view_equal(probe->version, include->version);
}

static enum error ask_system(struct membership_probe *probe, const struct value_set *value_set,
                             const struct value_set_include *include,
                             enum membership *ret_membership) {
  bool is_meant = true;
  struct content_include opened;
  *ret_membership = MEMBERSHIP_OUT;
  if (!same_system(include->system, probe->system)) {
    return ERROR_OK;
  }
  struct view wanted = decide_version(probe, value_set, include, &is_meant);
  if (!is_meant) {
    return ERROR_OK;
  }
  enum error error = content_include_open(probe->question, value_set, include, wanted, &opened);
  if (error == ERROR_NOT_FOUND && content_lists_codes(&opened) &&
      !is_at_hand(probe, view_make(NULL, 0))) {
    error = ERROR_OK; /* nobody knows the system: the value set's list stands */
  }
  if (error == ERROR_NOT_FOUND) {
    *ret_membership = MEMBERSHIP_UNKNOWN;
    if (probe->report != NULL) {
      membership_report_system(probe, include->system, wanted);
    }
    return ERROR_OK;
  }
  if (error != ERROR_OK) {
    return error;
  }
  if (opened.code_system == NULL) {
    *ret_membership =
        is_other_version(probe, &opened) ? MEMBERSHIP_OUT : ask_without_concepts(probe, &opened);
    return ERROR_OK;
  }
  content_note_code_system(probe->question, opened.code_system, opened.version);
  check_version(probe, opened.version);
  *ret_membership = is_other_version(probe, &opened) ? MEMBERSHIP_OUT : ask_concept(probe, &opened);
  return ERROR_OK;
}

/* ---- value sets --------------------------------------------------------------------------------
 */
static enum error ask_import(struct membership_probe *probe, const struct value_set *from,
                             struct view canonical, uint32_t depth,
                             enum membership *ret_membership) {
  const struct value_set *value_set;
  struct view name;
  enum error error = content_value_set(probe->question, from, canonical, &value_set, &name);
  if (error == ERROR_NOT_FOUND) {
    content_report_value_set(probe->question, name);
    *ret_membership = MEMBERSHIP_UNKNOWN;
    return probe->report == NULL ? ERROR_NOT_FOUND : ERROR_OK;
  }
  return error == ERROR_OK ? ask_value_set(probe, value_set, depth - 1, ret_membership) : error;
}

/* A code is in an include when it is in its system part and in each of its value sets. */
static enum error ask_include(struct membership_probe *probe, const struct value_set *value_set,
                              const struct value_set_include *include, uint32_t depth,
                              enum membership *ret_membership) {
  enum membership membership = MEMBERSHIP_IN;
  enum error error =
      include->system.length == 0 ? ERROR_OK : ask_system(probe, value_set, include, &membership);
  for (uint32_t i = 0;
       i < include->value_sets.count && error == ERROR_OK && membership == MEMBERSHIP_IN; i++) {
    error = ask_import(probe, value_set, value_set->canonicals[include->value_sets.first + i],
                       depth, &membership);
  }
  bool says_nothing = include->system.length == 0 && include->value_sets.count == 0;
  *ret_membership = says_nothing ? MEMBERSHIP_OUT : membership;
  return error;
}

/* Parts of the code's own system go first, the newest version before the others, when the code
 * names none. */
static bool needs_order(const struct membership_probe *probe, const struct value_set *value_set) {
  const struct value_set_include *before = NULL;
  for (uint32_t i = 0; i < value_set->include_count && probe->version.length == 0; i++) {
    const struct value_set_include *include = &value_set->includes[i];
    if (!same_system(include->system, probe->system)) {
      continue;
    }
    if (before != NULL && terminology_version_compare(include->version, before->version) > 0) {
      return true;
    }
    before = include;
  }
  return false;
}

static const struct value_set_include *in_order(const struct membership_probe *probe,
                                                const struct value_set *value_set) {
  uint32_t count = value_set->include_count;
  struct value_set_include *order = arena_array(probe->question->arena, count, sizeof *order);
  uint32_t own = 0; /* parts of the code's system, at the front */
  for (uint32_t i = 0; order != NULL && i < count; i++) {
    struct value_set_include include = value_set->includes[i];
    bool is_own = same_system(include.system, probe->system);
    uint32_t place = i;
    while (is_own && place > 0 &&
           (place > own ||
            terminology_version_compare(include.version, order[place - 1].version) > 0)) {
      order[place] = order[place - 1];
      place--;
    }
    order[place] = include;
    own += is_own ? 1 : 0;
  }
  return order;
}

static enum error ask_excludes(struct membership_probe *probe, const struct value_set *value_set,
                               uint32_t depth, bool *ret_excludes) {
  enum error error = ERROR_OK;
  *ret_excludes = false;
  for (uint32_t i = 0; i < value_set->include_count && error == ERROR_OK && !*ret_excludes; i++) {
    enum membership part = MEMBERSHIP_OUT;
    if (value_set->includes[i].excludes) {
      error = ask_include(probe, value_set, &value_set->includes[i], depth, &part);
      *ret_excludes = part == MEMBERSHIP_IN;
    }
  }
  return error;
}

static enum error ask_parts(struct membership_probe *probe, const struct value_set *value_set,
                            uint32_t depth, enum membership *ret_membership) {
  const struct value_set_include *order =
      needs_order(probe, value_set) ? in_order(probe, value_set) : value_set->includes;
  enum error error = order == NULL ? ERROR_MEMORY : ERROR_OK;
  enum membership result = MEMBERSHIP_OUT;
  for (uint32_t i = 0; i < value_set->include_count && error == ERROR_OK && result != MEMBERSHIP_IN;
       i++) {
    enum membership part = MEMBERSHIP_OUT;
    if (!order[i].excludes) {
      error = ask_include(probe, value_set, &order[i], depth, &part);
      result = part == MEMBERSHIP_OUT ? result : part;
    }
  }
  bool is_excluded = false;
  if (error == ERROR_OK && result == MEMBERSHIP_IN) {
    struct membership_probe silent = *probe;
    silent.report = NULL;
    silent.version = silent.versions_differ ? probe->entry.version : silent.version;
    error = ask_excludes(&silent, value_set, depth, &is_excluded);
  }
  *ret_membership = is_excluded ? MEMBERSHIP_OUT : result;
  return error;
}

/* A value set that came with nothing but its expansion. */
static enum membership ask_expansion(struct membership_probe *probe,
                                     const struct value_set *value_set) {
  for (uint32_t i = 0; i < value_set->contained_count; i++) {
    const struct value_set_contained *row = &value_set->contained[i];
    if (view_equal(row->code, probe->code) && same_system(row->system, probe->system)) {
      probe->entry = (struct code_entry){.system = row->system,
                                         .version = row->version,
                                         .code = row->code,
                                         .display = row->display,
                                         .concept = CODE_SYSTEM_NO_CONCEPT,
                                         .is_abstract = row->is_abstract,
                                         .is_inactive = row->is_inactive};
      probe->is_refused = !may_be_used(probe, value_set);
      return probe->is_refused ? MEMBERSHIP_OUT : MEMBERSHIP_IN;
    }
  }
  return MEMBERSHIP_OUT;
}

static enum error ask_value_set(struct membership_probe *probe, const struct value_set *value_set,
                                uint32_t depth, enum membership *ret_membership) {
  content_note_value_set(probe->question, value_set);
  if (depth == 0 || !content_may_go_on(probe->question, 1 + value_set->contained_count / 32)) {
    return ERROR_TOO_LARGE;
  }
  if (!value_set->has_compose && value_set->has_expansion) {
    *ret_membership = ask_expansion(probe, value_set);
    return ERROR_OK;
  }
  return ask_parts(probe, value_set, depth, ret_membership);
}

enum error value_set_membership(struct membership_probe *probe, const struct value_set *value_set,
                                enum membership *ret_membership) {
  *ret_membership = MEMBERSHIP_OUT;
  enum error error = value_set_circle_check(probe->question, value_set);
  return error == ERROR_OK ? ask_value_set(probe, value_set, LIMIT_VALUE_SET_DEPTH, ret_membership)
                           : error;
}

enum error value_set_membership_of(struct membership_probe *probe, const struct value_set *from,
                                   struct view canonical, bool *ret_holds) {
  uint32_t depth = LIMIT_VALUE_SET_DEPTH;
  enum membership membership = MEMBERSHIP_OUT;
  enum error error = ask_import(probe, from, canonical, depth, &membership);
  *ret_holds = membership == MEMBERSHIP_IN;
  return error;
}

enum error value_set_excludes(struct membership_probe *probe, const struct value_set *value_set,
                              bool *ret_excludes) {
  uint32_t depth = LIMIT_VALUE_SET_DEPTH;
  return ask_excludes(probe, value_set, depth, ret_excludes);
}
