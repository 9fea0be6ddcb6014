#include "profiles/terminology_definition.h"

#include "profiles/package_message_list.h"
#include "server/limits.h"

/* A property value longer than this is a comment, not something that a filter asks for. */
#define PROPERTY_MAXIMUM_BYTES 80u

bool terminology_definition_is_rebuilt(const struct definition_package *package) {
  return view_ends_with(package->version, view_of("-recon"));
}

bool terminology_definition_lacks_systems(const struct value_set *value_set) {
  static const struct view urls[] = {
      /* drug allergens were split into YCM and GCM systems after the rebuilt copy */
      VIEW_LITERAL("http://jpfhir.jp/fhir/core/ValueSet/JP_AllergyIntolerance_VS"),
  };
  for (unsigned i = 0; i < sizeof urls / sizeof urls[0]; i++) {
    if (view_equal(value_set->url, urls[i])) {
      return terminology_definition_is_rebuilt(value_set->package);
    }
  }
  return false;
}

/* Text of a property's value as a filter writes it; empty for types that no filter compares. */
static struct view property_value(const struct definition_source *source, uint32_t object) {
  static const char *const members[] = {"valueCode", "valueString", "valueBoolean", "valueInteger"};
  for (unsigned i = 0; i < sizeof members / sizeof members[0]; i++) {
    uint32_t node = document_member(source->document, object, view_of(members[i]));
    if (node == NODE_NONE) {
      continue;
    }
    if (document_type(source->document, node) == NODE_STRING) {
      return document_string(source->document, node, source->scratch);
    }
    return document_raw(source->document, node);
  }
  return view_make("", 0);
}

static enum error read_properties(const struct definition_source *source, uint32_t object,
                                  struct text_list *ret_list) {
  const struct document *document = source->document;
  uint32_t array = document_member(document, object, view_of("property"));
  if (array == NODE_NONE || document_type(document, array) != NODE_ARRAY) {
    return ERROR_OK;
  }
  struct text_list list = {NULL, 0};
  list.items =
      arena_array(source->model->arena, document_count(document, array) + 1u, sizeof(struct view));
  if (list.items == NULL) {
    return ERROR_MEMORY;
  }
  for (uint32_t item = document_first(document, array); item != NODE_NONE;
       item = document_next(document, array, item)) {
    struct view value = property_value(source, item);
    struct view code = document_member_string(document, item, "code", source->scratch);
    if (value.length == 0 || value.length > PROPERTY_MAXIMUM_BYTES || code.length == 0) {
      continue;
    }
    struct view text =
        arena_format(source->scratch, "%.*s %.*s", VIEW_ARGUMENTS(code), VIEW_ARGUMENTS(value));
    list.items[list.count] = definition_model_text(source->model, text);
    if (list.items[list.count++].data == NULL) {
      return ERROR_MEMORY;
    }
  }
  *ret_list = list;
  return ERROR_OK;
}

/* Depth-first; depth is bounded by the document reader's limit. */
static enum error read_concepts(const struct definition_source *source, uint32_t parent,
                                uint32_t depth, struct code_system *system) {
  const struct document *document = source->document;
  uint32_t array = document_member(document, parent, view_of("concept"));
  if (array == NODE_NONE || document_type(document, array) != NODE_ARRAY ||
      depth > LIMIT_DOCUMENT_DEPTH) {
    return ERROR_OK;
  }
  for (uint32_t item = document_first(document, array); item != NODE_NONE;
       item = document_next(document, array, item)) {
    struct definition_concept *concept = &system->concepts[system->concept_count];
    concept->code = definition_source_text(source, item, "code");
    concept->display = definition_source_text(source, item, "display");
    concept->depth = depth;
    bool is_read = concept->code.data != NULL && concept->display.data != NULL;
    enum error error = is_read ? ERROR_OK : ERROR_MEMORY;
    if (error == ERROR_OK && concept->code.length > 0) {
      system->concept_count++;
      error = read_properties(source, item, &concept->properties);
    }
    if (error == ERROR_OK) {
      error = read_concepts(source, item, depth + 1, system);
    }
    if (error != ERROR_OK) {
      return error;
    }
  }
  return ERROR_OK;
}

/* At least as many as there are concepts: each has a member "code". */
static uint32_t count_codes(const struct document *document) {
  uint32_t count = 0;
  for (uint32_t i = 0; i < document->count; i++) {
    if (document_type(document, i) == NODE_KEY && view_is(document_raw(document, i), "code")) {
      count++;
    }
  }
  return count;
}

enum error terminology_definition_read_code_system(const struct definition_source *source) {
  struct view content = definition_source_text(source, 0, "content");
  if (view_is(content, "supplement")) {
    return ERROR_OK;
  }
  struct code_system *system = arena_alloc(source->model->arena, sizeof *system);
  if (system == NULL) {
    return ERROR_MEMORY;
  }
  system->url = definition_source_text(source, 0, "url");
  system->version = definition_source_text(source, 0, "version");
  system->content = view_is(content, "complete") ? CONTENT_COMPLETE : CONTENT_PARTIAL;
  uint32_t case_sensitive = document_member(source->document, 0, view_of("caseSensitive"));
  system->is_case_insensitive =
      case_sensitive != NODE_NONE && document_type(source->document, case_sensitive) == NODE_FALSE;
  system->concepts = arena_array(source->model->arena, count_codes(source->document) + 1u,
                                 sizeof *system->concepts);
  if (system->url.data == NULL || system->version.data == NULL || system->concepts == NULL) {
    return ERROR_MEMORY;
  }
  if (system->url.length == 0) {
    definition_source_issue(source, package_message(PACKAGE_MESSAGE_MALFORMED),
                            view_of("CodeSystem"));
    return ERROR_OK;
  }
  enum error error = read_concepts(source, 0, 0, system);
  bool added = false;
  if (error == ERROR_OK) {
    error = definition_model_add_code_system(source->model, source->package, system, &added);
  }
  if (error == ERROR_OK && !added) {
    definition_source_issue(source, package_message(PACKAGE_MESSAGE_TWICE), system->url);
  }
  return error;
}

static enum error read_codes(const struct definition_source *source, uint32_t array,
                             struct text_list *ret_codes) {
  const struct document *document = source->document;
  struct text_list list = {NULL, 0};
  list.items =
      arena_array(source->model->arena, document_count(document, array) + 1u, sizeof(struct view));
  if (list.items == NULL) {
    return ERROR_MEMORY;
  }
  for (uint32_t item = document_first(document, array); item != NODE_NONE;
       item = document_next(document, array, item)) {
    struct view code = definition_source_text(source, item, "code");
    if (code.data == NULL) {
      return ERROR_MEMORY;
    }
    if (code.length > 0) {
      list.items[list.count++] = code;
    }
  }
  *ret_codes = list;
  return ERROR_OK;
}

static enum error read_filters(const struct definition_source *source, uint32_t array,
                               struct value_set_part *part) {
  const struct document *document = source->document;
  part->filters = arena_array(source->model->arena, document_count(document, array) + 1u,
                              sizeof *part->filters);
  if (part->filters == NULL) {
    return ERROR_MEMORY;
  }
  for (uint32_t item = document_first(document, array); item != NODE_NONE;
       item = document_next(document, array, item)) {
    struct definition_filter *filter = &part->filters[part->filter_count++];
    filter->property = definition_source_text(source, item, "property");
    filter->operation = definition_source_text(source, item, "op");
    filter->value = definition_source_text(source, item, "value");
    if (filter->property.data == NULL || filter->operation.data == NULL ||
        filter->value.data == NULL) {
      return ERROR_MEMORY;
    }
  }
  return ERROR_OK;
}

static struct view system_with_version(const struct definition_source *source, uint32_t object) {
  struct view system = document_member_string(source->document, object, "system", source->scratch);
  struct view version =
      document_member_string(source->document, object, "version", source->scratch);
  if (version.length == 0) {
    return definition_model_text(source->model, system);
  }
  struct view text =
      arena_format(source->scratch, "%.*s|%.*s", VIEW_ARGUMENTS(system), VIEW_ARGUMENTS(version));
  return definition_model_text(source->model, text);
}

static enum error read_part(const struct definition_source *source, uint32_t object,
                            struct value_set_part *part) {
  const struct document *document = source->document;
  part->system = system_with_version(source, object);
  enum error error = part->system.data == NULL ? ERROR_MEMORY : ERROR_OK;
  uint32_t array = document_member(document, object, view_of("concept"));
  if (error == ERROR_OK && array != NODE_NONE) {
    error = read_codes(source, array, &part->codes);
  }
  array = document_member(document, object, view_of("filter"));
  if (error == ERROR_OK && array != NODE_NONE) {
    error = read_filters(source, array, part);
  }
  if (error == ERROR_OK) {
    error = definition_source_texts(source, document_member(document, object, view_of("valueSet")),
                                    &part->value_sets);
  }
  return error;
}

static enum error read_compose(const struct definition_source *source, uint32_t compose,
                               struct value_set *value_set) {
  static const char *const members[] = {"include", "exclude"};
  const struct document *document = source->document;
  uint32_t arrays[2];
  uint32_t count = 0;
  for (unsigned i = 0; i < 2; i++) {
    arrays[i] = document_member(document, compose, view_of(members[i]));
    count += arrays[i] == NODE_NONE ? 0 : document_count(document, arrays[i]);
  }
  value_set->parts = arena_array(source->model->arena, count + 1u, sizeof *value_set->parts);
  if (value_set->parts == NULL) {
    return ERROR_MEMORY;
  }
  for (unsigned i = 0; i < 2; i++) {
    if (arrays[i] == NODE_NONE) {
      continue;
    }
    for (uint32_t item = document_first(document, arrays[i]); item != NODE_NONE;
         item = document_next(document, arrays[i], item)) {
      struct value_set_part *part = &value_set->parts[value_set->part_count++];
      part->is_exclusion = i == 1;
      enum error error = read_part(source, item, part);
      if (error != ERROR_OK) {
        return error;
      }
    }
  }
  return ERROR_OK;
}

/* Each contained code becomes a part of its own; equal systems are joined when the set is expanded.
 */
static enum error read_expansion(const struct definition_source *source, uint32_t array,
                                 struct value_set *value_set) {
  const struct document *document = source->document;
  value_set->parts =
      arena_array(source->model->arena, count_codes(document) + 1u, sizeof *value_set->parts);
  if (value_set->parts == NULL) {
    return ERROR_MEMORY;
  }
  uint32_t end = document_node(document, array)->next;
  for (uint32_t node = array; node < end; node++) {
    if (document_type(document, node) != NODE_OBJECT ||
        document_member(document, node, view_of("system")) == NODE_NONE) {
      continue;
    }
    struct value_set_part *part = &value_set->parts[value_set->part_count];
    part->codes.items = arena_array(source->model->arena, 1, sizeof(struct view));
    if (part->codes.items == NULL) {
      return ERROR_MEMORY;
    }
    part->system = definition_source_text(source, node, "system");
    part->codes.items[0] = definition_source_text(source, node, "code");
    part->codes.count = 1;
    value_set->part_count += part->codes.items[0].length > 0 ? 1u : 0u;
  }
  return ERROR_OK;
}

enum error terminology_definition_read_value_set(const struct definition_source *source) {
  static const char *const contains[] = {"expansion", "contains", NULL};
  struct value_set *value_set = arena_alloc(source->model->arena, sizeof *value_set);
  if (value_set == NULL) {
    return ERROR_MEMORY;
  }
  value_set->url = definition_source_text(source, 0, "url");
  value_set->version = definition_source_text(source, 0, "version");
  if (value_set->url.length == 0) {
    definition_source_issue(source, package_message(PACKAGE_MESSAGE_MALFORMED),
                            view_of("ValueSet"));
    return ERROR_OK;
  }
  enum error error = ERROR_OK;
  uint32_t compose = document_member(source->document, 0, view_of("compose"));
  uint32_t expansion = document_path(source->document, 0, contains);
  if (compose != NODE_NONE) {
    error = read_compose(source, compose, value_set);
  } else if (expansion != NODE_NONE) {
    error = read_expansion(source, expansion, value_set);
  }
  bool added = false;
  if (error == ERROR_OK) {
    error = definition_model_add_value_set(source->model, source->package, value_set, &added);
  }
  if (error == ERROR_OK && !added) {
    definition_source_issue(source, package_message(PACKAGE_MESSAGE_TWICE), value_set->url);
  }
  return error;
}
