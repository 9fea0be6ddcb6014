#include "profiles/fhirpath_tree.h"

#define TYPE_DEPTH_MAXIMUM 16

/* ---- types -------------------------------------------------------------------------------------
 */

static uint32_t type_of_resource(const struct fhirpath_run *run, uint32_t node) {
  const struct document *document = run->context->document;
  uint32_t member = document_member(document, node, view_of("resourceType"));
  if (member == NODE_NONE || document_type(document, member) != NODE_STRING) {
    return 0;
  }
  return run->model->type_find(run->model->self, document_raw(document, member));
}

struct fhirpath_value fhirpath_tree_element(const struct fhirpath_run *run, uint32_t node,
                                            uint32_t twin, uint32_t type) {
  if (type == FHIRPATH_TYPE_RESOURCE || type == 0) {
    bool is_object =
        node != NODE_NONE && document_type(run->context->document, node) == NODE_OBJECT;
    type = is_object ? type_of_resource(run, node) : 0;
  }
  return fhirpath_value_element(node, twin, type);
}

static struct view system_name(enum fhirpath_kind kind) {
  switch (kind) {
  case FHIRPATH_BOOLEAN:
    return view_of("Boolean");
  case FHIRPATH_INTEGER:
    return view_of("Integer");
  case FHIRPATH_DECIMAL:
    return view_of("Decimal");
  case FHIRPATH_STRING:
    return view_of("String");
  case FHIRPATH_DATE:
    return view_of("Date");
  case FHIRPATH_DATE_TIME:
    return view_of("DateTime");
  case FHIRPATH_TIME:
    return view_of("Time");
  case FHIRPATH_QUANTITY:
    return view_of("Quantity");
  case FHIRPATH_ELEMENT:
  case FHIRPATH_TYPE:
  case FHIRPATH_DEFINITION:
  case FHIRPATH_NOTHING:
    break;
  }
  return view_of("");
}

static bool is_system_name(struct view name) {
  for (int kind = FHIRPATH_BOOLEAN; kind <= FHIRPATH_QUANTITY; kind++) {
    if (view_equal(name, system_name((enum fhirpath_kind)kind))) {
      return true;
    }
  }
  return view_is(name, "Any");
}

/* The FHIR type that plain JSON shows when the model knows nothing. */
static struct view guessed_name(const struct fhirpath_run *run, uint32_t node) {
  const struct document *document = run->context->document;
  if (node == NODE_NONE) {
    return view_of("");
  }
  switch (document_type(document, node)) {
  case NODE_TRUE:
  case NODE_FALSE:
    return view_of("boolean");
  case NODE_STRING:
    return view_of("string");
  case NODE_NUMBER:
    return view_of(view_find_byte(document_raw(document, node), '.', 0) == SIZE_MAX ? "integer"
                                                                                    : "decimal");
  case NODE_NULL:
  case NODE_ARRAY:
  case NODE_OBJECT:
  case NODE_KEY:
    break;
  }
  return view_of("");
}

static uint32_t own_type(const struct fhirpath_run *run, const struct fhirpath_value *value) {
  if (value->type != 0) {
    return value->type;
  }
  return run->model->type_find(run->model->self, guessed_name(run, value->element.node));
}

static bool derives(const struct fhirpath_run *run, uint32_t type, uint32_t ancestor) {
  for (int depth = 0; type != 0 && depth < TYPE_DEPTH_MAXIMUM; depth++) {
    if (type == ancestor) {
      return true;
    }
    type = run->model->type_parent(run->model->self, type);
  }
  return false;
}

bool fhirpath_tree_is_named(const struct fhirpath_run *run, uint32_t type, struct view name) {
  uint32_t wanted = type != 0 ? run->model->type_find(run->model->self, name) : 0;
  return wanted != 0 && derives(run, type, wanted);
}

/* An element against a type name; wanted is the model's type of that name or 0. */
static bool element_is(const struct fhirpath_run *run, const struct fhirpath_value *value,
                       const struct fhirpath_type_name *type, uint32_t wanted, bool exact) {
  uint32_t own = own_type(run, value);
  enum fhirpath_kind kind = run->model->type_kind(run->model->self, own);
  if (wanted == 0) { /* que-7 of R4 says Boolean for boolean */
    return run->as_filters && type->space == 0 && view_equal(type->name, system_name(kind));
  }
  bool primitive = kind != FHIRPATH_ELEMENT && kind != FHIRPATH_QUANTITY;
  return exact && primitive ? own == wanted : derives(run, own, wanted);
}

enum error fhirpath_tree_is(struct fhirpath_run *run, const struct fhirpath_value *value,
                            const struct fhirpath_type_name *type, bool exact, bool *ret_is) {
  uint32_t wanted = type->space != 2 ? run->model->type_find(run->model->self, type->name) : 0;
  bool system = type->space != 1 && is_system_name(type->name);
  if (wanted == 0 && !system && type->space != 2) {
    return fhirpath_run_fail_with(run, FHIRPATH_MESSAGE_TYPE, type->name);
  }
  if (value->kind == FHIRPATH_ELEMENT) {
    *ret_is = element_is(run, value, type, wanted, exact);
    return ERROR_OK;
  }
  struct view own = system_name((enum fhirpath_kind)value->kind);
  *ret_is = system && (view_equal(type->name, own) || view_is(type->name, "Any"));
  return ERROR_OK;
}

struct fhirpath_value fhirpath_tree_type(const struct fhirpath_run *run,
                                         const struct fhirpath_value *value) {
  struct fhirpath_value type = {.kind = FHIRPATH_TYPE};
  if (value->kind == FHIRPATH_ELEMENT) {
    type.text = run->model->type_name(run->model->self, own_type(run, value));
  } else {
    type.is_system = true;
    type.text = system_name((enum fhirpath_kind)value->kind);
  }
  return type;
}

/* ---- children ----------------------------------------------------------------------------------
 */

/* One property of an element: its JSON value, its twin, either NODE_NONE. */
struct property {
  uint32_t node;
  uint32_t twin;
};

static uint32_t array_count(const struct document *document, uint32_t node) {
  return node == NODE_NONE ? 0 : document_count(document, node);
}

static bool is_type(const struct document *document, uint32_t node, enum node_type type) {
  return node != NODE_NONE && document_type(document, node) == type;
}

/* Next value of an array that is walked, NODE_NONE at the end. */
static uint32_t step(const struct document *document, uint32_t array, uint32_t *at) {
  if (array == NODE_NONE || *at >= document_node(document, array)->next) {
    return NODE_NONE;
  }
  uint32_t value = *at;
  *at = document_node(document, value)->next;
  return is_type(document, value, NODE_NULL) ? NODE_NONE : value;
}

static enum error push_items(struct fhirpath_run *run, struct property property, uint32_t type) {
  const struct document *document = run->context->document;
  uint32_t array = is_type(document, property.node, NODE_ARRAY) ? property.node : NODE_NONE;
  uint32_t twins = is_type(document, property.twin, NODE_ARRAY) ? property.twin : NODE_NONE;
  uint32_t at = array + 1;
  uint32_t twin_at = twins + 1;
  uint32_t count = array_count(document, array);
  uint32_t twin_count = array_count(document, twins);
  for (uint32_t i = 0; i < count || i < twin_count; i++) {
    uint32_t node = step(document, array, &at);
    uint32_t twin = step(document, twins, &twin_at);
    if (node == NODE_NONE && twin == NODE_NONE) {
      continue;
    }
    enum error error = fhirpath_run_push(run, fhirpath_tree_element(run, node, twin, type));
    if (error != ERROR_OK) {
      return error;
    }
  }
  return ERROR_OK;
}

static enum error push_property(struct fhirpath_run *run, struct property property, uint32_t type) {
  const struct document *document = run->context->document;
  if (is_type(document, property.node, NODE_ARRAY) ||
      is_type(document, property.twin, NODE_ARRAY)) {
    return push_items(run, property, type);
  }
  if (is_type(document, property.node, NODE_NULL)) {
    property.node = NODE_NONE;
  }
  if (property.node == NODE_NONE && property.twin == NODE_NONE) {
    return ERROR_OK;
  }
  return fhirpath_run_push(run, fhirpath_tree_element(run, property.node, property.twin, type));
}

static struct fhirpath_name key_name(const struct document *document, uint32_t key) {
  return (struct fhirpath_name){document_node(document, key)->next, document_raw(document, key)};
}

static bool key_is(const struct fhirpath_run *run, uint32_t key, const struct fhirpath_name *name) {
  const struct node *node = document_node(run->context->document, key);
  if (run->context->interned && (name->id != NAME_NONE || node->next != NAME_NONE)) {
    return node->next == name->id;
  }
  return view_equal(document_raw(run->context->document, key), name->text);
}

/* "valueQuantity" for "value", where a type's name follows. The twin's underscore is already cut
 * off. */
static bool may_be_choice(struct view key, struct view stem) {
  return key.length > stem.length && key.data[stem.length] >= 'A' && key.data[stem.length] <= 'Z' &&
         view_starts_with(key, stem);
}

static bool same_type_name(struct view suffix, struct view type) {
  return suffix.length == type.length && suffix.length > 0 &&
         (suffix.data[0] | 0x20) == (type.data[0] | 0x20) &&
         memcmp(suffix.data + 1, type.data + 1, suffix.length - 1) == 0;
}

static uint32_t type_by_suffix(const struct fhirpath_run *run, struct view suffix) {
  char lower[32];
  uint32_t type = run->model->type_find(run->model->self, suffix);
  if (type != 0 || suffix.length >= sizeof lower) {
    return type;
  }
  memcpy(lower, suffix.data, suffix.length);
  lower[0] = (char)(lower[0] | 0x20);
  return run->model->type_find(run->model->self, view_make(lower, suffix.length));
}

/* The type of a choice's property, 0 when the property is no choice of that stem. */
static uint32_t choice_type(const struct fhirpath_run *run, uint32_t parent_type,
                            const struct fhirpath_name *key, struct view stem) {
  uint32_t type = 0;
  struct view suffix = view_part(key->text, stem.length, key->text.length);
  switch (run->model->child(run->model->self, parent_type, key, &type)) {
  case FHIRPATH_CHILD_MEMBER:
    return same_type_name(suffix, run->model->type_name(run->model->self, type)) ? type : 0;
  case FHIRPATH_CHILD_UNKNOWN:
    return type_by_suffix(run, suffix);
  case FHIRPATH_CHILD_NONE:
  case FHIRPATH_CHILD_PLAIN:
    break;
  }
  return 0;
}

/* What an object holds under a name. */
struct found {
  struct property exact;
  struct property choice;
  uint32_t choice_type;
};

static void look_at_key(const struct fhirpath_run *run, uint32_t parent_type, uint32_t key,
                        const struct fhirpath_name *name, struct found *found) {
  const struct document *document = run->context->document;
  struct view text = document_raw(document, key);
  bool twin = text.length > 1 && text.data[0] == '_';
  if (!twin && key_is(run, key, name)) {
    found->exact.node = key + 1;
    return;
  }
  if (twin) {
    text = view_part(text, 1, text.length);
    if (view_equal(text, name->text)) {
      found->exact.twin = key + 1;
      return;
    }
  }
  if (!may_be_choice(text, name->text)) {
    return;
  }
  struct fhirpath_name plain = {twin ? NAME_NONE : document_node(document, key)->next, text};
  uint32_t type = choice_type(run, parent_type, &plain, name->text);
  if (type != 0) {
    found->choice_type = type;
    *(twin ? &found->choice.twin : &found->choice.node) = key + 1;
  }
}

/* Objects, and lists of them, have no twin: the search can stop. */
static bool has_no_twin(const struct document *document, uint32_t node) {
  return is_type(document, node, NODE_OBJECT) ||
         (is_type(document, node, NODE_ARRAY) && document_node(document, node)->next > node + 1 &&
          is_type(document, node + 1, NODE_OBJECT));
}

static enum error push_named(struct fhirpath_run *run, uint32_t object, uint32_t parent_type,
                             const struct fhirpath_name *name) {
  const struct document *document = run->context->document;
  struct found found = {{NODE_NONE, NODE_NONE}, {NODE_NONE, NODE_NONE}, 0};
  uint32_t end = document_node(document, object)->next;
  for (uint32_t key = object + 1; key < end; key = document_node(document, key + 1)->next) {
    look_at_key(run, parent_type, key, name, &found);
    if (has_no_twin(document, found.exact.node)) {
      break;
    }
  }
  if (found.exact.node != NODE_NONE || found.exact.twin != NODE_NONE) {
    uint32_t type = 0;
    enum fhirpath_child child = run->model->child(run->model->self, parent_type, name, &type);
    if (child == FHIRPATH_CHILD_MEMBER || child == FHIRPATH_CHILD_NONE) {
      return ERROR_OK;
    }
    return push_property(run, found.exact, type);
  }
  if (found.choice_type != 0) {
    return push_property(run, found.choice, found.choice_type);
  }
  return ERROR_OK;
}

static uint32_t find_key(const struct document *document, uint32_t object, struct view text,
                         bool twin) {
  uint32_t end = document_node(document, object)->next;
  for (uint32_t key = object + 1; key < end; key = document_node(document, key + 1)->next) {
    struct view other = document_raw(document, key);
    if (twin && other.length == text.length + 1 && other.data[0] == '_' &&
        view_ends_with(other, text)) {
      return key;
    }
    if (!twin && view_equal(other, text)) {
      return key;
    }
  }
  return NODE_NONE;
}

static uint32_t any_child_type(const struct fhirpath_run *run, uint32_t parent_type,
                               const struct fhirpath_name *name) {
  uint32_t type = 0;
  (void)run->model->child(run->model->self, parent_type, name, &type);
  return type;
}

/* Every property once, in document order; a twin without its property counts too. */
static enum error push_all(struct fhirpath_run *run, uint32_t object, uint32_t parent_type) {
  const struct document *document = run->context->document;
  uint32_t end = document_node(document, object)->next;
  bool has_twins = false;
  for (uint32_t key = object + 1; key < end; key = document_node(document, key + 1)->next) {
    has_twins = has_twins || document->text.data[document_node(document, key)->offset] == '_';
  }
  for (uint32_t key = object + 1; key < end; key = document_node(document, key + 1)->next) {
    struct fhirpath_name name = key_name(document, key);
    struct property property = {key + 1, NODE_NONE};
    if (view_is(name.text, "resourceType")) {
      continue;
    }
    if (has_twins && name.text.length > 0 && name.text.data[0] == '_') {
      name = (struct fhirpath_name){NAME_NONE, view_part(name.text, 1, name.text.length)};
      if (find_key(document, object, name.text, false) != NODE_NONE) {
        continue;
      }
      property = (struct property){NODE_NONE, key + 1};
    } else if (has_twins) {
      uint32_t twin = find_key(document, object, name.text, true);
      property.twin = twin == NODE_NONE ? NODE_NONE : twin + 1;
    }
    enum error error = push_property(run, property, any_child_type(run, parent_type, &name));
    if (error != ERROR_OK) {
      return error;
    }
  }
  return ERROR_OK;
}

/* A name without an id in an interned document: the id is that of the key that has the text. */
static struct fhirpath_name with_id(const struct fhirpath_run *run, uint32_t node,
                                    const struct fhirpath_name *name) {
  struct fhirpath_name result = *name;
  if (node != NODE_NONE && document_type(run->context->document, node) == NODE_OBJECT) {
    uint32_t key = find_key(run->context->document, node, name->text, false);
    result.id = key == NODE_NONE ? NAME_NONE : document_node(run->context->document, key)->next;
  }
  return result;
}

static enum error push_members(struct fhirpath_run *run, uint32_t node, uint32_t type,
                               const struct fhirpath_name *name) {
  if (node == NODE_NONE || document_type(run->context->document, node) != NODE_OBJECT) {
    return ERROR_OK;
  }
  return name != NULL ? push_named(run, node, type, name) : push_all(run, node, type);
}

/* Members of what type() and elementDefinition() return. */
static enum error push_virtual(struct fhirpath_run *run, const struct fhirpath_value *parent,
                               struct view name) {
  if (parent->kind == FHIRPATH_DEFINITION) {
    uint32_t element = (uint32_t)parent->integer;
    struct fhirpath_value member = run->model->definition_member(run->model->self, element, name);
    return member.kind == FHIRPATH_NOTHING ? ERROR_OK : fhirpath_run_push(run, member);
  }
  if (view_is(name, "name") || view_is(name, "code")) { /* code: ElementDefinition.type.code */
    return fhirpath_run_push(run, fhirpath_value_string(parent->text));
  }
  if (view_is(name, "namespace")) {
    const char *space = parent->is_system ? "System" : "FHIR";
    return fhirpath_run_push(run, fhirpath_value_string(view_of(space)));
  }
  return ERROR_OK;
}

enum error fhirpath_tree_children(struct fhirpath_run *run, struct fhirpath_value parent,
                                  const struct fhirpath_name *name) {
  bool is_virtual = parent.kind == FHIRPATH_TYPE || parent.kind == FHIRPATH_DEFINITION;
  if (is_virtual && name != NULL) {
    return push_virtual(run, &parent, name->text);
  }
  if (parent.kind != FHIRPATH_ELEMENT) {
    return ERROR_OK;
  }
  enum error error = push_members(run, parent.element.node, parent.type, name);
  if (error != ERROR_OK) {
    return error;
  }
  return push_members(run, parent.element.twin, parent.type, name);
}

enum error fhirpath_tree_children_by_text(struct fhirpath_run *run, struct fhirpath_value parent,
                                          const struct fhirpath_name *name) {
  if (parent.kind != FHIRPATH_ELEMENT) {
    return ERROR_OK;
  }
  struct fhirpath_name plain = with_id(run, parent.element.node, name);
  enum error error = push_members(run, parent.element.node, parent.type, &plain);
  if (error != ERROR_OK) {
    return error;
  }
  plain = with_id(run, parent.element.twin, name);
  return push_members(run, parent.element.twin, parent.type, &plain);
}
