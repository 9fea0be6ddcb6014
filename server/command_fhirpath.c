#include "profiles/fhirpath_model.h"
#include "profiles/fhirpath_service.h"
#include "profiles/fhirpath_static.h"
#include "profiles/validator.h"
#include "server/app_definitions.h"
#include "server/base/clock.h"
#include "server/base/file.h"
#include "server/base/json_writer.h"
#include "server/command_options.h"
#include "server/commands.h"
#include "server/limits.h"
#include "server/startup.h"

#include <stdio.h>
#include <stdlib.h>

#define EXIT_EXPRESSION 1

struct fhirpath_options {
  const char *definitions;
  const char *expression;
  const char *file;
  enum language language;
  bool batch;
  bool check;
  bool as_filters;
  bool lenient;
};

/* What stays the same for all expressions. */
struct fhirpath_session {
  const struct fhirpath_options *options;
  const struct definitions *definitions;
  struct fhirpath_model model;
};

/* ---- options -----------------------------------------------------------------------------------
 */

#define AT(member) offsetof(struct fhirpath_options, member)
static const struct options_row rows[] = {
    COMMAND_OPTION_DEFINITIONS(AT(definitions)),
    {.name = "as-filters",
     .kind = OPTIONS_FLAG,
     .offset = AT(as_filters),
     .english = "as() filters many items, as invariants of R4 need it",
     .japanese = "R4 の制約と同じく、as() を複数の項目の絞り込みとして扱う"},
    {.name = "lenient",
     .kind = OPTIONS_FLAG,
     .offset = AT(lenient),
     .english = "say nothing about elements that the types do not have",
     .japanese = "型にない要素名が式にあっても誤りとしない"},
    {.name = "check",
     .kind = OPTIONS_FLAG,
     .offset = AT(check),
     .english = "only compile the expression; no FILE",
     .japanese = "式の構文だけを調べる（FILE は不要）"},
    COMMAND_OPTION_LANGUAGE(AT(language)),
    {.name = "batch",
     .kind = OPTIONS_FLAG,
     .offset = AT(batch),
     .english = "lines {\"id\",\"expression\",\"file\"} of FILE or standard input,\n"
                "an answer line each",
     .japanese = "FILE または標準入力の {\"id\",\"expression\",\"file\"} の各行に 1 行ずつ答える"},
};
#undef AT

/* An expression may begin with a minus. */
static const struct options_table table = {
    .program = "fhir-facade fhirpath",
    .usage = "[OPTION]... EXPRESSION FILE\n"
             "[OPTION]... --batch [FILE]",
    .introduction =
        "Evaluates a FHIRPath expression on a FHIR R4 resource and prints the result as a JSON\n"
        "array. Exit status: 0 done, 1 the expression or the file has an error, 2 not carried "
        "out.\n"
        "FHIR R4 リソースに対して FHIRPath 式を評価し、結果を JSON 配列で出力します。\n"
        "終了コード: 0 正常、1 式またはファイルの誤り、2 実行できず。\n",
    .rows = rows,
    .row_count = sizeof rows / sizeof rows[0],
    .words_maximum = 2,
    .minus_is_word = true,
};

static int read_options(int argc, char **argv, struct fhirpath_options *options) {
  struct options_words words;
  int status = options_read(&table, argc, argv, options, &words);
  if (status != OPTIONS_GO) {
    return status;
  }
  options->expression = words.count > 0 ? words.items[0] : NULL;
  options->file = words.count > 1 ? words.items[1] : NULL;
  if (options->batch) {
    return options->file == NULL ? OPTIONS_GO
                                 : options_complain(&table, "--batch takes one file",
                                                    "--batch に指定できるファイルは 1 つです");
  }
  if (options->check) {
    return words.count == 1 ? OPTIONS_GO
                            : options_complain(&table, "--check takes an expression and no file",
                                               "--check には式だけを指定してください");
  }
  return words.count == 2 ? OPTIONS_GO
                          : options_complain(&table, "an expression and a file are needed",
                                             "式とファイルを指定してください");
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

/* conformsTo() of the command line: a whole validation, without its findings. */
static enum fhirpath_answer conforms_to(void *self, uint32_t node, struct view profile) {
  const struct evaluation *evaluation = self;
  struct view url = profile;
  url = view_split(&url, '|');
  if (pack_find_profile(evaluation->pack, url) == PACK_NONE) {
    return FHIRPATH_ANSWER_UNKNOWN;
  }
  struct issue_list issues = issue_list_make(evaluation->arena, LIMIT_ISSUES);
  struct validation_request request = {
      .document = evaluation->document, .node = node, .profiles = &profile, .profile_count = 1};
  enum error error = validator_run(evaluation->definitions, evaluation->settings, &request,
                                   evaluation->arena, &issues);
  if (error != ERROR_OK) {
    return FHIRPATH_ANSWER_UNKNOWN;
  }
  return issue_list_failed(&issues) ? FHIRPATH_ANSWER_FALSE : FHIRPATH_ANSWER_TRUE;
}

static struct fhirpath_services services_of(struct evaluation *evaluation) {
  struct fhirpath_services services = fhirpath_services_make(evaluation);
  services.resolve = NULL; /* contained and the Bundle, wherever the expression stands */
  services.conforms_to = conforms_to;
  return services;
}

/* Runs a compiled expression over a document; appends the result. */
static enum error run_program(const struct fhirpath_session *session, struct view program,
                              const struct document *document, struct buffer *buffer,
                              struct fhirpath_failure *failure) {
  struct arena *arena = buffer->arena;
  struct validation_settings settings = {.issue_maximum = LIMIT_ISSUES};
  struct validation_request request = {.document = document};
  struct issue_list issues = issue_list_make(arena, LIMIT_ISSUES);
  struct evaluation evaluation = {.steps = validator_steps(),
                                  .definitions = session->definitions,
                                  .document = document,
                                  .settings = &settings,
                                  .request = &request,
                                  .arena = arena,
                                  .scratch = arena,
                                  .issues = &issues,
                                  .package = PACK_NONE};
  evaluation_begin(&evaluation);
  struct fhirpath_services services = services_of(&evaluation);
  struct fhirpath_context context = {.document = document,
                                     .focus_twin = NODE_NONE,
                                     .interned = true,
                                     .as_filters = session->options->as_filters,
                                     .now_ms = clock_now_ms(clock_system()),
                                     .model = &session->model,
                                     .services = &services,
                                     .arena = arena};
  struct view type = evaluation_resource_type(&evaluation, 0);
  struct fhirpath_collection collection;
  enum error error =
      session->options->lenient
          ? ERROR_OK
          : fhirpath_static_check(arena, program, &session->model,
                                  session->model.type_find(session->model.self, type), failure);
  if (error == ERROR_OK) {
    error = fhirpath_run(program, &context, &collection, failure);
  }
  if (error != ERROR_OK) {
    return error;
  }
  fhirpath_write(&context, collection, buffer);
  return buffer->error;
}

/* Appends the result; on failure *ret_reason is the text for a person. */
static enum error evaluate(const struct fhirpath_session *session, struct view expression,
                           const char *path, struct buffer *buffer, struct view *ret_reason) {
  struct arena *arena = buffer->arena;
  struct fhirpath_failure failure = {.message = NULL};
  struct view program;
  struct document document;
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
  error = run_program(session, program, &document, buffer, &failure);
  if (error != ERROR_OK) {
    *ret_reason = failure_text(session, error, &failure, arena);
  }
  return error;
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
  int status = read_options(argc, argv, &options);
  if (status != OPTIONS_GO) {
    return status;
  }
  struct arena *arena = arena_new(LIMIT_REQUEST_ARENA_BYTES);
  if (arena == NULL) {
    return STARTUP_FAILED;
  }
  struct issue_list issues = issue_list_make(arena, LIMIT_ISSUES);
  struct app_definitions wanted = {.path = options.definitions};
  struct definitions *definitions = NULL;
  status = STARTUP_FAILED;
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
