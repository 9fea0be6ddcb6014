#include "server/base/regex.h"

#include "server/base/utf8.h"
#include "server/limits.h"

#define LAST_CODE_POINT 0x10FFFFu
#define REPEAT_MAXIMUM 1000u
#define REPEAT_UNBOUNDED UINT32_MAX
#define INSTRUCTION_WORDS 3u
#define INSTRUCTION_MAXIMUM (LIMIT_REGEX_WORDS / INSTRUCTION_WORDS)
#define RANGE_MAXIMUM 1024u
#define CLASS_RANGES_MAXIMUM 128u

struct compiler {
  struct view pattern;
  size_t at;
  uint32_t depth;
  uint32_t groups;
  enum error error; /* the first failure sticks */
  struct regex_instruction *instructions;
  uint32_t instruction_count;
  struct regex_range *ranges;
  uint32_t range_count;
};

struct class {
  struct regex_range ranges[CLASS_RANGES_MAXIMUM];
  uint32_t count;
};

static void fail(struct compiler *compiler, enum error error) {
  if (compiler->error == ERROR_OK) {
    compiler->error = error;
  }
}

static bool at_end(const struct compiler *compiler) {
  return compiler->error != ERROR_OK || compiler->at >= compiler->pattern.length;
}

static bool looking_at(const struct compiler *compiler, char byte) {
  return !at_end(compiler) && compiler->pattern.data[compiler->at] == byte;
}

static bool take(struct compiler *compiler, char byte) {
  if (!looking_at(compiler, byte)) {
    return false;
  }
  compiler->at++;
  return true;
}

static uint32_t next_code_point(struct compiler *compiler) {
  if (at_end(compiler)) {
    fail(compiler, ERROR_SYNTAX);
    return 0;
  }
  return utf8_next(compiler->pattern, &compiler->at);
}

/* ---- emitting: all targets are relative, so fragments can be moved and copied -------------------
 */

/* Makes room for count instructions at position and returns the first. */
static struct regex_instruction *open_gap(struct compiler *compiler, uint32_t position,
                                          uint32_t count) {
  if (compiler->error == ERROR_OK && count > INSTRUCTION_MAXIMUM - compiler->instruction_count) {
    fail(compiler, ERROR_TOO_LARGE);
  }
  if (compiler->error != ERROR_OK) {
    compiler->instructions[0] = (struct regex_instruction){0}; /* the result is thrown away */
    return compiler->instructions;
  }
  struct regex_instruction *gap = compiler->instructions + position;
  memmove(gap + count, gap, (compiler->instruction_count - position) * sizeof *gap);
  compiler->instruction_count += count;
  return gap;
}

static void insert(struct compiler *compiler, uint32_t position,
                   struct regex_instruction instruction) {
  *open_gap(compiler, position, 1) = instruction;
}

static void emit(struct compiler *compiler, enum regex_operation operation, uint32_t x,
                 uint32_t y) {
  insert(compiler, compiler->instruction_count,
         (struct regex_instruction){(uint32_t)operation, (int32_t)x, (int32_t)y});
}

static struct regex_instruction split(int32_t first, int32_t second, bool lazy) {
  return (struct regex_instruction){REGEX_SPLIT, lazy ? second : first, lazy ? first : second};
}

/* ---- classes -----------------------------------------------------------------------------------
 */

static void class_add(struct compiler *compiler, struct class *class, uint32_t first,
                      uint32_t last) {
  if (first > last) {
    fail(compiler, ERROR_SYNTAX);
  } else if (class->count == CLASS_RANGES_MAXIMUM) {
    fail(compiler, ERROR_TOO_LARGE);
  } else {
    class->ranges[class->count++] = (struct regex_range){first, last};
  }
}

/* Ranges of \d \w \s in ascending order; 0 for another letter. */
static uint32_t known_class(uint32_t letter, const struct regex_range **ret_ranges) {
  static const struct regex_range digits[] = {{'0', '9'}};
  static const struct regex_range words[] = {{'0', '9'}, {'A', 'Z'}, {'_', '_'}, {'a', 'z'}};
  static const struct regex_range spaces[] = {{'\t', '\r'}, {' ', ' '}};
  switch (letter) {
  case 'd':
  case 'D':
    *ret_ranges = digits;
    return 1;
  case 'w':
  case 'W':
    *ret_ranges = words;
    return 4;
  case 's':
  case 'S':
    *ret_ranges = spaces;
    return 2;
  default:
    return 0;
  }
}

static bool class_add_known(struct compiler *compiler, struct class *class, uint32_t letter) {
  const struct regex_range *ranges = NULL;
  uint32_t count = known_class(letter, &ranges);
  bool negated = letter >= 'A' && letter <= 'Z';
  uint32_t from = 0;
  for (uint32_t i = 0; i < count; i++) {
    if (!negated) {
      class_add(compiler, class, ranges[i].first, ranges[i].last);
      continue;
    }
    class_add(compiler, class, from, ranges[i].first - 1);
    from = ranges[i].last + 1;
  }
  if (count > 0 && negated) {
    class_add(compiler, class, from, LAST_CODE_POINT);
  }
  return count > 0;
}

static void emit_class(struct compiler *compiler, const struct class *class, bool negated) {
  if (class->count > RANGE_MAXIMUM - compiler->range_count) {
    fail(compiler, ERROR_TOO_LARGE);
    return;
  }
  memcpy(compiler->ranges + compiler->range_count, class->ranges,
         class->count * sizeof class->ranges[0]);
  emit(compiler, negated ? REGEX_NEGATED : REGEX_CLASS, compiler->range_count, class->count);
  compiler->range_count += class->count;
}

static uint32_t hexadecimal(struct compiler *compiler, uint32_t digits) {
  uint32_t code = 0;
  for (uint32_t i = 0; i < digits; i++) {
    uint32_t digit = next_code_point(compiler);
    if (digit >= '0' && digit <= '9') {
      digit -= '0';
    } else if ((digit | 0x20) >= 'a' && (digit | 0x20) <= 'f') {
      digit = (digit | 0x20) - 'a' + 10;
    } else {
      fail(compiler, ERROR_SYNTAX);
      return 0;
    }
    code = code * 16 + digit;
  }
  return code;
}

/* What stands behind a backslash when it is one character. */
static uint32_t escaped_character(struct compiler *compiler, uint32_t letter) {
  switch (letter) {
  case 'n':
    return '\n';
  case 't':
    return '\t';
  case 'r':
    return '\r';
  case 'f':
    return '\f';
  case 'v':
    return '\v';
  case 'x':
    return hexadecimal(compiler, 2);
  case 'u':
    return hexadecimal(compiler, 4);
  default:
    if ((letter >= 'a' && letter <= 'z') || (letter >= 'A' && letter <= 'Z') ||
        (letter >= '0' && letter <= '9')) {
      fail(compiler, ERROR_SYNTAX);
    }
    return letter;
  }
}

/* One end of a range, or a whole \d: then *ret_is_class. */
static uint32_t class_member(struct compiler *compiler, struct class *class, bool *ret_is_class) {
  uint32_t code = next_code_point(compiler);
  *ret_is_class = false;
  if (code == '\\') {
    code = next_code_point(compiler);
    *ret_is_class = class_add_known(compiler, class, code);
    if (!*ret_is_class) {
      code = escaped_character(compiler, code);
    }
  }
  return code;
}

static void parse_class(struct compiler *compiler) {
  struct class class = {.count = 0};
  bool negated = take(compiler, '^');
  bool first = true;
  while (compiler->error == ERROR_OK && (first || !looking_at(compiler, ']'))) {
    bool is_class = false;
    uint32_t code = class_member(compiler, &class, &is_class);
    first = false;
    if (is_class) {
      continue;
    }
    uint32_t last = code;
    size_t before = compiler->at;
    if (take(compiler, '-')) {
      if (looking_at(compiler, ']')) {
        compiler->at = before; /* a final minus stands for itself */
        class_add(compiler, &class, '-', '-');
        compiler->at++;
      } else {
        last = class_member(compiler, &class, &is_class);
        if (is_class) {
          fail(compiler, ERROR_SYNTAX);
        }
      }
    }
    class_add(compiler, &class, code, last);
  }
  if (!take(compiler, ']')) {
    fail(compiler, ERROR_SYNTAX);
  }
  emit_class(compiler, &class, negated);
}

/* ---- grammar -----------------------------------------------------------------------------------
 */

static void parse_alternatives(struct compiler *compiler);

static void parse_group(struct compiler *compiler) {
  if (++compiler->depth > LIMIT_REGEX_DEPTH) {
    fail(compiler, ERROR_TOO_LARGE);
    return;
  }
  uint32_t group = 0;
  if (take(compiler, '?')) {
    if (!take(compiler, ':')) {
      fail(compiler, ERROR_SYNTAX);
    }
  } else {
    group = ++compiler->groups;
  }
  bool saved = group > 0 && group < REGEX_GROUPS;
  if (saved) {
    emit(compiler, REGEX_SAVE, 2 * group, 0);
  }
  parse_alternatives(compiler);
  if (saved) {
    emit(compiler, REGEX_SAVE, 2 * group + 1, 0);
  }
  if (!take(compiler, ')')) {
    fail(compiler, ERROR_SYNTAX);
  }
  compiler->depth--;
}

static void parse_escape(struct compiler *compiler) {
  uint32_t letter = next_code_point(compiler);
  struct class class = {.count = 0};
  if (letter == 'b' || letter == 'B') {
    emit(compiler, letter == 'b' ? REGEX_BOUNDARY : REGEX_NOT_BOUNDARY, 0, 0);
  } else if (class_add_known(compiler, &class, letter)) {
    emit_class(compiler, &class, false);
  } else {
    emit(compiler, REGEX_CHARACTER, escaped_character(compiler, letter), 0);
  }
}

static void parse_atom(struct compiler *compiler) {
  uint32_t code = next_code_point(compiler);
  switch (code) {
  case '(':
    parse_group(compiler);
    break;
  case '[':
    parse_class(compiler);
    break;
  case '\\':
    parse_escape(compiler);
    break;
  case '.':
    emit(compiler, REGEX_ANY, 0, 0);
    break;
  case '^':
    emit(compiler, REGEX_BEGIN, 0, 0);
    break;
  case '$':
    emit(compiler, REGEX_FINISH, 0, 0);
    break;
  case '*':
  case '+':
  case '?':
    fail(compiler, ERROR_SYNTAX);
    break;
  default:
    emit(compiler, REGEX_CHARACTER, code, 0);
  }
}

static bool parse_count(struct compiler *compiler, uint32_t *ret_count) {
  uint32_t count = 0;
  size_t start = compiler->at;
  while (!at_end(compiler) && compiler->pattern.data[compiler->at] >= '0' &&
         compiler->pattern.data[compiler->at] <= '9') {
    count = count * 10 + (uint32_t)(compiler->pattern.data[compiler->at] - '0');
    if (count > REPEAT_MAXIMUM) {
      fail(compiler, ERROR_TOO_LARGE);
      return false;
    }
    compiler->at++;
  }
  *ret_count = count;
  return compiler->at > start;
}

/* {n}, {n,}, {n,m}; anything else leaves the brace as a character. */
static bool parse_counts(struct compiler *compiler, uint32_t *ret_minimum, uint32_t *ret_maximum) {
  size_t start = compiler->at;
  uint32_t minimum = 0;
  uint32_t maximum = 0;
  if (!take(compiler, '{') || !parse_count(compiler, &minimum)) {
    compiler->at = start;
    return false;
  }
  maximum = minimum;
  if (take(compiler, ',') && !parse_count(compiler, &maximum)) {
    maximum = REPEAT_UNBOUNDED;
  }
  if (!take(compiler, '}')) {
    compiler->at = start;
    return false;
  }
  *ret_minimum = minimum;
  *ret_maximum = maximum;
  if (maximum < minimum) {
    fail(compiler, ERROR_SYNTAX);
  }
  return true;
}

static bool parse_quantifier(struct compiler *compiler, uint32_t *ret_minimum,
                             uint32_t *ret_maximum) {
  *ret_minimum = 0;
  *ret_maximum = REPEAT_UNBOUNDED;
  if (take(compiler, '*')) {
    return true;
  }
  if (take(compiler, '+')) {
    *ret_minimum = 1;
    return true;
  }
  if (take(compiler, '?')) {
    *ret_maximum = 1;
    return true;
  }
  return parse_counts(compiler, ret_minimum, ret_maximum);
}

/* Appends a copy of the fragment of length instructions at start. */
static void copy_fragment(struct compiler *compiler, uint32_t start, uint32_t length) {
  struct regex_instruction *gap = open_gap(compiler, compiler->instruction_count, length);
  if (compiler->error == ERROR_OK) {
    memmove(gap, compiler->instructions + start, length * sizeof *gap);
  }
}

/* The fragment at start..end becomes fragment{minimum,maximum}. */
static void repeat(struct compiler *compiler, uint32_t start, uint32_t minimum, uint32_t maximum) {
  uint32_t length = compiler->instruction_count - start;
  bool lazy = take(compiler, '?');
  int32_t size = (int32_t)length;
  if (maximum == 0) {
    compiler->instruction_count = start;
    return;
  }
  if (minimum == 0) {
    bool loops = maximum == REPEAT_UNBOUNDED;
    int32_t optional_size = loops ? size + 2 : ((int32_t)maximum) * (size + 1);
    insert(compiler, start, split(1, optional_size, lazy));
    if (loops) {
      emit(compiler, REGEX_JUMP, (uint32_t) - (size + 1), 0);
      return;
    }
  }
  uint32_t fragment = minimum == 0 ? start + 1 : start;
  for (uint32_t i = 1; i < minimum; i++) {
    copy_fragment(compiler, fragment, length);
  }
  if (maximum == REPEAT_UNBOUNDED) {
    insert(compiler, compiler->instruction_count, split(-size, 1, lazy));
    return;
  }
  for (uint32_t i = minimum > 1 ? minimum : 1; i < maximum && compiler->error == ERROR_OK; i++) {
    int32_t rest = ((int32_t)(maximum - i)) * (size + 1);
    insert(compiler, compiler->instruction_count, split(1, rest, lazy));
    copy_fragment(compiler, fragment, length);
  }
}

static void parse_sequence(struct compiler *compiler) {
  while (!at_end(compiler) && !looking_at(compiler, '|') && !looking_at(compiler, ')')) {
    uint32_t start = compiler->instruction_count;
    uint32_t minimum = 0;
    uint32_t maximum = 0;
    parse_atom(compiler);
    if (compiler->error == ERROR_OK && parse_quantifier(compiler, &minimum, &maximum)) {
      repeat(compiler, start, minimum, maximum);
    }
  }
}

static void parse_alternatives(struct compiler *compiler) {
  uint32_t start = compiler->instruction_count;
  parse_sequence(compiler);
  while (take(compiler, '|')) {
    /* split(left, right) left jump(end) right: what was read so far is the left side */
    int32_t left = (int32_t)(compiler->instruction_count - start);
    insert(compiler, start, split(1, left + 2, false));
    uint32_t jump = compiler->instruction_count;
    emit(compiler, REGEX_JUMP, 0, 0);
    parse_sequence(compiler);
    if (compiler->error == ERROR_OK) {
      compiler->instructions[jump].x = (int32_t)(compiler->instruction_count - jump);
    }
  }
}

static enum error finish(struct compiler *compiler, struct arena *arena, struct view *ret_regex) {
  struct regex_header header = {compiler->instruction_count, compiler->range_count};
  size_t instruction_bytes = compiler->instruction_count * sizeof *compiler->instructions;
  size_t range_bytes = compiler->range_count * sizeof *compiler->ranges;
  size_t size = sizeof header + instruction_bytes + range_bytes;
  char *bytes = arena_alloc(arena, size);
  if (bytes == NULL) {
    return ERROR_MEMORY;
  }
  memcpy(bytes, &header, sizeof header);
  memcpy(bytes + sizeof header, compiler->instructions, instruction_bytes);
  memcpy(bytes + sizeof header + instruction_bytes, compiler->ranges, range_bytes);
  *ret_regex = view_make(bytes, size);
  return ERROR_OK;
}

enum error regex_compile(struct arena *arena, struct view pattern, bool whole,
                         struct view *ret_regex) {
  struct compiler compiler = {
      .pattern = pattern,
      .instructions = arena_array(arena, INSTRUCTION_MAXIMUM, sizeof *compiler.instructions),
      .ranges = arena_array(arena, RANGE_MAXIMUM, sizeof *compiler.ranges),
  };
  if (compiler.instructions == NULL || compiler.ranges == NULL) {
    return ERROR_MEMORY;
  }
  if (whole) {
    emit(&compiler, REGEX_BEGIN, 0, 0);
  }
  parse_alternatives(&compiler);
  if (compiler.error == ERROR_OK && compiler.at < pattern.length) {
    fail(&compiler, ERROR_SYNTAX); /* a closing parenthesis too many */
  }
  if (whole) {
    emit(&compiler, REGEX_FINISH, 0, 0);
  }
  emit(&compiler, REGEX_MATCH, 0, 0);
  return compiler.error != ERROR_OK ? compiler.error : finish(&compiler, arena, ret_regex);
}
