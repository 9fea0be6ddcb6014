#include "profiles/fhirpath_model.h"
#include "profiles/pack.h"
#include "profiles/validator.h"
#include "server/app_definitions.h"
#include "server/base/clock.h"
#include "server/base/file.h"
#include "server/base/json_writer.h"
#include "server/commands.h"
#include "server/limits.h"
#include "server/startup.h"

#include <stdio.h>
#include <stdlib.h>

#define EXIT_EXPRESSION 1

static const char usage[] =
    "usage: fhir-facade fhirpath [option...] EXPRESSION FILE\n"
    "       fhir-facade fhirpath [option...] --batch [FILE]\n"
    "Evaluates a FHIRPath expression on a FHIR R4 resource and prints the result as a JSON array.\n"
    "FHIR R4 リソースに対して FHIRPath 式を評価し、結果を JSON 配列で出力します。\n"
    "Exit status: 0 done, 1 the expression or the file has an error, 2 not carried out.\n"
    "終了コード: 0 正常、1 式またはファイルの誤り、2 実行できず。\n"
    "  --definitions FILE  definitions pack (default: beside the program)\n"
    "  --as-filters        as() filters many items, as invariants of R4 need it\n"
    "  --check             only compile the expression; no FILE\n"
    "  --lang ja|en        language of messages (default en)\n"
    "  --batch             lines {\"id\",\"expression\",\"file\"} on standard input, an answer "
    "line "
    "each\n";

struct fhirpath_options {
  const char *definitions;
  const char *expression;
  const char *file;
  enum language language;
  bool batch;
  bool check;
  bool as_filters;
  bool help;
};

/* What stays the same for all expressions. */
struct fhirpath_session {
  const struct fhirpath_options *options;
  const struct definitions *definitions;
  struct fhirpath_model model;
};

/* ---- options -----------------------------------------------------------------------------------
 */

static bool take_flag(struct fhirpath_options *options, const char *name) {
  const struct {
    const char *name;
    bool *flag;
  } flags[] = {{"--batch", &options->batch},
               {"--check", &options->check},
               {"--as-filters", &options->as_filters},
               {"--help", &options->help}};
  for (size_t i = 0; i < sizeof flags / sizeof flags[0]; i++) {
    if (strcmp(name, flags[i].name) == 0) {
      *flags[i].flag = true;
      return true;
    }
  }
  return false;
}

static bool take_value(struct fhirpath_options *options, const char *name, const char *value) {
  if (strcmp(name, "--definitions") == 0) {
    options->definitions = value;
    return true;
  }
  bool japanese = strcmp(value, "ja") == 0;
  if (strcmp(name, "--lang") == 0 && (japanese || strcmp(value, "en") == 0)) {
    options->language = japanese ? LANGUAGE_JAPANESE : LANGUAGE_ENGLISH;
    return true;
  }
  return false;
}

static bool take_operand(struct fhirpath_options *options, const char *value) {
  const char **slot = options->expression == NULL ? &options->expression : &options->file;
  if (*slot != NULL) {
    return false;
  }
  *slot = value;
  return true;
}

/* Options may stand before the operands; an expression may begin with a minus: behind "--" all are
 * operands, and what begins with one minus only is one too. */
static bool read_options(int argc, char **argv, struct fhirpath_options *options) {
  bool operands_only = false;
  for (int i = 1; i < argc; i++) {
    bool is_option = !operands_only && strncmp(argv[i], "--", 2) == 0;
    if (is_option && argv[i][2] == '\0') {
      operands_only = true;
    } else if (!is_option) {
      if (!take_operand(options, argv[i])) {
        return false;
      }
    } else if (!take_flag(options, argv[i])) {
      if (i + 1 == argc || !take_value(options, argv[i], argv[i + 1])) {
        return false;
      }
      i++;
    }
  }
  if (options->help || options->batch) {
    return options->file == NULL;
  }
  return options->expression != NULL && (options->file != NULL) != options->check;
}

/* ---- one expression ----------------------------------------------------------------------------
 */

static struct view failure_text(const struct fhirpath_session *session, enum error error,
                                const struct fhirpath_failure *failure, struct arena *arena) {
  enum language language = session->options->language;
  if (failure->message != NULL) {
    return fhirpath_failure_text(failure, language, arena);
  }
  return view_of(language == LANGUAGE_JAPANESE ? error_japanese(error) : error_english(error));
}

static enum error read_document(const struct fhirpath_session *session, const char *path,
                                struct arena *arena, struct document *ret_document,
                                struct view *ret_reason) {
  struct view content;
  enum error error = file_read(arena, path, LIMIT_DOCUMENT_BYTES, &content);
  if (error != ERROR_OK) {
    return error;
  }
  struct document_failure failure;
  error = document_read(arena, content, definitions_names(session->definitions), ret_document,
                        &failure);
  if (error == ERROR_SYNTAX) {
    struct document_position position = document_position(content, failure.offset);
    bool japanese = session->options->language == LANGUAGE_JAPANESE;
    const char *text =
        japanese ? document_fault_japanese(failure.fault) : document_fault_english(failure.fault);
    *ret_reason = arena_format(arena, "%u:%u: %s", position.line, position.column, text);
  }
  return error;
}

/* conformsTo() of the command line: a silent validation. */
struct conformance {
  const struct definitions *definitions;
  const struct document *document;
  struct arena *arena;
};

static enum fhirpath_answer conforms_to(void *self, uint32_t node, struct view profile) {
  struct conformance *conformance = self;
  struct view url = profile;
  url = view_split(&url, '|');
  if (pack_find_profile(definitions_pack(conformance->definitions), url) == PACK_NONE) {
    return FHIRPATH_ANSWER_UNKNOWN;
  }
  struct issue_list issues = issue_list_make(conformance->arena, LIMIT_ISSUES);
  struct validation_settings settings = {.issue_maximum = LIMIT_ISSUES};
  struct validation_request request = {
      .document = conformance->document, .node = node, .profiles = &profile, .profile_count = 1};
  enum error error =
      validator_run(conformance->definitions, &settings, &request, conformance->arena, &issues);
  if (error != ERROR_OK) {
    return FHIRPATH_ANSWER_UNKNOWN;
  }
  return issue_list_failed(&issues) ? FHIRPATH_ANSWER_FALSE : FHIRPATH_ANSWER_TRUE;
}

/* Appends the result; on failure *ret_reason is the text for a person. */
static enum error evaluate(const struct fhirpath_session *session, struct view expression,
                           const char *path, struct buffer *buffer, struct view *ret_reason) {
  struct arena *arena = buffer->arena;
  struct fhirpath_failure failure = {.message = NULL};
  struct view program;
  struct document document;
  struct fhirpath_collection collection;
  enum error error = fhirpath_compile(arena, expression, definitions_names(session->definitions),
                                      &program, &failure);
  if (error != ERROR_OK || path == NULL) {
    *ret_reason = error != ERROR_OK ? failure_text(session, error, &failure, arena) : view_of("");
    return error;
  }
  error = read_document(session, path, arena, &document, ret_reason);
  if (error != ERROR_OK) {
    if (ret_reason->length == 0) {
      *ret_reason = failure_text(session, error, &failure, arena);
    }
    return error;
  }
  struct conformance conformance = {session->definitions, &document, arena};
  struct fhirpath_services services = {.self = &conformance, .conforms_to = conforms_to};
  struct fhirpath_context context = {.document = &document,
                                     .focus_twin = NODE_NONE,
                                     .interned = true,
                                     .as_filters = session->options->as_filters,
                                     .now_ms = clock_now_ms(clock_system()),
                                     .model = &session->model,
                                     .services = &services,
                                     .arena = arena};
  error = fhirpath_run(program, &context, &collection, &failure);
  if (error != ERROR_OK) {
    *ret_reason = failure_text(session, error, &failure, arena);
    return error;
  }
  fhirpath_write(&context, collection, buffer);
  return buffer->error;
}

static int run_one(const struct fhirpath_session *session) {
  struct arena *arena = arena_new(LIMIT_REQUEST_ARENA_BYTES);
  if (arena == NULL) {
    return STARTUP_FAILED;
  }
  struct buffer buffer = buffer_make(arena, LIMIT_DOCUMENT_BYTES);
  struct view reason = {NULL, 0};
  const char *expression = session->options->expression;
  enum error error =
      evaluate(session, view_of(expression), session->options->file, &buffer, &reason);
  if (error != ERROR_OK) {
    fprintf(stderr, "%.*s\n", VIEW_ARGUMENTS(reason));
  } else if (!session->options->check) {
    printf("%.*s\n", VIEW_ARGUMENTS(buffer_view(&buffer)));
  }
  arena_free(arena);
  if (error == ERROR_FILE) {
    return STARTUP_FAILED;
  }
  return error == ERROR_OK ? 0 : EXIT_EXPRESSION;
}

/* ---- batch -------------------------------------------------------------------------------------
 */

static void write_answer(struct view id, enum error error, struct view text, struct arena *arena) {
  struct buffer line = buffer_make(arena, LIMIT_DOCUMENT_BYTES);
  struct json_writer writer = json_writer_make(&line, false);
  writer_object_begin(&writer);
  writer_member_string(&writer, "id", id);
  if (error == ERROR_OK) {
    writer_member_raw(&writer, "result", text);
  } else {
    writer_member_string(&writer, "error", text);
  }
  writer_object_end(&writer);
  printf("%.*s\n", VIEW_ARGUMENTS(buffer_view(&line)));
}

static void run_line(const struct fhirpath_session *session, struct view line,
                     struct arena *arena) {
  struct document document;
  struct document_failure unread;
  struct view reason = {NULL, 0};
  struct buffer buffer = buffer_make(arena, LIMIT_DOCUMENT_BYTES);
  enum error error = document_read(arena, line, NULL, &document, &unread);
  struct view id = {NULL, 0};
  if (error == ERROR_OK) {
    id = document_member_string(&document, 0, "id", arena);
    struct view expression = document_member_string(&document, 0, "expression", arena);
    const char *file = arena_string(arena, document_member_string(&document, 0, "file", arena));
    error = file == NULL ? ERROR_MEMORY : evaluate(session, expression, file, &buffer, &reason);
  }
  if (error != ERROR_OK && reason.length == 0) {
    reason = view_of(error_english(error));
  }
  write_answer(id, error, error == ERROR_OK ? buffer_view(&buffer) : reason, arena);
}

static int run_lines(const struct fhirpath_session *session, FILE *input) {
  char *line = NULL;
  size_t size = 0;
  ssize_t length = 0;
  int status = 0;
  while ((length = getline(&line, &size, input)) > 0) {
    struct view text = view_trim(view_make(line, (size_t)length));
    struct arena *arena = text.length > 0 ? arena_new(LIMIT_REQUEST_ARENA_BYTES) : NULL;
    if (arena != NULL) {
      run_line(session, text, arena);
    } else if (text.length > 0) {
      status = STARTUP_FAILED;
    }
    arena_free(arena);
  }
  free(line);
  return status;
}

static int run_batch(const struct fhirpath_session *session) {
  const char *path = session->options->expression;
  FILE *input = path == NULL ? stdin : fopen(path, "r");
  if (input == NULL) {
    perror(path);
    return STARTUP_FAILED;
  }
  int status = run_lines(session, input);
  if (path != NULL) {
    (void)fclose(input);
  }
  return status;
}

int command_fhirpath(int argc, char **argv) {
  struct fhirpath_options options = {.definitions = ""};
  if (!read_options(argc, argv, &options)) {
    fputs(usage, stderr);
    return STARTUP_FAILED;
  }
  if (options.help) {
    fputs(usage, stdout);
    return 0;
  }
  struct arena *arena = arena_new(LIMIT_REQUEST_ARENA_BYTES);
  if (arena == NULL) {
    return STARTUP_FAILED;
  }
  struct issue_list issues = issue_list_make(arena, LIMIT_ISSUES);
  struct app_definitions wanted = {.path = options.definitions};
  struct definitions *definitions = NULL;
  int status = STARTUP_FAILED;
  enum error error = app_definitions_open(&wanted, arena, &issues, &definitions);
  if (error != ERROR_OK) {
    startup_complain(&issues, error);
  } else {
    struct fhirpath_session session = {&options, definitions, fhirpath_model_make(definitions)};
    status = options.batch ? run_batch(&session) : run_one(&session);
  }
  definitions_close(definitions);
  arena_free(arena);
  return status;
}
