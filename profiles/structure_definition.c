#include "profiles/structure_definition.h"

#include "profiles/package_message_list.h"
#include "server/base/buffer.h"
#include "server/limits.h"

#define EXTENSION_FHIR_TYPE "http://hl7.org/fhir/StructureDefinition/structuredefinition-fhir-type"
#define TYPE_PREFIX "http://hl7.org/fhir/StructureDefinition/"
#define EXTENSION_MAXIMUM_SET                                                                      \
  "http://hl7.org/fhir/StructureDefinition/elementdefinition-maxValueSet"
#define EXTENSION_MINIMUM_LENGTH "http://hl7.org/fhir/StructureDefinition/minLength"
#define EXTENSION_VALUE_ALTERNATIVES                                                               \
  "http://hl7.org/fhir/5.0/StructureDefinition/extension-ElementDefinition.valueAlternatives"
#define EXPRESSION_BYTES 2048u
#define EXTENSION_MUST_HAVE_VALUE                                                                  \
  "http://hl7.org/fhir/5.0/StructureDefinition/extension-ElementDefinition.mustHaveValue"
#define EXTENSION_BEST_PRACTICE                                                                    \
  "http://hl7.org/fhir/StructureDefinition/elementdefinition-bestpractice"
#define SYSTEM_TYPE_PREFIX "http://hl7.org/fhirpath/System."

void definition_source_issue(const struct definition_source *source, const struct message *message,
                             struct view subject) {
  struct view package = definition_package_label(source->package, source->issues->arena);
  issue_add_with(source->issues, message, package, subject);
}

/* The decoded string of a node as a text of the model. */
static struct view node_text(const struct definition_source *source, uint32_t node) {
  if (node == NODE_NONE || document_type(source->document, node) != NODE_STRING) {
    return view_make("", 0);
  }
  struct view text = document_string(source->document, node, source->scratch);
  return definition_model_text(source->model, text);
}

struct view definition_source_text(const struct definition_source *source, uint32_t object,
                                   const char *name) {
  return node_text(source, document_member(source->document, object, view_of(name)));
}

enum error definition_source_texts(const struct definition_source *source, uint32_t array,
                                   struct text_list *ret_list) {
  const struct document *document = source->document;
  uint32_t count = array == NODE_NONE ? 0 : document_count(document, array);
  if (count == 0 || document_type(document, array) != NODE_ARRAY) {
    return ERROR_OK;
  }
  struct text_list list = {arena_array(source->model->arena, count, sizeof(struct view)), 0};
  if (list.items == NULL) {
    return ERROR_MEMORY;
  }
  for (uint32_t item = document_first(document, array); item != NODE_NONE;
       item = document_next(document, array, item)) {
    struct view text = node_text(source, item);
    if (text.data == NULL) {
      return ERROR_MEMORY;
    }
    if (text.length > 0) {
      list.items[list.count++] = text;
    }
  }
  *ret_list = list;
  return ERROR_OK;
}

/* As in the source with its quotes: strings come without them from document_raw. */
static struct view raw_with_quotes(const struct document *document, uint32_t node) {
  struct view raw = document_raw(document, node);
  if (document_type(document, node) == NODE_STRING) {
    return view_make(raw.data - 1, raw.length + 2);
  }
  return raw;
}

struct view definition_source_json(const struct definition_source *source, uint32_t node) {
  struct view raw = raw_with_quotes(source->document, node);
  char *bytes = arena_bytes(source->scratch, raw.length + 1);
  if (bytes == NULL) {
    return view_make(NULL, 0);
  }
  size_t length = 0;
  bool in_string = false;
  for (size_t i = 0; i < raw.length; i++) {
    char byte = raw.data[i];
    if (in_string && byte == '\\' && i + 1 < raw.length) {
      bytes[length++] = byte;
      byte = raw.data[++i];
    } else if (byte == '"') {
      in_string = !in_string;
    } else if (!in_string && (byte == ' ' || byte == '\n' || byte == '\t' || byte == '\r')) {
      continue;
    }
    bytes[length++] = byte;
  }
  return definition_model_text(source->model, view_make(bytes, length));
}

static bool node_is_true(const struct definition_source *source, uint32_t node) {
  return node != NODE_NONE && document_type(source->document, node) == NODE_TRUE;
}

/* The extension object with this url in the "extension" member of object. */
static uint32_t find_extension(const struct definition_source *source, uint32_t object,
                               const char *url) {
  const struct document *document = source->document;
  uint32_t list = document_member(document, object, view_of("extension"));
  if (list == NODE_NONE || document_type(document, list) != NODE_ARRAY) {
    return NODE_NONE;
  }
  for (uint32_t item = document_first(document, list); item != NODE_NONE;
       item = document_next(document, list, item)) {
    uint32_t found = document_member(document, item, view_of("url"));
    if (found != NODE_NONE && document_string_is(document, found, view_of(url))) {
      return item;
    }
  }
  return NODE_NONE;
}

static uint32_t node_number(const struct definition_source *source, uint32_t node,
                            uint32_t otherwise) {
  uint64_t number = 0;
  if (node == NODE_NONE ||
      !view_to_unsigned(document_raw(source->document, node), UINT32_MAX - 1, &number)) {
    return otherwise;
  }
  return (uint32_t)number;
}

/* "http://hl7.org/fhirpath/System.String" -> the FHIR type that its extension names, else "string".
 */
static struct view type_code(const struct definition_source *source, uint32_t node) {
  struct view code = definition_source_text(source, node, "code");
  if (!view_starts_with(code, view_of(SYSTEM_TYPE_PREFIX))) {
    return code;
  }
  uint32_t extension = find_extension(source, node, EXTENSION_FHIR_TYPE);
  if (extension != NODE_NONE) {
    struct view url = definition_source_text(source, extension, "valueUrl");
    return url.length > 0 ? url : definition_source_text(source, extension, "valueUri");
  }
  char *name =
      arena_string(source->scratch, view_part(code, sizeof SYSTEM_TYPE_PREFIX - 1, code.length));
  if (name != NULL && name[0] >= 'A' && name[0] <= 'Z') {
    name[0] = (char)(name[0] - 'A' + 'a');
  }
  return definition_model_text(source->model, view_of(name));
}

static enum error read_types(const struct definition_source *source, uint32_t array,
                             struct definition_element *element) {
  const struct document *document = source->document;
  uint32_t count = document_count(document, array);
  element->types = arena_array(source->model->arena, count + 1u, sizeof *element->types);
  if (element->types == NULL) {
    return ERROR_MEMORY;
  }
  for (uint32_t item = document_first(document, array); item != NODE_NONE;
       item = document_next(document, array, item)) {
    struct definition_type *type = &element->types[element->type_count];
    type->code = type_code(source, item);
    enum error error = type->code.data == NULL ? ERROR_MEMORY : ERROR_OK;
    if (error == ERROR_OK) {
      error = definition_source_texts(source, document_member(document, item, view_of("profile")),
                                      &type->profiles);
    }
    if (error == ERROR_OK) {
      error = definition_source_texts(
          source, document_member(document, item, view_of("targetProfile")), &type->targets);
    }
    if (error != ERROR_OK) {
      return error;
    }
    element->type_count += type->code.length > 0 ? 1u : 0u;
  }
  return ERROR_OK;
}

static enum definition_strength strength_of(struct view code) {
  static const char *const codes[] = {"", "required", "extensible", "preferred"};
  for (unsigned i = STRENGTH_REQUIRED; i <= STRENGTH_PREFERRED; i++) {
    if (view_is(code, codes[i])) {
      return (enum definition_strength)i;
    }
  }
  return STRENGTH_NONE;
}

/* Example bindings say nothing that could be wrong: only their maximum set is kept. */
static enum error read_binding(const struct definition_source *source, uint32_t object,
                               struct definition_element *element) {
  struct definition_binding *binding = &element->binding;
  binding->strength = strength_of(definition_source_text(source, object, "strength"));
  if (binding->strength != STRENGTH_NONE) {
    binding->value_set = definition_source_text(source, object, "valueSet");
    if (binding->value_set.length == 0) {
      binding->strength = STRENGTH_NONE;
    }
  }
  uint32_t extension = find_extension(source, object, EXTENSION_MAXIMUM_SET);
  if (extension != NODE_NONE) {
    binding->maximum = definition_source_text(source, extension, "valueCanonical");
    if (binding->maximum.length == 0) {
      binding->maximum = definition_source_text(source, extension, "valueUri");
    }
  }
  return ERROR_OK;
}

static bool discriminator_kind(struct view code, enum definition_discriminator_kind *ret_kind) {
  static const char *const codes[] = {"value", "pattern", "exists", "type", "profile"};
  for (unsigned i = 0; i < sizeof codes / sizeof codes[0]; i++) {
    if (view_is(code, codes[i])) {
      *ret_kind = (enum definition_discriminator_kind)i;
      return true;
    }
  }
  return false;
}

static enum error read_slicing(const struct definition_source *source, uint32_t object,
                               struct definition_element *element) {
  const struct document *document = source->document;
  struct definition_slicing *slicing = &element->slicing;
  struct view rules = definition_source_text(source, object, "rules");
  slicing->rules = view_is(rules, "closed")      ? SLICING_CLOSED
                   : view_is(rules, "openAtEnd") ? SLICING_OPEN_AT_END
                                                 : SLICING_OPEN;
  slicing->ordered = node_is_true(source, document_member(document, object, view_of("ordered")));
  uint32_t array = document_member(document, object, view_of("discriminator"));
  if (array == NODE_NONE || document_type(document, array) != NODE_ARRAY) {
    return ERROR_OK;
  }
  slicing->discriminators = arena_array(source->model->arena, document_count(document, array) + 1u,
                                        sizeof *slicing->discriminators);
  if (slicing->discriminators == NULL) {
    return ERROR_MEMORY;
  }
  for (uint32_t item = document_first(document, array); item != NODE_NONE;
       item = document_next(document, array, item)) {
    struct definition_discriminator *row = &slicing->discriminators[slicing->discriminator_count];
    row->path = definition_source_text(source, item, "path");
    if (discriminator_kind(definition_source_text(source, item, "type"), &row->kind)) {
      slicing->discriminator_count++;
    }
  }
  return ERROR_OK;
}

/* Room for more constraints: they come from two members, in any order. */
static enum error reserve_constraints(const struct definition_source *source, uint32_t more,
                                      struct definition_element *element) {
  size_t used = element->constraint_count * sizeof *element->constraints;
  void *rows = arena_grow(source->model->arena, element->constraints, used,
                          used + (more + 1u) * sizeof *element->constraints);
  if (rows == NULL) {
    return ERROR_MEMORY;
  }
  element->constraints = rows;
  memset(element->constraints + element->constraint_count, 0,
         (more + 1u) * sizeof *element->constraints);
  return ERROR_OK;
}

static enum error read_constraints(const struct definition_source *source, uint32_t array,
                                   struct definition_element *element) {
  const struct document *document = source->document;
  if (reserve_constraints(source, document_count(document, array), element) != ERROR_OK) {
    return ERROR_MEMORY;
  }
  for (uint32_t item = document_first(document, array); item != NODE_NONE;
       item = document_next(document, array, item)) {
    struct definition_constraint *row = &element->constraints[element->constraint_count];
    row->key = definition_source_text(source, item, "key");
    row->expression = definition_source_text(source, item, "expression");
    row->source = definition_source_text(source, item, "source");
    row->is_warning = view_is(definition_source_text(source, item, "severity"), "warning");
    uint32_t extension = find_extension(source, item, EXTENSION_BEST_PRACTICE);
    row->is_best_practice =
        extension != NODE_NONE &&
        node_is_true(source, document_member(document, extension, view_of("valueBoolean")));
    if (row->key.data == NULL || row->expression.data == NULL || row->source.data == NULL) {
      return ERROR_MEMORY;
    }
    element->constraint_count += row->expression.length > 0 ? 1u : 0u;
  }
  return ERROR_OK;
}

static enum error read_path(const struct definition_source *source, uint32_t node,
                            struct definition_element *element) {
  struct view path = node_text(source, node);
  element->depth = 0;
  size_t start = 0;
  for (size_t dot = view_find_byte(path, '.', 0); dot != SIZE_MAX;
       dot = view_find_byte(path, '.', start)) {
    element->depth++;
    start = dot + 1;
  }
  element->name = definition_model_text(source->model, view_part(path, start, path.length - start));
  return element->name.data == NULL ? ERROR_MEMORY : ERROR_OK;
}

static enum error read_slice_name(const struct definition_source *source, uint32_t node,
                                  struct definition_element *element) {
  element->slice = node_text(source, node);
  return element->slice.data == NULL ? ERROR_MEMORY : ERROR_OK;
}

static enum error read_minimum(const struct definition_source *source, uint32_t node,
                               struct definition_element *element) {
  element->minimum = node_number(source, node, 0);
  return ERROR_OK;
}

static enum error read_maximum(const struct definition_source *source, uint32_t node,
                               struct definition_element *element) {
  element->maximum = node_number(source, node, DEFINITION_UNLIMITED);
  return ERROR_OK;
}

static enum error read_maximum_length(const struct definition_source *source, uint32_t node,
                                      struct definition_element *element) {
  element->maximum_length = node_number(source, node, 0);
  return ERROR_OK;
}

/* Instead of a value one of the named extensions must be there: a constraint like others. */
static enum error add_value_alternatives(const struct definition_source *source, uint32_t array,
                                         struct definition_element *element) {
  const struct document *document = source->document;
  struct buffer expression = buffer_make(source->scratch, EXPRESSION_BYTES);
  buffer_append_string(&expression, "hasValue()");
  size_t start = expression.length;
  for (uint32_t item = document_first(document, array); item != NODE_NONE;
       item = document_next(document, array, item)) {
    struct view url = document_member_string(document, item, "url", source->scratch);
    struct view other = document_member_string(document, item, "valueCanonical", source->scratch);
    if (view_is(url, EXTENSION_VALUE_ALTERNATIVES) && view_find_byte(other, '\'', 0) == SIZE_MAX) {
      buffer_append_format(&expression, " or extension.where(url = '%.*s').exists()",
                           VIEW_ARGUMENTS(other));
    }
  }
  if (expression.length == start) {
    return ERROR_OK;
  }
  if (reserve_constraints(source, 1, element) != ERROR_OK) {
    return ERROR_MEMORY;
  }
  struct definition_constraint *row = &element->constraints[element->constraint_count];
  *row = (struct definition_constraint){
      .key = VIEW_LITERAL("value-alternatives"),
      .expression = definition_model_text(source->model, buffer_view(&expression)),
      .source = VIEW_LITERAL("")};
  element->constraint_count++;
  return row->expression.data == NULL ? ERROR_MEMORY : ERROR_OK;
}

/* Facts that R4 tells by extensions: minLength, and mustHaveValue and valueAlternatives of R5. */
static enum error read_extensions(const struct definition_source *source, uint32_t array,
                                  struct definition_element *element) {
  const struct document *document = source->document;
  for (uint32_t item = document_first(document, array); item != NODE_NONE;
       item = document_next(document, array, item)) {
    struct view url = document_member_string(document, item, "url", source->scratch);
    uint32_t length = document_member(document, item, view_of("valueInteger"));
    if (length != NODE_NONE && view_is(url, EXTENSION_MINIMUM_LENGTH)) {
      element->minimum_length = node_number(source, length, 0);
    } else if (view_is(url, EXTENSION_MUST_HAVE_VALUE)) {
      element->must_have_value =
          node_is_true(source, document_member(document, item, view_of("valueBoolean")));
    }
  }
  return add_value_alternatives(source, array, element);
}

/* "#Bundle.link" or "http://...Bundle#Bundle.link" -> "Bundle.link". */
static enum error read_content_reference(const struct definition_source *source, uint32_t node,
                                         struct definition_element *element) {
  struct view text = document_string(source->document, node, source->scratch);
  size_t mark = view_find_byte(text, '#', 0);
  text = mark == SIZE_MAX ? text : view_part(text, mark + 1, text.length);
  element->content_reference = definition_model_text(source->model, text);
  return element->content_reference.data == NULL ? ERROR_MEMORY : ERROR_OK;
}

static enum error read_must_support(const struct definition_source *source, uint32_t node,
                                    struct definition_element *element) {
  element->must_support = node_is_true(source, node);
  return ERROR_OK;
}

static enum error read_is_modifier(const struct definition_source *source, uint32_t node,
                                   struct definition_element *element) {
  element->is_modifier = node_is_true(source, node);
  return ERROR_OK;
}

static enum error read_is_summary(const struct definition_source *source, uint32_t node,
                                  struct definition_element *element) {
  element->is_summary = node_is_true(source, node);
  return ERROR_OK;
}

struct member_reader {
  const char *name;
  enum error (*read)(const struct definition_source *source, uint32_t node,
                     struct definition_element *element);
};

static const struct member_reader member_readers[] = {
    {"extension", read_extensions},
    {"path", read_path},
    {"sliceName", read_slice_name},
    {"min", read_minimum},
    {"max", read_maximum},
    {"type", read_types},
    {"constraint", read_constraints},
    {"binding", read_binding},
    {"slicing", read_slicing},
    {"contentReference", read_content_reference},
    {"maxLength", read_maximum_length},
    {"mustSupport", read_must_support},
    {"isModifier", read_is_modifier},
    {"isSummary", read_is_summary},
};

/* fixed[x], pattern[x], minValue[x], maxValue[x]: the type is in the member's name. */
static enum error read_value(const struct definition_source *source, uint32_t key,
                             struct definition_element *element) {
  static const struct {
    struct view prefix;
    enum definition_value_kind kind; /* VALUE_NONE: a bound */
  } prefixes[] = {
      {VIEW_LITERAL("fixed"), VALUE_FIXED},
      {VIEW_LITERAL("pattern"), VALUE_PATTERN},
      {VIEW_LITERAL("minValue"), VALUE_NONE},
      {VIEW_LITERAL("maxValue"), VALUE_NONE},
  };
  struct view name = document_raw(source->document, key);
  for (unsigned i = 0; i < sizeof prefixes / sizeof prefixes[0]; i++) {
    if (name.length <= prefixes[i].prefix.length || !view_starts_with(name, prefixes[i].prefix)) {
      continue;
    }
    struct view json = definition_source_json(source, key + 1);
    if (json.data == NULL) {
      return ERROR_MEMORY;
    }
    if (prefixes[i].kind == VALUE_NONE) {
      *(i == 2 ? &element->minimum_value : &element->maximum_value) = json;
      return ERROR_OK;
    }
    element->value_kind = prefixes[i].kind;
    element->value = json;
    element->value_type = definition_model_text(
        source->model, view_part(name, prefixes[i].prefix.length, name.length));
    return element->value_type.data == NULL ? ERROR_MEMORY : ERROR_OK;
  }
  return ERROR_OK;
}

static enum error read_member(const struct definition_source *source, uint32_t key,
                              struct definition_element *element) {
  struct view name = document_raw(source->document, key);
  for (unsigned i = 0; i < sizeof member_readers / sizeof member_readers[0]; i++) {
    if (view_is(name, member_readers[i].name)) {
      return member_readers[i].read(source, key + 1, element);
    }
  }
  return read_value(source, key, element);
}

static enum error read_element(const struct definition_source *source, uint32_t object,
                               struct definition_element *element) {
  element->maximum = DEFINITION_UNLIMITED;
  for (uint32_t key = document_first(source->document, object); key != NODE_NONE;
       key = document_next(source->document, object, key)) {
    enum error error = read_member(source, key, element);
    if (error != ERROR_OK) {
      return error;
    }
  }
  return ERROR_OK;
}

/* Each element must be at most one level deeper than the one before it; the first is the only root.
 */
static bool order_holds(const struct structure_definition *structure) {
  for (uint32_t i = 0; i < structure->element_count; i++) {
    const struct definition_element *element = &structure->elements[i];
    bool is_root = i == 0;
    if (is_root != (element->depth == 0) || element->depth > LIMIT_ELEMENT_DEPTH ||
        element->name.length == 0 ||
        (!is_root && element->depth > structure->elements[i - 1].depth + 1)) {
      return false;
    }
  }
  return structure->element_count > 0;
}

static enum error add_context(const struct definition_source *source, struct view kind,
                              struct view expression, struct text_list *contexts) {
  struct view text =
      arena_format(source->scratch, "%.*s %.*s", VIEW_ARGUMENTS(kind), VIEW_ARGUMENTS(expression));
  text = definition_model_text(source->model, text);
  if (text.data == NULL) {
    return ERROR_MEMORY;
  }
  contexts->items[contexts->count++] = text;
  return ERROR_OK;
}

/* Items of one property: objects with type and expression, or the expressions themselves. */
static enum error add_contexts(const struct definition_source *source, uint32_t array,
                               struct text_list *contexts) {
  const struct document *document = source->document;
  if (array == NODE_NONE || document_type(document, array) != NODE_ARRAY) {
    return ERROR_OK;
  }
  void *items =
      arena_grow(source->model->arena, contexts->items, contexts->count * sizeof(struct view),
                 (contexts->count + document_count(document, array)) * sizeof(struct view));
  if (items == NULL) {
    return ERROR_MEMORY;
  }
  contexts->items = items;
  enum error error = ERROR_OK;
  for (uint32_t item = document_first(document, array); item != NODE_NONE && error == ERROR_OK;
       item = document_next(document, array, item)) {
    bool is_place = document_type(document, item) == NODE_OBJECT;
    error = is_place ? add_context(source, definition_source_text(source, item, "type"),
                                   definition_source_text(source, item, "expression"), contexts)
                     : add_context(source, view_of("invariant"),
                                   document_string(document, item, source->scratch), contexts);
  }
  return error;
}

/* Where an extension may stand, and the conditions for that. */
static enum error read_contexts(const struct definition_source *source,
                                struct text_list *ret_contexts) {
  const struct document *document = source->document;
  enum error error =
      add_contexts(source, document_member(document, 0, view_of("context")), ret_contexts);
  return error == ERROR_OK
             ? add_contexts(source, document_member(document, 0, view_of("contextInvariant")),
                            ret_contexts)
             : error;
}

static enum definition_kind kind_of(struct view kind) {
  if (view_is(kind, "primitive-type")) {
    return KIND_PRIMITIVE;
  }
  if (view_is(kind, "complex-type")) {
    return KIND_COMPLEX;
  }
  return view_is(kind, "resource") ? KIND_RESOURCE : KIND_LOGICAL;
}

static enum error read_head(const struct definition_source *source,
                            struct structure_definition *structure) {
  const struct document *document = source->document;
  structure->url = definition_source_text(source, 0, "url");
  structure->version = definition_source_text(source, 0, "version");
  structure->name = definition_source_text(source, 0, "name");
  structure->type = definition_source_text(source, 0, "type");
  structure->base = definition_source_text(source, 0, "baseDefinition");
  structure->kind = kind_of(definition_source_text(source, 0, "kind"));
  /* Some publish a profile as "specialization": a type is never derived from itself. */
  struct view base_type = structure->base;
  structure->is_profile =
      view_is(definition_source_text(source, 0, "derivation"), "constraint") ||
      (view_starts_with(base_type, view_of(TYPE_PREFIX)) &&
       view_equal(view_part(base_type, sizeof TYPE_PREFIX - 1, base_type.length), structure->type));
  structure->is_abstract = node_is_true(source, document_member(document, 0, view_of("abstract")));
  return read_contexts(source, &structure->contexts);
}

static enum error read_elements(const struct definition_source *source,
                                struct structure_definition *structure) {
  static const char *const path[] = {"snapshot", "element", NULL};
  const struct document *document = source->document;
  uint32_t array = document_path(document, 0, path);
  uint32_t count = array == NODE_NONE ? 0 : document_count(document, array);
  if (count == 0 || document_type(document, array) != NODE_ARRAY) {
    return ERROR_OK;
  }
  structure->elements = arena_array(source->model->arena, count, sizeof *structure->elements);
  if (structure->elements == NULL) {
    return ERROR_MEMORY;
  }
  for (uint32_t item = document_first(document, array); item != NODE_NONE;
       item = document_next(document, array, item)) {
    struct arena_mark mark = arena_mark(source->scratch);
    struct definition_element *element = &structure->elements[structure->element_count++];
    enum error error = read_element(source, item, element);
    arena_back(source->scratch, mark);
    if (error != ERROR_OK) {
      return error;
    }
  }
  return ERROR_OK;
}

static enum error read_difference(const struct definition_source *source, uint32_t object,
                                  struct definition_difference *difference) {
  difference->path = definition_source_text(source, object, "path");
  difference->id = definition_source_text(source, object, "id");
  if (difference->path.data == NULL || difference->id.data == NULL) {
    return ERROR_MEMORY;
  }
  return read_element(source, object, &difference->element);
}

static enum error read_differences(const struct definition_source *source,
                                   struct structure_definition *structure) {
  static const char *const path[] = {"differential", "element", NULL};
  const struct document *document = source->document;
  uint32_t array = document_path(document, 0, path);
  uint32_t count = array == NODE_NONE ? 0 : document_count(document, array);
  if (count == 0 || document_type(document, array) != NODE_ARRAY) {
    return ERROR_OK;
  }
  structure->differences = arena_array(source->model->arena, count, sizeof *structure->differences);
  if (structure->differences == NULL) {
    return ERROR_MEMORY;
  }
  enum error error = ERROR_OK;
  for (uint32_t item = document_first(document, array); item != NODE_NONE && error == ERROR_OK;
       item = document_next(document, array, item)) {
    struct arena_mark mark = arena_mark(source->scratch);
    error = read_difference(source, item, &structure->differences[structure->difference_count++]);
    arena_back(source->scratch, mark);
  }
  return error;
}

/* The published System.String of Resource.id has the FHIR type id (R4 resource.html#id). */
static void correct_resource_id(struct definition_model *model,
                                struct structure_definition *structure) {
  if (structure->kind != KIND_RESOURCE) {
    return;
  }
  for (uint32_t i = 1; i < structure->element_count; i++) {
    struct definition_element *element = &structure->elements[i];
    if (element->depth == 1 && view_is(element->name, "id") && element->type_count == 1) {
      element->types[0].code = definition_model_text(model, view_of("id"));
    }
  }
}

enum error structure_definition_read(const struct definition_source *source) {
  struct structure_definition *structure = arena_alloc(source->model->arena, sizeof *structure);
  if (structure == NULL) {
    return ERROR_MEMORY;
  }
  enum error error = read_head(source, structure);
  if (error != ERROR_OK) {
    return error;
  }
  if (structure->url.length == 0 || structure->type.length == 0) {
    definition_source_issue(source, package_message(PACKAGE_MESSAGE_MALFORMED), structure->url);
    return ERROR_OK;
  }
  error = read_elements(source, structure);
  if (error == ERROR_OK && structure->element_count == 0) {
    error = read_differences(source, structure);
  }
  if (error != ERROR_OK) {
    return error;
  }
  if (structure->element_count == 0 && structure->difference_count > 0) {
    /* snapshot_make gives it one */
  } else if (structure->element_count == 0) {
    definition_source_issue(source, package_message(PACKAGE_MESSAGE_NO_SNAPSHOT), structure->url);
  } else if (!order_holds(structure)) {
    definition_source_issue(source, package_message(PACKAGE_MESSAGE_MALFORMED), structure->url);
    structure->element_count = 0;
  }
  correct_resource_id(source->model, structure);
  bool added = false;
  error = definition_model_add_structure(source->model, source->package, structure, &added);
  if (error == ERROR_OK && !added) {
    definition_source_issue(source, package_message(PACKAGE_MESSAGE_TWICE), structure->url);
  }
  return error;
}
