#include "server/validate_check.h"

#include "profiles/message_list.h"
#include "profiles/syntax_location.h"
#include "profiles/xml_document.h"
#include "server/base/file.h"
#include "server/http/operation_outcome.h"
#include "server/limits.h"
#include "server/validate_messages.h"

#include <errno.h>

/* Remarks of the advisor are never cut. */
#define KEPT_REMARKS "advisor-"

struct check_run {
  const struct validate_check *check;
  struct validation_settings settings;
  struct report_file *file;
  bool unreadable;
};

/* ---- one resource -----------------------------------------------------------------------------
 */
static void complain_syntax(struct check_run *run, struct view text, struct issue_list *issues,
                            const struct document_failure *failure) {
  struct issue *issue = issue_add_with(issues, message_row(MESSAGE_DOCUMENT_SYNTAX),
                                       view_of(document_fault_english(failure->fault)),
                                       view_of(document_fault_japanese(failure->fault)));
  issue->offset = failure->offset;
  issue->expression = syntax_location_of(text, failure->offset, issues->arena);
  run->unreadable = true;
}

static enum error check_document(struct check_run *run, const struct document *document,
                                 struct arena *arena, struct issue_list *issues) {
  const struct validate_check *check = run->check;
  struct validation_request request = {.document = document,
                                       .profiles = check->profiles,
                                       .profile_count = check->profile_count,
                                       .is_xml = run->file->is_xml};
  return validator_run(check->definitions, &run->settings, &request, arena, issues);
}

static enum error check_xml(struct check_run *run, struct arena *arena, struct issue_list *issues) {
  struct xml_document xml;
  enum error error =
      xml_document_read(run->check->definitions, run->file->text, arena, issues, &xml);
  run->file->resource_count++;
  if (error == ERROR_SYNTAX) {
    run->unreadable = true;
    return ERROR_OK;
  }
  if (error == ERROR_OK) {
    error = check_document(run, &xml.document, arena, issues);
    xml_document_locate(&xml, issues);
  }
  return error;
}

/* Offsets of the findings are those in text. */
static enum error check_resource(struct check_run *run, struct view text, struct arena *arena,
                                 struct issue_list *issues) {
  const struct validate_check *check = run->check;
  struct document document;
  struct document_failure failure = {.fault = DOCUMENT_FAULT_NONE};
  enum error error =
      document_read(arena, text, definitions_names(check->definitions), &document, &failure);
  run->file->resource_count++;
  if (error == ERROR_SYNTAX) {
    complain_syntax(run, text, issues, &failure);
    return ERROR_OK;
  }
  return error == ERROR_OK ? check_document(run, &document, arena, issues) : error;
}

/* ---- one resource a line ----------------------------------------------------------------------
 */

/* A finding of a line into the file's list: texts are copied, the place is that in the file. */
static void take_issue(struct issue_list *issues, const struct issue *finding, size_t line_start) {
  struct issue *issue = issue_add(issues, finding->message);
  struct arena *arena = issues->arena;
  issue_set_severity(issues, issue, finding->severity);
  if (issue == &issues->scratch) {
    return;
  }
  for (size_t i = 0; i < ISSUE_ARGUMENTS; i++) {
    issue->arguments[i] = arena_copy(arena, finding->arguments[i]);
  }
  issue->expression = arena_copy(arena, finding->expression);
  issue->definition = arena_copy(arena, finding->definition);
  issue->rule = arena_copy(arena, finding->rule);
  issue->hint = finding->hint;
  issue->hint_value = arena_copy(arena, finding->hint_value);
  issue->offset = line_start + (finding->offset == ISSUE_NO_OFFSET ? 0 : finding->offset);
}

static enum error check_line(struct check_run *run, struct view line, size_t line_start,
                             struct arena *scratch) {
  struct issue_list found = issue_list_make(scratch, LIMIT_REPORT_ISSUES);
  enum error error = check_resource(run, line, scratch, &found);
  struct issue_list *issues = &run->file->issues;
  for (uint32_t i = 0; i < found.count; i++) {
    take_issue(issues, &found.issues[i], line_start);
  }
  if (found.left_out > 0) {
    issues->left_out += found.left_out;
    for (uint32_t i = 0; i < found.count; i++) {
      found.severities[found.issues[i].severity]--;
    }
    for (int severity = 0; severity <= SEVERITY_INFORMATION; severity++) {
      issues->severities[severity] += found.severities[severity];
    }
  }
  return error;
}

static enum error check_lines(struct check_run *run) {
  struct view rest = run->file->text;
  const char *start = rest.data;
  enum error error = ERROR_OK;
  struct arena *scratch = arena_new(LIMIT_REQUEST_ARENA_BYTES + LIMIT_DOCUMENT_BYTES);
  if (scratch == NULL) {
    return ERROR_MEMORY;
  }
  run->settings.advisor = NULL; /* for the whole file, so that its remarks stand there once */
  while (rest.length > 0 && error == ERROR_OK) {
    struct view line = view_split(&rest, '\n');
    if (view_trim(line).length == 0) {
      continue;
    }
    struct arena_mark mark = arena_mark(scratch);
    error = check_line(run, line, (size_t)(line.data - start), scratch);
    arena_back(scratch, mark);
  }
  arena_free(scratch);
  const struct advisor *advisor = run->check->settings.advisor;
  return error == ERROR_OK && advisor != NULL ? advisor_apply(advisor, &run->file->issues) : error;
}

/* ---- one file ---------------------------------------------------------------------------------
 */

/* Standard input has no name that tells what it is: several resources, each on its line, are lines.
 */
static bool looks_like_lines(struct view text) {
  struct view rest = view_trim(text);
  struct view first = view_trim(view_split(&rest, '\n'));
  rest = view_trim(rest);
  return first.length > 1 && first.data[0] == '{' && first.data[first.length - 1] == '}' &&
         rest.length > 0 && rest.data[0] == '{';
}

static bool is_remark(const struct issue *issue) {
  return view_starts_with(view_of(issue->message->id), view_of(KEPT_REMARKS));
}

/* Sorted, the mildest and last ones are left out beyond the maximum. */
static void cut(struct issue_list *issues, uint32_t maximum) {
  uint32_t kept = 0;
  for (uint32_t i = 0; i < issues->count; i++) {
    if (i < maximum || is_remark(&issues->issues[i])) {
      issues->issues[kept++] = issues->issues[i];
    } else {
      issues->left_out++;
    }
  }
  issues->count = kept;
}

/* What the advisor tells about itself is no finding of any class. */
static struct national_verdict verdict_of(const struct issue_list *issues) {
  struct national_verdict verdict = national_verdict_make(issues);
  for (uint32_t i = 0; i < issues->count; i++) {
    const struct issue *issue = &issues->issues[i];
    verdict.classes[national_class_of(issue)].information -= is_remark(issue) ? 1u : 0u;
  }
  return verdict;
}

static enum error finish(struct check_run *run) {
  struct report_file *file = run->file;
  const struct validation_settings *settings = &run->check->settings;
  struct document_position *positions = NULL;
  issue_list_sort(&file->issues);
  file->state = issue_list_failed(&file->issues) ? REPORT_INVALID : REPORT_VALID;
  file->state = run->unreadable ? REPORT_UNREADABLE : file->state;
  file->has_verdict = settings->national && file->state != REPORT_UNREADABLE;
  file->verdict = verdict_of(&file->issues);
  file->advisor_changes = advisor_changes(&file->issues);
  cut(&file->issues, settings->issue_maximum);
  struct operation_outcome outcome = {file->text, &file->issues, LANGUAGE_ENGLISH};
  enum error error = operation_outcome_positions(&outcome, &positions);
  file->positions = positions;
  return error;
}

enum error validate_check_text(const struct validate_check *check, struct arena *arena,
                               struct report_file *file) {
  struct check_run run = {.check = check, .settings = check->settings, .file = file};
  file->issues = issue_list_make(arena, LIMIT_REPORT_ISSUES);
  file->resource_count = 0;
  enum error error = ERROR_OK;
  if (file->is_lines) {
    error = check_lines(&run);
  } else if (file->is_xml) {
    error = check_xml(&run, arena, &file->issues);
  } else {
    error = check_resource(&run, file->text, arena, &file->issues);
  }
  if (file->is_lines && file->resource_count == 0) {
    (void)issue_add(&file->issues, validate_message_get(VALIDATE_MESSAGE_EMPTY));
    run.unreadable = true;
  }
  return error == ERROR_OK ? finish(&run) : error;
}

static enum error tell_unreadable(const struct validate_check *check, enum validate_message message,
                                  enum error reason, struct report_file *file) {
  struct check_run run = {.check = check, .file = file, .unreadable = true};
  const char *english = reason == ERROR_FILE ? strerror(errno) : error_english(reason);
  const char *japanese = reason == ERROR_FILE ? strerror(errno) : error_japanese(reason);
  (void)issue_add_with(&file->issues, validate_message_get(message), view_of(english),
                       view_of(japanese));
  return finish(&run);
}

enum error validate_check_input(const struct validate_check *check,
                                const struct validate_input *input, struct arena *arena,
                                struct report_file *ret_file) {
  *ret_file = (struct report_file){.name = input->path,
                                   .kept_name = input->kept_name,
                                   .issues = issue_list_make(arena, LIMIT_REPORT_ISSUES)};
  if (input->is_empty_folder) {
    return tell_unreadable(check, VALIDATE_MESSAGE_NO_FILES, ERROR_OK, ret_file);
  }
  bool standard = strcmp(input->path, "-") == 0;
  bool is_lines = input->form == VALIDATE_FORM_LINES;
  size_t maximum = is_lines || standard ? LIMIT_LINES_BYTES : LIMIT_DOCUMENT_BYTES;
  errno = 0;
  enum error error = standard ? validate_inputs_read_standard(arena, maximum, &ret_file->text)
                              : file_read(arena, input->path, maximum, &ret_file->text);
  if (error == ERROR_FILE || error == ERROR_TOO_LARGE) {
    return tell_unreadable(check, VALIDATE_MESSAGE_UNREADABLE, error, ret_file);
  }
  if (error != ERROR_OK) {
    return error;
  }
  ret_file->has_text = true;
  ret_file->is_xml = input->form == VALIDATE_FORM_XML || (input->form == VALIDATE_FORM_UNKNOWN &&
                                                          xml_document_is_likely(ret_file->text));
  ret_file->is_lines = is_lines || (standard && looks_like_lines(ret_file->text));
  return validate_check_text(check, arena, ret_file);
}
