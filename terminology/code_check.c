#include "terminology/code_check.h"

#include "terminology/display_check.h"

/* Systems of a value set that a code without one is looked for in. */
#define INFERRED_MAXIMUM 32u

struct run {
  const struct code_check *check;
  const struct content_question *question;
  struct code_check_result result;
  struct view value_set_name;
  struct membership_report report; /* of the coding at hand */
  size_t valid_count;
  bool is_undecided; /* a part of the value set is not at hand */
};

static struct view none(void) {
  return view_make(NULL, 0);
}

/* ---- places ------------------------------------------------------------------------------------
 */
static struct view location_of(const struct run *run, size_t position) {
  switch (run->check->form) {
  case CODE_CHECK_CODE:
    return none();
  case CODE_CHECK_CODING:
    return view_of("Coding");
  case CODE_CHECK_CONCEPT:
    break;
  }
  return arena_format(run->question->arena, "CodeableConcept.coding[%zu]", position);
}

static struct view own_location(const struct membership_probe *probe) {
  return probe->report->location.length == 0 ? view_of("code") : probe->report->location;
}

static struct view system_and_code(const struct run *run, struct view system, struct view code) {
  return arena_format(run->question->arena, "%.*s#%.*s", VIEW_ARGUMENTS(system),
                      VIEW_ARGUMENTS(code));
}

/* "system|version#code ('display')", as the code was given. */
static struct view as_given(const struct run *run, const struct code_check_coding *coding) {
  struct view system = version_canonical(run->question->arena, coding->system, coding->version);
  struct view name = system_and_code(run, system, coding->code);
  return coding->display.length == 0
             ? name
             : arena_format(run->question->arena, "%.*s ('%.*s')", VIEW_ARGUMENTS(name),
                            VIEW_ARGUMENTS(coding->display));
}

/* ---- what is said of a concept -----------------------------------------------------------------
 */
static struct entry_reading entry_reading_of(const struct run *run) {
  return (struct entry_reading){run->question->arena, &run->question->supplements,
                                run->question->scope->date};
}

static enum error check_display(const struct run *run, const struct membership_probe *probe,
                                const struct code_check_coding *coding,
                                const struct display_text *texts, size_t count) {
  struct display_check display = {
      .arena = run->question->arena,
      .languages = &run->check->languages,
      .texts = texts,
      .count = count,
      .display = coding->display,
      .name = system_and_code(run, coding->system, coding->code),
      .language = run->question->language,
  };
  if (coding->display.length == 0 || run->check->membership_only) {
    return ERROR_OK;
  }
  enum tx_message fault = display_check_run(&display);
  if (fault == TX_MESSAGE_COUNT) {
    return ERROR_OK;
  }
  struct issue *issue = membership_issue(probe, fault, "display");
  display_check_explain(&display, issue);
  if (run->check->is_lenient_display && issue->severity == SEVERITY_ERROR) {
    issue_set_severity(run->question->issues, issue, SEVERITY_WARNING);
  }
  return ERROR_OK;
}

static void report_status(const struct run *run, const struct membership_probe *probe,
                          enum tx_message message, struct view status) {
  struct issue *issue = issue_add(run->question->issues, tx_message(message));
  issue->expression = own_location(probe);
  issue->arguments[0] = probe->code;
  issue->arguments[1] = status;
}

static void check_status(struct run *run, const struct membership_probe *probe) {
  struct entry_reading reading = entry_reading_of(run);
  struct view status = code_entry_status(&reading, &probe->entry);
  bool is_deprecated = view_is(status, "deprecated");
  bool is_inactive = code_entry_is_inactive(&probe->entry, run->question->scope->date);
  if (is_inactive) {
    bool says_more =
        status.length > 0 && !view_is(status, "inactive") && !view_is(status, "active");
    report_status(
        run, probe, TX_MESSAGE_INACTIVE_CONCEPT,
        says_more ? arena_format(run->question->arena, "%.*s and inactive", VIEW_ARGUMENTS(status))
                  : view_of("inactive"));
    run->result.status = says_more ? status : run->result.status;
    run->result.is_inactive = true;
  } else if (is_deprecated) {
    report_status(run, probe, TX_MESSAGE_DEPRECATED_CONCEPT, none());
    run->result.status = status;
  }
}

#define VALUE_SET_DEPRECATED_URL "http://hl7.org/fhir/StructureDefinition/valueset-deprecated"

/* The value set itself advises against the code. */
static void check_stated(const struct run *run, const struct membership_probe *probe) {
  const struct value_set_concept *stated = probe->entry.stated;
  struct view type;
  if (stated == NULL || stated->extension.length == 0) {
    return;
  }
  struct view status = extension_value(
      run->question->arena, stated->extension,
      "http://hl7.org/fhir/StructureDefinition/structuredefinition-standards-status", &type);
  struct view flag =
      extension_value(run->question->arena, stated->extension, VALUE_SET_DEPRECATED_URL, &type);
  bool is_flagged = flag.length > 0 && !view_is(flag, "false") && !view_is(flag, "\"false\"");
  if (!view_is(status, "\"deprecated\"") && !is_flagged) {
    return;
  }
  struct issue *issue = membership_issue(probe, TX_MESSAGE_DEPRECATED_IN_VALUE_SET, "code");
  issue->arguments[0] = probe->code;
  issue->arguments[1] = probe->system;
  issue->arguments[2] = run->value_set_name;
  issue->arguments[3] = view_of("deprecated");
}

static void check_case(struct run *run, const struct membership_probe *probe) {
  const struct code_entry *entry = &probe->entry;
  if (view_equal(entry->code, probe->code)) {
    return;
  }
  struct issue *issue = membership_issue(probe, TX_MESSAGE_CODE_CASE, "code");
  issue->arguments[0] = probe->code;
  issue->arguments[1] = entry->code;
  issue->arguments[2] = version_canonical(run->question->arena, entry->system, entry->version);
  run->result.normalized_code = entry->code;
}

/* The first concept that is found speaks for the answer. */
static enum error tell_entry(struct run *run, const struct membership_probe *probe,
                             const struct code_check_coding *coding, bool tells_display) {
  struct entry_reading reading = entry_reading_of(run);
  struct display_text *texts;
  size_t count;
  enum error error = code_entry_texts(&reading, &probe->entry, &texts, &count);
  if (error != ERROR_OK) {
    return error;
  }
  size_t chosen = display_language_choose(&run->check->languages, texts, count);
  /* a grammar knows no names: its codes stand for themselves, and no display is wrong */
  bool has_names = probe->entry.code_system != NULL || probe->entry.stated != NULL ||
                   !view_equal(probe->entry.display, probe->entry.code);
  if (tells_display && run->result.display.length == 0) {
    run->result.display = chosen < count ? texts[chosen].value : none();
    run->result.version = probe->entry.version;
  }
  return has_names ? check_display(run, probe, coding, texts, count) : ERROR_OK;
}

/* ---- the code in its own system ----------------------------------------------------------------
 */
static bool is_absolute(struct view system) {
  return view_find_byte(system, ':', 0) != SIZE_MAX;
}

static const struct terminology_resource *any_of(const struct run *run, enum terminology_kind kind,
                                                 struct view url) {
  return terminology_scope_get(run->question->scope, kind, url, none());
}

static void note_unknown_system(struct run *run, struct membership_probe *probe) {
  struct membership_report before = run->report;
  membership_report_system(probe, probe->system, probe->version);
  if (run->report.unknown_count > before.unknown_count) {
    struct view *grown =
        arena_array(run->question->arena, run->result.unknown_count + 1, sizeof *grown);
    if (grown != NULL) {
      for (size_t i = 0; i < run->result.unknown_count; i++) {
        grown[i] = run->result.unknown[i];
      }
      grown[run->result.unknown_count++] = run->report.unknown[before.unknown_count];
      run->result.unknown = grown;
    }
    run->report.unknown = before.unknown;
    run->report.unknown_count = before.unknown_count;
  }
}

static void report_strange_system(struct run *run, struct membership_probe *probe) {
  const struct terminology_resource *supplement =
      any_of(run, TERMINOLOGY_CODE_SYSTEM, probe->system);
  if (!is_absolute(probe->system)) {
    membership_issue(probe, TX_MESSAGE_SYSTEM_RELATIVE, "system");
  }
  if (any_of(run, TERMINOLOGY_VALUE_SET, probe->system) != NULL) {
    membership_issue(probe, TX_MESSAGE_SYSTEM_IS_VALUE_SET, "system")->arguments[0] = probe->system;
  } else if (supplement != NULL && probe->version.length == 0) {
    membership_issue(probe, TX_MESSAGE_SYSTEM_IS_SUPPLEMENT, "system")->arguments[0] =
        version_canonical(run->question->arena, supplement->url, supplement->version);
  } else {
    note_unknown_system(run, probe);
  }
}

static void report_grammar(const struct run *run, struct membership_probe *probe,
                           const struct content_include *opened) {
  struct code_fault fault;
  if (code_grammar_check(opened->grammar, probe->code, &fault)) {
    return;
  }
  struct issue *issue = membership_issue(
      probe, opened->version.length > 0 ? TX_MESSAGE_UNKNOWN_CODE_VERSION : TX_MESSAGE_UNKNOWN_CODE,
      "code");
  issue->arguments[0] = probe->code;
  issue->arguments[1] = probe->system;
  issue->arguments[2] = opened->version;
  if (view_is(probe->system, "http://unitsofmeasure.org")) {
    issue = membership_issue(probe, TX_MESSAGE_UNIT_FAULT, "code");
    issue->arguments[0] = probe->code;
    issue->arguments[1] = view_part(probe->code, fault.offset, SIZE_MAX);
    issue->arguments[2] =
        arena_format(run->question->arena, "%zu", code_fault_position(&fault, probe->code));
  }
}

/* The version in which a code is looked for outside of any value set: its own, when it is at hand.
 */
static struct view own_version(const struct run *run, const struct membership_probe *probe,
                               bool falls_back) {
  struct version_choice choice = version_choose(&run->question->rules, probe->system, none());
  bool has_own =
      probe->version.length > 0 && version_find(run->question->scope, TERMINOLOGY_CODE_SYSTEM,
                                                probe->system, probe->version) != NULL;
  return has_own || (probe->version.length > 0 && !falls_back) ? probe->version : choice.wanted;
}

/* Looks the code up in its own system and reports what is wrong with it there. */
static enum error look_up(struct run *run, struct membership_probe *probe, bool falls_back,
                          bool *ret_found) {
  static const struct value_set no_value_set;
  struct value_set_include include = {.system = probe->system};
  struct content_include opened;
  *ret_found = false;
  enum error error = content_include_open(run->question, &no_value_set, &include,
                                          own_version(run, probe, falls_back), &opened);
  if (error == ERROR_NOT_FOUND) {
    report_strange_system(run, probe);
    return ERROR_OK;
  }
  if (error != ERROR_OK) {
    return error;
  }
  probe->entry = (struct code_entry){.system = probe->system,
                                     .version = opened.version,
                                     .code = probe->code,
                                     .code_system = opened.code_system,
                                     .concept = CODE_SYSTEM_NO_CONCEPT};
  if (opened.grammar != NULL) {
    report_grammar(run, probe, &opened);
    *ret_found = code_grammar_check(opened.grammar, probe->code, NULL);
    probe->entry.display = *ret_found ? probe->code : none();
    return ERROR_OK;
  }
  if (opened.code_system == NULL) {
    note_unknown_system(run, probe);
    return ERROR_OK;
  }
  content_note_code_system(run->question, opened.code_system, opened.version);
  probe->entry.concept = code_system_find(opened.code_system, probe->code);
  *ret_found = probe->entry.concept != CODE_SYSTEM_NO_CONCEPT;
  if (*ret_found) {
    probe->entry.code = code_system_at(opened.code_system, probe->entry.concept)->code;
  } else if (!falls_back) {
    membership_report_code(probe, opened.code_system, opened.version);
  }
  return ERROR_OK;
}

/* ---- one coding in a value set -----------------------------------------------------------------
 */
static void report_not_in(const struct run *run, const struct membership_probe *probe,
                          const struct code_check_coding *coding) {
  struct issue *issue =
      membership_issue(probe,
                       run->check->form == CODE_CHECK_CONCEPT ? TX_MESSAGE_THIS_NOT_IN_VALUE_SET
                                                              : TX_MESSAGE_NOT_IN_VALUE_SET,
                       "code");
  issue->arguments[0] = as_given(run, coding);
  issue->arguments[1] = run->value_set_name;
}

static void take_unknown(struct run *run) {
  if (run->report.unknown_count > 0) {
    run->result.caused_by_unknown = run->report.unknown;
    run->result.caused_by_unknown_count = run->report.unknown_count;
  }
}

static enum error tell_in(struct run *run, struct membership_probe *probe,
                          const struct code_check_coding *coding) {
  run->valid_count++;
  if (run->valid_count == 1) {
    run->result.system = coding->system;
    run->result.code = coding->code;
    run->result.version = probe->entry.version;
  }
  if (probe->is_fragment_guess) {
    membership_report_code(probe, probe->entry.code_system, probe->entry.version);
    return ERROR_OK;
  }
  if (run->check->membership_only) {
    return tell_entry(run, probe, coding, true);
  }
  check_status(run, probe);
  check_stated(run, probe);
  check_case(run, probe);
  return tell_entry(run, probe, coding, true);
}

/* Held by the definition, but not to be used: the concept is known already. */
static enum error tell_refused(struct run *run, struct membership_probe *probe,
                               const struct code_check_coding *coding) {
  report_not_in(run, probe, coding);
  check_status(run, probe);
  return tell_entry(run, probe, coding, true);
}

static enum error tell_out(struct run *run, struct membership_probe *probe,
                           const struct code_check_coding *coding) {
  bool is_concept = run->check->form == CODE_CHECK_CONCEPT;
  bool is_found = false;
  report_not_in(run, probe, coding);
  if (run->check->membership_only) {
    return ERROR_OK;
  }
  enum error error = look_up(run, probe, false, &is_found);
  if (error != ERROR_OK) {
    return error;
  }
  if (!is_found) {
    run->result.version = is_concept ? run->result.version : probe->entry.version;
    return ERROR_OK;
  }
  return tell_entry(run, probe, coding, !is_concept || coding->display.length == 0);
}

static enum error tell_unknown(struct run *run, struct membership_probe *probe,
                               const struct code_check_coding *coding) {
  bool is_found = false;
  enum error error = run->check->membership_only ? ERROR_OK : look_up(run, probe, true, &is_found);
  return error == ERROR_OK && is_found ? tell_entry(run, probe, coding, true) : error;
}

static enum error check_in_value_set(struct run *run, struct membership_probe *probe,
                                     const struct code_check_coding *coding) {
  enum membership membership;
  enum error error = value_set_membership(probe, run->check->value_set, &membership);
  if (error != ERROR_OK) {
    return error;
  }
  take_unknown(run);
  if (membership == MEMBERSHIP_IN) {
    return tell_in(run, probe, coding);
  }
  if (membership == MEMBERSHIP_UNKNOWN) {
    run->is_undecided = true;
    return tell_unknown(run, probe, coding);
  }
  return probe->is_refused ? tell_refused(run, probe, coding) : tell_out(run, probe, coding);
}

static enum error check_in_system(struct run *run, struct membership_probe *probe,
                                  const struct code_check_coding *coding) {
  bool is_found = false;
  enum error error = look_up(run, probe, false, &is_found);
  if (error != ERROR_OK) {
    return error;
  }
  bool is_open = probe->entry.code_system != NULL && membership_is_part(probe->entry.code_system);
  if (!is_found) {
    run->result.version = probe->entry.version;
    run->valid_count += is_open ? 1 : 0;
    return ERROR_OK;
  }
  run->valid_count++;
  if (run->valid_count == 1) {
    run->result.system = coding->system;
    run->result.code = coding->code;
  }
  check_status(run, probe);
  check_case(run, probe);
  return tell_entry(run, probe, coding, true);
}

static enum error check_coding(struct run *run, const struct code_check_coding *coding,
                               size_t position) {
  run->report = (struct membership_report){.location = location_of(run, position),
                                           .refuses_abstract = run->check->refuses_abstract,
                                           .unknown = run->result.caused_by_unknown,
                                           .unknown_count = run->result.caused_by_unknown_count};
  struct membership_probe probe = {.question = run->question,
                                   .system = coding->system,
                                   .version = coding->version,
                                   .code = coding->code,
                                   .report = &run->report};
  if (coding->system.length == 0) {
    struct issue *issue = issue_add(run->question->issues, tx_message(TX_MESSAGE_NO_SYSTEM));
    issue->expression = own_location(&probe);
    if (run->check->value_set != NULL) {
      report_not_in(run, &probe, coding);
    }
    return ERROR_OK;
  }
  return run->check->value_set == NULL ? check_in_system(run, &probe, coding)
                                       : check_in_value_set(run, &probe, coding);
}

/* ---- a code without its system -----------------------------------------------------------------
 */
struct inference {
  struct view systems[INFERRED_MAXIMUM];
  size_t count;
};

static void add_system(struct inference *inference, struct view system) {
  for (size_t i = 0; i < inference->count; i++) {
    if (view_equal(inference->systems[i], system)) {
      return;
    }
  }
  if (system.length > 0 && inference->count < INFERRED_MAXIMUM) {
    inference->systems[inference->count++] = system;
  }
}

/* Systems that the value set names, here or in the value sets it refers to. */
static void collect_systems(const struct run *run, const struct value_set *value_set,
                            struct inference *inference, unsigned depth) {
  for (uint32_t i = 0; i < value_set->include_count; i++) {
    const struct value_set_include *include = &value_set->includes[i];
    if (include->excludes) {
      continue;
    }
    add_system(inference, include->system);
    for (uint32_t j = 0;
         depth > 0 && j < include->value_sets.count && content_may_go_on(run->question, 1); j++) {
      const struct value_set *other;
      struct view name;
      if (content_value_set(run->question, value_set,
                            value_set->canonicals[include->value_sets.first + j], &other,
                            &name) == ERROR_OK) {
        collect_systems(run, other, inference, depth - 1);
      }
    }
  }
  for (uint32_t i = 0; i < value_set->contained_count; i++) {
    add_system(inference, value_set->contained[i].system);
  }
}

#define INFERENCE_DEPTH 8u

static enum error keep_holding(const struct run *run, struct view code,
                               struct inference *inference) {
  size_t kept = 0;
  for (size_t i = 0; i < inference->count; i++) {
    struct membership_probe probe = {
        .question = run->question, .system = inference->systems[i], .code = code};
    enum membership membership;
    enum error error = value_set_membership(&probe, run->check->value_set, &membership);
    if (error != ERROR_OK) {
      return error;
    }
    if (membership == MEMBERSHIP_IN && !probe.is_fragment_guess) {
      inference->systems[kept++] = inference->systems[i];
    }
  }
  inference->count = kept;
  return ERROR_OK;
}

static void report_inference(const struct run *run, struct view code,
                             const struct inference *inference) {
  struct issue *issue = issue_add(
      run->question->issues,
      tx_message(inference->count == 0 ? TX_MESSAGE_CANNOT_INFER : TX_MESSAGE_CANNOT_INFER_MANY));
  struct view list = none();
  for (size_t i = 0; i < inference->count; i++) {
    list = arena_format(run->question->arena, "%.*s%s%.*s", VIEW_ARGUMENTS(list),
                        i == 0 ? "" : ", ", VIEW_ARGUMENTS(inference->systems[i]));
  }
  issue->expression = view_of("code");
  issue->arguments[0] = code;
  issue->arguments[1] = run->value_set_name;
  issue->arguments[2] = list;
}

static enum error check_inferred(struct run *run, const struct code_check_coding *coding) {
  struct inference inference = {.count = 0};
  struct code_check_coding full = *coding;
  collect_systems(run, run->check->value_set, &inference, INFERENCE_DEPTH);
  enum error error = keep_holding(run, coding->code, &inference);
  if (error != ERROR_OK) {
    return error;
  }
  if (inference.count == 1) {
    full.system = inference.systems[0];
    return check_coding(run, &full, 0);
  }
  run->report = (struct membership_report){.location = none()};
  struct membership_probe probe = {.question = run->question, .report = &run->report};
  report_not_in(run, &probe, coding);
  report_inference(run, coding->code, &inference);
  return ERROR_OK;
}

/* ---- all together ------------------------------------------------------------------------------
 */
static void report_states(const struct run *run) {
  static const enum tx_message messages[CONTENT_USE_COUNT] = {
      [CONTENT_WARNING_DEPRECATED] = TX_MESSAGE_STATE_DEPRECATED,
      [CONTENT_WARNING_WITHDRAWN] = TX_MESSAGE_STATE_WITHDRAWN,
      [CONTENT_WARNING_RETIRED] = TX_MESSAGE_STATE_RETIRED,
      [CONTENT_WARNING_EXPERIMENTAL] = TX_MESSAGE_STATE_EXPERIMENTAL,
      [CONTENT_WARNING_DRAFT] = TX_MESSAGE_STATE_DRAFT,
  };
  const struct content_usage *usage = run->question->usage;
  for (size_t i = 0; i < usage->count; i++) {
    if (usage->rows[i].use >= CONTENT_WARNING_DEPRECATED) {
      struct issue *issue =
          issue_add(run->question->issues, tx_message(messages[usage->rows[i].use]));
      issue->arguments[0] = view_of(usage->rows[i].kind);
      issue->arguments[1] = usage->rows[i].canonical;
    }
  }
}

static bool is_of_unknown_system(const struct message *message) {
  return message == tx_message(TX_MESSAGE_UNKNOWN_SYSTEM) ||
         message == tx_message(TX_MESSAGE_UNKNOWN_SYSTEM_VERSIONS_NONE);
}

/* A concept with a valid coding may have others of systems that nobody here knows: house codes. */
static void forgive_unknown_systems(const struct run *run) {
  struct issue_list *issues = run->question->issues;
  for (uint32_t i = 0; i < issues->count; i++) {
    if (is_of_unknown_system(issues->issues[i].message) &&
        issues->issues[i].severity == SEVERITY_ERROR) {
      issue_set_severity(issues, &issues->issues[i], SEVERITY_WARNING);
    }
  }
}

static void conclude(struct run *run) {
  bool is_concept = run->check->form == CODE_CHECK_CONCEPT;
  if (is_concept && run->valid_count == 0 && run->check->value_set != NULL && !run->is_undecided) {
    struct issue *issue = issue_add(run->question->issues, tx_message(TX_MESSAGE_NO_VALID_CODING));
    issue->arguments[0] = run->value_set_name;
  }
  if (is_concept && run->valid_count > 0) {
    forgive_unknown_systems(run);
  }
  if (!is_concept) {
    run->result.code = run->check->codings[0].code;
    run->result.system =
        run->result.system.length > 0 ? run->result.system : run->check->codings[0].system;
  }
  report_states(run);
  run->result.is_valid = run->valid_count > 0 && !issue_list_failed(run->question->issues);
}

enum error code_check_run(const struct code_check *check, struct code_check_result *ret_result) {
  struct run run = {.check = check, .question = check->question};
  enum error error = ERROR_OK;
  if (check->value_set != NULL) {
    run.value_set_name =
        version_canonical(check->question->arena, check->value_set->url, check->value_set->version);
  }
  bool infers = check->infers_system && check->value_set != NULL &&
                check->form == CODE_CHECK_CODE && check->codings[0].system.length == 0;
  if (infers) {
    error = check_inferred(&run, &check->codings[0]);
  }
  for (size_t i = 0; i < check->coding_count && error == ERROR_OK && !infers; i++) {
    error = check_coding(&run, &check->codings[i], i);
  }
  if (error == ERROR_OK) {
    conclude(&run);
    *ret_result = run.result;
  }
  return error;
}
