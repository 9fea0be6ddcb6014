/* The bytes of a compiled expression: a header, the code as 32-bit words, the constants (texts,
 * regular expressions). Position independent; 4-byte aligned; the machine's byte order. */
#ifndef PROFILES_FHIRPATH_PROGRAM_H
#define PROFILES_FHIRPATH_PROGRAM_H

#include "profiles/fhirpath.h"
#include "profiles/fhirpath_function_list.h"
#include "profiles/fhirpath_operation_list.h"

#define FHIRPATH_PROGRAM_MAGIC 0x50524846u /* "FHRP" */
#define FHIRPATH_PROGRAM_VERSION 1u

struct fhirpath_header {
  uint32_t magic;
  uint32_t version;
  uint32_t code_count;      /* words */
  uint32_t constants_bytes; /* a multiple of 4 */
};

struct fhirpath_program {
  const uint32_t *code;
  uint32_t code_count;
  struct view constants;
};

/* Pointers into the bytes; no copy. False when the header does not fit the size. */
bool fhirpath_program_open(struct view bytes, struct fhirpath_program *ret_program);
/* Number of operand words of an operation below FHIRPATH_OPERATION_COUNT. */
uint32_t fhirpath_program_operand_words(uint32_t operation);
/* How many arguments a function takes. */
void fhirpath_program_arguments(uint32_t function, uint32_t *ret_fewest, uint32_t *ret_most);
/* Function number by name; FHIRPATH_FUNCTION_COUNT when there is none. */
uint32_t fhirpath_program_function(struct view name);
const char *fhirpath_program_function_name(uint32_t function);
/* The operator as a person writes it, for messages; "" for the others. */
const char *fhirpath_program_operation_name(uint32_t operation);

/* Writes a program word by word; the first failure sticks in the buffers. */
struct fhirpath_builder {
  struct arena *arena;
  struct buffer code;
  struct buffer constants;
};

struct fhirpath_builder fhirpath_builder_make(struct arena *arena);
void fhirpath_builder_word(struct fhirpath_builder *builder, uint32_t word);
/* Adds the text to the constants (once) and writes its offset and length. */
void fhirpath_builder_text(struct fhirpath_builder *builder, struct view text);
/* Same for words that must be aligned. */
void fhirpath_builder_aligned(struct fhirpath_builder *builder, struct view words);
/* Index of the next word. */
uint32_t fhirpath_builder_position(const struct fhirpath_builder *builder);
/* Writes a word at a position that was left open. */
void fhirpath_builder_patch(struct fhirpath_builder *builder, uint32_t position, uint32_t word);
enum error fhirpath_builder_finish(struct fhirpath_builder *builder,
                                   struct view *ret_program) MUST_USE;

#endif
