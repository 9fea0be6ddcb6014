#include "tests/style/rules.h"

#include "tests/style/floors.h"
#include "tests/style/function.h"

#include <ctype.h>
#include <stdio.h>
#include <unistd.h>

struct allowed_row {
  const char *path;
  const char *name;
};

/* What may break a rule, and why. */
static const struct allowed_row allowed_variables[] = {
    {"server/base/log.c", "current_level"},    /* the log level, set once at start */
    {"tests/torture/fault_shim.c", "control"}, /* interposed calls are given nothing of ours */
};

/* Callbacks whose shape libmicrohttpd (MHD_AccessHandlerCallback), GnuTLS
 * (gnutls_certificate_retrieve_function2) and libxml2 (startElementNsSAX2Func) prescribe. */
static const struct allowed_row allowed_parameters[] = {
    {"server/http/exchange.c", "exchange_continue"},
    {"server/http/listen.c", "choose_certificate"},
    {"server/http/exchange.c", "add_header"},
    {"profiles/xml_tree.c", "on_start"},
    {"server/orca/orca_record_xml.c", "element_start"},
    {"tests/lab/lab_http.c", "on_request"},
};

static const char *const forbidden_calls[] = {
    "strcpy", "strcat", "stpcpy", "sprintf", "vsprintf", "strtok", "atoi",
    "atol",   "atof",   "sscanf", "vsscanf", "alloca",   "gets",   "strdupa",
};

static void report(struct findings *findings, const struct source *source, uint32_t line,
                   const char *what, struct view name) {
  printf("%s:%u: %s%.*s\n", source->path, line, what, VIEW_ARGUMENTS(name));
  findings->count++;
}

static void report_measure(struct findings *findings, const struct source *source,
                           const struct function *function, const char *what, uint32_t measure) {
  printf("%s:%u: %.*s: %s %u\n", source->path, function->line, VIEW_ARGUMENTS(function->name), what,
         measure);
  findings->count++;
}

static bool is_allowed(const struct allowed_row *rows, size_t count, const struct source *source,
                       struct view name) {
  for (size_t i = 0; i < count; i++) {
    if (strcmp(source->path, rows[i].path) == 0 && view_is(name, rows[i].name)) {
      return true;
    }
  }
  return false;
}

static bool starts(const struct source *source, const char *prefix) {
  return strncmp(source->path, prefix, strlen(prefix)) == 0;
}

static bool is_header(const struct source *source) {
  return view_ends_with(view_of(source->path), view_of(".h"));
}

/* ---- functions ----------------------------------------------------------------------------------
 */

static void check_function(struct findings *findings, const struct source *source,
                           const struct function *function) {
  bool table = function_is_switch_table(function);
  if (function->length > (table ? RULE_SWITCH_TABLE_LINES : RULE_FUNCTION_LINES)) {
    report_measure(findings, source, function, "too many lines:", function->length);
  }
  if (function->nesting > RULE_NESTING) {
    report_measure(findings, source, function, "nested too deep:", function->nesting);
  }
  if (function->parameters > RULE_PARAMETERS &&
      !is_allowed(allowed_parameters, sizeof allowed_parameters / sizeof *allowed_parameters,
                  source, function->name)) {
    report_measure(findings, source, function, "too many parameters:", function->parameters);
  }
  uint32_t complexity = table ? function->complexity - function->cases : function->complexity;
  if (complexity > RULE_COMPLEXITY) {
    report_measure(findings, source, function, "cyclomatic complexity", complexity);
  }
}

static void check_functions(struct findings *findings, const struct source *source) {
  struct function function;
  for (size_t index = 0; function_next(source, &index, &function);) {
    check_function(findings, source, &function);
  }
}

/* ---- calls and words
 * ------------------------------------------------------------------------------ */

static void check_call(struct findings *findings, const struct source *source, size_t index) {
  const struct token *token = &source->tokens[index];
  if (source_is(source, index - 1, ".") || source_is(source, index - 1, "->")) {
    return;
  }
  for (size_t i = 0; i < sizeof forbidden_calls / sizeof *forbidden_calls; i++) {
    if (view_is(token->text, forbidden_calls[i])) {
      report(findings, source, token->line, "forbidden function: ", token->text);
    }
  }
  if (starts(source, "handlers/") && view_is(token->text, "free")) {
    report(findings, source, token->line, "a handler frees nothing: ", token->text);
  }
}

static void check_words(struct findings *findings, const struct source *source) {
  for (size_t i = 0; i < source->count; i++) {
    const struct token *token = &source->tokens[i];
    if (token->type == TOKEN_NAME && source_is(source, i + 1, "(")) {
      check_call(findings, source, i);
    }
    if (is_header(source) && source_is(source, i, "extern")) {
      report(findings, source, token->line, "no variable is declared in a header: ", token->text);
    }
    bool record = source_is(source, i + 1, "struct") || source_is(source, i + 1, "union") ||
                  source_is(source, i + 1, "enum");
    bool defined = source_is(source, i + 2, "{") || source_is(source, i + 3, "{");
    if (source_is(source, i, "typedef") && record && defined) {
      report(findings, source, token->line, "a record is named by its tag: ", token->text);
    }
  }
}

/* ---- braces
 * ---------------------------------------------------------------------------------------- */

/* The "while" of do { } while (...); has no body of its own. */
static bool ends_do(const struct source *source, size_t index) {
  return source_is(source, index, "while") && source_is(source, index - 1, "}") &&
         source_is(source, source_close(source, index + 1) + 1, ";");
}

/* Where the body of the control statement at index begins; 0 when there is none. */
static size_t body_start(const struct source *source, size_t index) {
  static const char *const controls[] = {"if", "for", "while", "switch"};
  if (source_is(source, index, "do") ||
      (source_is(source, index, "else") && !source_is(source, index + 1, "if"))) {
    return index + 1;
  }
  for (size_t i = 0; i < sizeof controls / sizeof *controls; i++) {
    if (source_is(source, index, controls[i]) && source_is(source, index + 1, "(") &&
        !ends_do(source, index)) {
      return source_close(source, index + 1) + 1;
    }
  }
  return 0;
}

static void check_braces(struct findings *findings, const struct source *source) {
  for (size_t i = 0; i < source->count; i++) {
    size_t body = body_start(source, i);
    if (body > 0 && !source_is(source, body, "{")) {
      const struct token *token = &source->tokens[i];
      report(findings, source, token->line, "no braces after ", token->text);
    }
  }
}

/* ---- includes and guards
 * -------------------------------------------------------------------------- */

static bool own_header_exists(struct arena *arena, const struct source *source,
                              struct view *ret_header) {
  struct view path = view_of(source->path);
  if (!view_ends_with(path, view_of(".c"))) {
    return false;
  }
  struct view stem = view_part(path, 0, path.length - 2);
  struct view header = arena_format(arena, "%.*s.h", VIEW_ARGUMENTS(stem));
  *ret_header = header;
  return header.data != NULL && access(header.data, R_OK) == 0;
}

static void check_includes(struct findings *findings, struct arena *arena,
                           const struct source *source) {
  struct view own = {0};
  bool expects_own = own_header_exists(arena, source, &own);
  for (size_t i = 0; i < source->count; i++) {
    const struct token *token = &source->tokens[i];
    struct view rest;
    struct view name = {0};
    if (token->type != TOKEN_DIRECTIVE ||
        !view_is(source_directive(token->text, &rest), "include")) {
      continue;
    }
    bool local = source_includes(source, i, &name);
    if (expects_own && !(local && view_equal(name, own))) {
      report(findings, source, token->line, "the first include must be ", own);
    }
    expects_own = false;
    const char *header = local ? arena_string(arena, name) : NULL;
    if (header != NULL && !floors_allow(source->path, header)) {
      report(findings, source, token->line, "arrow up or across: ", name);
    }
  }
}

static struct view guard_of(struct arena *arena, const char *path) {
  char *guard = arena_string(arena, view_of(path));
  for (size_t i = 0; guard != NULL && guard[i] != '\0'; i++) {
    unsigned char byte = (unsigned char)guard[i];
    guard[i] = isalnum(byte) ? (char)toupper(byte) : '_';
  }
  return view_of(guard);
}

static void check_guard(struct findings *findings, struct arena *arena,
                        const struct source *source) {
  struct view guard = guard_of(arena, source->path);
  static const char *const names[] = {"ifndef", "define"};
  for (size_t i = 0; i < 2; i++) {
    struct view rest = {0};
    bool directive = i < source->count && source->tokens[i].type == TOKEN_DIRECTIVE;
    if (!directive || !view_is(source_directive(source->tokens[i].text, &rest), names[i]) ||
        !view_equal(rest, guard)) {
      report(findings, source, 1, "the header guard must be ", guard);
      return;
    }
  }
}

/* ---- variables at file scope
 * ------------------------------------------------------------------------ */

/* The members of a record that is defined in place do not count. */
static bool has_word(const struct source *source, size_t first, size_t end, const char *word) {
  for (size_t i = first; i < end; i++) {
    if (source_is(source, i, word)) {
      return true;
    }
    if (source_is(source, i, "{")) {
      i = source_close(source, i);
    }
  }
  return false;
}

/* Where the name and its type end: at "=", "[" or the end. */
static size_t declarator_end(const struct source *source, size_t first, size_t end) {
  for (size_t i = first; i < end; i++) {
    if (source_is(source, i, "=") || source_is(source, i, "[")) {
      return i;
    }
    if (source_is(source, i, "{")) {
      i = source_close(source, i);
    }
  }
  return end;
}

bool rules_is_mutable_variable(const struct source *source, size_t first, size_t end) {
  /* request_handler is a function type: what it declares is a function. */
  static const char *const others[] = {"typedef", "extern", "_Static_assert", "sig_atomic_t",
                                       "request_handler"};
  size_t stop = declarator_end(source, first, end);
  for (size_t i = 0; i < sizeof others / sizeof *others; i++) {
    if (has_word(source, first, stop, others[i])) {
      return false;
    }
  }
  bool names_something = stop >= first + 2 && source->tokens[stop - 1].type == TOKEN_NAME &&
                         !(stop == first + 2 &&
                           (source_is(source, first, "struct") ||
                            source_is(source, first, "union") || source_is(source, first, "enum")));
  if (!names_something || has_word(source, first, stop, "(")) {
    return false;
  }
  size_t qualified_from = first;
  for (size_t i = first; i < stop; i++) {
    qualified_from = source_is(source, i, "*") ? i : qualified_from;
    if (source_is(source, i, "{")) {
      i = source_close(source, i);
    }
  }
  return !has_word(source, qualified_from, stop, "const");
}

static void check_variable(struct findings *findings, const struct source *source, size_t first,
                           size_t end) {
  if (!rules_is_mutable_variable(source, first, end)) {
    return;
  }
  struct view name = source->tokens[declarator_end(source, first, end) - 1].text;
  if (!is_allowed(allowed_variables, sizeof allowed_variables / sizeof *allowed_variables, source,
                  name)) {
    report(findings, source, source->tokens[first].line,
           "file-scope variable that can change: ", name);
  }
}

static void check_variables(struct findings *findings, const struct source *source) {
  size_t first = 0;
  for (size_t i = 0; i < source->count; i++) {
    if (source->tokens[i].type == TOKEN_DIRECTIVE) {
      first = i + 1;
    } else if (source_is(source, i, ";")) {
      check_variable(findings, source, first, i);
      first = i + 1;
    } else if (source_is(source, i, "{")) {
      bool function = source_is(source, i - 1, ")");
      i = source_close(source, i);
      first = function ? i + 1 : first;
    } else if (source_is(source, i, "(")) {
      i = source_close(source, i);
    }
  }
}

void rules_source(struct findings *findings, struct arena *arena, const struct source *source) {
  bool fixture = starts(source, "tests/unit/") || starts(source, "tests/blackbox/");
  check_functions(findings, source);
  check_words(findings, source);
  check_braces(findings, source);
  check_includes(findings, arena, source);
  if (is_header(source)) {
    check_guard(findings, arena, source);
  } else if (source->lines > RULE_FILE_LINES) {
    report(findings, source, source->lines, "the file is too long", view_of(""));
  }
  if (!fixture) {
    check_variables(findings, source);
  }
}
