#include "tests/style/function.h"

#define DEPTH_MAXIMUM 256u

static bool is_name(const struct source *source, size_t index) {
  return index < source->count && source->tokens[index].type == TOKEN_NAME;
}

/* Behind any __attribute__((...)). */
static size_t skip_attributes(const struct source *source, size_t index) {
  while (source_is(source, index, "__attribute__")) {
    index = source_close(source, index + 1) + 1;
  }
  return index;
}

static uint32_t count_parameters(const struct source *source, size_t open, size_t close) {
  if (close == open + 1 || (close == open + 2 && source_is(source, open + 1, "void"))) {
    return 0;
  }
  uint32_t count = 1;
  for (size_t i = open + 1; i < close; i++) {
    if (source_is(source, i, "(")) {
      i = source_close(source, i);
    }
    count += source_is(source, i, ",");
  }
  return count;
}

static bool is_decision(const struct source *source, size_t index) {
  static const char *const decisions[] = {"if", "for", "while", "case", "&&", "||", "?"};
  for (size_t i = 0; i < sizeof decisions / sizeof *decisions; i++) {
    if (source_is(source, index, decisions[i])) {
      return true;
    }
  }
  return false;
}

/* A brace opens a block behind a control statement's parentheses, "else", "do", a label or another
 * statement; elsewhere it opens an initializer. */
static bool opens_block(const struct source *source, size_t index, size_t open_parenthesis) {
  if (source_is(source, index - 1, ")")) {
    static const char *const controls[] = {"if", "for", "while", "switch"};
    for (size_t i = 0; i < sizeof controls / sizeof *controls; i++) {
      if (source_is(source, open_parenthesis - 1, controls[i])) {
        return true;
      }
    }
    return false;
  }
  static const char *const before[] = {"else", "do", ";", "{", "}", ":"};
  for (size_t i = 0; i < sizeof before / sizeof *before; i++) {
    if (source_is(source, index - 1, before[i])) {
      return true;
    }
  }
  return false;
}

struct nesting {
  bool block[DEPTH_MAXIMUM]; /* kind of each open brace */
  size_t depth;
  uint32_t blocks;
  uint32_t deepest;
  size_t parenthesis[DEPTH_MAXIMUM]; /* open ones */
  size_t parentheses;
  size_t last_open; /* the "(" of the ")" read last */
};

static void nesting_brace(struct nesting *nesting, const struct source *source, size_t index) {
  bool inside_block = nesting->depth == 0 || nesting->block[nesting->depth - 1];
  bool block = inside_block && opens_block(source, index, nesting->last_open);
  if (nesting->depth < DEPTH_MAXIMUM) {
    nesting->block[nesting->depth++] = block;
  }
  nesting->blocks += block;
  if (nesting->blocks > nesting->deepest) {
    nesting->deepest = nesting->blocks;
  }
}

static void nesting_token(struct nesting *nesting, const struct source *source, size_t index) {
  if (source_is(source, index, "{")) {
    nesting_brace(nesting, source, index);
  } else if (source_is(source, index, "}") && nesting->depth > 0) {
    nesting->depth--;
    nesting->blocks -= nesting->block[nesting->depth];
  } else if (source_is(source, index, "(") && nesting->parentheses < DEPTH_MAXIMUM) {
    nesting->parenthesis[nesting->parentheses++] = index;
  } else if (source_is(source, index, ")") && nesting->parentheses > 0) {
    nesting->last_open = nesting->parenthesis[--nesting->parentheses];
  }
}

static void measure_body(const struct source *source, size_t open, size_t close,
                         struct function *function) {
  struct nesting nesting = {0};
  function->complexity = 1;
  for (size_t i = open + 1; i < close; i++) {
    nesting_token(&nesting, source, i);
    function->complexity += is_decision(source, i);
    function->cases += source_is(source, i, "case");
  }
  function->nesting = nesting.deepest;
}

static bool declared_static(const struct source *source, size_t first, size_t name) {
  for (size_t i = first; i < name; i++) {
    if (source_is(source, i, "static")) {
      return true;
    }
  }
  return false;
}

/* The body's "{" when a function definition's name stands at index, else count. */
static size_t body_of(const struct source *source, size_t index, size_t *ret_close) {
  if (!is_name(source, index) || !source_is(source, index + 1, "(")) {
    return source->count;
  }
  size_t close = source_close(source, index + 1);
  size_t body = skip_attributes(source, close + 1);
  *ret_close = close;
  return source_is(source, body, "{") ? body : source->count;
}

bool function_next(const struct source *source, size_t *index, struct function *ret_function) {
  size_t first = *index; /* of the declaration at hand */
  for (size_t i = *index; i < source->count; i++) {
    size_t close = 0;
    size_t body = body_of(source, i, &close);
    if (body < source->count) {
      size_t end = source_close(source, body);
      uint32_t last_line = end < source->count ? source->tokens[end].line : source->lines;
      struct function function = {
          .name = source->tokens[i].text,
          .line = source->tokens[i].line,
          .length = last_line - source->tokens[i].line + 1,
          .parameters = count_parameters(source, i + 1, close),
          .is_static = declared_static(source, first, i),
      };
      measure_body(source, body, end, &function);
      *ret_function = function;
      *index = end + 1;
      return true;
    }
    if (source_is(source, i, "{") || source_is(source, i, "(")) {
      i = source_close(source, i);
    } else if (source_is(source, i, ";") || source->tokens[i].type == TOKEN_DIRECTIVE) {
      first = i + 1;
    }
  }
  *index = source->count;
  return false;
}

bool function_is_switch_table(const struct function *function) {
  return function->cases > 0 && function->cases * 3 >= function->length;
}
