#include "terminology/mapping_report.h"

#include "terminology/csv_reader.h"
#include "terminology/mapping_place.h"

#define CANDIDATES_SHOWN 5u
#define SUCCESSORS_SHOWN 5u
#define SCORE_PERCENT 10u /* of a score up to 1000 */

static const struct view none = {NULL, 0};

/* Where an issue stands is found by walking, so only for those that are kept. */
static struct issue *report(struct mapping_run *run, enum terminology_message message,
                            uint32_t node, struct view a, struct view b) {
  bool kept = run->issues->count < run->issues->maximum;
  struct issue *issue = issue_add_with(run->issues, terminology_message(message), a, b);
  if (kept) {
    issue->expression = mapping_place_of(run->document, 0, node, run->arena);
    issue->offset = document_node(run->document, node)->offset;
  }
  return issue;
}

void mapping_report_about(struct mapping_run *run, enum terminology_message message,
                          const struct mapping_coding *coding, struct view other) {
  report(run, message, coding->node, coding->code, other);
}

/* Where the codes of a system lead. */
static struct view usual_target(const struct mapping_coding *coding) {
  if (coding->route != NULL) {
    return view_of(coding->route->target_system);
  }
  return coding->system_rows != NULL ? coding->system_rows->example->target_system : none;
}

/* A row for the mapping file with all that is known; the target code is for a person to fill in. */
static struct view proposed_row(const struct mapping_run *run, const struct mapping_coding *coding,
                                struct view target_system) {
  const struct view fields[] = {coding->domain, coding->system, coding->code, coding->display,
                                target_system,  none,           none};
  struct buffer row = buffer_make(run->arena, SIZE_MAX);
  for (size_t i = 0; i < sizeof fields / sizeof *fields; i++) {
    if (i > 0) {
      buffer_append_byte(&row, ',');
    }
    csv_field_append(&row, fields[i]);
  }
  return buffer_view(&row);
}

/* The same code counts once a Bundle and line of the worklist. */
static struct store_unmapped *find_counted(const struct mapping_run *run,
                                           const struct mapping_coding *coding) {
  for (size_t i = 0; i < run->result.unmapped_count; i++) {
    struct store_unmapped *row = &run->result.unmapped[i];
    if (view_equal(row->source_code, coding->code) &&
        view_equal(row->source_system, coding->system)) {
      return row;
    }
  }
  return NULL;
}

/* The row of the code on the worklist, counted; NULL when there are too many. */
static struct store_unmapped *
count_unmapped(struct mapping_run *run, const struct mapping_coding *coding, const char *reason) {
  struct bundle_mapping_result *result = &run->result;
  struct store_unmapped *row = find_counted(run, coding);
  if (row != NULL) {
    row->count++;
    return row;
  }
  if (result->unmapped == NULL) {
    result->unmapped = arena_array(run->arena, LIMIT_UNMAPPED_CODES, sizeof *result->unmapped);
    run->candidates = arena_array(run->arena, LIMIT_UNMAPPED_CODES, sizeof *run->candidates);
  }
  if (result->unmapped == NULL || run->candidates == NULL ||
      result->unmapped_count == LIMIT_UNMAPPED_CODES) {
    return NULL;
  }
  row = &result->unmapped[result->unmapped_count++];
  *row = (struct store_unmapped){
      .domain = coding->domain,
      .source_system = coding->system,
      .source_code = coding->code,
      .source_display = coding->display,
      .reason = view_of(reason),
      .example = mapping_place_kind(run->document, run->resource, run->array, run->arena),
      .count = 1,
  };
  return row;
}

static void append_name(struct buffer *names, struct view code, struct view display) {
  buffer_append_string(names, names->length > 0 ? ", " : "");
  buffer_append(names, code);
  if (display.length > 0) {
    buffer_append_byte(names, ' ');
    buffer_append(names, display);
  }
}

/* "code display (97%), ..."; empty when there is none. */
static struct view search_candidates(struct mapping_run *run, const struct mapping_coding *coding) {
  const struct bundle_mapping *mapping = run->mapping;
  struct mapping_candidate candidates[CANDIDATES_SHOWN];
  struct mapping_candidate_query query = {.text = coding->display.length > 0 ? coding->display
                                                                             : coding->code,
                                          .domain = coding->domain,
                                          .target_system = usual_target(coding),
                                          .date = mapping_run_date(run)};
  size_t count = mapping->find_candidates(mapping->candidate_context, &query, run->arena,
                                          candidates, CANDIDATES_SHOWN);
  struct buffer names = buffer_make(run->arena, SIZE_MAX);
  for (size_t i = 0; i < count; i++) {
    append_name(&names, candidates[i].target.code, candidates[i].target.display);
    buffer_append_format(&names, " (%u%%)", candidates[i].score / SCORE_PERCENT);
  }
  return buffer_view(&names);
}

/* Each code is searched for once, and only so many of a Bundle: a search takes up to a
 * millisecond. */
static struct view candidates_of(struct mapping_run *run, const struct mapping_coding *coding,
                                 const struct store_unmapped *row) {
  struct view nothing = view_of("-");
  size_t index = row == NULL ? LIMIT_MAPPING_SEARCHES : (size_t)(row - run->result.unmapped);
  if (run->mapping->find_candidates == NULL || index >= LIMIT_MAPPING_SEARCHES) {
    return nothing;
  }
  struct view *names = &run->candidates[index];
  if (names->data == NULL) {
    struct view found = search_candidates(run, coding);
    *names = found.length > 0 ? found : nothing;
  }
  return *names;
}

void mapping_report_unmapped(struct mapping_run *run, const struct mapping_coding *coding) {
  const struct store_unmapped *counted = count_unmapped(run, coding, "unmapped");
  struct view row = proposed_row(run, coding, usual_target(coding));
  struct view candidates = candidates_of(run, coding, counted);
  struct issue *issue =
      report(run, TERMINOLOGY_MESSAGE_CODE_UNMAPPED, coding->node, coding->code, coding->system);
  issue->arguments[2] = row;
  issue->arguments[3] = candidates;
}

void mapping_report_ambiguous(struct mapping_run *run, const struct mapping_proposal *proposal,
                              struct view names) {
  const struct mapping_coding *coding = proposal->source;
  struct view row = proposed_row(run, coding, proposal->target.system);
  (void)count_unmapped(run, coding, "ambiguous");
  struct issue *issue = report(run, TERMINOLOGY_MESSAGE_CODE_AMBIGUOUS, coding->node, coding->code,
                               proposal->target.system);
  issue->arguments[2] = names;
  issue->arguments[3] = row;
}

/* "20051094 name -> 20099999 name, ...": what it was and what the master names instead. */
static struct view ended_names(const struct mapping_run *run, const struct masters_concept *ended) {
  struct masters_concept successors[SUCCESSORS_SHOWN];
  struct buffer names = buffer_make(run->arena, SIZE_MAX);
  size_t count = crosswalk_successors(run->mapping->masters, ended, successors, SUCCESSORS_SHOWN);
  append_name(&names, ended->code, ended->display);
  for (size_t i = 0; i < count; i++) {
    buffer_append_string(&names, i == 0 ? " -> " : ", ");
    buffer_append(&names, successors[i].code);
    buffer_append_byte(&names, ' ');
    buffer_append(&names, successors[i].display);
  }
  return buffer_view(&names);
}

void mapping_report_ended(struct mapping_run *run, const struct mapping_coding *coding,
                          const struct masters_concept *ended) {
  struct view names = ended_names(run, ended);
  struct view row = proposed_row(run, coding, ended->system);
  (void)count_unmapped(run, coding, "ended");
  struct issue *issue =
      report(run, TERMINOLOGY_MESSAGE_CODE_ENDED, coding->node, coding->code, ended->system);
  issue->arguments[2] = names;
  issue->arguments[3] = row;
}

void mapping_report_absent(struct mapping_run *run, struct view system, uint32_t node) {
  for (size_t i = 0; i < run->absent_count; i++) {
    if (view_equal(run->absent[i], system)) {
      return;
    }
  }
  if (run->absent_count < LIMIT_MAPPING_ABSENT) {
    run->absent[run->absent_count++] = system;
    report(run, TERMINOLOGY_MESSAGE_MASTER_ABSENT, node, system, none);
  }
}
