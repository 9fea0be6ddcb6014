#include "terminology/ucum.h"

#include "terminology/ucum_atom.h"

#include "server/base/utf8.h"
#include "server/limits.h"

/* A definition leads to base units within this many steps (lx -> lm -> cd.sr -> rad2). */
#define DEFINITION_DEPTH_MAXIMUM 8u
#define EXPONENT_MAXIMUM 999u

struct parser {
  struct view code;
  size_t at;
  uint32_t depth;            /* open parentheses */
  uint32_t definition_depth; /* 0 for the code that was given */
  struct code_fault fault;
};

static bool parse_term(struct parser *parser, struct ucum_dimension *dimension);

static char peek(const struct parser *parser) {
  return parser->at < parser->code.length ? parser->code.data[parser->at] : '\0';
}

static bool is_printable(char byte) {
  return byte > ' ' && byte < 0x7f;
}

static bool refuse(struct parser *parser, enum code_fault_reason reason, size_t offset,
                   size_t length) {
  return code_fault_set(&parser->fault, reason, offset, length);
}

/* The whole UTF-8 character at an offset is the part at fault. */
static bool refuse_character(struct parser *parser, size_t offset) {
  size_t end = offset;
  (void)utf8_next(parser->code, &end);
  return refuse(parser, CODE_FAULT_UNIT_CHARACTER, offset, end - offset);
}

/* sum += times * addend; wraps around, which lengths that are allowed here do not reach. */
static void dimension_add(struct ucum_dimension *sum, const struct ucum_dimension *addend,
                          int32_t times) {
  for (size_t i = 0; i < UCUM_BASE_UNITS; i++) {
    sum->exponents[i] += times * addend->exponents[i];
  }
  sum->arbitrary += (uint64_t)(int64_t)times * addend->arbitrary;
}

/* {anything}: without meaning for the value. Blanks are taken: UCUM has none, but the list of
 * common units that it is published with does. */
static bool take_annotation(struct parser *parser) {
  size_t start = parser->at;
  for (parser->at++; peek(parser) != '}'; parser->at++) {
    if (parser->at >= parser->code.length || peek(parser) == '{') {
      return refuse(parser, CODE_FAULT_UNIT_ANNOTATION, start, 1);
    }
    if (!is_printable(peek(parser)) && peek(parser) != ' ') {
      return refuse_character(parser, parser->at);
    }
  }
  parser->at++;
  return true;
}

/* Digits with an optional sign behind a unit. */
static bool take_exponent(struct parser *parser, int32_t *ret_exponent) {
  size_t start = parser->at;
  char sign = peek(parser);
  if (sign != '+' && sign != '-' && !byte_is_digit(sign)) {
    *ret_exponent = 1;
    return true;
  }
  parser->at += byte_is_digit(sign) ? 0u : 1u;
  size_t digits = parser->at;
  while (byte_is_digit(peek(parser))) {
    parser->at++;
  }
  uint64_t number = 0;
  struct view text = view_part(parser->code, digits, parser->at - digits);
  if (!view_to_unsigned(text, EXPONENT_MAXIMUM, &number)) {
    return refuse(parser, CODE_FAULT_UNIT_EXPONENT, start, parser->at - start);
  }
  *ret_exponent = sign == '-' ? -(int32_t)number : (int32_t)number;
  return true;
}

/* True for bytes that end a symbol outside of square brackets. */
static bool ends_symbol(char byte) {
  return (unsigned char)byte <= ' ' || byte_is_digit(byte) || strchr("./(){}+-]^*", byte) != NULL;
}

/* A symbol's bytes: "m[H2O]" is one, "m2" is "m"; digits count only in square brackets and in the
 * two atoms 10* and 10^. Bytes that are not ASCII are taken along, for the message. */
static bool take_symbol(struct parser *parser, struct view *ret_symbol) {
  size_t start = parser->at;
  size_t bracket = SIZE_MAX;
  struct view power = view_part(parser->code, start, 3);
  if (view_is(power, "10*") || view_is(power, "10^")) {
    parser->at += 3;
    *ret_symbol = power;
    return true;
  }
  while (parser->at < parser->code.length) {
    char byte = peek(parser);
    if (bracket == SIZE_MAX && ends_symbol(byte)) {
      break;
    }
    if (byte == '[' && bracket == SIZE_MAX) {
      bracket = parser->at;
    } else if (byte == ']') {
      bracket = SIZE_MAX;
    } else if ((unsigned char)byte <= ' ') {
      return refuse_character(parser, parser->at);
    }
    parser->at++;
  }
  if (bracket != SIZE_MAX) {
    return refuse(parser, CODE_FAULT_UNIT_BRACKET, bracket, 1);
  }
  if (parser->at == start) {
    return refuse_character(parser, start);
  }
  *ret_symbol = view_part(parser->code, start, parser->at - start);
  return true;
}

static bool refuse_symbol(struct parser *parser, size_t start, struct view symbol,
                          bool is_prefix_refused) {
  size_t ascii = 0;
  while (ascii < symbol.length && is_printable(symbol.data[ascii])) {
    ascii++;
  }
  if (ascii < symbol.length) {
    (void)refuse_character(parser, start + ascii);
  } else {
    (void)refuse(parser, is_prefix_refused ? CODE_FAULT_UNIT_PREFIX : CODE_FAULT_UNIT_UNKNOWN,
                 start, symbol.length);
  }
  struct view parts[2];
  if (!is_prefix_refused && ucum_atom_suggest(symbol, parts)) {
    parser->fault.offset = start;
    parser->fault.length = symbol.length;
    code_fault_suggest(&parser->fault, CODE_FAULT_UNIT_UNKNOWN_NEAR, parts[0], parts[1]);
  }
  return false;
}

static bool add_atom(struct parser *parser, const struct ucum_atom *atom, int32_t exponent,
                     struct ucum_dimension *dimension) {
  struct ucum_dimension own = {{0}, 0};
  if ((atom->flags & UCUM_ATOM_BASE) != 0) {
    own.exponents[ucum_atom_number(atom)] = 1;
  } else if ((atom->flags & UCUM_ATOM_ARBITRARY) != 0) {
    own.arbitrary = (ucum_atom_number(atom) + 1) * UINT64_C(0x9e3779b97f4a7c15);
  } else if (parser->definition_depth < DEFINITION_DEPTH_MAXIMUM) {
    struct parser inner = {.code = atom->unit, .definition_depth = parser->definition_depth + 1};
    (void)parse_term(&inner, &own);
  }
  dimension_add(dimension, &own, exponent);
  return true;
}

static bool parse_symbol(struct parser *parser, struct ucum_dimension *dimension) {
  size_t start = parser->at;
  struct view symbol = {NULL, 0};
  if (!take_symbol(parser, &symbol)) {
    return false;
  }
  bool is_prefix_refused = false;
  const struct ucum_atom *atom = ucum_atom_find(symbol);
  if (atom == NULL) {
    atom = ucum_atom_find_prefixed(symbol, &is_prefix_refused);
  }
  if (atom == NULL) {
    return refuse_symbol(parser, start, symbol, is_prefix_refused);
  }
  int32_t exponent = 1;
  return take_exponent(parser, &exponent) && add_atom(parser, atom, exponent, dimension);
}

static bool parse_parenthesis(struct parser *parser, struct ucum_dimension *dimension) {
  size_t start = parser->at;
  if (parser->depth >= LIMIT_UNIT_DEPTH) {
    return refuse(parser, CODE_FAULT_UNIT_DEPTH, start, 1);
  }
  parser->at++;
  parser->depth++;
  if (!parse_term(parser, dimension)) {
    return false;
  }
  if (peek(parser) != ')') {
    return refuse(parser, CODE_FAULT_UNIT_PARENTHESIS, start, 1);
  }
  parser->at++;
  parser->depth--;
  return true;
}

/* A number is a factor unless it starts one of the atoms 10* and 10^. */
static bool parse_number(struct parser *parser, struct ucum_dimension *dimension) {
  size_t end = parser->at;
  while (end < parser->code.length && byte_is_digit(parser->code.data[end])) {
    end++;
  }
  struct view power = view_part(parser->code, parser->at, 3);
  if (view_is(power, "10*") || view_is(power, "10^")) {
    return parse_symbol(parser, dimension);
  }
  parser->at = end;
  return true;
}

/* What may not start a component. */
static bool refuse_start(struct parser *parser) {
  char byte = peek(parser);
  bool is_stray = byte == ')' && parser->depth == 0;
  switch (byte) {
  case '}':
    return refuse(parser, CODE_FAULT_UNIT_ANNOTATION, parser->at, 1);
  case ']':
    return refuse(parser, CODE_FAULT_UNIT_BRACKET, parser->at, 1);
  case '+':
  case '-':
    return refuse(parser, CODE_FAULT_UNIT_EXPONENT, parser->at, 1);
  default:
    return refuse(parser, is_stray ? CODE_FAULT_UNIT_PARENTHESIS : CODE_FAULT_UNIT_MISSING,
                  parser->at, 1);
  }
}

static bool parse_component(struct parser *parser, struct ucum_dimension *dimension) {
  char byte = peek(parser);
  if (parser->at >= parser->code.length) {
    return refuse(parser, CODE_FAULT_UNIT_MISSING, parser->at, 0);
  }
  if (byte != '\0' && strchr("./)}]+-", byte) != NULL) {
    return refuse_start(parser);
  }
  if ((unsigned char)byte <= ' ') {
    return refuse_character(parser, parser->at);
  }
  bool good = true;
  if (byte == '(') {
    good = parse_parenthesis(parser, dimension);
  } else if (byte_is_digit(byte)) {
    good = parse_number(parser, dimension);
  } else if (byte != '{') {
    good = parse_symbol(parser, dimension);
  }
  return good && (peek(parser) != '{' || take_annotation(parser));
}

/* What may not follow a component. */
static bool refuse_follower(struct parser *parser) {
  char byte = peek(parser);
  if (byte == '}') {
    return refuse(parser, CODE_FAULT_UNIT_ANNOTATION, parser->at, 1);
  }
  if (byte == ']') {
    return refuse(parser, CODE_FAULT_UNIT_BRACKET, parser->at, 1);
  }
  if (byte == '+' || byte == '-' || byte == '^') {
    return refuse(parser, CODE_FAULT_UNIT_EXPONENT, parser->at, 1);
  }
  if (!is_printable(byte)) {
    return refuse_character(parser, parser->at);
  }
  return refuse(parser, CODE_FAULT_UNIT_OPERATOR, parser->at, 1);
}

/* Components joined by . and / from left to right. Ends before ")" or at the end. */
static bool parse_term(struct parser *parser, struct ucum_dimension *dimension) {
  bool divides = peek(parser) == '/' && parser->depth == 0;
  parser->at += divides ? 1u : 0u;
  for (;;) {
    struct ucum_dimension component = {{0}, 0};
    if (!parse_component(parser, &component)) {
      return false;
    }
    dimension_add(dimension, &component, divides ? -1 : 1);
    char next = peek(parser);
    if (parser->at >= parser->code.length || (next == ')' && parser->depth > 0)) {
      return true;
    }
    if (next == ')') {
      return refuse(parser, CODE_FAULT_UNIT_PARENTHESIS, parser->at, 1);
    }
    if (next != '.' && next != '/') {
      return refuse_follower(parser);
    }
    divides = next == '/';
    parser->at++;
  }
}

static bool parse(struct view code, struct ucum_dimension *dimension, struct code_fault *fault) {
  struct parser parser = {.code = code};
  if (code.length == 0) {
    return code_fault_set(fault, CODE_FAULT_EMPTY, 0, 0);
  }
  if (code.length > LIMIT_UNIT_BYTES) {
    return code_fault_set(fault, CODE_FAULT_TOO_LONG, 0, code.length);
  }
  bool good = parse_term(&parser, dimension);
  if (!good) {
    *fault = parser.fault;
  }
  return good;
}

bool ucum_check(struct view code, struct code_fault *ret_fault) {
  struct ucum_dimension dimension = {{0}, 0};
  struct code_fault fault;
  bool good = parse(code, &dimension, &fault);
  if (!good && ret_fault != NULL) {
    *ret_fault = fault;
  }
  return good;
}

bool ucum_is_valid(struct view code, size_t *ret_offset) {
  struct code_fault fault;
  bool good = ucum_check(code, &fault);
  if (!good && ret_offset != NULL) {
    *ret_offset = fault.offset;
  }
  return good;
}

bool ucum_dimension_of(struct view code, struct ucum_dimension *ret_dimension) {
  struct ucum_dimension dimension = {{0}, 0};
  struct code_fault fault;
  if (!parse(code, &dimension, &fault)) {
    return false;
  }
  *ret_dimension = dimension;
  return true;
}

bool ucum_same_dimension(struct view a, struct view b) {
  struct ucum_dimension left;
  struct ucum_dimension right;
  return ucum_dimension_of(a, &left) && ucum_dimension_of(b, &right) &&
         memcmp(left.exponents, right.exponents, sizeof left.exponents) == 0 &&
         left.arbitrary == right.arbitrary;
}
