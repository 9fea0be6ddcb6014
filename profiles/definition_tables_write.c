#include "profiles/definition_tables.h"

#define CODES_A_LINE 24u

/* Escapes what separates lines and fields, and spaces when the field is a list of words. */
static void write_text(struct buffer *buffer, struct view text, bool is_word) {
  for (size_t i = 0; i < text.length; i++) {
    char byte = text.data[i];
    const char *escaped = byte == '\\'             ? "\\\\"
                          : byte == '\t'           ? "\\t"
                          : byte == '\n'           ? "\\n"
                          : byte == '\r'           ? "\\r"
                          : byte == ' ' && is_word ? "\\s"
                                                   : NULL;
    if (escaped != NULL) {
      buffer_append_string(buffer, escaped);
    } else {
      buffer_append_byte(buffer, byte);
    }
  }
}

static void write_field(struct buffer *buffer, const char *prefix, struct view text) {
  buffer_append_byte(buffer, '\t');
  buffer_append_string(buffer, prefix);
  write_text(buffer, text, false);
}

static void write_words(struct buffer *buffer, const char *prefix, const struct text_list *list) {
  for (uint32_t i = 0; i < list->count; i++) {
    buffer_append_string(buffer, prefix);
    write_text(buffer, list->items[i], true);
  }
}

static void write_types(struct buffer *buffer, const struct definition_element *element) {
  for (uint32_t i = 0; i < element->type_count; i++) {
    const struct definition_type *type = &element->types[i];
    buffer_append_string(buffer, "\tt:");
    write_text(buffer, type->code, true);
    write_words(buffer, " ^", &type->profiles);
    write_words(buffer, " >", &type->targets);
  }
}

static void write_slicing(struct buffer *buffer, const struct definition_slicing *slicing) {
  static const char *const rules[] = {"", "open", "atEnd", "closed"};
  static const char *const kinds[] = {"value", "pattern", "exists", "type", "profile"};
  if (slicing->rules == SLICING_NONE) {
    return;
  }
  buffer_append_format(buffer, "\ts:%s%s", rules[slicing->rules],
                       slicing->ordered ? " ordered" : "");
  for (uint32_t i = 0; i < slicing->discriminator_count; i++) {
    buffer_append_format(buffer, " %s:", kinds[slicing->discriminators[i].kind]);
    write_text(buffer, slicing->discriminators[i].path, true);
  }
}

static void write_constraints(struct buffer *buffer, const struct structure_definition *structure,
                              const struct definition_element *element) {
  for (uint32_t i = 0; i < element->constraint_count; i++) {
    const struct definition_constraint *row = &element->constraints[i];
    buffer_append_string(buffer, "\tc:");
    write_text(buffer, row->key, true);
    buffer_append_string(buffer, row->is_warning ? " w" : " e");
    buffer_append_string(buffer, row->is_best_practice ? "b " : " ");
    if (view_equal(row->source, structure->url) || row->source.length == 0) {
      buffer_append_byte(buffer, '-');
    } else {
      write_text(buffer, row->source, true);
    }
    buffer_append_byte(buffer, ' ');
    write_text(buffer, row->expression, false);
  }
}

static void write_value(struct buffer *buffer, const struct definition_element *element) {
  if (element->value_kind != VALUE_NONE) {
    buffer_append_string(buffer, element->value_kind == VALUE_FIXED ? "\tf:" : "\tp:");
    write_text(buffer, element->value_type, true);
    buffer_append_byte(buffer, ' ');
    write_text(buffer, element->value, false);
  }
  if (element->minimum_value.length > 0) {
    write_field(buffer, "<:", element->minimum_value);
  }
  if (element->maximum_value.length > 0) {
    write_field(buffer, ">:", element->maximum_value);
  }
  if (element->maximum_length > 0) {
    buffer_append_format(buffer, "\tl:%u", element->maximum_length);
  }
  if (element->minimum_length > 0) {
    buffer_append_format(buffer, "\tn:%u", element->minimum_length);
  }
}

static void write_binding(struct buffer *buffer, const struct definition_binding *binding) {
  static const char *const prefixes[] = {"", "b:r ", "b:e ", "b:p "};
  if (binding->strength != STRENGTH_NONE) {
    write_field(buffer, prefixes[binding->strength], binding->value_set);
  }
  if (binding->maximum.length > 0) {
    write_field(buffer, "m:", binding->maximum);
  }
}

static void write_element(struct buffer *buffer, const struct structure_definition *structure,
                          const struct definition_element *element) {
  for (uint32_t i = 0; i <= element->depth; i++) {
    buffer_append_byte(buffer, '.');
  }
  write_text(buffer, element->name, false);
  if (element->slice.length > 0) {
    buffer_append_byte(buffer, ':');
    write_text(buffer, element->slice, false);
  }
  buffer_append_format(buffer, "\t%u..", element->minimum);
  if (element->maximum == DEFINITION_UNLIMITED) {
    buffer_append_byte(buffer, '*');
  } else {
    buffer_append_format(buffer, "%u", element->maximum);
  }
  write_types(buffer, element);
  if (element->content_reference.length > 0) {
    write_field(buffer, "r:", element->content_reference);
  }
  write_value(buffer, element);
  write_binding(buffer, &element->binding);
  write_slicing(buffer, &element->slicing);
  if (element->must_support || element->is_modifier || element->is_summary ||
      element->must_have_value) {
    buffer_append_format(buffer, "\t!%s%s%s%s", element->must_support ? "S" : "",
                         element->is_modifier ? "M" : "", element->is_summary ? "U" : "",
                         element->must_have_value ? "V" : "");
  }
  write_constraints(buffer, structure, element);
  buffer_append_byte(buffer, '\n');
}

static void write_structure(struct buffer *buffer, const struct structure_definition *structure) {
  buffer_append_string(buffer, "structure");
  write_field(buffer, "", structure->url);
  write_field(buffer, "", structure->version);
  write_field(buffer, "", structure->name);
  write_field(buffer, "", structure->type);
  write_field(buffer, "", structure->base);
  buffer_append_format(buffer, "\t%c%s%s%s\n", "pcrl"[structure->kind],
                       structure -> is_profile ? "P" : "", structure->is_abstract ? "A" : "",
                       structure->is_pruned ? "R" : "");
  for (uint32_t i = 0; i < structure->contexts.count; i++) {
    buffer_append_string(buffer, "context");
    write_field(buffer, "", structure->contexts.items[i]);
    buffer_append_byte(buffer, '\n');
  }
  for (uint32_t i = 0; i < structure->element_count; i++) {
    write_element(buffer, structure, &structure->elements[i]);
  }
}

static void write_code_system(struct buffer *buffer, const struct code_system *system) {
  buffer_append_string(buffer, "system");
  write_field(buffer, "", system->url);
  write_field(buffer, "", system->version);
  buffer_append_format(buffer, "\t%s%s", system->content == CONTENT_COMPLETE ? "c" : "",
                       system->is_case_insensitive ? "i" : "");
  uint32_t in_line = CODES_A_LINE;
  for (uint32_t i = 0; i < system->concept_count; i++) {
    const struct definition_concept *concept = &system->concepts[i];
    if (in_line == CODES_A_LINE || concept->depth != system->concepts[i - 1].depth) {
      buffer_append_format(buffer, "\ncodes\t%u", concept->depth);
      in_line = 0;
    }
    write_field(buffer, "", concept->code);
    in_line++;
    for (uint32_t j = 0; j < concept->properties.count; j++) {
      buffer_append_string(buffer, "\nproperty");
      write_field(buffer, "", concept->properties.items[j]);
      in_line = CODES_A_LINE;
    }
  }
  buffer_append_byte(buffer, '\n');
}

static void write_part(struct buffer *buffer, const struct value_set_part *part) {
  buffer_append_string(buffer, part->is_exclusion ? "exclude" : "include");
  write_field(buffer, "", part->system);
  if (part->is_withheld) {
    buffer_append_string(buffer, "\t-");
  }
  for (uint32_t i = 0; i < part->codes.count; i++) {
    write_field(buffer, "=", part->codes.items[i]);
  }
  for (uint32_t i = 0; i < part->filter_count; i++) {
    buffer_append_string(buffer, "\t?");
    write_text(buffer, part->filters[i].property, true);
    buffer_append_byte(buffer, ' ');
    write_text(buffer, part->filters[i].operation, true);
    buffer_append_byte(buffer, ' ');
    write_text(buffer, part->filters[i].value, false);
  }
  for (uint32_t i = 0; i < part->value_sets.count; i++) {
    write_field(buffer, "@", part->value_sets.items[i]);
  }
  buffer_append_byte(buffer, '\n');
}

static void write_value_set(struct buffer *buffer, const struct value_set *value_set) {
  buffer_append_string(buffer, "set");
  write_field(buffer, "", value_set->url);
  write_field(buffer, "", value_set->version);
  buffer_append_byte(buffer, '\n');
  for (uint32_t i = 0; i < value_set->part_count; i++) {
    write_part(buffer, &value_set->parts[i]);
  }
}

void definition_tables_write(const struct definition_package *package, struct buffer *buffer) {
  buffer_append_string(buffer, "fhir-facade definitions 1\npackage");
  write_field(buffer, "", package->name);
  write_field(buffer, "", package->version);
  buffer_append_byte(buffer, '\n');
  for (uint32_t i = 0; i < package->dependency_count; i++) {
    buffer_append_string(buffer, "depends");
    write_field(buffer, "", package->dependencies[i].name);
    write_field(buffer, "", package->dependencies[i].version);
    buffer_append_byte(buffer, '\n');
  }
  for (uint32_t i = 0; i < package->structure_count; i++) {
    if (package->structures[i]->kind != KIND_LOGICAL) {
      write_structure(buffer, package->structures[i]);
    }
  }
  for (uint32_t i = 0; i < package->code_system_count; i++) {
    if (package->code_systems[i]->is_selected) {
      write_code_system(buffer, package->code_systems[i]);
    }
  }
  for (uint32_t i = 0; i < package->value_set_count; i++) {
    if (package->value_sets[i]->is_selected) {
      write_value_set(buffer, package->value_sets[i]);
    }
  }
}
