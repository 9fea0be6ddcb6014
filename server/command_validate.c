#include "profiles/message_list.h"
#include "profiles/validator.h"
#include "server/app_definitions.h"
#include "server/base/file.h"
#include "server/commands.h"
#include "server/http/operation_outcome.h"
#include "server/limits.h"
#include "server/startup.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define DEFAULT_CLINS_VERSION "1.10.0"
#define OPTION_MAXIMUM 64u

enum { EXIT_VALID = 0, EXIT_INVALID = 1 };

enum output_format { FORMAT_TEXT, FORMAT_JSON, FORMAT_LIST, FORMAT_COUNT };

static const char *const format_names[FORMAT_COUNT] = {"text", "json", "list"};

struct validate_options {
  const char *definitions;
  const char *packages[OPTION_MAXIMUM];
  size_t package_count;
  struct view profiles[OPTION_MAXIMUM];
  size_t profile_count;
  struct view clins_version;
  enum language language;
  enum output_format format;
  bool help;
  char **files;
  size_t file_count;
};

/* One file on its way through. */
struct validate_run {
  const struct validate_options *options;
  const struct definitions *definitions;
  struct arena *arena;
  struct issue_list issues;
  struct view text;
  bool unreadable; /* not JSON: the file could not be read */
};

static const char usage[] =
    "usage: fhir-facade validate [option...] FILE...   (- is standard input)\n"
    "Checks FHIR R4 resources. Exit status: 0 valid, 1 invalid, 2 not carried out.\n"
    "FHIR R4 リソースを検査します。終了コード: 0 適合、1 不適合、2 実行できず。\n"
    "  --definitions FILE     definitions pack (default: beside the program)\n"
    "  --packages PATH        FHIR package (.tgz or folder) to add; repeatable\n"
    "  --profile URL          check against this profile too, URL or URL|version; repeatable\n"
    "  --clins-version V      JP-CLINS version of a profile without version (default 1.10.0)\n"
    "  --lang ja|en           language of the texts (default en)\n"
    "  --format text|json|list  json: one OperationOutcome a file; list: severity, id and path "
    "only\n";

/* ---- options ------------------------------------------------------------------------------------
 */
static bool take_format(struct validate_options *options, const char *name) {
  for (int format = 0; format < FORMAT_COUNT; format++) {
    if (strcmp(name, format_names[format]) == 0) {
      options->format = (enum output_format)format;
      return true;
    }
  }
  return false;
}

static bool take_value(struct validate_options *options, const char *name, const char *value) {
  if (strcmp(name, "--definitions") == 0) {
    options->definitions = value;
    return true;
  }
  if (strcmp(name, "--packages") == 0 && options->package_count < OPTION_MAXIMUM) {
    options->packages[options->package_count++] = value;
    return true;
  }
  if (strcmp(name, "--profile") == 0 && options->profile_count < OPTION_MAXIMUM) {
    options->profiles[options->profile_count++] = view_of(value);
    return true;
  }
  if (strcmp(name, "--clins-version") == 0) {
    options->clins_version = view_of(value);
    return true;
  }
  if (strcmp(name, "--lang") == 0) {
    options->language = strcmp(value, "ja") == 0 ? LANGUAGE_JAPANESE : LANGUAGE_ENGLISH;
    return strcmp(value, "ja") == 0 || strcmp(value, "en") == 0;
  }
  if (strcmp(name, "--format") == 0) {
    return take_format(options, value);
  }
  return false;
}

static bool parse_options(int argc, char **argv, struct validate_options *options) {
  int at = 1;
  while (at < argc && argv[at][0] == '-' && argv[at][1] != '\0') {
    if (strcmp(argv[at], "--help") == 0) {
      options->help = true;
      return true;
    }
    if (at + 1 >= argc || !take_value(options, argv[at], argv[at + 1])) {
      fprintf(stderr, "fhir-facade validate: %s\n", argv[at]);
      return false;
    }
    at += 2;
  }
  options->files = argv + at;
  options->file_count = (size_t)(argc - at);
  return options->file_count > 0;
}

/* ---- output -------------------------------------------------------------------------------------
 */
static void print_issue(const struct validate_run *run, const struct issue *issue) {
  struct view text = issue_text(issue, run->options->language, run->arena);
  struct view path = issue->expression.length > 0 ? issue->expression : view_of("-");
  printf("  %s %s %.*s", severity_name(issue->severity), issue->message->id, VIEW_ARGUMENTS(path));
  if (issue->offset != ISSUE_NO_OFFSET) {
    struct document_position position = document_position(run->text, issue->offset);
    printf(" (%u:%u)", position.line, position.column);
  }
  printf(" %.*s", VIEW_ARGUMENTS(text));
  if (issue->rule.length > 0) {
    printf(" [%.*s]", VIEW_ARGUMENTS(issue->rule));
  }
  if (issue->definition.length > 0) {
    printf(" <%.*s>", VIEW_ARGUMENTS(issue->definition));
  }
  putchar('\n');
}

static void print_text(const struct validate_run *run, const char *file) {
  const struct issue_list *issues = &run->issues;
  bool japanese = run->options->language == LANGUAGE_JAPANESE;
  bool failed = issue_list_failed(issues);
  const char *verdict = failed ? (japanese ? "不適合" : "invalid") : (japanese ? "適合" : "valid");
  printf(japanese ? "%s: %s（エラー %u、警告 %u、情報 %u）\n"
                  : "%s: %s (%u errors, %u warnings, %u information)\n",
         file, verdict, issues->severities[SEVERITY_FATAL] + issues->severities[SEVERITY_ERROR],
         issues->severities[SEVERITY_WARNING], issues->severities[SEVERITY_INFORMATION]);
  for (uint32_t i = 0; i < issues->count; i++) {
    print_issue(run, &issues->issues[i]);
  }
  if (issues->left_out > 0) {
    printf(japanese ? "  （ほか %u 件）\n" : "  (%u more)\n", issues->left_out);
  }
}

/* What tests compare: a line a finding, no texts. */
static void print_list(const struct validate_run *run) {
  for (uint32_t i = 0; i < run->issues.count; i++) {
    const struct issue *issue = &run->issues.issues[i];
    struct view path = issue->expression.length > 0 ? issue->expression : view_of("-");
    printf("%s %s %.*s\n", severity_name(issue->severity), issue->message->id,
           VIEW_ARGUMENTS(path));
  }
}

static enum error print_json(struct validate_run *run) {
  struct operation_outcome outcome = {run->text, &run->issues, run->options->language};
  struct view body;
  enum error error = operation_outcome_body(&outcome, true, &body);
  if (error == ERROR_OK) {
    printf("%.*s\n", VIEW_ARGUMENTS(body));
  }
  return error;
}

static enum error print_result(struct validate_run *run, const char *file) {
  switch (run->options->format) {
  case FORMAT_JSON:
    return print_json(run);
  case FORMAT_LIST:
    print_list(run);
    break;
  case FORMAT_TEXT:
  case FORMAT_COUNT:
    print_text(run, file);
    break;
  }
  return ERROR_OK;
}

/* ---- one file -----------------------------------------------------------------------------------
 */
static enum error read_standard_input(struct arena *arena, struct view *ret_text) {
  struct buffer buffer = buffer_make(arena, LIMIT_DOCUMENT_BYTES);
  char block[8192];
  ssize_t got;
  while ((got = read(STDIN_FILENO, block, sizeof(block))) > 0) {
    buffer_append(&buffer, view_make(block, (size_t)got));
  }
  if (got < 0) {
    return ERROR_FILE;
  }
  *ret_text = buffer_view(&buffer);
  return buffer.error;
}

static enum error validate_text(struct validate_run *run) {
  struct document document;
  struct document_failure failure = {.fault = DOCUMENT_FAULT_NONE};
  enum error error = document_read(run->arena, run->text, definitions_names(run->definitions),
                                   &document, &failure);
  if (error == ERROR_SYNTAX) {
    struct issue *issue = issue_add_with(&run->issues, message_row(MESSAGE_DOCUMENT_SYNTAX),
                                         view_of(document_fault_english(failure.fault)),
                                         view_of(document_fault_japanese(failure.fault)));
    issue->offset = failure.offset;
    run->unreadable = true;
    return ERROR_OK;
  }
  if (error != ERROR_OK) {
    return error;
  }
  struct validation_settings settings = {.clins_version = run->options->clins_version,
                                         .issue_maximum = LIMIT_ISSUES};
  struct validation_request request = {.document = &document,
                                       .profiles = run->options->profiles,
                                       .profile_count = run->options->profile_count};
  return validator_run(run->definitions, &settings, &request, run->arena, &run->issues);
}

static int validate_file(const struct validate_options *options,
                         const struct definitions *definitions, const char *file) {
  struct validate_run run = {.options = options, .definitions = definitions};
  run.arena = arena_new(LIMIT_REQUEST_ARENA_BYTES + LIMIT_DOCUMENT_BYTES);
  if (run.arena == NULL) {
    return STARTUP_FAILED;
  }
  run.issues = issue_list_make(run.arena, LIMIT_ISSUES);
  bool standard_input = strcmp(file, "-") == 0;
  enum error error = standard_input ? read_standard_input(run.arena, &run.text)
                                    : file_read(run.arena, file, LIMIT_DOCUMENT_BYTES, &run.text);
  int file_error = errno;
  error = error == ERROR_OK ? validate_text(&run) : error;
  error = error == ERROR_OK ? print_result(&run, file) : error;
  int status = issue_list_failed(&run.issues) ? EXIT_INVALID : EXIT_VALID;
  status = run.unreadable ? STARTUP_FAILED : status;
  if (error != ERROR_OK) {
    fprintf(stderr, "fhir-facade validate: %s: %s\n", file,
            error == ERROR_FILE ? strerror(file_error) : error_english(error));
    status = STARTUP_FAILED;
  }
  arena_free(run.arena);
  return status;
}

static int validate_files(const struct validate_options *options) {
  struct arena *arena = arena_new(LIMIT_REQUEST_ARENA_BYTES);
  if (arena == NULL) {
    return STARTUP_FAILED;
  }
  struct issue_list issues = issue_list_make(arena, LIMIT_ISSUES);
  struct app_definitions wanted = {.path = options->definitions,
                                   .packages = options->packages,
                                   .package_count = options->package_count};
  struct definitions *definitions = NULL;
  int status = EXIT_VALID;
  enum error error = app_definitions_open(&wanted, arena, &issues, &definitions);
  if (error != ERROR_OK) {
    startup_complain(&issues, error);
    status = STARTUP_FAILED;
  }
  for (size_t i = 0; error == ERROR_OK && i < options->file_count; i++) {
    int file_status = validate_file(options, definitions, options->files[i]);
    status = file_status > status ? file_status : status;
  }
  definitions_close(definitions);
  arena_free(arena);
  return status;
}

int command_validate(int argc, char **argv) {
  struct validate_options options = {.definitions = "",
                                     .clins_version = VIEW_LITERAL(DEFAULT_CLINS_VERSION),
                                     .language = LANGUAGE_ENGLISH};
  if (!parse_options(argc, argv, &options)) {
    fputs(usage, stderr);
    return STARTUP_FAILED;
  }
  if (options.help) {
    fputs(usage, stdout);
    return EXIT_VALID;
  }
  return validate_files(&options);
}
