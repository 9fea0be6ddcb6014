#include "profiles/fhirpath_program.h"

#include "server/base/regex.h"
#include "server/base/utf8.h"
#include "server/limits.h"

static const char *const operands[] = {
#define FHIRPATH_OPERATION_OPERANDS(name, letters, symbol) letters,
    FHIRPATH_OPERATIONS(FHIRPATH_OPERATION_OPERANDS)
#undef FHIRPATH_OPERATION_OPERANDS
};

static const char *const operation_names[] = {
#define FHIRPATH_OPERATION_NAME(name, letters, symbol) symbol,
    FHIRPATH_OPERATIONS(FHIRPATH_OPERATION_NAME)
#undef FHIRPATH_OPERATION_NAME
};

struct function_row {
  const char *name;
  uint32_t fewest;
  uint32_t most;
};

static const struct function_row functions[] = {
#define FHIRPATH_FUNCTION_ROW(name, fewest, most) {#name, fewest, most},
    FHIRPATH_FUNCTIONS(FHIRPATH_FUNCTION_ROW)
#undef FHIRPATH_FUNCTION_ROW
};

static const uint8_t operand_words[] = {
#define FHIRPATH_OPERATION_WORDS(name, letters, symbol) sizeof(letters) - 1,
    FHIRPATH_OPERATIONS(FHIRPATH_OPERATION_WORDS)
#undef FHIRPATH_OPERATION_WORDS
};

uint32_t fhirpath_program_operand_words(uint32_t operation) {
  return operand_words[operation];
}

void fhirpath_program_arguments(uint32_t function, uint32_t *ret_fewest, uint32_t *ret_most) {
  *ret_fewest = functions[function].fewest;
  *ret_most = functions[function].most;
}

uint32_t fhirpath_program_function(struct view name) {
  uint32_t function = 0;
  while (function < FHIRPATH_FUNCTION_COUNT && !view_is(name, functions[function].name)) {
    function++;
  }
  return function;
}

const char *fhirpath_program_function_name(uint32_t function) {
  return functions[function].name;
}

const char *fhirpath_program_operation_name(uint32_t operation) {
  return operation_names[operation];
}

bool fhirpath_program_open(struct view bytes, struct fhirpath_program *ret_program) {
  if (bytes.data == NULL || bytes.length < sizeof(struct fhirpath_header) ||
      (uintptr_t)bytes.data % _Alignof(struct fhirpath_header) != 0) {
    return false;
  }
  const struct fhirpath_header *header = (const void *)bytes.data;
  if (header->magic != FHIRPATH_PROGRAM_MAGIC || header->version != FHIRPATH_PROGRAM_VERSION ||
      header->code_count == 0 || header->code_count > LIMIT_FHIRPATH_WORDS ||
      bytes.length != sizeof *header + (size_t)header->code_count * sizeof(uint32_t) +
                          header->constants_bytes) {
    return false;
  }
  ret_program->code = (const void *)(header + 1);
  ret_program->code_count = header->code_count;
  ret_program->constants =
      view_make((const char *)(ret_program->code + header->code_count), header->constants_bytes);
  return true;
}

/* ---- checking ----------------------------------------------------------------------------------
 */

static bool part_is_inside(const struct fhirpath_program *program, const uint32_t *words) {
  return (uint64_t)words[0] + words[1] <= program->constants.length;
}

static bool text_is_good(const struct fhirpath_program *program, const uint32_t *words) {
  if (!part_is_inside(program, words)) {
    return false;
  }
  struct view text = view_make(program->constants.data + words[0], words[1]);
  return utf8_check(text) == text.length;
}

static bool regex_is_good(const struct fhirpath_program *program, const uint32_t *words) {
  return part_is_inside(program, words) && words[0] % sizeof(uint32_t) == 0 &&
         regex_check(view_make(program->constants.data + words[0], words[1]));
}

/* Jump targets are checked once all instruction starts are known. */
static bool operand_is_good(const struct fhirpath_program *program, char letter,
                            const uint32_t *words) {
  switch (letter) {
  case 'o':
    return text_is_good(program, words);
  case 'r':
    return regex_is_good(program, words);
  case 'j':
    return words[0] < program->code_count;
  case 'k':
    return words[0] < FHIRPATH_LOOP_COUNT;
  case 'f':
    return words[0] < FHIRPATH_FUNCTION_COUNT && words[1] >= functions[words[0]].fewest &&
           words[1] <= functions[words[0]].most;
  default:
    return true;
  }
}

struct starts {
  uint8_t bits[LIMIT_FHIRPATH_WORDS / 8];
};

static bool check_instructions(const struct fhirpath_program *program, struct starts *starts) {
  uint32_t operation = FHIRPATH_OPERATION_COUNT;
  for (uint32_t at = 0; at < program->code_count;) {
    operation = program->code[at];
    starts->bits[at / 8] |= (uint8_t)(1u << at % 8);
    at++;
    if (operation >= FHIRPATH_OPERATION_COUNT ||
        fhirpath_program_operand_words(operation) > program->code_count - at) {
      return false;
    }
    for (const char *letter = operands[operation]; *letter != '\0'; letter++) {
      if (!operand_is_good(program, *letter, &program->code[at])) {
        return false;
      }
      at++;
    }
  }
  return operation == FHIRPATH_OPERATION_END;
}

static bool check_jumps(const struct fhirpath_program *program, const struct starts *starts) {
  for (uint32_t at = 0; at < program->code_count;) {
    uint32_t operation = program->code[at];
    at++;
    for (const char *letter = operands[operation]; *letter != '\0'; letter++) {
      uint32_t target = program->code[at];
      if (*letter == 'j' && (starts->bits[target / 8] >> target % 8 & 1) == 0) {
        return false;
      }
      at++;
    }
  }
  return true;
}

enum error fhirpath_check(struct view bytes) {
  struct fhirpath_program program;
  struct starts starts = {{0}};
  if (!fhirpath_program_open(bytes, &program) || !check_instructions(&program, &starts) ||
      !check_jumps(&program, &starts)) {
    return ERROR_SYNTAX;
  }
  return ERROR_OK;
}

/* ---- building ----------------------------------------------------------------------------------
 */

struct fhirpath_builder fhirpath_builder_make(struct arena *arena) {
  return (struct fhirpath_builder){
      .arena = arena,
      .code = buffer_make(arena, LIMIT_FHIRPATH_WORDS * sizeof(uint32_t)),
      .constants = buffer_make(arena, LIMIT_FHIRPATH_WORDS * sizeof(uint32_t)),
  };
}

void fhirpath_builder_word(struct fhirpath_builder *builder, uint32_t word) {
  buffer_append(&builder->code, view_make((const char *)&word, sizeof word));
}

void fhirpath_builder_text(struct fhirpath_builder *builder, struct view text) {
  size_t offset = view_find(buffer_view(&builder->constants), text, 0);
  if (offset == SIZE_MAX || text.length == 0) {
    offset = builder->constants.length;
    buffer_append(&builder->constants, text);
  }
  fhirpath_builder_word(builder, (uint32_t)offset);
  fhirpath_builder_word(builder, (uint32_t)text.length);
}

static void pad_constants(struct fhirpath_builder *builder) {
  while (builder->constants.error == ERROR_OK &&
         builder->constants.length % sizeof(uint32_t) != 0) {
    buffer_append_byte(&builder->constants, ' ');
  }
}

void fhirpath_builder_aligned(struct fhirpath_builder *builder, struct view words) {
  pad_constants(builder);
  fhirpath_builder_word(builder, (uint32_t)builder->constants.length);
  fhirpath_builder_word(builder, (uint32_t)words.length);
  buffer_append(&builder->constants, words);
}

uint32_t fhirpath_builder_position(const struct fhirpath_builder *builder) {
  return (uint32_t)(builder->code.length / sizeof(uint32_t));
}

void fhirpath_builder_patch(struct fhirpath_builder *builder, uint32_t position, uint32_t word) {
  if (builder->code.error == ERROR_OK) {
    memcpy(builder->code.data + position * sizeof word, &word, sizeof word);
  }
}

enum error fhirpath_builder_finish(struct fhirpath_builder *builder, struct view *ret_program) {
  pad_constants(builder);
  if (builder->code.error != ERROR_OK) {
    return builder->code.error;
  }
  if (builder->constants.error != ERROR_OK) {
    return builder->constants.error;
  }
  struct fhirpath_header header = {
      .magic = FHIRPATH_PROGRAM_MAGIC,
      .version = FHIRPATH_PROGRAM_VERSION,
      .code_count = fhirpath_builder_position(builder),
      .constants_bytes = (uint32_t)builder->constants.length,
  };
  size_t size = sizeof header + builder->code.length + builder->constants.length;
  char *bytes = arena_alloc(builder->arena, size);
  if (bytes == NULL) {
    return ERROR_MEMORY;
  }
  memcpy(bytes, &header, sizeof header);
  memcpy(bytes + sizeof header, builder->code.data, builder->code.length);
  if (builder->constants.length > 0) {
    memcpy(bytes + sizeof header + builder->code.length, builder->constants.data,
           builder->constants.length);
  }
  *ret_program = view_make(bytes, size);
  return ERROR_OK;
}
