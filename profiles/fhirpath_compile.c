#include "profiles/fhirpath_date.h"
#include "profiles/fhirpath_lexer.h"
#include "profiles/fhirpath_message.h"
#include "profiles/fhirpath_program.h"
#include "server/base/regex.h"
#include "profiles/fhirpath_unit.h"
#include "server/base/utf8.h"
#include "server/limits.h"

#include <ctype.h>

/* One pass: an operator-precedence parser that writes the program as it reads. Every parse_
 * function leaves the code for exactly one more collection on the stack. The first failure sticks
 * in parser->error. */
struct parser {
  struct arena *arena;
  const struct name_table *names;
  struct fhirpath_lexer lexer;
  struct fhirpath_token token; /* the next one, not consumed */
  struct fhirpath_builder builder;
  uint32_t depth;
  enum error error;
  struct fhirpath_failure *failure;
};

static void parse_expression(struct parser *parser, int minimum);

/* ---- helpers -----------------------------------------------------------------------------------
 */

static void fail(struct parser *parser, enum fhirpath_message message, struct view detail) {
  if (parser->error != ERROR_OK) {
    return;
  }
  parser->error = message == FHIRPATH_MESSAGE_TOO_LARGE ? ERROR_TOO_LARGE : ERROR_SYNTAX;
  parser->failure->message = fhirpath_message(message);
  parser->failure->detail = detail;
  parser->failure->offset = parser->token.offset;
}

static void fail_here(struct parser *parser) {
  bool at_end = parser->token.kind == FHIRPATH_TOKEN_END;
  struct view rest = view_part(parser->lexer.text, parser->token.offset, 20);
  while (rest.length > 0 && utf8_check(rest) != rest.length) {
    rest.length--;
  }
  fail(parser, at_end ? FHIRPATH_MESSAGE_END : FHIRPATH_MESSAGE_SYNTAX, rest);
}

static void advance(struct parser *parser) {
  parser->token = fhirpath_lexer_next(&parser->lexer);
  if (parser->token.kind == FHIRPATH_TOKEN_BAD) {
    fail_here(parser);
  }
}

static bool is_symbol(const struct parser *parser, const char *symbol) {
  return parser->error == ERROR_OK && parser->token.kind == FHIRPATH_TOKEN_SYMBOL &&
         view_is(parser->token.text, symbol);
}

static bool take_symbol(struct parser *parser, const char *symbol) {
  if (!is_symbol(parser, symbol)) {
    return false;
  }
  advance(parser);
  return true;
}

static void expect_symbol(struct parser *parser, const char *symbol) {
  if (!take_symbol(parser, symbol)) {
    fail_here(parser);
  }
}

static void word(struct parser *parser, uint32_t value) {
  fhirpath_builder_word(&parser->builder, value);
}

static void operation(struct parser *parser, enum fhirpath_operation value) {
  word(parser, (uint32_t)value);
}

/* Writes a jump whose target is not known yet; returns where to patch it. */
static uint32_t open_jump(struct parser *parser, enum fhirpath_operation value) {
  operation(parser, value);
  uint32_t position = fhirpath_builder_position(&parser->builder);
  word(parser, 0);
  return position;
}

static void close_jump(struct parser *parser, uint32_t position) {
  fhirpath_builder_patch(&parser->builder, position, fhirpath_builder_position(&parser->builder));
}

static struct view unescape(struct parser *parser, struct view text) {
  struct view plain = fhirpath_lexer_unescape(text, parser->arena);
  if (plain.data == NULL) {
    fail(parser, FHIRPATH_MESSAGE_LITERAL, text);
    return view_of("");
  }
  return plain;
}

static void text_operation(struct parser *parser, enum fhirpath_operation value, struct view text) {
  operation(parser, value);
  fhirpath_builder_text(&parser->builder, text);
}

static void name_operation(struct parser *parser, enum fhirpath_operation value, struct view name) {
  operation(parser, value);
  word(parser, parser->names != NULL ? name_table_find(parser->names, name) : NAME_NONE);
  fhirpath_builder_text(&parser->builder, name);
}

static bool at_identifier(const struct parser *parser) {
  return parser->token.kind == FHIRPATH_TOKEN_IDENTIFIER ||
         parser->token.kind == FHIRPATH_TOKEN_DELIMITED;
}

static struct view take_identifier(struct parser *parser) {
  struct view name = parser->token.text;
  if (!at_identifier(parser)) {
    fail_here(parser);
    return view_of("");
  }
  if (parser->token.kind == FHIRPATH_TOKEN_DELIMITED) {
    name = unescape(parser, name);
  }
  advance(parser);
  return name;
}

/* ---- types -------------------------------------------------------------------------------------
 */

/* typeSpecifier: Name, FHIR.Name, System.Name */
static void parse_type(struct parser *parser, enum fhirpath_operation value) {
  struct view name = take_identifier(parser);
  uint32_t space = 0;
  if (is_symbol(parser, ".") && (view_is(name, "FHIR") || view_is(name, "System"))) {
    space = view_is(name, "FHIR") ? 1 : 2;
    advance(parser);
    name = take_identifier(parser);
  }
  operation(parser, value);
  word(parser, space);
  fhirpath_builder_text(&parser->builder, name);
}

/* ---- functions ---------------------------------------------------------------------------------
 */

static void bad_arguments(struct parser *parser, struct view name) {
  fail(parser, FHIRPATH_MESSAGE_ARGUMENTS, name);
}

/* iif(criterion, then [, otherwise]): the input is $this in all three. */
static void parse_iif(struct parser *parser, struct view name) {
  operation(parser, FHIRPATH_OPERATION_FOCUS);
  parse_expression(parser, 0);
  uint32_t otherwise = open_jump(parser, FHIRPATH_OPERATION_BRANCH);
  if (!take_symbol(parser, ",")) {
    bad_arguments(parser, name);
  }
  parse_expression(parser, 0);
  uint32_t end = open_jump(parser, FHIRPATH_OPERATION_JUMP);
  close_jump(parser, otherwise);
  if (take_symbol(parser, ",")) {
    parse_expression(parser, 0);
  } else {
    operation(parser, FHIRPATH_OPERATION_EMPTY);
  }
  close_jump(parser, end);
  operation(parser, FHIRPATH_OPERATION_UNFOCUS);
}

/* The loop over the top collection with the next expression as its body. */
static void parse_loop(struct parser *parser, enum fhirpath_loop kind) {
  operation(parser, FHIRPATH_OPERATION_LOOP);
  uint32_t kind_at = fhirpath_builder_position(&parser->builder);
  word(parser, (uint32_t)kind);
  uint32_t exit = fhirpath_builder_position(&parser->builder);
  word(parser, 0);
  if (kind == FHIRPATH_LOOP_SORT && take_symbol(parser, "-")) {
    fhirpath_builder_patch(&parser->builder, kind_at, FHIRPATH_LOOP_SORT_DOWN);
  }
  parse_expression(parser, 0);
  operation(parser, FHIRPATH_OPERATION_NEXT);
  close_jump(parser, exit);
}

/* aggregate(body [, start]): the start value is written behind the body but must run before it. */
static void parse_aggregate(struct parser *parser) {
  uint32_t to_start = open_jump(parser, FHIRPATH_OPERATION_JUMP);
  uint32_t loop = fhirpath_builder_position(&parser->builder);
  parse_loop(parser, FHIRPATH_LOOP_AGGREGATE);
  uint32_t to_end = open_jump(parser, FHIRPATH_OPERATION_JUMP);
  close_jump(parser, to_start);
  if (take_symbol(parser, ",")) {
    parse_expression(parser, 0);
  } else {
    operation(parser, FHIRPATH_OPERATION_EMPTY);
  }
  operation(parser, FHIRPATH_OPERATION_JUMP);
  word(parser, loop);
  close_jump(parser, to_end);
}

/* trace(name, projection): the projection is what is shown for each item. */
static void parse_trace(struct parser *parser) {
  uint32_t arguments = 1;
  parse_expression(parser, 0);
  if (take_symbol(parser, ",")) {
    operation(parser, FHIRPATH_OPERATION_OVER);
    parse_loop(parser, FHIRPATH_LOOP_SELECT);
    arguments = 2;
  }
  operation(parser, FHIRPATH_OPERATION_CALL);
  word(parser, FHIRPATH_FUNCTION_trace);
  word(parser, arguments);
}

/* matches('literal') alone: the expression is compiled now. False when it is something else. */
static bool parse_matches_literal(struct parser *parser) {
  struct fhirpath_lexer ahead = parser->lexer;
  struct fhirpath_token next = fhirpath_lexer_next(&ahead);
  if (parser->token.kind != FHIRPATH_TOKEN_STRING || next.kind != FHIRPATH_TOKEN_SYMBOL ||
      !view_is(next.text, ")")) {
    return false;
  }
  struct view pattern = unescape(parser, parser->token.text);
  struct view regex;
  enum error error = regex_compile(parser->arena, pattern, false, &regex);
  if (error == ERROR_MEMORY) {
    parser->error = error;
  } else if (error != ERROR_OK) {
    fail(parser, FHIRPATH_MESSAGE_REGEX, pattern);
  } else {
    operation(parser, FHIRPATH_OPERATION_MATCHES);
    fhirpath_builder_aligned(&parser->builder, regex);
  }
  advance(parser);
  return true;
}

static void parse_plain_function(struct parser *parser, struct view name) {
  uint32_t function = fhirpath_program_function(name);
  uint32_t fewest = 0;
  uint32_t most = 0;
  uint32_t count = 0;
  if (function == FHIRPATH_FUNCTION_COUNT) {
    fail(parser, FHIRPATH_MESSAGE_FUNCTION, name);
    return;
  }
  if (function == FHIRPATH_FUNCTION_matches && parse_matches_literal(parser)) {
    return;
  }
  if (!is_symbol(parser, ")")) {
    do {
      parse_expression(parser, 0);
      count++;
    } while (take_symbol(parser, ","));
  }
  fhirpath_program_arguments(function, &fewest, &most);
  if (count < fewest || count > most) {
    bad_arguments(parser, name);
  }
  operation(parser, FHIRPATH_OPERATION_CALL);
  word(parser, function);
  word(parser, count);
}

static bool parse_type_function(struct parser *parser, struct view name) {
  static const struct {
    const char *name;
    enum fhirpath_operation operation;
  } rows[] = {{"is", FHIRPATH_OPERATION_IS},
              {"as", FHIRPATH_OPERATION_AS},
              {"ofType", FHIRPATH_OPERATION_OF_TYPE}};
  for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
    if (view_is(name, rows[i].name)) {
      parse_type(parser, rows[i].operation);
      return true;
    }
  }
  return false;
}

static bool parse_loop_function(struct parser *parser, struct view name) {
  static const char *const loops[] = {
#define FHIRPATH_LOOP_NAME(function, kind) #function,
      FHIRPATH_LOOPS(FHIRPATH_LOOP_NAME)
#undef FHIRPATH_LOOP_NAME
  };
  if (is_symbol(parser, ")")) { /* exists() and sort() without a criterion are plain functions */
    return false;
  }
  for (uint32_t i = 0; i < sizeof loops / sizeof loops[0]; i++) {
    if (!view_is(name, loops[i])) {
      continue;
    }
    if (i == FHIRPATH_LOOP_AGGREGATE) {
      parse_aggregate(parser);
    } else {
      parse_loop(parser, (enum fhirpath_loop)i);
    }
    return true;
  }
  return false;
}

/* name was read and the opening parenthesis is next; the input is on the stack. */
static void parse_function(struct parser *parser, struct view name) {
  advance(parser);
  if (view_is(name, "iif")) {
    parse_iif(parser, name);
  } else if (view_is(name, "trace")) {
    parse_trace(parser);
  } else if (!parse_type_function(parser, name) && !parse_loop_function(parser, name)) {
    parse_plain_function(parser, name);
  }
  if (!is_symbol(parser, ")") && is_symbol(parser, ",")) {
    bad_arguments(parser, name);
  }
  expect_symbol(parser, ")");
}

/* ---- terms -------------------------------------------------------------------------------------
 */

static void parse_quantity_or_number(struct parser *parser) {
  struct view number = parser->token.text;
  advance(parser);
  struct view calendar = {NULL, 0};
  bool has_unit = parser->token.kind == FHIRPATH_TOKEN_STRING;
  if (parser->token.kind == FHIRPATH_TOKEN_IDENTIFIER) {
    calendar = fhirpath_unit_calendar(parser->token.text);
  }
  if (has_unit || calendar.length > 0) {
    text_operation(parser, FHIRPATH_OPERATION_QUANTITY, number);
    struct view unit = has_unit ? unescape(parser, parser->token.text) : calendar;
    fhirpath_builder_text(&parser->builder, unit);
    word(parser, has_unit ? 0 : 1);
    advance(parser);
    return;
  }
  uint64_t integer = 0;
  if (view_to_unsigned(number, INT32_MAX, &integer)) {
    operation(parser, FHIRPATH_OPERATION_INTEGER);
    word(parser, (uint32_t)integer);
    return;
  }
  struct fhirpath_decimal decimal;
  if (!fhirpath_decimal_parse(number, &decimal)) {
    fail(parser, FHIRPATH_MESSAGE_LITERAL, number);
  }
  text_operation(parser, FHIRPATH_OPERATION_NUMBER, number);
}

static void parse_date(struct parser *parser, enum fhirpath_operation value,
                       enum fhirpath_kind kind) {
  struct fhirpath_date date;
  if (!fhirpath_date_parse(parser->token.text, kind, &date)) {
    fail(parser, FHIRPATH_MESSAGE_LITERAL, parser->token.text);
  }
  text_operation(parser, value, parser->token.text);
  advance(parser);
}

/* %vs-name and %ext-name of FHIR R4 may stand without quotes: the hyphens belong to the name. */
static struct view take_variable_name(struct parser *parser) {
  struct view name = parser->token.text;
  struct view text = parser->lexer.text;
  if (parser->token.kind != FHIRPATH_TOKEN_IDENTIFIER ||
      !(view_is(name, "vs") || view_is(name, "ext"))) {
    return take_identifier(parser);
  }
  size_t start = parser->token.offset;
  size_t end = start + name.length;
  while (end < text.length && (text.data[end] == '-' || text.data[end] == '_' ||
                               isalnum((unsigned char)text.data[end]) != 0)) {
    end++;
  }
  parser->lexer.at = end;
  advance(parser);
  return view_part(text, start, end - start);
}

/* %name, %`name`, %'name' (FHIRPath N1 section 9, FHIR R4 fhirpath.html#variables) */
static void parse_variable(struct parser *parser) {
  static const struct {
    const char *name;
    enum fhirpath_operation operation;
    const char *text;
  } rows[] = {
      {"resource", FHIRPATH_OPERATION_RESOURCE, NULL},
      {"rootResource", FHIRPATH_OPERATION_ROOT_RESOURCE, NULL},
      {"context", FHIRPATH_OPERATION_CONTEXT, NULL},
      {"ucum", FHIRPATH_OPERATION_STRING, "http://unitsofmeasure.org"},
      {"sct", FHIRPATH_OPERATION_STRING, "http://snomed.info/sct"},
      {"loinc", FHIRPATH_OPERATION_STRING, "http://loinc.org"},
      {"vs-", FHIRPATH_OPERATION_CONCATENATE, "http://hl7.org/fhir/ValueSet/"},
      {"ext-", FHIRPATH_OPERATION_CONCATENATE, "http://hl7.org/fhir/StructureDefinition/"},
  };
  bool quoted = parser->token.kind == FHIRPATH_TOKEN_STRING;
  struct view name = quoted ? unescape(parser, parser->token.text) : view_of("");
  if (quoted) {
    advance(parser);
  } else {
    name = take_variable_name(parser);
  }
  for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
    struct view row = view_of(rows[i].name);
    if (view_equal(name, row) && rows[i].text == NULL) {
      operation(parser, rows[i].operation);
      return;
    }
    if (view_equal(name, row) && rows[i].operation == FHIRPATH_OPERATION_STRING) {
      text_operation(parser, FHIRPATH_OPERATION_STRING, view_of(rows[i].text));
      return;
    }
    if (rows[i].operation == FHIRPATH_OPERATION_CONCATENATE && view_starts_with(name, row)) {
      struct view rest = view_part(name, row.length, name.length);
      struct view url = arena_format(parser->arena, "%s%.*s", rows[i].text, VIEW_ARGUMENTS(rest));
      text_operation(parser, FHIRPATH_OPERATION_STRING, url);
      return;
    }
  }
  fail(parser, FHIRPATH_MESSAGE_VARIABLE, name);
}

static void parse_dollar(struct parser *parser) {
  struct view name = parser->token.text;
  if (view_is(name, "this")) {
    operation(parser, FHIRPATH_OPERATION_THIS);
  } else if (view_is(name, "index")) {
    operation(parser, FHIRPATH_OPERATION_INDEX);
  } else if (view_is(name, "total")) {
    operation(parser, FHIRPATH_OPERATION_TOTAL);
  } else {
    fail_here(parser);
  }
  advance(parser);
}

/* The first step of a path: function, type of the focus, or child of the focus. */
static void parse_start(struct parser *parser) {
  bool bare = parser->token.kind == FHIRPATH_TOKEN_IDENTIFIER;
  if (bare && (view_is(parser->token.text, "true") || view_is(parser->token.text, "false"))) {
    operation(parser, FHIRPATH_OPERATION_BOOLEAN);
    word(parser, view_is(parser->token.text, "true") ? 1 : 0);
    advance(parser);
    return;
  }
  struct view name = take_identifier(parser);
  if (is_symbol(parser, "(")) {
    operation(parser, FHIRPATH_OPERATION_THIS);
    parse_function(parser, name);
    return;
  }
  bool upper = name.length > 0 && name.data[0] >= 'A' && name.data[0] <= 'Z';
  name_operation(parser, upper ? FHIRPATH_OPERATION_START : FHIRPATH_OPERATION_THIS_CHILD, name);
}

static void parse_symbol_term(struct parser *parser) {
  if (take_symbol(parser, "(")) {
    parse_expression(parser, 0);
    expect_symbol(parser, ")");
  } else if (take_symbol(parser, "{")) {
    operation(parser, FHIRPATH_OPERATION_EMPTY);
    expect_symbol(parser, "}");
  } else if (take_symbol(parser, "%")) {
    parse_variable(parser);
  } else {
    fail_here(parser);
  }
}

static void parse_term(struct parser *parser) {
  switch (parser->token.kind) {
  case FHIRPATH_TOKEN_IDENTIFIER:
  case FHIRPATH_TOKEN_DELIMITED:
    parse_start(parser);
    break;
  case FHIRPATH_TOKEN_STRING:
    text_operation(parser, FHIRPATH_OPERATION_STRING, unescape(parser, parser->token.text));
    advance(parser);
    break;
  case FHIRPATH_TOKEN_NUMBER:
    parse_quantity_or_number(parser);
    break;
  case FHIRPATH_TOKEN_DATE:
    parse_date(parser, FHIRPATH_OPERATION_DATE, FHIRPATH_DATE);
    break;
  case FHIRPATH_TOKEN_DATE_TIME:
    parse_date(parser, FHIRPATH_OPERATION_DATE_TIME, FHIRPATH_DATE_TIME);
    break;
  case FHIRPATH_TOKEN_TIME:
    parse_date(parser, FHIRPATH_OPERATION_TIME, FHIRPATH_TIME);
    break;
  case FHIRPATH_TOKEN_VARIABLE:
    parse_dollar(parser);
    break;
  case FHIRPATH_TOKEN_SYMBOL:
    parse_symbol_term(parser);
    break;
  case FHIRPATH_TOKEN_END:
  case FHIRPATH_TOKEN_BAD:
    fail_here(parser);
    break;
  }
}

static void parse_path(struct parser *parser) {
  parse_term(parser);
  while (parser->error == ERROR_OK) {
    if (take_symbol(parser, "[")) {
      parse_expression(parser, 0);
      operation(parser, FHIRPATH_OPERATION_INDEXER);
      expect_symbol(parser, "]");
    } else if (take_symbol(parser, ".")) {
      struct view name = take_identifier(parser);
      if (is_symbol(parser, "(")) {
        parse_function(parser, name);
      } else {
        name_operation(parser, FHIRPATH_OPERATION_CHILD, name);
      }
    } else {
      return;
    }
  }
}

/* ---- operators ---------------------------------------------------------------------------------
 */

struct operator_row {
  const char *text;
  int precedence;
  enum fhirpath_operation operation;
  enum fhirpath_operation shortcut; /* COUNT: none */
};

#define POLARITY_PRECEDENCE 11

static const struct operator_row operators[] = {
    {"implies", 1, FHIRPATH_OPERATION_IMPLIES, FHIRPATH_OPERATION_SHORT_IMPLIES},
    {"or", 2, FHIRPATH_OPERATION_OR, FHIRPATH_OPERATION_SHORT_OR},
    {"xor", 2, FHIRPATH_OPERATION_XOR, FHIRPATH_OPERATION_COUNT},
    {"and", 3, FHIRPATH_OPERATION_AND, FHIRPATH_OPERATION_SHORT_AND},
    {"in", 4, FHIRPATH_OPERATION_IN, FHIRPATH_OPERATION_COUNT},
    {"contains", 4, FHIRPATH_OPERATION_CONTAINS, FHIRPATH_OPERATION_COUNT},
    {"=", 5, FHIRPATH_OPERATION_EQUAL, FHIRPATH_OPERATION_COUNT},
    {"!=", 5, FHIRPATH_OPERATION_NOT_EQUAL, FHIRPATH_OPERATION_COUNT},
    {"~", 5, FHIRPATH_OPERATION_EQUIVALENT, FHIRPATH_OPERATION_COUNT},
    {"!~", 5, FHIRPATH_OPERATION_NOT_EQUIVALENT, FHIRPATH_OPERATION_COUNT},
    {"<", 6, FHIRPATH_OPERATION_LESS, FHIRPATH_OPERATION_COUNT},
    {"<=", 6, FHIRPATH_OPERATION_LESS_EQUAL, FHIRPATH_OPERATION_COUNT},
    {">", 6, FHIRPATH_OPERATION_GREATER, FHIRPATH_OPERATION_COUNT},
    {">=", 6, FHIRPATH_OPERATION_GREATER_EQUAL, FHIRPATH_OPERATION_COUNT},
    {"|", 7, FHIRPATH_OPERATION_UNION, FHIRPATH_OPERATION_COUNT},
    {"is", 8, FHIRPATH_OPERATION_IS, FHIRPATH_OPERATION_COUNT},
    {"as", 8, FHIRPATH_OPERATION_AS, FHIRPATH_OPERATION_COUNT},
    {"+", 9, FHIRPATH_OPERATION_ADD, FHIRPATH_OPERATION_COUNT},
    {"-", 9, FHIRPATH_OPERATION_SUBTRACT, FHIRPATH_OPERATION_COUNT},
    {"&", 9, FHIRPATH_OPERATION_CONCATENATE, FHIRPATH_OPERATION_COUNT},
    {"*", 10, FHIRPATH_OPERATION_MULTIPLY, FHIRPATH_OPERATION_COUNT},
    {"/", 10, FHIRPATH_OPERATION_DIVIDE, FHIRPATH_OPERATION_COUNT},
    {"div", 10, FHIRPATH_OPERATION_DIV, FHIRPATH_OPERATION_COUNT},
    {"mod", 10, FHIRPATH_OPERATION_MOD, FHIRPATH_OPERATION_COUNT},
};

static const struct operator_row *find_operator(const struct parser *parser) {
  if (parser->error != ERROR_OK || (parser->token.kind != FHIRPATH_TOKEN_SYMBOL &&
                                    parser->token.kind != FHIRPATH_TOKEN_IDENTIFIER)) {
    return NULL;
  }
  for (size_t i = 0; i < sizeof operators / sizeof operators[0]; i++) {
    if (view_is(parser->token.text, operators[i].text)) {
      return &operators[i];
    }
  }
  return NULL;
}

static void parse_operand(struct parser *parser) {
  if (take_symbol(parser, "-")) {
    parse_expression(parser, POLARITY_PRECEDENCE);
    operation(parser, FHIRPATH_OPERATION_NEGATE);
  } else if (take_symbol(parser, "+")) {
    parse_expression(parser, POLARITY_PRECEDENCE);
    operation(parser, FHIRPATH_OPERATION_POSITIVE);
  } else {
    parse_path(parser);
  }
}

static void parse_right_side(struct parser *parser, const struct operator_row *row) {
  advance(parser);
  if (row->operation == FHIRPATH_OPERATION_IS || row->operation == FHIRPATH_OPERATION_AS) {
    parse_type(parser, row->operation);
  } else if (row->shortcut != FHIRPATH_OPERATION_COUNT) {
    uint32_t end = open_jump(parser, row->shortcut);
    parse_expression(parser, row->precedence + 1);
    operation(parser, row->operation);
    close_jump(parser, end);
  } else {
    parse_expression(parser, row->precedence + 1);
    operation(parser, row->operation);
  }
}

static void parse_expression(struct parser *parser, int minimum) {
  if (parser->error != ERROR_OK) {
    return;
  }
  if (++parser->depth > LIMIT_FHIRPATH_DEPTH) {
    fail(parser, FHIRPATH_MESSAGE_TOO_LARGE, view_of(""));
    return;
  }
  parse_operand(parser);
  for (const struct operator_row *row = find_operator(parser);
       row != NULL && row->precedence >= minimum; row = find_operator(parser)) {
    parse_right_side(parser, row);
  }
  parser->depth--;
}

enum error fhirpath_compile(struct arena *arena, struct view expression,
                            const struct name_table *names, struct view *ret_program,
                            struct fhirpath_failure *ret_failure) {
  struct parser parser = {
      .arena = arena,
      .names = names,
      .lexer = {expression, 0},
      .builder = fhirpath_builder_make(arena),
      .failure = ret_failure,
  };
  if (expression.length > LIMIT_FHIRPATH_EXPRESSION_BYTES) {
    fail(&parser, FHIRPATH_MESSAGE_TOO_LARGE, view_of(""));
  } else if (utf8_check(expression) != expression.length) {
    fail(&parser, FHIRPATH_MESSAGE_LITERAL, view_of("UTF-8"));
  } else {
    advance(&parser);
    parse_expression(&parser, 0);
  }
  if (parser.error == ERROR_OK && parser.token.kind != FHIRPATH_TOKEN_END) {
    fail_here(&parser);
  }
  operation(&parser, FHIRPATH_OPERATION_END);
  if (parser.error != ERROR_OK) {
    return parser.error;
  }
  struct view program;
  enum error error = fhirpath_builder_finish(&parser.builder, &program);
  if (error == ERROR_TOO_LARGE) {
    fail(&parser, FHIRPATH_MESSAGE_TOO_LARGE, view_of(""));
  }
  if (error == ERROR_OK) {
    *ret_program = program;
  }
  return error;
}
