#include "server/base/regex.h"

#include "server/base/utf8.h"
#include "server/limits.h"

enum { SLOTS = 2 * REGEX_GROUPS };
#define NOT_SET SIZE_MAX

struct regex {
  const struct regex_instruction *instructions;
  const struct regex_range *ranges;
  uint32_t instruction_count;
  uint32_t range_count;
};

static bool open_regex(struct view words, struct regex *ret_regex) {
  const struct regex_header *header = (const void *)words.data;
  if (words.length < sizeof *header || (uintptr_t)words.data % sizeof(uint32_t) != 0 ||
      header->instruction_count == 0 || header->instruction_count > LIMIT_REGEX_WORDS ||
      header->range_count > LIMIT_REGEX_WORDS ||
      words.length != sizeof *header +
                          header->instruction_count * sizeof(struct regex_instruction) +
                          header->range_count * sizeof(struct regex_range)) {
    return false;
  }
  ret_regex->instruction_count = header->instruction_count;
  ret_regex->range_count = header->range_count;
  ret_regex->instructions = (const void *)(header + 1);
  ret_regex->ranges = (const void *)(ret_regex->instructions + header->instruction_count);
  return true;
}

static bool target_is_good(const struct regex *regex, uint32_t at, int32_t relative) {
  int64_t target = (int64_t)at + relative;
  return target >= 0 && target < regex->instruction_count;
}

static bool instruction_is_good(const struct regex *regex, uint32_t at) {
  const struct regex_instruction *instruction = &regex->instructions[at];
  switch (instruction->operation) {
  case REGEX_MATCH:
    return true;
  case REGEX_CLASS:
  case REGEX_NEGATED:
    return instruction->x >= 0 && instruction->y >= 0 &&
           (int64_t)instruction->x + instruction->y <= regex->range_count &&
           target_is_good(regex, at, 1);
  case REGEX_SPLIT:
    return target_is_good(regex, at, instruction->x) && target_is_good(regex, at, instruction->y);
  case REGEX_JUMP:
    return target_is_good(regex, at, instruction->x);
  case REGEX_SAVE:
    return instruction->x >= 0 && (uint32_t)instruction->x < SLOTS && target_is_good(regex, at, 1);
  default:
    return instruction->operation < REGEX_OPERATION_COUNT && target_is_good(regex, at, 1);
  }
}

bool regex_check(struct view words) {
  struct regex regex;
  if (!open_regex(words, &regex)) {
    return false;
  }
  for (uint32_t at = 0; at < regex.instruction_count; at++) {
    if (!instruction_is_good(&regex, at)) {
      return false;
    }
  }
  return true;
}

/* ---- matching ----------------------------------------------------------------------------------
 */

/* Threads in order of priority; marks hold the generation in which an instruction was added last.
 */
struct threads {
  uint32_t *instructions;
  size_t *slots; /* SLOTS a thread, or NULL when groups do not matter */
  uint32_t count;
};

struct pending {
  uint32_t instruction;
  uint32_t slot; /* SLOTS: visit; else: put the slot's old value back */
  size_t value;
};

struct matcher {
  struct regex regex;
  struct view text;
  struct threads lists[2];
  uint32_t *marks;
  uint32_t generation;
  struct pending *stack;
  uint32_t stack_count;
  uint64_t steps;
  size_t slots[SLOTS]; /* of the thread that is being added */
};

static bool is_word(uint32_t code) {
  return (code >= '0' && code <= '9') || (code >= 'a' && code <= 'z') ||
         (code >= 'A' && code <= 'Z') || code == '_';
}

static bool at_boundary(const struct matcher *matcher, size_t at) {
  bool before = at > 0 && is_word((unsigned char)matcher->text.data[at - 1]);
  bool behind = at < matcher->text.length && is_word((unsigned char)matcher->text.data[at]);
  return before != behind;
}

static void push(struct matcher *matcher, uint32_t instruction, uint32_t slot, size_t value) {
  matcher->stack[matcher->stack_count++] = (struct pending){instruction, slot, value};
}

static void add_leaf(struct matcher *matcher, struct threads *list, uint32_t at) {
  list->instructions[list->count] = at;
  if (list->slots != NULL) {
    memcpy(list->slots + (size_t)list->count * SLOTS, matcher->slots, sizeof matcher->slots);
  }
  list->count++;
}

/* Follows one instruction that consumes nothing; pushes what comes next, lowest priority first. */
static void follow(struct matcher *matcher, struct threads *list, uint32_t at, size_t position) {
  const struct regex_instruction *instruction = &matcher->regex.instructions[at];
  bool passes = true;
  switch (instruction->operation) {
  case REGEX_SPLIT:
    push(matcher, (uint32_t)((int32_t)at + instruction->y), SLOTS, 0);
    push(matcher, (uint32_t)((int32_t)at + instruction->x), SLOTS, 0);
    return;
  case REGEX_JUMP:
    push(matcher, (uint32_t)((int32_t)at + instruction->x), SLOTS, 0);
    return;
  case REGEX_SAVE:
    push(matcher, 0, (uint32_t)instruction->x, matcher->slots[instruction->x]);
    matcher->slots[instruction->x] = position;
    break;
  case REGEX_BEGIN:
    passes = position == 0;
    break;
  case REGEX_FINISH:
    passes = position == matcher->text.length;
    break;
  case REGEX_BOUNDARY:
    passes = at_boundary(matcher, position);
    break;
  case REGEX_NOT_BOUNDARY:
    passes = !at_boundary(matcher, position);
    break;
  default:
    add_leaf(matcher, list, at);
    return;
  }
  if (passes) {
    push(matcher, at + 1, SLOTS, 0);
  }
}

static void add_thread(struct matcher *matcher, struct threads *list, uint32_t at,
                       size_t position) {
  push(matcher, at, SLOTS, 0);
  while (matcher->stack_count > 0) {
    struct pending pending = matcher->stack[--matcher->stack_count];
    if (pending.slot < SLOTS) {
      matcher->slots[pending.slot] = pending.value;
      continue;
    }
    if (matcher->marks[pending.instruction] != matcher->generation) {
      matcher->marks[pending.instruction] = matcher->generation;
      matcher->steps++;
      follow(matcher, list, pending.instruction, position);
    }
  }
}

static bool in_ranges(const struct regex *regex, const struct regex_instruction *class,
                      uint32_t code) {
  for (int32_t i = class->x; i < class->x + class->y; i++) {
    if (code >= regex->ranges[i].first && code <= regex->ranges[i].last) {
      return true;
    }
  }
  return false;
}

static bool consumes(const struct regex *regex, const struct regex_instruction *instruction,
                     uint32_t code) {
  switch (instruction->operation) {
  case REGEX_CHARACTER:
    return code == (uint32_t)instruction->x;
  case REGEX_ANY:
    return true;
  case REGEX_CLASS:
    return in_ranges(regex, instruction, code);
  case REGEX_NEGATED:
    return !in_ranges(regex, instruction, code);
  default:
    return false;
  }
}

/* Moves every thread over one code point (or looks for MATCH only at the end of the text). True
 * when a thread matched; threads of lower priority are cut off then. */
static bool step(struct matcher *matcher, const struct threads *now, struct threads *next,
                 size_t behind, uint32_t code) {
  for (uint32_t i = 0; i < now->count; i++) {
    uint32_t at = now->instructions[i];
    const struct regex_instruction *instruction = &matcher->regex.instructions[at];
    matcher->steps++;
    if (now->slots != NULL) {
      memcpy(matcher->slots, now->slots + (size_t)i * SLOTS, sizeof matcher->slots);
    }
    if (instruction->operation == REGEX_MATCH) {
      return true;
    }
    if (code != UTF8_INVALID && consumes(&matcher->regex, instruction, code)) {
      add_thread(matcher, next, at + 1, behind);
    }
  }
  return false;
}

static enum error prepare(struct matcher *matcher, struct arena *arena, bool with_slots) {
  uint32_t count = matcher->regex.instruction_count;
  matcher->marks = arena_array(arena, count, sizeof *matcher->marks);
  matcher->stack = arena_array(arena, 3 * (size_t)count + 2, sizeof *matcher->stack);
  bool good = matcher->marks != NULL && matcher->stack != NULL;
  for (int i = 0; i < 2; i++) {
    matcher->lists[i].instructions = arena_array(arena, count, sizeof(uint32_t));
    good = good && matcher->lists[i].instructions != NULL;
    if (with_slots) {
      matcher->lists[i].slots = arena_array(arena, (size_t)count * SLOTS, sizeof(size_t));
      good = good && matcher->lists[i].slots != NULL;
    }
  }
  return good ? ERROR_OK : ERROR_MEMORY;
}

static void take_match(const struct matcher *matcher, size_t end, struct regex_match *match) {
  for (uint32_t group = 0; group < REGEX_GROUPS; group++) {
    match->starts[group] = matcher->slots[(size_t)2 * group];
    match->ends[group] = matcher->slots[2 * group + 1];
  }
  match->ends[0] = end;
}

static void start_thread(struct matcher *matcher, struct threads *list, size_t position) {
  for (uint32_t slot = 0; slot < SLOTS; slot++) {
    matcher->slots[slot] = NOT_SET;
  }
  matcher->slots[0] = position;
  add_thread(matcher, list, 0, position);
}

static enum error run(struct matcher *matcher, size_t start, struct regex_match *match,
                      bool *ret_matched) {
  struct threads *now = &matcher->lists[0];
  struct threads *next = &matcher->lists[1];
  bool matched = false;
  matcher->generation = 1;
  for (size_t position = start;;) {
    if (!matched) {
      start_thread(matcher, now, position);
    }
    size_t behind = position;
    uint32_t code =
        position < matcher->text.length ? utf8_next(matcher->text, &behind) : UTF8_INVALID;
    matcher->generation++;
    next->count = 0;
    if (step(matcher, now, next, behind, code)) {
      matched = true;
      if (match == NULL) {
        break;
      }
      take_match(matcher, position, match);
    }
    if (matcher->steps > LIMIT_REGEX_STEPS) {
      return ERROR_TOO_LARGE;
    }
    if (position >= matcher->text.length || (matched && next->count == 0)) {
      break;
    }
    position = behind;
    struct threads *swap = now;
    now = next;
    next = swap;
  }
  *ret_matched = matched;
  return ERROR_OK;
}

enum error regex_find(struct arena *arena, struct view words, struct regex_subject subject,
                      struct regex_match *ret_match, bool *ret_matched) {
  struct matcher matcher = {.text = subject.text};
  if (!open_regex(words, &matcher.regex)) {
    return ERROR_SYNTAX;
  }
  struct arena_mark mark = arena_mark(arena);
  enum error error = prepare(&matcher, arena, ret_match != NULL);
  if (error == ERROR_OK) {
    error = run(&matcher, subject.start, ret_match, ret_matched);
  }
  arena_back(arena, mark);
  return error;
}
