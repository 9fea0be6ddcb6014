#include "terminology/mapping_concept.h"

#include "server/base/buffer.h"
#include "terminology/mapping_check.h"
#include "terminology/mapping_domain.h"
#include "terminology/mapping_event.h"
#include "terminology/mapping_report.h"

#include <assert.h>

#define REASON_TABLE "table"
#define REASON_CROSSWALK "crosswalk"
#define REASON_UNCODED "uncoded"
#define REASON_LOCAL "local"

/* Items that the national service shares; their display is fixed (FHIR識別名). */
static const char *const shared_systems[] = {
    MASTERS_SYSTEM_CORE_JLAC10, MASTERS_SYSTEM_INFECTION_JLAC10, MASTERS_SYSTEM_CORE_JLAC11,
    MASTERS_SYSTEM_INFECTION_JLAC11};
#define SHARED_SYSTEMS (sizeof shared_systems / sizeof *shared_systems)
/* Names of one code: three codes have two. */
#define SHARED_NAMES 8u
/* The first two of them have the codes of general JLAC10. */
#define SHARED_JLAC10 2u

static bool is_shared(struct view system) {
  for (size_t i = 0; i < SHARED_SYSTEMS; i++) {
    if (view_is(system, shared_systems[i])) {
      return true;
    }
  }
  return false;
}

static bool has_system(const struct mapping_run *run, struct view system) {
  for (size_t i = 0; i < run->coding_count; i++) {
    if (view_equal(run->codings[i].system, system)) {
      return true;
    }
  }
  return false;
}

static bool has_shared(const struct mapping_run *run) {
  for (size_t i = 0; i < run->coding_count; i++) {
    if (is_shared(run->codings[i].system)) {
      return true;
    }
  }
  return false;
}

/* A Coding of a system that is not a local one: somebody has coded this already. Of laboratory
 * items only the patterns of CLINS count. */
static bool is_standard(const struct mapping_run *run, const struct mapping_coding *coding) {
  if (coding->local || coding->system.length == 0) {
    return false;
  }
  return !run->is_laboratory || is_shared(coding->system) ||
         view_is(coding->system, MASTERS_SYSTEM_JLAC10) ||
         view_is(coding->system, CROSSWALK_NO_LABORATORY_SYSTEM);
}

static bool has_standard(const struct mapping_run *run) {
  for (size_t i = 0; i < run->coding_count; i++) {
    if (is_standard(run, &run->codings[i])) {
      return true;
    }
  }
  return false;
}

/* ---- collecting what could be added -------------------------------------------------------------
 */
static enum error propose(struct mapping_run *run, const struct mapping_proposal *proposal) {
  if (run->proposal_count == run->proposal_capacity) {
    size_t old = run->proposal_capacity;
    size_t capacity = old == 0 ? LIMIT_MAPPING_CODINGS : old * 2;
    struct mapping_proposal *proposals = arena_grow(
        run->arena, run->proposals, old * sizeof *proposals, capacity * sizeof *proposals);
    if (proposals == NULL) {
      return ERROR_MEMORY;
    }
    run->proposals = proposals;
    run->proposal_capacity = capacity;
  }
  run->proposals[run->proposal_count++] = *proposal;
  proposal->source->settled = true;
  return ERROR_OK;
}

/* The display to write: a person's word goes before the master's. */
static struct view display_of(const struct mapping_run *run, const struct mapping_target *target) {
  struct masters_concept concept;
  if (view_is(target->system, CROSSWALK_NO_LABORATORY_SYSTEM)) {
    return view_of(CROSSWALK_NO_LABORATORY_DISPLAY);
  }
  bool known = target->display.length == 0 && run->mapping->masters != NULL &&
               masters_find(run->mapping->masters, target->system, target->code, &concept);
  return known && concept.display.length > 0 ? concept.display : target->display;
}

/* The names of a shared item. A few codes belong to two items and have two. */
struct shared_names {
  struct view names[SHARED_NAMES];
  size_t count;
};

static void read_names(const struct masters *masters, const struct masters_concept *concept,
                       struct shared_names *names) {
  names->names[0] = concept->display;
  names->count = 1;
  uint32_t properties = masters_property_count(masters, concept->row);
  for (uint32_t i = 0; i < properties && names->count < SHARED_NAMES; i++) {
    struct masters_property property = masters_property_at(masters, concept->row, i);
    if (view_is(property.name, "designation")) {
      names->names[names->count++] = property.value;
    }
  }
}

/* The one name that a shared item is written with: the row's, where it is one of the master's; the
 * master's, where there is only one; else none. */
static struct view choose_name(const struct shared_names *names, struct view given) {
  for (size_t i = 0; i < names->count; i++) {
    if (view_equal(names->names[i], given)) {
      return given;
    }
  }
  return names->count == 1 ? names->names[0] : (struct view){NULL, 0};
}

static void report_names(struct mapping_run *run, const struct mapping_proposal *proposal,
                         const struct shared_names *names) {
  struct buffer text = buffer_make(run->arena, SIZE_MAX);
  for (size_t i = 0; i < names->count; i++) {
    buffer_append_string(&text, i > 0 ? ", " : "");
    buffer_append(&text, proposal->target.code);
    buffer_append_byte(&text, ' ');
    buffer_append(&text, names->names[i]);
  }
  mapping_report_ambiguous(run, proposal, buffer_view(&text));
  proposal->source->settled = true;
  run->undecided = true;
}

/* As propose, with the display that is wanted exactly for shared laboratory items (FHIR識別名). */
static enum error propose_named(struct mapping_run *run, struct mapping_proposal *proposal) {
  const struct masters *masters = run->mapping->masters;
  struct mapping_target *target = &proposal->target;
  struct masters_concept concept;
  if (!is_shared(target->system) || masters == NULL ||
      !masters_find(masters, target->system, target->code, &concept)) {
    target->display = display_of(run, target);
    return propose(run, proposal);
  }
  struct shared_names names;
  read_names(masters, &concept, &names);
  struct view name = choose_name(&names, target->display);
  if (name.data == NULL) {
    report_names(run, proposal, &names);
    return ERROR_OK;
  }
  target->display = name;
  return propose(run, proposal);
}

static void report_absent(struct mapping_run *run, struct mapping_coding *source) {
  if (!has_standard(run)) {
    mapping_report_absent(run, run->answer.absent, source->node);
  }
  source->settled = source->settled || source->system_rows == NULL;
  run->undecided = true;
}

static void report_ended(struct mapping_run *run, struct mapping_coding *source,
                         const struct masters_concept *ended) {
  mapping_report_ended(run, source, ended);
  source->settled = true;
  run->undecided = true;
}

/* What the masters add to a code by themselves. */
static enum error follow_crosswalk(struct mapping_run *run, struct mapping_coding *source,
                                   struct view system, struct view code) {
  const struct crosswalk_route *route = crosswalk_of_bundle(system);
  struct crosswalk_answer *answer = &run->answer;
  if (route == NULL || has_system(run, view_of(route->target_system))) {
    source->settled = source->settled || route != NULL;
    return ERROR_OK;
  }
  struct masters_query query = {system, code, view_of(route->target_system)};
  crosswalk_find(run->mapping->masters, &query, mapping_run_date(run), answer);
  if (answer->absent.length > 0) {
    report_absent(run, source);
  } else if (answer->count == 0 && answer->ended > 0) {
    report_ended(run, source, &answer->last_ended);
  }
  enum error error = ERROR_OK;
  for (size_t i = 0; i < answer->count && error == ERROR_OK; i++) {
    const struct masters_concept *concept = &answer->targets[i];
    struct mapping_proposal proposal = {
        {query.target_system, concept->code, concept->display}, source, REASON_CROSSWALK};
    error = propose(run, &proposal);
  }
  return error;
}

/* A general JLAC10 code that is one of a shared item must stand there as such as well. */
static enum error follow_shared(struct mapping_run *run, struct mapping_coding *source,
                                struct view code) {
  struct masters_concept concept;
  if (run->mapping->masters == NULL || has_shared(run)) {
    return ERROR_OK;
  }
  for (size_t i = 0; i < SHARED_JLAC10; i++) {
    struct view system = view_of(shared_systems[i]);
    if (!masters_find(run->mapping->masters, system, code, &concept)) {
      continue;
    }
    struct mapping_proposal proposal = {
        {system, concept.code, {NULL, 0}}, source, REASON_CROSSWALK};
    return propose_named(run, &proposal);
  }
  return ERROR_OK;
}

/* A target that the master knows to have ended before the event is not written any more. */
static bool has_ended(struct mapping_run *run, struct mapping_coding *source,
                      const struct mapping_row *row) {
  const struct masters *masters = run->mapping->masters;
  struct masters_concept concept;
  if (masters == NULL || !masters_find(masters, row->target_system, row->target_code, &concept) ||
      !crosswalk_has_ended(&concept, mapping_run_date(run))) {
    return false;
  }
  report_ended(run, source, &concept);
  return true;
}

static enum error propose_row(struct mapping_run *run, struct mapping_coding *source,
                              const struct mapping_row *row) {
  if (mapping_check_is_unmatched(row->equivalence)) {
    source->settled = true;
    run->unmatched = true;
    return ERROR_OK;
  }
  if (!mapping_check_adds(row->equivalence)) {
    return ERROR_OK;
  }
  if (has_system(run, row->target_system)) {
    source->settled = true;
    return ERROR_OK;
  }
  if (has_ended(run, source, row)) {
    return ERROR_OK;
  }
  struct mapping_proposal proposal = {
      {row->target_system, row->target_code, row->target_display}, source, REASON_TABLE};
  enum error error = propose_named(run, &proposal);
  if (error == ERROR_OK && run->is_laboratory &&
      view_is(row->target_system, MASTERS_SYSTEM_JLAC10)) {
    error = follow_shared(run, source, row->target_code);
  }
  return error != ERROR_OK ? error
                           : follow_crosswalk(run, source, row->target_system, row->target_code);
}

/* Which rows of a code are meant: those of one specimen, of the specimen that the resource names,
 * or those without one. */
struct row_choice {
  struct view code;
  struct view specimen; /* of the code's suffix; empty = ask the resource */
  bool specific;        /* rows with a specimen */
};

/* A row that holds on the day of the event, or on the day when it was written down: the house may
 * have introduced a code long after the onset of a disease that it records with it. */
static bool holds(struct mapping_run *run, const struct mapping_entry *entry) {
  if (mapping_entry_holds(entry, mapping_run_date(run))) {
    return true;
  }
  uint32_t recorded = mapping_event_recorded(run->document, run->resource, run->arena);
  return recorded != 0 && mapping_entry_holds(entry, recorded);
}

static bool is_chosen(struct mapping_run *run, const struct row_choice *choice,
                      const struct mapping_entry *entry) {
  struct view specimen = entry->row->specimen;
  if (!holds(run, entry) || (specimen.length > 0) != choice->specific) {
    return false;
  }
  if (!choice->specific) {
    return true;
  }
  return choice->specimen.length > 0
             ? view_equal(specimen, choice->specimen)
             : mapping_event_has_specimen(run->document, run->resource, specimen, run->arena);
}

static enum error propose_chosen(struct mapping_run *run, struct mapping_coding *coding,
                                 const struct row_choice *choice, bool *ret_found) {
  size_t count = 0;
  const struct mapping_entry *entries =
      mapping_table_find(run->mapping->table, coding->system_rows, choice->code, &count);
  enum error error = ERROR_OK;
  *ret_found = false;
  for (size_t i = 0; i < count && error == ERROR_OK; i++) {
    if (is_chosen(run, choice, &entries[i])) {
      *ret_found = true;
      coding->specimen = entries[i].row->specimen;
      error = propose_row(run, coding, entries[i].row);
    }
  }
  return error;
}

/* "K_023" as code K of specimen 023: how CLINS wants codes that serve several specimens. */
static struct row_choice suffixed(struct view code) {
  size_t at = code.length;
  while (at > 0 && code.data[at - 1] != '_') {
    at--;
  }
  return at < 2 ? (struct row_choice){.specific = true}
                : (struct row_choice){.code = view_part(code, 0, at - 1),
                                      .specimen = view_part(code, at, SIZE_MAX),
                                      .specific = true};
}

static enum error collect_rows(struct mapping_run *run, struct mapping_coding *coding) {
  const struct row_choice choices[] = {
      {.code = coding->code, .specific = true}, {.code = coding->code}, suffixed(coding->code)};
  enum error error = ERROR_OK;
  bool found = coding->system_rows == NULL;
  for (size_t i = 0; i < sizeof choices / sizeof *choices && error == ERROR_OK && !found; i++) {
    if (choices[i].code.length > 0) {
      error = propose_chosen(run, coding, &choices[i], &found);
      coding->is_suffixed = found && choices[i].specimen.length > 0;
    }
  }
  return error;
}

static bool is_proposed(const struct mapping_run *run, const char *system) {
  for (size_t i = 0; i < run->proposal_count; i++) {
    if (view_is(run->proposals[i].target.system, system)) {
      return true;
    }
  }
  return false;
}

static enum error collect(struct mapping_run *run, struct mapping_coding *coding) {
  enum error error = collect_rows(run, coding);
  if (error == ERROR_OK && coding->route != NULL &&
      !is_proposed(run, coding->route->target_system)) {
    error = follow_crosswalk(run, coding, coding->system, coding->code);
  }
  return error;
}

static enum error collect_all(struct mapping_run *run) {
  enum error error = ERROR_OK;
  for (size_t i = 0; i < run->coding_count && error == ERROR_OK; i++) {
    struct mapping_coding *coding = &run->codings[i];
    if (coding->local) {
      error = collect(run, coding);
    } else if (run->is_laboratory && view_is(coding->system, MASTERS_SYSTEM_JLAC10)) {
      error = follow_shared(run, coding, coding->code);
    }
  }
  return error;
}

/* ---- adding or saying why not -------------------------------------------------------------------
 */
static enum error note_change(struct mapping_run *run, const struct mapping_proposal *proposal) {
  struct bundle_mapping_result *result = &run->result;
  assert(proposal->source != NULL);
  if (result->added == run->change_capacity) {
    size_t old = run->change_capacity;
    size_t capacity = old == 0 ? LIMIT_MAPPING_CODINGS : old * 2;
    struct bundle_mapping_change *changes =
        arena_grow(run->arena, result->changes, old * sizeof *changes, capacity * sizeof *changes);
    if (changes == NULL) {
      return ERROR_MEMORY;
    }
    result->changes = changes;
    run->change_capacity = capacity;
  }
  result->changes[result->added++] =
      (struct bundle_mapping_change){.array = run->array,
                                     .source_system = proposal->source->system,
                                     .source_code = proposal->source->code,
                                     .target = proposal->target,
                                     .reason = proposal->reason};
  return ERROR_OK;
}

static enum error add(struct mapping_run *run, const struct mapping_proposal *proposal) {
  struct mapping_layout layout;
  if (run->is_signed) {
    mapping_report_about(run, TERMINOLOGY_MESSAGE_DOCUMENT_SIGNED, proposal->source,
                         proposal->target.code);
    return ERROR_OK;
  }
  mapping_layout_read(run->document, run->array, run->arena, &layout);
  struct view text = mapping_layout_coding(&layout, &proposal->target, run->arena);
  if (text.data == NULL) {
    return ERROR_MEMORY;
  }
  enum error error = note_change(run, proposal);
  return error == ERROR_OK ? patch_add(run->patch, layout.end, 0, text) : error;
}

/* Proposals of one target system with this code or another: same_code tells which ones count. */
static bool seen_before(const struct mapping_run *run, size_t index, bool same_code) {
  const struct mapping_target *target = &run->proposals[index].target;
  for (size_t i = 0; i < index; i++) {
    const struct mapping_target *other = &run->proposals[i].target;
    if (view_equal(other->system, target->system) &&
        (!same_code || view_equal(other->code, target->code))) {
      return true;
    }
  }
  return false;
}

/* "code display, code display": the different codes of the system of the first one. */
static struct view names_of(const struct mapping_run *run, size_t first, size_t *ret_count) {
  struct buffer names = buffer_make(run->arena, SIZE_MAX);
  *ret_count = 0;
  for (size_t i = first; i < run->proposal_count; i++) {
    const struct mapping_target *target = &run->proposals[i].target;
    if (!view_equal(target->system, run->proposals[first].target.system) ||
        seen_before(run, i, true)) {
      continue;
    }
    buffer_append_string(&names, *ret_count > 0 ? ", " : "");
    buffer_append(&names, target->code);
    if (target->display.length > 0) {
      buffer_append_byte(&names, ' ');
      buffer_append(&names, target->display);
    }
    ++*ret_count;
  }
  return buffer_view(&names);
}

/* The sender says that the item has no standard code: both together would contradict. */
static bool is_said_uncoded(struct mapping_run *run, const struct mapping_proposal *proposal) {
  if (!run->is_laboratory || !has_system(run, view_of(CROSSWALK_NO_LABORATORY_SYSTEM))) {
    return false;
  }
  mapping_report_about(run, TERMINOLOGY_MESSAGE_UNCODED_KEPT, proposal->source,
                       proposal->target.code);
  return true;
}

/* Adds the one code of each target system, or says why not. */
static enum error settle_proposals(struct mapping_run *run) {
  enum error error = ERROR_OK;
  for (size_t i = 0; i < run->proposal_count && error == ERROR_OK; i++) {
    const struct mapping_proposal *proposal = &run->proposals[i];
    size_t different = 0;
    if (seen_before(run, i, false)) {
      continue;
    }
    struct view names = names_of(run, i, &different);
    if (different > 1) {
      run->undecided = true;
      mapping_report_ambiguous(run, proposal, names);
    } else if (!is_said_uncoded(run, proposal)) {
      error = add(run, proposal);
    }
  }
  return error;
}

static void report_unsettled(struct mapping_run *run) {
  if (run->proposal_count > 0 || has_standard(run)) {
    return;
  }
  for (size_t i = 0; i < run->coding_count; i++) {
    const struct mapping_coding *coding = &run->codings[i];
    if (coding->local && !coding->settled) {
      mapping_report_unmapped(run, coding);
    }
  }
}

/* ---- laboratory items and diseases without a code -----------------------------------------------
 */
static bool is_code_of(const struct mapping_run *run, const char *type) {
  static const char *const path[] = {"code", "coding", NULL};
  uint32_t node = document_member(run->document, run->resource, view_of("resourceType"));
  return node != NODE_NONE && document_string_is(run->document, node, view_of(type)) &&
         document_path(run->document, run->resource, path) == run->array;
}

static struct mapping_coding *first_of(struct mapping_run *run, const char *domain) {
  for (size_t i = 0; i < run->coding_count; i++) {
    if (run->codings[i].local && view_is(run->codings[i].domain, domain)) {
      return &run->codings[i];
    }
  }
  return NULL;
}

/* Pattern 1: the local code must stand in the system that is fixed for all sites. */
static enum error add_local(struct mapping_run *run) {
  struct mapping_coding *coding = first_of(run, MAPPING_DOMAIN_LABORATORY);
  if (!run->is_laboratory || has_system(run, view_of(MAPPING_LOCAL_LABORATORY)) ||
      !mapping_check_local_code(coding->code)) {
    return ERROR_OK;
  }
  bool suffix = coding->specimen.length > 0 && !coding->is_suffixed;
  struct view code = suffix ? arena_format(run->arena, "%.*s_%.*s", VIEW_ARGUMENTS(coding->code),
                                           VIEW_ARGUMENTS(coding->specimen))
                            : coding->code;
  struct mapping_proposal proposal = {
      {view_of(MAPPING_LOCAL_LABORATORY), code, coding->display}, coding, REASON_LOCAL};
  return code.data == NULL ? ERROR_MEMORY : add(run, &proposal);
}

/* "There is no standard code" is a code, too: pattern 4 for every laboratory item that is not
 * mapped (it is what the rule wants then), the eight nines of diseases only where a person has
 * decided. */
static enum error add_dummy(struct mapping_run *run) {
  if (run->proposal_count > 0 || run->undecided || has_standard(run)) {
    return ERROR_OK;
  }
  if (run->is_laboratory) {
    struct mapping_proposal proposal = {{view_of(CROSSWALK_NO_LABORATORY_SYSTEM),
                                         view_of(CROSSWALK_NO_LABORATORY),
                                         view_of(CROSSWALK_NO_LABORATORY_DISPLAY)},
                                        first_of(run, MAPPING_DOMAIN_LABORATORY),
                                        REASON_UNCODED};
    return add(run, &proposal);
  }
  struct mapping_coding *coding = first_of(run, MAPPING_DOMAIN_DISEASE);
  if (!run->unmatched || coding == NULL || !is_code_of(run, "Condition")) {
    return ERROR_OK;
  }
  struct mapping_proposal proposal = {
      {view_of(MASTERS_SYSTEM_DISEASE_KEY), view_of(CROSSWALK_NO_DISEASE), {NULL, 0}},
      coding,
      REASON_UNCODED};
  return add(run, &proposal);
}

enum error mapping_concept_settle(struct mapping_run *run) {
  run->proposal_count = 0;
  run->undecided = false;
  run->unmatched = false;
  run->is_laboratory =
      first_of(run, MAPPING_DOMAIN_LABORATORY) != NULL && is_code_of(run, "Observation");
  enum error error = collect_all(run);
  if (error == ERROR_OK) {
    error = add_local(run);
  }
  if (error == ERROR_OK) {
    error = settle_proposals(run);
  }
  if (error != ERROR_OK) {
    return error;
  }
  report_unsettled(run);
  return add_dummy(run);
}
