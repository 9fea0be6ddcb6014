/* The sections of a pack while it is made: rows are appended, equal runs of rows are stored once,
 * texts and property names are interned. pack_output_finish lays the file out as profiles/pack.h
 * says. */
#ifndef PROFILES_PACK_OUTPUT_H
#define PROFILES_PACK_OUTPUT_H

#include "profiles/pack.h"
#include "server/base/hash_map.h"

struct pack_output_section {
  char *rows;
  uint32_t count;
  uint32_t capacity;
  uint32_t row_size;
};

struct pack_output {
  struct arena *arena;
  struct pack_output_section sections[PACK_SECTION_COUNT];
  struct hash_map texts;          /* text -> struct pack_text */
  struct hash_map names;          /* name -> id, stored as pointer to uint32_t */
  struct hash_map runs;           /* section and bytes -> struct pack_range */
  enum error error;               /* the first failure sticks; later calls do nothing */
  _Alignas(16) char scratch[128]; /* where writes go after a failure: the largest row fits */
};

struct pack_output pack_output_make(struct arena *arena);
/* Appends count zeroed rows and returns the first one's number; 0 after a failure. */
uint32_t pack_output_add(struct pack_output *output, enum pack_section section, uint32_t count);
/* A row by number; valid until the next append to its section. Never NULL: after a failure a
 * scratch row. */
void *pack_output_row(struct pack_output *output, enum pack_section section, uint32_t row);
/* Appends one row. */
uint32_t pack_output_append(struct pack_output *output, enum pack_section section, const void *row);
/* The range of count equal rows, appended when they are not there yet. */
struct pack_range pack_output_share(struct pack_output *output, enum pack_section section,
                                    const void *rows, uint32_t count);
struct pack_text pack_output_text(struct pack_output *output, struct view text);
/* Bytes of an interned text; valid until the next pack_output_text. */
struct view pack_output_view(const struct pack_output *output, struct pack_text text);
/* Id of a property name. */
uint32_t pack_output_name(struct pack_output *output, struct view name);
static inline uint32_t pack_output_count(const struct pack_output *output,
                                         enum pack_section section) {
  return output->sections[section].count;
}
/* The name table as it is now; valid until the next text or name. */
struct name_table pack_output_names(struct pack_output *output);

/* Number of slots for count entries: a power of two, at least twice as many; 0 for none. */
uint32_t pack_output_slot_count(uint32_t count);
/* Puts row + 1 into the first free slot for hash. */
void pack_output_slot_put(uint32_t *slots, uint32_t slot_count, uint64_t hash, uint32_t row);

/* The whole file in the arena, aligned to PACK_ALIGNMENT. */
enum error pack_output_finish(struct pack_output *output, struct view *ret_pack) MUST_USE;

#endif
