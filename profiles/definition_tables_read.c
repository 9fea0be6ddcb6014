#include "profiles/definition_tables.h"

#include "profiles/package_message_list.h"
#include "server/limits.h"

/* Where the reader is: the rows that the next lines belong to. */
struct table_reader {
  struct definition_model *model;
  struct view rest;
  uint32_t line;
  bool is_known; /* the package was in the model before: lines are passed over */
  struct definition_package *package;
  struct structure_definition *structure;
  uint32_t element_capacity;
  uint32_t context_capacity;
  struct code_system *system;
  uint32_t concept_capacity;
  struct value_set *value_set;
  uint32_t part_capacity;
};

static char unescaped(char byte) {
  switch (byte) {
  case 't':
    return '\t';
  case 'n':
    return '\n';
  case 'r':
    return '\r';
  case 's':
    return ' ';
  default:
    return byte;
  }
}

/* Escapes resolved; borrowed when there are none. data NULL: no memory. */
static struct view unescape(struct table_reader *reader, struct view text) {
  if (view_find_byte(text, '\\', 0) == SIZE_MAX) {
    return text.length == 0 ? view_make("", 0) : text;
  }
  char *bytes = arena_bytes(reader->model->arena, text.length);
  if (bytes == NULL) {
    return view_make(NULL, 0);
  }
  size_t length = 0;
  for (size_t i = 0; i < text.length; i++) {
    char byte = text.data[i];
    if (byte == '\\' && i + 1 < text.length) {
      byte = unescaped(text.data[++i]);
    }
    bytes[length++] = byte;
  }
  return view_make(bytes, length);
}

static uint32_t count_byte(struct view text, char byte) {
  uint32_t count = 0;
  for (size_t i = 0; i < text.length; i++) {
    count += text.data[i] == byte ? 1u : 0u;
  }
  return count;
}

static bool to_number(struct view text, uint32_t *ret_number) {
  uint64_t number = 0;
  if (!view_to_unsigned(text, UINT32_MAX - 1, &number)) {
    return false;
  }
  *ret_number = (uint32_t)number;
  return true;
}

/* count more rows of row_size in a doubling array of the model's arena. */
static enum error reserve(struct table_reader *reader, void **rows, size_t row_size, uint32_t count,
                          uint32_t *capacity) {
  if (count < *capacity) {
    return ERROR_OK;
  }
  uint32_t wanted = *capacity == 0 ? 8u : *capacity * 2u;
  void *grown = arena_grow(reader->model->arena, *rows, *capacity * row_size, wanted * row_size);
  if (grown == NULL) {
    return ERROR_MEMORY;
  }
  memset((char *)grown + *capacity * row_size, 0, (wanted - *capacity) * row_size);
  *rows = grown;
  *capacity = wanted;
  return ERROR_OK;
}

/* ---- facts of an element ---- */

/* "CODE ^PROFILE >TARGET": words behind the first go to profiles or targets. */
static enum error take_type(struct table_reader *reader, struct view fact,
                            struct definition_element *element) {
  struct definition_type *type = &element->types[element->type_count++];
  struct view rest = fact;
  type->code = unescape(reader, view_split(&rest, ' '));
  uint32_t words = count_byte(rest, '^') + count_byte(rest, '>');
  type->profiles.items = arena_array(reader->model->arena, words + 1u, sizeof(struct view));
  type->targets.items = arena_array(reader->model->arena, words + 1u, sizeof(struct view));
  if (type->profiles.items == NULL || type->targets.items == NULL) {
    return ERROR_MEMORY;
  }
  while (rest.length > 0) {
    struct view word = view_split(&rest, ' ');
    struct text_list *list = word.length > 0 && word.data[0] == '^'   ? &type->profiles
                             : word.length > 0 && word.data[0] == '>' ? &type->targets
                                                                      : NULL;
    if (list == NULL || list->count > words) {
      return ERROR_SYNTAX;
    }
    list->items[list->count++] = unescape(reader, view_part(word, 1, word.length));
  }
  return ERROR_OK;
}

static enum error take_reference(struct table_reader *reader, struct view fact,
                                 struct definition_element *element) {
  element->content_reference = unescape(reader, fact);
  return ERROR_OK;
}

static enum error take_fixed(struct table_reader *reader, struct view fact,
                             struct definition_element *element) {
  element->value_type = unescape(reader, view_split(&fact, ' '));
  element->value = unescape(reader, fact);
  element->value_kind = VALUE_FIXED;
  return element->value.length > 0 ? ERROR_OK : ERROR_SYNTAX;
}

static enum error take_pattern(struct table_reader *reader, struct view fact,
                               struct definition_element *element) {
  enum error error = take_fixed(reader, fact, element);
  element->value_kind = VALUE_PATTERN;
  return error;
}

static enum error take_binding(struct table_reader *reader, struct view fact,
                               struct definition_element *element) {
  struct view strength = view_split(&fact, ' ');
  element->binding.strength = view_is(strength, "r")   ? STRENGTH_REQUIRED
                              : view_is(strength, "e") ? STRENGTH_EXTENSIBLE
                              : view_is(strength, "p") ? STRENGTH_PREFERRED
                                                       : STRENGTH_NONE;
  element->binding.value_set = unescape(reader, fact);
  return element->binding.strength == STRENGTH_NONE ? ERROR_SYNTAX : ERROR_OK;
}

static enum error take_maximum_set(struct table_reader *reader, struct view fact,
                                   struct definition_element *element) {
  element->binding.maximum = unescape(reader, fact);
  return ERROR_OK;
}

static bool discriminator_kind(struct view word, enum definition_discriminator_kind *ret_kind) {
  static const char *const kinds[] = {"value", "pattern", "exists", "type", "profile"};
  for (unsigned i = 0; i < sizeof kinds / sizeof kinds[0]; i++) {
    if (view_is(word, kinds[i])) {
      *ret_kind = (enum definition_discriminator_kind)i;
      return true;
    }
  }
  return false;
}

static enum error take_slicing(struct table_reader *reader, struct view fact,
                               struct definition_element *element) {
  struct definition_slicing *slicing = &element->slicing;
  uint32_t words = count_byte(fact, ' ') + 1u;
  slicing->discriminators =
      arena_array(reader->model->arena, words, sizeof *slicing->discriminators);
  if (slicing->discriminators == NULL) {
    return ERROR_MEMORY;
  }
  struct view rules = view_split(&fact, ' ');
  slicing->rules = view_is(rules, "open")     ? SLICING_OPEN
                   : view_is(rules, "atEnd")  ? SLICING_OPEN_AT_END
                   : view_is(rules, "closed") ? SLICING_CLOSED
                                              : SLICING_NONE;
  while (fact.length > 0) {
    struct view word = view_split(&fact, ' ');
    if (view_is(word, "ordered")) {
      slicing->ordered = true;
      continue;
    }
    struct definition_discriminator *row = &slicing->discriminators[slicing->discriminator_count];
    if (!discriminator_kind(view_split(&word, ':'), &row->kind)) {
      return ERROR_SYNTAX;
    }
    row->path = unescape(reader, word);
    slicing->discriminator_count++;
  }
  return slicing->rules == SLICING_NONE ? ERROR_SYNTAX : ERROR_OK;
}

static enum error take_constraint(struct table_reader *reader, struct view fact,
                                  struct definition_element *element) {
  struct definition_constraint *row = &element->constraints[element->constraint_count++];
  row->key = unescape(reader, view_split(&fact, ' '));
  struct view severity = view_split(&fact, ' ');
  struct view source = view_split(&fact, ' ');
  row->source = view_is(source, "-") ? reader->structure->url : unescape(reader, source);
  row->expression = unescape(reader, fact);
  row->is_warning = view_starts_with(severity, view_of("w"));
  row->is_best_practice = view_ends_with(severity, view_of("b"));
  return row->expression.length > 0 ? ERROR_OK : ERROR_SYNTAX;
}

static enum error take_length(struct table_reader *reader, struct view fact,
                              struct definition_element *element) {
  (void)reader;
  return to_number(fact, &element->maximum_length) ? ERROR_OK : ERROR_SYNTAX;
}

static enum error take_minimum_length(struct table_reader *reader, struct view fact,
                                      struct definition_element *element) {
  (void)reader;
  return to_number(fact, &element->minimum_length) ? ERROR_OK : ERROR_SYNTAX;
}

static enum error take_minimum_value(struct table_reader *reader, struct view fact,
                                     struct definition_element *element) {
  element->minimum_value = unescape(reader, fact);
  return ERROR_OK;
}

static enum error take_maximum_value(struct table_reader *reader, struct view fact,
                                     struct definition_element *element) {
  element->maximum_value = unescape(reader, fact);
  return ERROR_OK;
}

struct fact_reader {
  char letter; /* in front of the colon */
  enum error (*take)(struct table_reader *reader, struct view fact,
                     struct definition_element *element);
};

static const struct fact_reader fact_readers[] = {
    {'t', take_type},          {'c', take_constraint},    {'b', take_binding},
    {'s', take_slicing},       {'f', take_fixed},         {'p', take_pattern},
    {'r', take_reference},     {'m', take_maximum_set},   {'l', take_length},
    {'<', take_minimum_value}, {'>', take_maximum_value}, {'n', take_minimum_length},
};

static enum error take_flags(struct view flags, struct definition_element *element) {
  for (size_t i = 1; i < flags.length; i++) {
    bool *flag = flags.data[i] == 'S'   ? &element->must_support
                 : flags.data[i] == 'M' ? &element->is_modifier
                 : flags.data[i] == 'U' ? &element->is_summary
                 : flags.data[i] == 'V' ? &element->must_have_value
                                        : NULL;
    if (flag == NULL) {
      return ERROR_SYNTAX;
    }
    *flag = true;
  }
  return ERROR_OK;
}

static enum error take_fact(struct table_reader *reader, struct view fact,
                            struct definition_element *element) {
  if (fact.length > 0 && fact.data[0] == '!') {
    return take_flags(fact, element);
  }
  if (fact.length < 2 || fact.data[1] != ':') {
    return ERROR_SYNTAX;
  }
  for (unsigned i = 0; i < sizeof fact_readers / sizeof fact_readers[0]; i++) {
    if (fact_readers[i].letter == fact.data[0]) {
      return fact_readers[i].take(reader, view_part(fact, 2, fact.length), element);
    }
  }
  return ERROR_SYNTAX;
}

/* Rows for types and constraints are counted before they are read. */
static enum error make_room(struct table_reader *reader, struct view facts,
                            struct definition_element *element) {
  uint32_t types = 0;
  uint32_t constraints = 0;
  while (facts.length > 0) {
    struct view fact = view_split(&facts, '\t');
    types += view_starts_with(fact, view_of("t:")) ? 1u : 0u;
    constraints += view_starts_with(fact, view_of("c:")) ? 1u : 0u;
  }
  if (types > 0) {
    element->types = arena_array(reader->model->arena, types, sizeof *element->types);
  }
  if (constraints > 0) {
    element->constraints =
        arena_array(reader->model->arena, constraints, sizeof *element->constraints);
  }
  return (types > 0 && element->types == NULL) || (constraints > 0 && element->constraints == NULL)
             ? ERROR_MEMORY
             : ERROR_OK;
}

static enum error take_cardinality(struct view text, struct definition_element *element) {
  size_t dots = view_find(text, view_of(".."), 0);
  if (dots == SIZE_MAX || !to_number(view_part(text, 0, dots), &element->minimum)) {
    return ERROR_SYNTAX;
  }
  struct view maximum = view_part(text, dots + 2, text.length);
  element->maximum = DEFINITION_UNLIMITED;
  return view_is(maximum, "*") || to_number(maximum, &element->maximum) ? ERROR_OK : ERROR_SYNTAX;
}

static enum error line_element(struct table_reader *reader, struct view line) {
  struct structure_definition *structure = reader->structure;
  if (structure == NULL) {
    return ERROR_SYNTAX;
  }
  void *rows = structure->elements;
  enum error error = reserve(reader, &rows, sizeof *structure->elements, structure->element_count,
                             &reader->element_capacity);
  if (error != ERROR_OK) {
    return error;
  }
  structure->elements = rows;
  struct definition_element *element = &structure->elements[structure->element_count];
  uint32_t dots = 0;
  while (dots < line.length && line.data[dots] == '.') {
    dots++;
  }
  uint32_t deepest = structure->element_count == 0
                         ? 0
                         : structure->elements[structure->element_count - 1].depth + 1;
  element->depth = dots - 1;
  if (element->depth > deepest || element->depth > LIMIT_ELEMENT_DEPTH ||
      (element->depth == 0) != (structure->element_count == 0)) {
    return ERROR_SYNTAX;
  }
  struct view rest = view_part(line, dots, line.length);
  struct view slice = view_split(&rest, '\t');
  element->name = unescape(reader, view_split(&slice, ':'));
  element->slice = unescape(reader, slice);
  error = take_cardinality(view_split(&rest, '\t'), element);
  if (error == ERROR_OK) {
    error = make_room(reader, rest, element);
  }
  while (error == ERROR_OK && rest.length > 0) {
    error = take_fact(reader, view_split(&rest, '\t'), element);
  }
  structure->element_count++;
  return error;
}

/* ---- other lines: rest is what stands behind the keyword ---- */

static struct view next_text(struct table_reader *reader, struct view *rest) {
  return unescape(reader, view_split(rest, '\t'));
}

static enum error line_package(struct table_reader *reader, struct view rest) {
  struct view name = next_text(reader, &rest);
  struct view version = next_text(reader, &rest);
  uint32_t before = reader->model->package_count;
  enum error error = definition_model_package(reader->model, name, version, &reader->package);
  reader->is_known = reader->model->package_count == before;
  return error;
}

static enum error line_depends(struct table_reader *reader, struct view rest) {
  struct definition_package *package = reader->package;
  void *rows = package->dependencies;
  size_t size = sizeof *package->dependencies;
  rows = arena_grow(reader->model->arena, rows, package->dependency_count * size,
                    (package->dependency_count + 1u) * size);
  if (rows == NULL) {
    return ERROR_MEMORY;
  }
  package->dependencies = rows;
  struct definition_dependency *row = &package->dependencies[package->dependency_count++];
  row->name = next_text(reader, &rest);
  row->version = next_text(reader, &rest);
  return ERROR_OK;
}

static enum error structure_flags(struct view flags, struct structure_definition *structure) {
  static const char kinds[] = "pcrl";
  const char *kind = flags.length > 0 ? strchr(kinds, flags.data[0]) : NULL;
  if (kind == NULL || *kind == 0) {
    return ERROR_SYNTAX;
  }
  structure->kind = (enum definition_kind)(kind - kinds);
  structure->is_profile = view_find_byte(flags, 'P', 1) != SIZE_MAX;
  structure->is_abstract = view_find_byte(flags, 'A', 1) != SIZE_MAX;
  structure->is_pruned = view_find_byte(flags, 'R', 1) != SIZE_MAX;
  return ERROR_OK;
}

static enum error line_structure(struct table_reader *reader, struct view rest) {
  struct structure_definition *structure = arena_alloc(reader->model->arena, sizeof *structure);
  if (structure == NULL) {
    return ERROR_MEMORY;
  }
  structure->url = next_text(reader, &rest);
  structure->version = next_text(reader, &rest);
  structure->name = next_text(reader, &rest);
  structure->type = next_text(reader, &rest);
  structure->base = next_text(reader, &rest);
  reader->structure = structure;
  reader->element_capacity = 0;
  reader->context_capacity = 0;
  bool added = false;
  enum error error =
      definition_model_add_structure(reader->model, reader->package, structure, &added);
  return error == ERROR_OK ? structure_flags(rest, structure) : error;
}

static enum error line_context(struct table_reader *reader, struct view rest) {
  if (reader->structure == NULL) {
    return ERROR_SYNTAX;
  }
  struct text_list *contexts = &reader->structure->contexts;
  void *rows = contexts->items;
  enum error error =
      reserve(reader, &rows, sizeof(struct view), contexts->count, &reader->context_capacity);
  if (error == ERROR_OK) {
    contexts->items = rows;
    contexts->items[contexts->count++] = unescape(reader, rest);
  }
  return error;
}

static enum error line_system(struct table_reader *reader, struct view rest) {
  struct code_system *system = arena_alloc(reader->model->arena, sizeof *system);
  if (system == NULL) {
    return ERROR_MEMORY;
  }
  system->url = next_text(reader, &rest);
  system->version = next_text(reader, &rest);
  system->content = view_find_byte(rest, 'c', 0) == SIZE_MAX ? CONTENT_PARTIAL : CONTENT_COMPLETE;
  system->is_case_insensitive = view_find_byte(rest, 'i', 0) != SIZE_MAX;
  system->is_selected = true;
  reader->system = system;
  reader->concept_capacity = 0;
  bool added = false;
  return definition_model_add_code_system(reader->model, reader->package, system, &added);
}

static enum error line_codes(struct table_reader *reader, struct view rest) {
  struct code_system *system = reader->system;
  uint32_t depth = 0;
  if (system == NULL || !to_number(view_split(&rest, '\t'), &depth)) {
    return ERROR_SYNTAX;
  }
  while (rest.length > 0) {
    void *rows = system->concepts;
    enum error error = reserve(reader, &rows, sizeof *system->concepts, system->concept_count,
                               &reader->concept_capacity);
    if (error != ERROR_OK) {
      return error;
    }
    system->concepts = rows;
    struct definition_concept *concept = &system->concepts[system->concept_count++];
    concept->code = next_text(reader, &rest);
    concept->depth = depth;
  }
  return ERROR_OK;
}

static enum error line_property(struct table_reader *reader, struct view rest) {
  if (reader->system == NULL || reader->system->concept_count == 0) {
    return ERROR_SYNTAX;
  }
  struct text_list *list = &reader->system->concepts[reader->system->concept_count - 1].properties;
  size_t size = sizeof(struct view);
  void *rows =
      arena_grow(reader->model->arena, list->items, list->count * size, (list->count + 1u) * size);
  if (rows == NULL) {
    return ERROR_MEMORY;
  }
  list->items = rows;
  list->items[list->count++] = unescape(reader, rest);
  return ERROR_OK;
}

static enum error line_set(struct table_reader *reader, struct view rest) {
  struct value_set *value_set = arena_alloc(reader->model->arena, sizeof *value_set);
  if (value_set == NULL) {
    return ERROR_MEMORY;
  }
  value_set->url = next_text(reader, &rest);
  value_set->version = next_text(reader, &rest);
  value_set->is_selected = true;
  reader->value_set = value_set;
  reader->part_capacity = 0;
  bool added = false;
  return definition_model_add_value_set(reader->model, reader->package, value_set, &added);
}

static enum error take_part_field(struct table_reader *reader, struct view field,
                                  struct value_set_part *part) {
  struct view content = view_part(field, 1, field.length);
  switch (field.length > 0 ? field.data[0] : 0) {
  case '=':
    part->codes.items[part->codes.count++] = unescape(reader, content);
    return ERROR_OK;
  case '@':
    part->value_sets.items[part->value_sets.count++] = unescape(reader, content);
    return ERROR_OK;
  case '?': {
    struct definition_filter *filter = &part->filters[part->filter_count++];
    filter->property = unescape(reader, view_split(&content, ' '));
    filter->operation = unescape(reader, view_split(&content, ' '));
    filter->value = unescape(reader, content);
    return ERROR_OK;
  }
  case '-':
    part->is_withheld = true;
    return ERROR_OK;
  default:
    return ERROR_SYNTAX;
  }
}

static enum error take_part(struct table_reader *reader, struct view rest, bool is_exclusion) {
  struct value_set *value_set = reader->value_set;
  if (value_set == NULL) {
    return ERROR_SYNTAX;
  }
  void *rows = value_set->parts;
  enum error error = reserve(reader, &rows, sizeof *value_set->parts, value_set->part_count,
                             &reader->part_capacity);
  if (error != ERROR_OK) {
    return error;
  }
  value_set->parts = rows;
  struct value_set_part *part = &value_set->parts[value_set->part_count++];
  part->is_exclusion = is_exclusion;
  part->system = next_text(reader, &rest);
  uint32_t fields = count_byte(rest, '\t') + 1u;
  part->codes.items = arena_array(reader->model->arena, fields, sizeof(struct view));
  part->value_sets.items = arena_array(reader->model->arena, fields, sizeof(struct view));
  part->filters = arena_array(reader->model->arena, fields, sizeof *part->filters);
  if (part->codes.items == NULL || part->value_sets.items == NULL || part->filters == NULL) {
    return ERROR_MEMORY;
  }
  while (error == ERROR_OK && rest.length > 0) {
    error = take_part_field(reader, view_split(&rest, '\t'), part);
  }
  return error;
}

static enum error line_include(struct table_reader *reader, struct view rest) {
  return take_part(reader, rest, false);
}

static enum error line_exclude(struct table_reader *reader, struct view rest) {
  return take_part(reader, rest, true);
}

struct line_reader {
  const char *keyword;
  enum error (*take)(struct table_reader *reader, struct view rest);
};

static const struct line_reader line_readers[] = {
    {"structure", line_structure}, {"context", line_context}, {"include", line_include},
    {"exclude", line_exclude},     {"set", line_set},         {"codes", line_codes},
    {"property", line_property},   {"system", line_system},   {"depends", line_depends},
};

static enum error take_line(struct table_reader *reader, struct view line) {
  if (line.data[0] == '.') {
    return line_element(reader, line);
  }
  struct view rest = line;
  struct view keyword = view_split(&rest, '\t');
  for (unsigned i = 0; i < sizeof line_readers / sizeof line_readers[0]; i++) {
    if (view_is(keyword, line_readers[i].keyword)) {
      return line_readers[i].take(reader, rest);
    }
  }
  return ERROR_SYNTAX;
}

/* The first two lines: format and package. */
static enum error read_head(struct table_reader *reader) {
  reader->line = 1;
  if (!view_is(view_split(&reader->rest, '\n'), "fhir-facade definitions 1")) {
    return ERROR_SYNTAX;
  }
  reader->line = 2;
  struct view rest = view_split(&reader->rest, '\n');
  return view_is(view_split(&rest, '\t'), "package") ? line_package(reader, rest) : ERROR_SYNTAX;
}

enum error definition_tables_read(struct definition_model *model, const char *file_name,
                                  struct view text, struct issue_list *issues) {
  struct table_reader reader = {.model = model, .rest = text};
  enum error error = read_head(&reader);
  while (error == ERROR_OK && !reader.is_known && reader.rest.length > 0) {
    struct view line = view_split(&reader.rest, '\n');
    reader.line++;
    if (line.length > 0) {
      error = take_line(&reader, line);
    }
  }
  if (error == ERROR_SYNTAX) {
    issue_add_with(issues, package_message(PACKAGE_MESSAGE_TABLE_SYNTAX), view_of(file_name),
                   arena_format(issues->arena, "%u", reader.line));
  }
  return error;
}
