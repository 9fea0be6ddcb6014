#include "profiles/pack_output.h"

static const uint32_t row_sizes[PACK_SECTION_COUNT] = {
#define ROW_SIZE(name, field, row) [PACK_SECTION_##name] = sizeof(row),
    PACK_SECTIONS(ROW_SIZE)
#undef ROW_SIZE
};

#define ROW_FITS(name, field, row)                                                                 \
  _Static_assert(sizeof(row) <= sizeof((struct pack_output){0}.scratch), "a row must fit");
PACK_SECTIONS(ROW_FITS)
#undef ROW_FITS

struct pack_output pack_output_make(struct arena *arena) {
  struct pack_output output = {.arena = arena};
  for (unsigned i = 0; i < PACK_SECTION_COUNT; i++) {
    output.sections[i].row_size = row_sizes[i];
  }
  output.texts = hash_map_make(arena);
  output.names = hash_map_make(arena);
  output.runs = hash_map_make(arena);
  /* Name id 0 is never used. */
  pack_output_add(&output, PACK_SECTION_NAMES, 1);
  return output;
}

static void reserve(struct pack_output *output, struct pack_output_section *section,
                    uint32_t count) {
  if (count <= section->capacity - section->count || output->error != ERROR_OK) {
    return;
  }
  uint64_t wanted = section->capacity == 0 ? 64u : section->capacity;
  while (wanted - section->count < count) {
    wanted *= 2u;
  }
  if (wanted > PACK_NONE / 2u) {
    output->error = ERROR_TOO_LARGE;
    return;
  }
  char *grown =
      arena_grow(output->arena, section->rows, (size_t)section->capacity * section->row_size,
                 (size_t)wanted * section->row_size);
  if (grown == NULL) {
    output->error = ERROR_MEMORY;
    return;
  }
  section->rows = grown;
  section->capacity = (uint32_t)wanted;
}

uint32_t pack_output_add(struct pack_output *output, enum pack_section section, uint32_t count) {
  struct pack_output_section *rows = &output->sections[section];
  reserve(output, rows, count);
  if (output->error != ERROR_OK) {
    return 0;
  }
  if (count > 0) {
    memset(rows->rows + (size_t)rows->count * rows->row_size, 0, (size_t)count * rows->row_size);
  }
  uint32_t first = rows->count;
  rows->count += count;
  return first;
}

void *pack_output_row(struct pack_output *output, enum pack_section section, uint32_t row) {
  struct pack_output_section *rows = &output->sections[section];
  if (output->error != ERROR_OK || row >= rows->count) {
    return output->scratch;
  }
  return rows->rows + (size_t)row * rows->row_size;
}

uint32_t pack_output_append(struct pack_output *output, enum pack_section section,
                            const void *row) {
  uint32_t number = pack_output_add(output, section, 1);
  memcpy(pack_output_row(output, section, number), row, output->sections[section].row_size);
  return number;
}

static void fail(struct pack_output *output, enum error error) {
  if (output->error == ERROR_OK) {
    output->error = error;
  }
}

/* Key of a run: its section in front of its bytes. */
static struct view run_key(struct pack_output *output, enum pack_section section, const void *rows,
                           uint32_t count) {
  size_t size = (size_t)count * output->sections[section].row_size;
  char *bytes = arena_bytes(output->arena, size + 1);
  if (bytes == NULL) {
    return view_make(NULL, 0);
  }
  bytes[0] = (char)section;
  memcpy(bytes + 1, rows, size);
  return view_make(bytes, size + 1);
}

struct pack_range pack_output_share(struct pack_output *output, enum pack_section section,
                                    const void *rows, uint32_t count) {
  struct pack_range range = {0, 0};
  if (count == 0 || output->error != ERROR_OK) {
    return range;
  }
  struct arena_mark mark = arena_mark(output->arena);
  struct view key = run_key(output, section, rows, count);
  const struct pack_range *known = key.data == NULL ? NULL : hash_map_get(&output->runs, key);
  if (known != NULL) {
    arena_back(output->arena, mark);
    return *known;
  }
  range.first = pack_output_add(output, section, count);
  range.count = output->error == ERROR_OK ? count : 0;
  for (uint32_t i = 0; i < range.count; i++) {
    uint32_t size = output->sections[section].row_size;
    memcpy(pack_output_row(output, section, range.first + i), (const char *)rows + (size_t)i * size,
           size);
  }
  struct pack_range *kept = arena_alloc(output->arena, sizeof *kept);
  if (key.data == NULL || kept == NULL) {
    fail(output, ERROR_MEMORY);
    return range;
  }
  *kept = range;
  if (hash_map_put(&output->runs, key, kept) != ERROR_OK) {
    fail(output, ERROR_MEMORY);
  }
  return range;
}

struct pack_text pack_output_text(struct pack_output *output, struct view text) {
  struct pack_text row = {0, 0};
  if (text.length == 0 || output->error != ERROR_OK) {
    return row;
  }
  const struct pack_text *known = hash_map_get(&output->texts, text);
  if (known != NULL) {
    return *known;
  }
  if (text.length > PACK_NONE / 4u) {
    fail(output, ERROR_TOO_LARGE);
    return row;
  }
  uint32_t first = pack_output_add(output, PACK_SECTION_TEXT, (uint32_t)text.length);
  struct pack_text *kept = arena_alloc(output->arena, sizeof *kept);
  struct view key = arena_copy(output->arena, text);
  if (output->error != ERROR_OK || kept == NULL || key.data == NULL) {
    fail(output, ERROR_MEMORY);
    return row;
  }
  memcpy(pack_output_row(output, PACK_SECTION_TEXT, first), text.data, text.length);
  *kept = (struct pack_text){first, (uint32_t)text.length};
  if (hash_map_put(&output->texts, key, kept) != ERROR_OK) {
    fail(output, ERROR_MEMORY);
  }
  return *kept;
}

struct view pack_output_view(const struct pack_output *output, struct pack_text text) {
  if (text.length == 0) {
    return view_make("", 0);
  }
  return view_make(output->sections[PACK_SECTION_TEXT].rows + text.offset, text.length);
}

uint32_t pack_output_name(struct pack_output *output, struct view name) {
  const uint32_t *known = hash_map_get(&output->names, name);
  if (known != NULL) {
    return *known;
  }
  struct pack_text text = pack_output_text(output, name);
  struct name_row row = {text.offset, text.length};
  uint32_t *kept = arena_alloc(output->arena, sizeof *kept);
  struct view key = arena_copy(output->arena, name);
  if (kept == NULL || key.data == NULL) {
    fail(output, ERROR_MEMORY);
    return 0;
  }
  *kept = pack_output_append(output, PACK_SECTION_NAMES, &row);
  if (hash_map_put(&output->names, key, kept) != ERROR_OK) {
    fail(output, ERROR_MEMORY);
  }
  return *kept;
}

uint32_t pack_output_slot_count(uint32_t count) {
  if (count == 0) {
    return 0;
  }
  uint32_t slots = 2;
  while (slots < count * 2u) {
    slots *= 2u;
  }
  return slots;
}

void pack_output_slot_put(uint32_t *slots, uint32_t slot_count, uint64_t hash, uint32_t row) {
  uint32_t slot = (uint32_t)hash & (slot_count - 1);
  while (slots[slot] != 0) {
    slot = (slot + 1) & (slot_count - 1);
  }
  slots[slot] = row + 1;
}

/* Name slots hold ids, not ids + 1: id 0 is never used. */
static void name_slots_fill(struct pack_output *output) {
  uint32_t count = pack_output_count(output, PACK_SECTION_NAMES);
  uint32_t slot_count = pack_output_slot_count(count);
  output->sections[PACK_SECTION_NAME_SLOTS].count = 0;
  pack_output_add(output, PACK_SECTION_NAME_SLOTS, slot_count);
  if (output->error != ERROR_OK) {
    return;
  }
  uint32_t *slots = pack_output_row(output, PACK_SECTION_NAME_SLOTS, 0);
  for (uint32_t id = 1; id < count; id++) {
    const struct name_row *row = pack_output_row(output, PACK_SECTION_NAMES, id);
    struct pack_text text = {row->offset, row->length};
    pack_output_slot_put(slots, slot_count, hash_64(pack_output_view(output, text)), id - 1);
  }
}

struct name_table pack_output_names(struct pack_output *output) {
  name_slots_fill(output);
  return (struct name_table){
      .text = output->sections[PACK_SECTION_TEXT].rows,
      .rows = pack_output_row(output, PACK_SECTION_NAMES, 0),
      .slots = pack_output_row(output, PACK_SECTION_NAME_SLOTS, 0),
      .count = pack_output_count(output, PACK_SECTION_NAMES),
      .slot_count = pack_output_count(output, PACK_SECTION_NAME_SLOTS),
  };
}

static size_t aligned(size_t offset) {
  return (offset + PACK_ALIGNMENT - 1) / PACK_ALIGNMENT * PACK_ALIGNMENT;
}

enum error pack_output_finish(struct pack_output *output, struct view *ret_pack) {
  name_slots_fill(output);
  if (output->error != ERROR_OK) {
    return output->error;
  }
  struct pack_header header = {
      .magic = PACK_MAGIC, .format = PACK_FORMAT, .section_count = PACK_SECTION_COUNT};
  size_t offset = aligned(sizeof header);
  for (unsigned i = 0; i < PACK_SECTION_COUNT; i++) {
    const struct pack_output_section *section = &output->sections[i];
    header.sections[i] = (struct pack_section_row){offset, section->count, section->row_size};
    offset = aligned(offset + (size_t)section->count * section->row_size);
  }
  header.size = offset;
  char *bytes = arena_alloc(output->arena, offset + PACK_ALIGNMENT);
  if (bytes == NULL) {
    return ERROR_MEMORY;
  }
  size_t skew = (uintptr_t)bytes % PACK_ALIGNMENT;
  bytes += skew == 0 ? 0 : PACK_ALIGNMENT - skew;
  memcpy(bytes, &header, sizeof header);
  for (unsigned i = 0; i < PACK_SECTION_COUNT; i++) {
    const struct pack_output_section *section = &output->sections[i];
    if (section->count > 0) {
      memcpy(bytes + header.sections[i].offset, section->rows,
             (size_t)section->count * section->row_size);
    }
  }
  pack_seal(bytes, offset);
  *ret_pack = view_make(bytes, offset);
  return ERROR_OK;
}
