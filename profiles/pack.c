#include "profiles/pack.h"

#include "server/base/message.h"
#include "server/limits.h"

/* How a field of a row refers to other rows. */
enum reference_kind {
  REFERENCE_TEXT,     /* struct pack_text */
  REFERENCE_RANGE,    /* struct pack_range of rows of the target */
  REFERENCE_LIST,     /* struct pack_range of INDEXES whose values are rows of the target */
  REFERENCE_INDEX,    /* row of the target */
  REFERENCE_OPTIONAL, /* row of the target or PACK_NONE */
  REFERENCE_BELOW,    /* a number below `target` (an enum) */
};

struct reference {
  enum pack_section section;
  size_t offset;
  enum reference_kind kind;
  uint32_t target;
};

#define REFERENCE(section, row, field, kind, target)                                               \
  { PACK_SECTION_##section, offsetof(struct row, field), REFERENCE_##kind, (target) }
#define TO(section) PACK_SECTION_##section

static const struct reference references[] = {
    REFERENCE(PACKAGES, pack_package, name, TEXT, 0),
    REFERENCE(PACKAGES, pack_package, version, TEXT, 0),
    REFERENCE(PACKAGES, pack_package, scope, LIST, TO(PACKAGES)),
    REFERENCE(PROFILES, pack_profile, url, TEXT, 0),
    REFERENCE(PROFILES, pack_profile, version, TEXT, 0),
    REFERENCE(PROFILES, pack_profile, type, TEXT, 0),
    REFERENCE(PROFILES, pack_profile, name, TEXT, 0),
    REFERENCE(PROFILES, pack_profile, package, INDEX, TO(PACKAGES)),
    REFERENCE(PROFILES, pack_profile, kind, BELOW, PACK_KIND_EXTENSION + 1),
    REFERENCE(PROFILES, pack_profile, base, OPTIONAL, TO(PROFILES)),
    REFERENCE(PROFILES, pack_profile, definition, INDEX, TO(PROFILES)),
    REFERENCE(PROFILES, pack_profile, root, INDEX, TO(ELEMENTS)),
    REFERENCE(PROFILES, pack_profile, next_version, OPTIONAL, TO(PROFILES)),
    REFERENCE(PROFILES, pack_profile, contexts, RANGE, TO(CONTEXTS)),
    REFERENCE(CONTEXTS, pack_context, expression, TEXT, 0),
    REFERENCE(CONTEXTS, pack_context, kind, BELOW, PACK_CONTEXT_INVARIANT + 1),
    REFERENCE(CONTEXTS, pack_context, bytecode, RANGE, TO(BYTECODE)),
    REFERENCE(ELEMENTS, pack_element, keys, RANGE, TO(KEYS)),
    REFERENCE(ELEMENTS, pack_element, children, RANGE, TO(ELEMENTS)),
    REFERENCE(ELEMENTS, pack_element, types, RANGE, TO(TYPES)),
    REFERENCE(ELEMENTS, pack_element, constraints, LIST, TO(CONSTRAINTS)),
    REFERENCE(ELEMENTS, pack_element, slicing, OPTIONAL, TO(SLICINGS)),
    REFERENCE(ELEMENTS, pack_element, binding, OPTIONAL, TO(BINDINGS)),
    REFERENCE(ELEMENTS, pack_element, facets, OPTIONAL, TO(FACETS)),
    REFERENCE(ELEMENTS_COLD, pack_element_cold, id, TEXT, 0),
    REFERENCE(ELEMENTS_COLD, pack_element_cold, slice_name, TEXT, 0),
    REFERENCE(ELEMENTS_COLD, pack_element_cold, profile, INDEX, TO(PROFILES)),
    REFERENCE(KEYS, pack_key, name, INDEX, TO(NAMES)),
    REFERENCE(KEYS, pack_key, child, INDEX, TO(ELEMENTS)),
    REFERENCE(KEYS, pack_key, type, OPTIONAL, TO(TYPES)),
    REFERENCE(TYPES, pack_type, name, TEXT, 0),
    REFERENCE(TYPES, pack_type, profiles, RANGE, TO(LINKS)),
    REFERENCE(TYPES, pack_type, targets, RANGE, TO(LINKS)),
    REFERENCE(TYPES, pack_type, definition, INDEX, TO(PROFILES)),
    REFERENCE(TYPES, pack_type, primitive, BELOW, PACK_PRIMITIVE_COUNT),
    REFERENCE(LINKS, pack_link, url, TEXT, 0),
    REFERENCE(LINKS, pack_link, profile, OPTIONAL, TO(PROFILES)),
    REFERENCE(VALUES, pack_value, json, TEXT, 0),
    REFERENCE(VALUES, pack_value, string, TEXT, 0),
    REFERENCE(VALUES, pack_value, nodes, RANGE, TO(NODES)),
    REFERENCE(VALUES, pack_value, kind, BELOW, PACK_VALUE_PATTERN + 1),
    REFERENCE(FACETS, pack_facets, minimum, TEXT, 0),
    REFERENCE(FACETS, pack_facets, maximum, TEXT, 0),
    REFERENCE(SLICINGS, pack_slicing, discriminators, RANGE, TO(DISCRIMINATORS)),
    REFERENCE(SLICINGS, pack_slicing, slices, RANGE, TO(SLICES)),
    REFERENCE(SLICINGS, pack_slicing, slots, RANGE, TO(SLICE_SLOTS)),
    REFERENCE(SLICINGS, pack_slicing, rules, BELOW, PACK_SLICING_OPEN_AT_END + 1),
    REFERENCE(DISCRIMINATORS, pack_discriminator, steps, RANGE, TO(STEPS)),
    REFERENCE(DISCRIMINATORS, pack_discriminator, path, TEXT, 0),
    REFERENCE(DISCRIMINATORS, pack_discriminator, kind, BELOW, PACK_DISCRIMINATOR_PROFILE + 1),
    REFERENCE(STEPS, pack_step, names, LIST, TO(NAMES)),
    REFERENCE(STEPS, pack_step, text, TEXT, 0),
    REFERENCE(STEPS, pack_step, kind, BELOW, PACK_STEP_OF_TYPE + 1),
    REFERENCE(SLICES, pack_slice, criteria, RANGE, TO(CRITERIA)),
    REFERENCE(SLICES, pack_slice, element, INDEX, TO(ELEMENTS)),
    REFERENCE(CRITERIA, pack_criterion, links, RANGE, TO(LINKS)),
    REFERENCE(CRITERIA, pack_criterion, kind, BELOW, PACK_CRITERION_ELEMENT + 1),
    REFERENCE(BINDINGS, pack_binding, url, TEXT, 0),
    REFERENCE(BINDINGS, pack_binding, strength, BELOW, PACK_BINDING_EXAMPLE + 1),
    REFERENCE(BINDINGS, pack_binding, value_set, OPTIONAL, TO(VALUE_SETS)),
    REFERENCE(BINDINGS, pack_binding, maximum, OPTIONAL, TO(VALUE_SETS)),
    REFERENCE(VALUE_SETS, pack_value_set, url, TEXT, 0),
    REFERENCE(VALUE_SETS, pack_value_set, version, TEXT, 0),
    REFERENCE(VALUE_SETS, pack_value_set, parts, RANGE, TO(VALUE_SET_PARTS)),
    REFERENCE(VALUE_SETS, pack_value_set, package, INDEX, TO(PACKAGES)),
    REFERENCE(VALUE_SETS, pack_value_set, next_version, OPTIONAL, TO(VALUE_SETS)),
    REFERENCE(VALUE_SET_PARTS, pack_value_set_part, system, TEXT, 0),
    REFERENCE(VALUE_SET_PARTS, pack_value_set_part, kind, BELOW, PACK_PART_WHOLE + 1),
    REFERENCE(VALUE_SET_PARTS, pack_value_set_part, code_list, OPTIONAL, TO(CODE_LISTS)),
    REFERENCE(CODE_LISTS, pack_code_list, codes, RANGE, TO(CODES)),
    REFERENCE(CODE_LISTS, pack_code_list, slots, RANGE, TO(CODE_SLOTS)),
    REFERENCE(CODES, pack_code, code, TEXT, 0),
    REFERENCE(CODES, pack_code, display, TEXT, 0),
    REFERENCE(CODE_SYSTEMS, pack_code_system, url, TEXT, 0),
    REFERENCE(CODE_SYSTEMS, pack_code_system, version, TEXT, 0),
    REFERENCE(CODE_SYSTEMS, pack_code_system, package, INDEX, TO(PACKAGES)),
    REFERENCE(CODE_SYSTEMS, pack_code_system, next_version, OPTIONAL, TO(CODE_SYSTEMS)),
    REFERENCE(CODE_SYSTEMS, pack_code_system, code_list, OPTIONAL, TO(CODE_LISTS)),
    REFERENCE(CONSTRAINTS, pack_constraint, key, TEXT, 0),
    REFERENCE(CONSTRAINTS, pack_constraint, expression, TEXT, 0),
    REFERENCE(CONSTRAINTS, pack_constraint, bytecode, RANGE, TO(BYTECODE)),
    REFERENCE(CONSTRAINTS, pack_constraint, severity, BELOW, SEVERITY_INFORMATION + 1),
    REFERENCE(CONSTRAINTS, pack_constraint, profile, INDEX, TO(PROFILES)),
};

/* Every section with its row size and alignment, and where struct pack keeps it. */
struct section_layout {
  size_t row_size;
  size_t pointer;
  size_t count;
};

static const struct section_layout layouts[PACK_SECTION_COUNT] = {
#define LAYOUT_ROW(name, field, row)                                                               \
  {sizeof(row), offsetof(struct pack, field), offsetof(struct pack, field##_count)},
    PACK_SECTIONS(LAYOUT_ROW)
#undef LAYOUT_ROW
};

struct checker {
  struct pack *pack;
  const char *rows[PACK_SECTION_COUNT];
  uint32_t counts[PACK_SECTION_COUNT];
};

static bool inside(uint32_t first, uint32_t count, uint32_t limit) {
  return first <= limit && count <= limit - first;
}

static bool list_inside(const struct checker *checker, struct pack_range range, uint32_t limit) {
  if (!inside(range.first, range.count, checker->counts[PACK_SECTION_INDEXES])) {
    return false;
  }
  for (uint32_t i = 0; i < range.count; i++) {
    if (checker->pack->indexes[range.first + i] >= limit) {
      return false;
    }
  }
  return true;
}

static bool field_holds(const struct checker *checker, const struct reference *reference,
                        const char *field) {
  struct pack_range range = {0, 0};
  memcpy(&range.first, field, sizeof(range.first));
  switch (reference->kind) {
  case REFERENCE_TEXT:
  case REFERENCE_RANGE:
  case REFERENCE_LIST:
    memcpy(&range, field, sizeof(range));
    break;
  case REFERENCE_INDEX:
  case REFERENCE_OPTIONAL:
  case REFERENCE_BELOW:
    break;
  }
  switch (reference->kind) {
  case REFERENCE_TEXT:
    return inside(range.first, range.count, checker->counts[PACK_SECTION_TEXT]);
  case REFERENCE_RANGE:
    return inside(range.first, range.count, checker->counts[reference->target]);
  case REFERENCE_LIST:
    return list_inside(checker, range, checker->counts[reference->target]);
  case REFERENCE_INDEX:
    return range.first < checker->counts[reference->target];
  case REFERENCE_OPTIONAL:
    return range.first == PACK_NONE || range.first < checker->counts[reference->target];
  case REFERENCE_BELOW:
    return range.first < reference->target;
  }
  return false;
}

static bool references_hold(const struct checker *checker) {
  for (size_t i = 0; i < sizeof(references) / sizeof(references[0]); i++) {
    const struct reference *reference = &references[i];
    size_t row_size = layouts[reference->section].row_size;
    const char *field = checker->rows[reference->section] + reference->offset;
    for (uint32_t row = 0; row < checker->counts[reference->section]; row++) {
      if (!field_holds(checker, reference, field + row * row_size)) {
        return false;
      }
    }
  }
  return true;
}

/* Slot tables of whole sections: a power of two (or none) of row + 1 values. */
static bool slots_hold(const uint32_t *slots, uint32_t count, uint32_t row_count) {
  if (count == 0) {
    return true;
  }
  if ((count & (count - 1)) != 0) {
    return false;
  }
  for (uint32_t i = 0; i < count; i++) {
    if (slots[i] > row_count) {
      return false;
    }
  }
  return true;
}

static bool slot_sections_hold(const struct pack *pack) {
  return slots_hold(pack->profile_slots, pack->profile_slots_count, pack->profiles_count) &&
         slots_hold(pack->type_slots, pack->type_slots_count, pack->profiles_count) &&
         slots_hold(pack->value_set_slots, pack->value_set_slots_count, pack->value_sets_count) &&
         slots_hold(pack->code_system_slots, pack->code_system_slots_count,
                    pack->code_systems_count);
}

static bool names_hold(const struct pack *pack) {
  bool has_free = false;
  for (uint32_t i = 0; i < pack->names_count; i++) {
    if (!inside(pack->names[i].offset, pack->names[i].length, pack->text_count)) {
      return false;
    }
  }
  for (uint32_t i = 0; i < pack->name_slots_count; i++) {
    if (pack->name_slots[i] >= pack->names_count) {
      return false;
    }
    has_free = has_free || pack->name_slots[i] == NAME_NONE;
  }
  return pack->names_count > 0 && has_free &&
         (pack->name_slots_count & (pack->name_slots_count - 1)) == 0;
}

static bool keys_hold(const struct pack *pack, const struct pack_element *element) {
  uint32_t previous = NAME_NONE;
  for (uint32_t i = 0; i < element->keys.count; i++) {
    const struct pack_key *key = &pack->keys[element->keys.first + i];
    if (key->name <= previous || key->child < element->children.first ||
        key->child - element->children.first >= element->children.count) {
      return false;
    }
    previous = key->name;
  }
  return true;
}

static bool elements_hold(const struct pack *pack) {
  if (pack->elements_cold_count != pack->elements_count) {
    return false;
  }
  for (uint32_t i = 0; i < pack->elements_count; i++) {
    const struct pack_element *element = &pack->elements[i];
    bool values = element->values == PACK_NONE
                      ? element->value_count == 0
                      : inside(element->values, element->value_count, pack->values_count);
    if (!values || element->children.count > PACK_CHILDREN_MAXIMUM || !keys_hold(pack, element)) {
      return false;
    }
  }
  return true;
}

static bool criterion_holds(const struct pack *pack, const struct pack_criterion *criterion) {
  switch ((enum pack_criterion_kind)criterion->kind) {
  case PACK_CRITERION_VALUE:
    return criterion->index < pack->values_count;
  case PACK_CRITERION_BINDING:
    return criterion->index < pack->bindings_count;
  case PACK_CRITERION_ELEMENT:
    return criterion->index < pack->elements_count;
  case PACK_CRITERION_ANY:
  case PACK_CRITERION_EXISTS:
  case PACK_CRITERION_TYPE:
  case PACK_CRITERION_PROFILE:
    break;
  }
  return true;
}

static bool slicing_holds(const struct pack *pack, const struct pack_slicing *slicing) {
  if (slicing->slices.count > PACK_SLICES_MAXIMUM ||
      slicing->discriminators.count > PACK_DISCRIMINATORS_MAXIMUM ||
      !slots_hold(pack->slice_slots + slicing->slots.first, slicing->slots.count,
                  slicing->slices.count)) {
    return false;
  }
  for (uint32_t i = 0; i < slicing->slices.count; i++) {
    const struct pack_slice *slice = &pack->slices[slicing->slices.first + i];
    if (slice->criteria.count != slicing->discriminators.count) {
      return false;
    }
  }
  return true;
}

static bool slicings_hold(const struct pack *pack) {
  for (uint32_t i = 0; i < pack->criteria_count; i++) {
    if (!criterion_holds(pack, &pack->criteria[i])) {
      return false;
    }
  }
  for (uint32_t i = 0; i < pack->slicings_count; i++) {
    if (!slicing_holds(pack, &pack->slicings[i])) {
      return false;
    }
  }
  for (uint32_t i = 0; i < pack->code_lists_count; i++) {
    const struct pack_code_list *list = &pack->code_lists[i];
    if (!slots_hold(pack->code_slots + list->slots.first, list->slots.count, list->codes.count)) {
      return false;
    }
  }
  return true;
}

struct tape {
  const struct pack *pack;
  const struct node *nodes;
  uint32_t count;
  uint32_t text_length;
};

static bool tape_value_holds(const struct tape *tape, uint32_t index, uint32_t end, uint32_t depth);

static bool tape_members_hold(const struct tape *tape, uint32_t index, uint32_t depth) {
  uint32_t end = tape->nodes[index].next;
  bool is_object = tape->nodes[index].type == NODE_OBJECT;
  for (uint32_t i = index + 1; i < end; i = tape->nodes[i].next) {
    if (is_object) {
      const struct node *key = &tape->nodes[i];
      if (key->type != NODE_KEY || key->next >= tape->pack->names_count ||
          !inside(key->offset, key->length, tape->text_length)) {
        return false;
      }
      i++;
    }
    if (!tape_value_holds(tape, i, end, depth + 1)) {
      return false;
    }
  }
  return true;
}

static bool tape_value_holds(const struct tape *tape, uint32_t index, uint32_t end,
                             uint32_t depth) {
  if (index >= end || depth > LIMIT_DOCUMENT_DEPTH) {
    return false;
  }
  const struct node *node = &tape->nodes[index];
  if (node->type >= NODE_KEY || node->next <= index || node->next > end ||
      !inside(node->offset, node->length, tape->text_length)) {
    return false;
  }
  if (node->type == NODE_OBJECT || node->type == NODE_ARRAY) {
    return tape_members_hold(tape, index, depth);
  }
  return node->next == index + 1;
}

static bool values_hold(const struct pack *pack) {
  for (uint32_t i = 0; i < pack->values_count; i++) {
    const struct pack_value *value = &pack->values[i];
    struct tape tape = {pack, pack->nodes + value->nodes.first, value->nodes.count,
                        value->json.length};
    if (!tape_value_holds(&tape, 0, tape.count, 0) || tape.nodes[0].next != tape.count) {
      return false;
    }
  }
  return true;
}

static bool sections_fit(struct checker *checker, struct view bytes,
                         const struct pack_header *header) {
  char *pack_bytes = (char *)checker->pack;
  for (size_t i = 0; i < PACK_SECTION_COUNT; i++) {
    const struct pack_section_row *row = &header->sections[i];
    uint64_t size = (uint64_t)row->count * row->row_size;
    if (row->row_size != layouts[i].row_size || row->offset % PACK_ALIGNMENT != 0 ||
        row->offset < sizeof(*header) || row->offset > bytes.length ||
        size > bytes.length - row->offset) {
      return false;
    }
    const char *rows = bytes.data + row->offset;
    memcpy(pack_bytes + layouts[i].pointer, &rows, sizeof(rows));
    memcpy(pack_bytes + layouts[i].count, &row->count, sizeof(row->count));
    checker->rows[i] = rows;
    checker->counts[i] = row->count;
  }
  return true;
}

static struct view sealed_part(struct view bytes) {
  size_t start = offsetof(struct pack_header, size);
  return view_part(bytes, start, bytes.length - start);
}

void pack_seal(char *bytes, size_t length) {
  struct view sealed = sealed_part(view_make(bytes, length));
  struct sha256 digest = hash_sha256(sealed);
  uint64_t checksum = hash_checksum(sealed);
  memcpy(bytes + offsetof(struct pack_header, sha256), digest.bytes, SHA256_BYTES);
  memcpy(bytes + offsetof(struct pack_header, checksum), &checksum, sizeof checksum);
}

static bool header_holds(struct view bytes, const struct pack_header *header, bool check_content) {
  if (header->magic != PACK_MAGIC || header->format != PACK_FORMAT ||
      header->section_count != PACK_SECTION_COUNT || header->size != bytes.length) {
    return false;
  }
  return !check_content || hash_checksum(sealed_part(bytes)) == header->checksum;
}

enum error pack_open(struct view bytes, bool check_content, struct pack *ret_pack) {
  struct pack pack = {0};
  struct checker checker = {.pack = &pack};
  struct pack_header header;
  if (bytes.length < sizeof(header) || (uintptr_t)bytes.data % PACK_ALIGNMENT != 0) {
    return ERROR_CONFIGURATION;
  }
  memcpy(&header, bytes.data, sizeof(header));
  bool good = header_holds(bytes, &header, check_content) &&
              sections_fit(&checker, bytes, &header) && references_hold(&checker) &&
              names_hold(&pack) && slot_sections_hold(&pack) && elements_hold(&pack) &&
              slicings_hold(&pack) && values_hold(&pack);
  if (!good) {
    return ERROR_CONFIGURATION;
  }
  *ret_pack = pack;
  return ERROR_OK;
}

/* ---- lookups ------------------------------------------------------------------------------------
 */
struct slot_table {
  const uint32_t *slots;
  uint32_t count;
  const char *rows; /* where the text to compare stands in the first row */
  size_t row_size;
};

static uint32_t find_slot(const struct pack *pack, const struct slot_table *table,
                          struct view text) {
  uint32_t mask = table->count - 1;
  uint32_t slot = (uint32_t)hash_64(text) & mask;
  for (uint32_t probe = 0; probe < table->count; probe++) {
    uint32_t row = table->slots[slot];
    if (row == 0) {
      return PACK_NONE;
    }
    struct pack_text found;
    memcpy(&found, table->rows + (row - 1) * table->row_size, sizeof(found));
    if (view_equal(pack_view(pack, found), text)) {
      return row - 1;
    }
    slot = (slot + 1) & mask;
  }
  return PACK_NONE;
}

#define SLOT_TABLE(pack, table_slots, table_rows, field)                                           \
  {                                                                                                \
    (pack)->table_slots, (pack)->table_slots##_count, (const char *)&(pack)->table_rows->field,    \
        sizeof(*(pack)->table_rows)                                                                \
  }

uint32_t pack_find_profile(const struct pack *pack, struct view url) {
  const struct slot_table table = SLOT_TABLE(pack, profile_slots, profiles, url);
  return find_slot(pack, &table, url);
}

uint32_t pack_find_type(const struct pack *pack, struct view type_name) {
  const struct slot_table table = SLOT_TABLE(pack, type_slots, profiles, type);
  return find_slot(pack, &table, type_name);
}

bool pack_is_resource_type(const struct pack *pack, struct view name) {
  uint32_t definition = pack_find_type(pack, name);
  return definition != PACK_NONE && pack->profiles[definition].kind == PACK_KIND_RESOURCE;
}

uint32_t pack_find_value_set(const struct pack *pack, struct view url) {
  const struct slot_table table = SLOT_TABLE(pack, value_set_slots, value_sets, url);
  return find_slot(pack, &table, url);
}

uint32_t pack_find_code_system(const struct pack *pack, struct view url) {
  const struct slot_table table = SLOT_TABLE(pack, code_system_slots, code_systems, url);
  return find_slot(pack, &table, url);
}

uint32_t pack_find_code(const struct pack *pack, uint32_t code_list, struct view code) {
  const struct pack_code_list *list = &pack->code_lists[code_list];
  if (list->codes.count == 0) {
    return PACK_NONE;
  }
  const struct slot_table table = {pack->code_slots + list->slots.first, list->slots.count,
                                   (const char *)&pack->codes[list->codes.first].code,
                                   sizeof(*pack->codes)};
  return find_slot(pack, &table, code);
}

bool pack_derives_from(const struct pack *pack, uint32_t profile, uint32_t ancestor) {
  for (uint32_t steps = 0; profile != PACK_NONE && steps < LIMIT_PROFILE_BASES; steps++) {
    if (profile == ancestor) {
      return true;
    }
    profile = pack->profiles[profile].base;
  }
  return false;
}
