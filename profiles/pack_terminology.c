#include "profiles/pack_terminology.h"

#include "profiles/terminology_definition.h"
#include "profiles/value_set_expansion.h"
#include "terminology/open_system.h"

#include <stdlib.h>

struct code_text {
  struct view code;
  struct view display; /* may be empty */
};

static int by_text(const void *a, const void *b) {
  return view_compare(((const struct code_text *)a)->code, ((const struct code_text *)b)->code);
}

/* A row of CODE_LISTS for count codes, sorted and unique; PACK_NONE for none. Equal lists share a
 * row. */
static uint32_t code_list(struct pack_build *build, struct code_text *codes, uint32_t count) {
  struct pack_output *output = &build->output;
  if (count == 0) {
    return PACK_NONE;
  }
  qsort(codes, count, sizeof codes[0], by_text);
  struct pack_code *rows = arena_array(build->scratch, count, sizeof *rows);
  if (rows == NULL) {
    output->error = ERROR_MEMORY;
    return PACK_NONE;
  }
  uint32_t kept = 0;
  for (uint32_t i = 0; i < count; i++) {
    if (i == 0 || !view_equal(codes[i].code, codes[i - 1].code)) {
      rows[kept].code = pack_output_text(output, codes[i].code);
      rows[kept++].display = pack_output_text(output, codes[i].display);
    }
  }
  uint32_t slot_count = pack_output_slot_count(kept);
  uint32_t *slots = arena_array(build->scratch, slot_count, sizeof(uint32_t));
  if (slots == NULL || output->error != ERROR_OK) {
    output->error = output->error == ERROR_OK ? ERROR_MEMORY : output->error;
    return PACK_NONE;
  }
  for (uint32_t i = 0; i < kept; i++) {
    uint64_t hash = hash_64(pack_output_view(output, rows[i].code));
    pack_output_slot_put(slots, slot_count, hash, i);
  }
  struct pack_code_list row = {
      .codes = pack_output_share(output, PACK_SECTION_CODES, rows, kept),
      .slots = pack_output_share(output, PACK_SECTION_CODE_SLOTS, slots, slot_count),
  };
  return pack_output_share(output, PACK_SECTION_CODE_LISTS, &row, 1).first;
}

static struct view lower_case(struct arena *arena, struct view text) {
  char *bytes = arena_bytes(arena, text.length + 1);
  for (size_t i = 0; bytes != NULL && i < text.length; i++) {
    char byte = text.data[i];
    bytes[i] = byte >= 'A' && byte <= 'Z' ? (char)(byte - 'A' + 'a') : byte;
  }
  return bytes == NULL ? text : view_make(bytes, text.length);
}

static void code_system_make(struct pack_build *build, struct code_system *system) {
  struct pack_output *output = &build->output;
  struct arena_mark mark = arena_mark(build->scratch);
  struct code_text *codes =
      arena_array(build->scratch, system->concept_count + 1u, sizeof(struct code_text));
  if (codes == NULL) {
    output->error = ERROR_MEMORY;
    return;
  }
  for (uint32_t i = 0; i < system->concept_count; i++) {
    codes[i].code = system->is_case_insensitive
                        ? lower_case(build->scratch, system->concepts[i].code)
                        : system->concepts[i].code;
    codes[i].display = system->concepts[i].display;
  }
  bool complete = system->content == CONTENT_COMPLETE && system->concept_count > 0 &&
                  !open_system_is(system->url) &&
                  !terminology_definition_is_rebuilt(system->package);
  struct pack_code_system row = {
      .url = pack_output_text(output, system->url),
      .version = pack_output_text(output, system->version),
      .package = system->package->number,
      .next_version = PACK_NONE,
      .flags = (complete ? PACK_CODE_SYSTEM_COMPLETE : 0u) |
               (system->is_case_insensitive ? PACK_CODE_SYSTEM_CASE_INSENSITIVE : 0u),
      .code_list = code_list(build, codes, system->concept_count),
  };
  system->number = pack_output_append(output, PACK_SECTION_CODE_SYSTEMS, &row);
  arena_back(build->scratch, mark);
}

static enum pack_part_kind part_kind(const struct expansion_part *part) {
  static const struct {
    struct view system;
    enum pack_part_kind kind;
  } grammars[] = {
      {VIEW_LITERAL("http://unitsofmeasure.org"), PACK_PART_UCUM},
      {VIEW_LITERAL("urn:ietf:bcp:47"), PACK_PART_BCP47},
      {VIEW_LITERAL("urn:ietf:bcp:13"), PACK_PART_MIME},
      {VIEW_LITERAL("urn:iso:std:iso:4217"), PACK_PART_STANDARD},
      {VIEW_LITERAL("urn:iso:std:iso:3166"), PACK_PART_STANDARD},
      {VIEW_LITERAL("urn:iso:std:iso:3166:-2"), PACK_PART_STANDARD},
      {VIEW_LITERAL("https://www.iana.org/time-zones"), PACK_PART_STANDARD},
  };
  if (!part->is_unknown) {
    return PACK_PART_LIST;
  }
  if (part->canonical.length > 0 && !part->is_whole && part->codes.count == 1) {
    return PACK_PART_UNITS;
  }
  for (unsigned i = 0; i < sizeof grammars / sizeof grammars[0]; i++) {
    if (part->is_whole && view_equal(part->system, grammars[i].system)) {
      return grammars[i].kind;
    }
  }
  return part->is_whole ? PACK_PART_WHOLE : PACK_PART_UNKNOWN;
}

static void part_make(struct pack_build *build, const struct expansion_part *part, uint32_t row) {
  struct code_text *codes =
      arena_array(build->scratch, part->codes.count + 1u, sizeof(struct code_text));
  if (codes == NULL) {
    build->output.error = ERROR_MEMORY;
    return;
  }
  uint32_t count = 0;
  for (uint32_t i = 0; i < part->codes.count; i++) {
    if (part->codes.entries[i].value != NULL) {
      codes[count++] = (struct code_text){part->codes.entries[i].key, {"", 0}};
    }
  }
  struct pack_value_set_part made = {
      .system = pack_output_text(&build->output, part->system),
      .kind = part_kind(part),
      .code_list = code_list(build, codes, count),
  };
  if (made.kind == PACK_PART_LIST && made.code_list == PACK_NONE) {
    struct pack_code_list none = {.codes = {0, 0}};
    made.code_list = pack_output_share(&build->output, PACK_SECTION_CODE_LISTS, &none, 1).first;
  }
  memcpy(pack_output_row(&build->output, PACK_SECTION_VALUE_SET_PARTS, row), &made, sizeof made);
}

static void value_set_make(struct pack_build *build, struct value_set *value_set) {
  struct pack_output *output = &build->output;
  struct arena_mark mark = arena_mark(build->scratch);
  struct expansion expansion;
  enum error error = value_set_expansion_make(build->scratch, value_set, &expansion);
  if (error != ERROR_OK) {
    output->error = error;
    return;
  }
  bool open = expansion.is_incomplete || terminology_definition_lacks_systems(value_set);
  bool incomplete = open;
  uint32_t first = pack_output_add(output, PACK_SECTION_VALUE_SET_PARTS, expansion.part_count);
  for (uint32_t i = 0; i < expansion.part_count; i++) {
    part_make(build, expansion.parts[i], first + i);
    enum pack_part_kind kind = part_kind(expansion.parts[i]);
    incomplete = incomplete || kind == PACK_PART_UNKNOWN || kind == PACK_PART_WHOLE;
  }
  struct pack_value_set row = {
      .url = pack_output_text(output, value_set->url),
      .version = pack_output_text(output, value_set->version),
      .parts = {first, expansion.part_count},
      .package = value_set->package->number,
      .next_version = PACK_NONE,
      .flags = (incomplete ? PACK_VALUE_SET_INCOMPLETE : 0u) | (open ? PACK_VALUE_SET_OPEN : 0u),
  };
  value_set->number = pack_output_append(output, PACK_SECTION_VALUE_SETS, &row);
  arena_back(build->scratch, mark);
}

void pack_terminology_make(struct pack_build *build) {
  const struct definition_model *model = build->model;
  for (uint32_t i = 0; i < model->package_count; i++) {
    const struct definition_package *package = model->packages[i];
    for (uint32_t j = 0; j < package->code_system_count && build->output.error == ERROR_OK; j++) {
      code_system_make(build, package->code_systems[j]);
    }
  }
  for (uint32_t i = 0; i < model->package_count; i++) {
    const struct definition_package *package = model->packages[i];
    for (uint32_t j = 0; j < package->value_set_count && build->output.error == ERROR_OK; j++) {
      value_set_make(build, package->value_sets[j]);
    }
  }
}
