#include "profiles/xml_convert.h"

#include "profiles/evaluation.h"
#include "profiles/primitive_format.h"
#include "server/base/json_writer.h"
#include "server/limits.h"

#include <stdlib.h>

#define SCHEMA_INSTANCE "http://www.w3.org/2001/XMLSchema-instance"
#define FIRST_PLACES 64u

struct converter {
  const struct xml_conversion *conversion;
  const struct pack *pack;
  struct buffer buffer;
  struct json_writer writer;
  struct xml_place *places;
  size_t place_count;
  size_t place_capacity;
  struct xml_finding *first_finding;
  struct xml_finding *last_finding;
  uint32_t finding_count;
  uint32_t left_out;
  uint32_t extension_type; /* PROFILES */
  struct xml_element *deep;
  bool out_of_memory;
};

/* What an element's attributes and children become. */
enum object_kind {
  OBJECT_RESOURCE,
  OBJECT_COMPLEX,
  OBJECT_EXTENSION,
  OBJECT_PRIMITIVE, /* the "_name" half */
};

struct object {
  struct xml_element *element;
  uint32_t row; /* ELEMENTS whose keys apply, or PACK_NONE */
  enum object_kind kind;
};

/* All children of one name. */
struct member {
  const struct object *object;
  struct xml_element *first;
  const struct pack_key *key;   /* NULL when there is no such element */
  const struct pack_type *type; /* NULL when there is no such element */
  bool is_list;
};

/* ---- findings and places ------------------------------------------------------------------------
 */
static void note(struct converter *converter, const struct xml_finding *finding) {
  if (converter->finding_count == LIMIT_REPORT_ISSUES) {
    converter->left_out++;
    return;
  }
  struct xml_finding *kept = arena_alloc(converter->conversion->arena, sizeof *kept);
  if (kept == NULL) {
    converter->out_of_memory = true;
    return;
  }
  *kept = *finding;
  if (converter->last_finding == NULL) {
    converter->first_finding = kept;
  } else {
    converter->last_finding->next = kept;
  }
  converter->last_finding = kept;
  converter->finding_count++;
}

static void note_at(struct converter *converter, enum message_id message,
                    const struct xml_element *element, struct view argument) {
  note(converter, &(struct xml_finding){.message = message,
                                        .element = element,
                                        .offset = element->offset,
                                        .arguments = {argument}});
}

/* The namespace that FHIR wants there, and the one that is found. */
static void note_namespace(struct converter *converter, const struct xml_element *element) {
  struct xml_finding finding = {
      .message = MESSAGE_XML_NAMESPACE,
      .element = element,
      .offset = element->offset,
      .arguments = {element->name, view_of(XML_NAMESPACE_FHIR), element->space}};
  if (element->space.length == 0) {
    finding.message = MESSAGE_XML_NAMESPACE_MISSING;
  }
  note(converter, &finding);
}

static void add_place(struct converter *converter, size_t json, size_t xml) {
  if (converter->place_count == converter->place_capacity) {
    size_t capacity = converter->place_capacity == 0 ? FIRST_PLACES : converter->place_capacity * 2;
    struct xml_place *places =
        arena_grow(converter->conversion->arena, converter->places,
                   converter->place_capacity * sizeof *places, capacity * sizeof *places);
    if (places == NULL) {
      converter->out_of_memory = true;
      return;
    }
    converter->places = places;
    converter->place_capacity = capacity;
  }
  converter->places[converter->place_count++] = (struct xml_place){json, xml};
}

/* The next value is made of the element. */
static void mark(struct converter *converter, struct xml_element *element) {
  add_place(converter, converter->buffer.length, element->offset);
  if (element->written == SIZE_MAX) {
    element->written = converter->buffer.length;
  }
}

/* ---- attributes, text ---------------------------------------------------------------------------
 */
static const struct xml_attribute *find_attribute(const struct xml_element *element,
                                                  const char *name) {
  const struct xml_attribute *attribute = element->attributes;
  while (attribute != NULL && !(attribute->space.length == 0 && view_is(attribute->name, name))) {
    attribute = attribute->next;
  }
  return attribute;
}

/* FHIR's attributes: value of primitives, id of everything but resources, url of extensions. A
 * schema location is no content (FHIR R4 xml.html). */
static bool attribute_fits(const struct xml_attribute *attribute, enum object_kind kind) {
  if (attribute->space.length > 0) {
    return view_is(attribute->space, SCHEMA_INSTANCE) &&
           view_ends_with(attribute->name, view_of(":schemaLocation"));
  }
  return (kind == OBJECT_PRIMITIVE && view_is(attribute->name, "value")) ||
         (kind != OBJECT_RESOURCE && view_is(attribute->name, "id")) ||
         (kind == OBJECT_EXTENSION && view_is(attribute->name, "url"));
}

static void check_tag(struct converter *converter, const struct xml_element *element,
                      enum object_kind kind) {
  for (const struct xml_attribute *attribute = element->attributes; attribute != NULL;
       attribute = attribute->next) {
    if (!attribute_fits(attribute, kind)) {
      note_at(converter, MESSAGE_XML_ATTRIBUTE_UNKNOWN, element, attribute->name);
    }
  }
  if (element->text.length > 0) {
    note_at(converter, MESSAGE_XML_TEXT, element, element->text);
  }
}

static void write_attribute(struct converter *converter, const struct xml_element *element,
                            const char *name) {
  const struct xml_attribute *attribute = find_attribute(element, name);
  if (attribute != NULL) {
    writer_member_string(&converter->writer, name, attribute->value);
  }
}

/* ---- children of one name -----------------------------------------------------------------------
 */
static int compare_children(const void *a, const void *b) {
  const struct xml_element *child_a = *(struct xml_element *const *)a;
  const struct xml_element *child_b = *(struct xml_element *const *)b;
  int order = view_compare(child_a->name, child_b->name);
  return order != 0 ? order
                    : (child_a->offset > child_b->offset) - (child_a->offset < child_b->offset);
}

/* Sorted, so that a thousand names cost no more than a thousand entries. */
static void link_same(struct converter *converter, struct xml_element *element) {
  size_t count = 0;
  for (struct xml_element *child = element->first; child != NULL; child = child->next) {
    count++;
  }
  struct xml_element **children =
      arena_array(converter->conversion->arena, count, sizeof *children);
  if (count == 0 || children == NULL) {
    converter->out_of_memory = converter->out_of_memory || count > 0;
    return;
  }
  size_t at = 0;
  for (struct xml_element *child = element->first; child != NULL; child = child->next) {
    children[at++] = child;
  }
  qsort(children, count, sizeof *children, compare_children);
  for (size_t i = 1; i < count; i++) {
    if (view_equal(children[i - 1]->name, children[i]->name)) {
      children[i - 1]->next_same = children[i];
      children[i]->is_repeat = true;
    }
  }
}

static struct member find_member(const struct converter *converter, const struct object *object,
                                 struct xml_element *child) {
  const struct pack *pack = converter->pack;
  struct member member = {.object = object, .first = child};
  if (object->row == PACK_NONE) {
    return member;
  }
  uint32_t name = name_table_find(converter->conversion->names, child->name);
  const struct pack_key *key = evaluation_key(pack, &pack->elements[object->row], name);
  if (name == NAME_NONE || key == NULL || key->type == PACK_NONE ||
      (key->flags & PACK_KEY_TWIN) != 0) {
    return member;
  }
  member.key = key;
  member.type = &pack->types[key->type];
  member.is_list = (pack->elements[key->child].flags & PACK_ELEMENT_LIST) != 0;
  return member;
}

/* The order of elements is that of the definition (FHIR R4 xml.html); told once an object. */
static void check_order(struct converter *converter, const struct object *object) {
  const struct xml_element *latest = NULL;
  uint32_t reached = 0;
  for (struct xml_element *child = object->element->first; child != NULL; child = child->next) {
    struct member member = find_member(converter, object, child);
    if (member.key == NULL) {
      continue;
    }
    if (member.key->child < reached) {
      note(converter, &(struct xml_finding){.message = MESSAGE_XML_ORDER,
                                            .element = child,
                                            .offset = child->offset,
                                            .arguments = {child->name, latest->name}});
      return;
    }
    reached = member.key->child;
    latest = child;
  }
}

/* ---- values -------------------------------------------------------------------------------------
 */
static void write_object(struct converter *converter, const struct object *object);

static bool is_literal(const struct pack_type *type, struct view value) {
  switch (type->primitive) {
  case PACK_PRIMITIVE_BOOLEAN:
    return view_is(value, "true") || view_is(value, "false");
  case PACK_PRIMITIVE_INTEGER:
  case PACK_PRIMITIVE_POSITIVE_INT:
  case PACK_PRIMITIVE_UNSIGNED_INT:
  case PACK_PRIMITIVE_DECIMAL:
    return primitive_format_is_number(value);
  default:
    return false;
  }
}

static void write_narrative(struct converter *converter, const struct xml_element *item) {
  const struct xml_conversion *conversion = converter->conversion;
  struct view narrative = xml_tree_narrative(item, conversion->text, conversion->arena);
  converter->out_of_memory = converter->out_of_memory || narrative.data == NULL;
  writer_string(&converter->writer, narrative);
}

static void write_primitive(struct converter *converter, const struct member *member,
                            struct xml_element *item) {
  const struct xml_attribute *value = find_attribute(item, "value");
  mark(converter, item);
  if (item->is_narrative) {
    write_narrative(converter, item);
  } else if (value == NULL) {
    writer_raw(&converter->writer, view_of("null"));
  } else if (is_literal(member->type, value->value)) {
    writer_raw(&converter->writer, value->value);
  } else {
    writer_string(&converter->writer, value->value);
  }
}

static bool has_value(const struct xml_element *item) {
  return item->is_narrative || find_attribute(item, "value") != NULL;
}

/* True when the "_name" half is needed: id, extensions, or because there is nothing else. */
static bool has_twin(const struct xml_element *item) {
  return !item->is_narrative &&
         (item->first != NULL || find_attribute(item, "id") != NULL || !has_value(item));
}

static void write_twin(struct converter *converter, const struct member *member,
                       struct xml_element *item) {
  if (!has_twin(item)) {
    writer_raw(&converter->writer, view_of("null"));
    return;
  }
  mark(converter, item);
  write_object(converter,
               &(struct object){item, converter->pack->profiles[member->type->definition].root,
                                OBJECT_PRIMITIVE});
}

static void write_complex(struct converter *converter, const struct member *member,
                          struct xml_element *item) {
  bool is_inline = (member->type->flags & PACK_TYPE_INLINE) != 0;
  uint32_t definition = member->type->definition;
  struct object object = {
      item, is_inline ? member->key->child : converter->pack->profiles[definition].root,
      definition == converter->extension_type ? OBJECT_EXTENSION : OBJECT_COMPLEX};
  mark(converter, item);
  check_tag(converter, item, object.kind);
  write_object(converter, &object);
}

static uint32_t resource_row(const struct converter *converter, struct view name) {
  uint32_t definition = pack_find_type(converter->pack, name);
  bool is_resource =
      definition != PACK_NONE && converter->pack->profiles[definition].kind == PACK_KIND_RESOURCE;
  return is_resource ? converter->pack->profiles[definition].root : PACK_NONE;
}

static void write_resource(struct converter *converter, struct xml_element *resource) {
  mark(converter, resource);
  check_tag(converter, resource, OBJECT_RESOURCE);
  write_object(converter, &(struct object){resource, resource_row(converter, resource->name),
                                           OBJECT_RESOURCE});
}

/* contained, Bundle.entry.resource: the resource stands in an element with its type's name. */
static void write_wrapped(struct converter *converter, const struct member *member,
                          struct xml_element *item) {
  (void)member;
  mark(converter, item);
  write_resource(converter, item->first);
}

/* What there is no definition for: the validator says so, its content does not matter. */
static void write_unknown(struct converter *converter, const struct member *member,
                          struct xml_element *item) {
  const struct xml_attribute *value = find_attribute(item, "value");
  (void)member;
  mark(converter, item);
  if (value != NULL) {
    writer_string(&converter->writer, value->value);
  } else {
    writer_raw(&converter->writer, view_of("{}"));
  }
}

typedef void write_item(struct converter *converter, const struct member *member,
                        struct xml_element *item);

/* ---- members ------------------------------------------------------------------------------------
 */

/* Wrappers without a resource have no value in JSON. */
static bool is_written(const struct member *member, const struct xml_element *item) {
  bool is_wrapper = member->type != NULL && (member->type->flags & PACK_TYPE_RESOURCE) != 0;
  return !is_wrapper || (item->first != NULL && !item->first->is_narrative);
}

static void write_items(struct converter *converter, const struct member *member,
                        const char *prefix, write_item *write) {
  struct json_writer *writer = &converter->writer;
  struct xml_element *item = member->first;
  while (item != NULL && !is_written(member, item)) {
    item = item->next_same;
  }
  if (item == NULL) {
    return;
  }
  struct view key = arena_format(converter->conversion->arena, "%s%.*s", prefix,
                                 VIEW_ARGUMENTS(member->first->name));
  if (key.data == NULL) {
    converter->out_of_memory = true;
    return;
  }
  add_place(converter, converter->buffer.length, item->offset);
  writer_key_view(writer, key);
  if (!member->is_list) {
    write(converter, member, item);
    return;
  }
  writer_array_begin(writer);
  for (; item != NULL; item = item->next_same) {
    if (is_written(member, item)) {
      write(converter, member, item);
    }
  }
  writer_array_end(writer);
}

static void write_primitives(struct converter *converter, const struct member *member) {
  bool any_value = false;
  bool any_twin = false;
  for (struct xml_element *item = member->first; item != NULL; item = item->next_same) {
    any_value = any_value || has_value(item);
    any_twin = any_twin || has_twin(item);
    if (!item->is_narrative) {
      check_tag(converter, item, OBJECT_PRIMITIVE);
    }
    if (!member->is_list) {
      break;
    }
  }
  if (any_value) {
    write_items(converter, member, "", write_primitive);
  }
  if (any_twin) {
    write_items(converter, member, "_", write_twin);
  }
}

static void write_wrappers(struct converter *converter, const struct member *member) {
  for (struct xml_element *item = member->first; item != NULL; item = item->next_same) {
    unsigned count = 0;
    for (const struct xml_element *child = item->first; child != NULL; child = child->next) {
      count++;
    }
    check_tag(converter, item, OBJECT_RESOURCE);
    if (count != 1) {
      note(converter,
           &(struct xml_finding){
               .message = MESSAGE_XML_RESOURCE_COUNT,
               .element = item,
               .offset = item->offset,
               .arguments = {item->name, arena_format(converter->conversion->arena, "%u", count)}});
    }
  }
  write_items(converter, member, "", write_wrapped);
}

/* id and url are attributes; the names of JSON's own properties are no elements. */
static bool has_other_form(struct converter *converter, const struct member *member) {
  struct xml_element *item = member->first;
  const struct object *object = member->object;
  bool is_type = object->kind == OBJECT_RESOURCE && view_is(item->name, "resourceType");
  bool is_property = item->name.data[0] == '_' || is_type;
  bool is_attribute = member->key != NULL && object->kind != OBJECT_RESOURCE &&
                      (view_is(item->name, "id") ||
                       (object->kind == OBJECT_EXTENSION && view_is(item->name, "url")));
  if (is_property) {
    note_at(converter, MESSAGE_ELEMENT_UNKNOWN, item, item->name);
  } else if (is_attribute) {
    note_at(converter, MESSAGE_XML_ATTRIBUTE_EXPECTED, item, item->name);
  }
  return is_property ||
         (is_attribute &&
          find_attribute(object->element, view_is(item->name, "id") ? "id" : "url") != NULL);
}

/* Only narratives are in the namespace of XHTML, everything else is in that of the root. */
static bool check_namespaces(struct converter *converter, const struct member *member) {
  bool is_narrative = member->type != NULL && member->type->primitive == PACK_PRIMITIVE_XHTML;
  struct view expected = converter->conversion->tree.root->space;
  bool usable = true;
  for (struct xml_element *item = member->first; item != NULL; item = item->next_same) {
    if (!is_narrative && !view_equal(item->space, expected)) {
      note_namespace(converter, item);
      usable = usable && !item->is_narrative;
    }
  }
  return usable;
}

static void check_repeats(struct converter *converter, const struct member *member) {
  const struct xml_element *second = member->first->next_same;
  if (member->key == NULL || member->is_list || second == NULL) {
    return;
  }
  unsigned count = 0;
  for (const struct xml_element *item = member->first; item != NULL; item = item->next_same) {
    count++;
  }
  note(converter, &(struct xml_finding){
                      .message = MESSAGE_CARDINALITY_MAXIMUM,
                      .element = member->object->element,
                      .offset = second->offset,
                      .arguments = {second->name, view_of("1"),
                                    arena_format(converter->conversion->arena, "%u", count)}});
}

static void write_member(struct converter *converter, const struct member *member) {
  if (has_other_form(converter, member) || !check_namespaces(converter, member)) {
    return;
  }
  check_repeats(converter, member);
  if (member->type == NULL) {
    write_items(converter, member, "", write_unknown);
  } else if ((member->type->flags & PACK_TYPE_RESOURCE) != 0) {
    write_wrappers(converter, member);
  } else if (member->type->primitive != PACK_PRIMITIVE_NONE) {
    write_primitives(converter, member);
  } else {
    write_items(converter, member, "", write_complex);
  }
}

/* Recursion ends at LIMIT_DOCUMENT_DEPTH, as in the reader of documents; an array and an object may
 * be opened below. */
static void write_object(struct converter *converter, const struct object *object) {
  struct json_writer *writer = &converter->writer;
  struct xml_element *element = object->element;
  if (converter->out_of_memory || converter->deep != NULL ||
      writer->depth + 2 > LIMIT_DOCUMENT_DEPTH) {
    bool is_first = !converter->out_of_memory && converter->deep == NULL;
    converter->deep = is_first ? element : converter->deep;
    writer_raw(writer, view_of("null"));
    return;
  }
  writer_object_begin(writer);
  if (object->kind == OBJECT_RESOURCE) {
    writer_member_string(writer, "resourceType", element->name);
  } else {
    write_attribute(converter, element, "id");
  }
  if (object->kind == OBJECT_EXTENSION) {
    write_attribute(converter, element, "url");
  }
  link_same(converter, element);
  check_order(converter, object);
  for (struct xml_element *child = element->first; child != NULL; child = child->next) {
    if (!child->is_repeat) {
      struct member member = find_member(converter, object, child);
      write_member(converter, &member);
    }
  }
  writer_object_end(writer);
}

/* ---- the whole ----------------------------------------------------------------------------------
 */
static void note_instructions(struct converter *converter) {
  const struct xml_tree *tree = &converter->conversion->tree;
  for (const struct xml_instruction *instruction = tree->instructions; instruction != NULL;
       instruction = instruction->next) {
    const struct xml_element *parent =
        instruction->parent == NULL ? tree->root : instruction->parent;
    note(converter, &(struct xml_finding){.message = MESSAGE_XML_INSTRUCTION,
                                          .element = parent,
                                          .offset = instruction->offset,
                                          .arguments = {instruction->target}});
  }
}

enum error xml_convert(const struct xml_conversion *conversion, struct xml_converted *ret_converted,
                       struct xml_element **ret_deep) {
  struct converter converter = {.conversion = conversion,
                                .pack = conversion->pack,
                                .buffer = buffer_make(conversion->arena, LIMIT_DOCUMENT_BYTES)};
  converter.writer = json_writer_make(&converter.buffer, false);
  converter.extension_type = pack_find_type(conversion->pack, view_of("Extension"));
  struct xml_element *root = conversion->tree.root;
  if (!view_is(root->space, XML_NAMESPACE_FHIR)) {
    note_namespace(&converter, root);
  }
  note_instructions(&converter);
  write_resource(&converter, root);
  for (uint32_t i = 0; i < converter.finding_count; i++) {
    add_place(&converter, SIZE_MAX, 0);
  }
  enum error error = json_writer_end(&converter.writer);
  if (converter.out_of_memory || error != ERROR_OK) {
    return converter.out_of_memory ? ERROR_MEMORY : error;
  }
  if (converter.deep != NULL) {
    *ret_deep = converter.deep;
    return ERROR_SYNTAX;
  }
  *ret_converted = (struct xml_converted){buffer_view(&converter.buffer), converter.places,
                                          converter.place_count - converter.finding_count,
                                          converter.first_finding, converter.left_out};
  return ERROR_OK;
}
