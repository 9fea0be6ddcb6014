#include "profiles/location.h"

#include "server/base/buffer.h"

#define LOCATION_BYTES 4096u

struct walk {
  const struct pack *pack;
  const struct document *document;
  struct buffer path;
  uint32_t element; /* ELEMENTS whose keys apply to the current object, or PACK_NONE */
  uint32_t place;   /* ELEMENTS that defines the current value, or PACK_NONE */
};

/* The tree of a resource object: by its resourceType. */
static uint32_t resource_element(const struct walk *walk, uint32_t object, struct arena *arena) {
  struct view type = document_member_string(walk->document, object, "resourceType", arena);
  uint32_t definition = pack_find_type(walk->pack, type);
  return definition == PACK_NONE ? PACK_NONE : walk->pack->profiles[definition].root;
}

static const struct pack_key *find_key(const struct walk *walk, uint32_t name) {
  if (walk->element == PACK_NONE) {
    return NULL;
  }
  const struct pack_element *element = &walk->pack->elements[walk->element];
  for (uint32_t i = 0; i < element->keys.count; i++) {
    const struct pack_key *key = &walk->pack->keys[element->keys.first + i];
    if (key->name == name) {
      return key;
    }
  }
  return NULL;
}

static struct view last_part(struct view id) {
  size_t start = 0;
  for (size_t i = 0; i < id.length; i++) {
    if (id.data[i] == '.') {
      start = i + 1;
    }
  }
  return view_part(id, start, id.length);
}

/* The choice that a name with a type that is not allowed there means: "boundsString" -> "bounds".
 * PACK_NONE when there is none. */
static uint32_t find_choice(const struct walk *walk, struct view name) {
  if (walk->element == PACK_NONE) {
    return PACK_NONE;
  }
  const struct pack *pack = walk->pack;
  struct pack_range children = pack->elements[walk->element].children;
  for (uint32_t child = children.first; child < children.first + children.count; child++) {
    struct view stem = last_part(pack_view(pack, pack->elements_cold[child].id));
    bool is_choice = (pack->elements[child].flags & PACK_ELEMENT_CHOICE) != 0 && stem.length > 3;
    stem.length -= is_choice ? 3u : 0u;
    struct view type = view_part(name, stem.length, name.length);
    if (is_choice && view_starts_with(name, stem) && pack_find_type(pack, type) != PACK_NONE) {
      return child;
    }
  }
  return PACK_NONE;
}

static void append_name(struct walk *walk, uint32_t key_node, const struct pack_key *key) {
  struct view name = document_raw(walk->document, key_node);
  uint32_t choice = key == NULL ? find_choice(walk, name) : PACK_NONE;
  if (key != NULL && (key->flags & PACK_KEY_CHOICE) != 0) {
    choice = key->child;
  }
  if (choice != PACK_NONE) {
    name = last_part(pack_view(walk->pack, walk->pack->elements_cold[choice].id));
    size_t bracket = view_find_byte(name, '[', 0);
    name = view_part(name, 0, bracket == SIZE_MAX ? name.length : bracket);
  } else if (name.length > 1 && name.data[0] == '_') {
    name = view_part(name, 1, name.length);
  }
  buffer_append_byte(&walk->path, '.');
  buffer_append(&walk->path, name);
}

static void step_into(struct walk *walk, const struct pack_key *key, uint32_t value) {
  walk->place = key == NULL ? PACK_NONE : key->child;
  if (key == NULL || key->type == PACK_NONE) {
    walk->element = PACK_NONE;
    return;
  }
  const struct pack_type *type = &walk->pack->types[key->type];
  if ((type->flags & PACK_TYPE_RESOURCE) != 0) {
    walk->element = resource_element(walk, value, walk->path.arena);
  } else if ((type->flags & PACK_TYPE_INLINE) != 0) {
    walk->element = key->child;
  } else {
    walk->element = walk->pack->profiles[type->definition].root;
  }
}

static bool holds(const struct document *document, uint32_t value, uint32_t node) {
  return node >= value && node < document_node(document, value)->next;
}

/* The item of the array that holds node, with its index appended; the array itself when node is the
 * array. */
static uint32_t enter_array(struct walk *walk, uint32_t array, uint32_t node) {
  const struct document *document = walk->document;
  uint32_t position = 0;
  for (uint32_t item = document_first(document, array); item != NODE_NONE;
       item = document_next(document, array, item)) {
    if (holds(document, item, node)) {
      buffer_append_format(&walk->path, "[%u]", position);
      return item;
    }
    position++;
  }
  return array;
}

/* One level down: NODE_NONE when the location is complete. */
static uint32_t enter_object(struct walk *walk, uint32_t object, uint32_t node) {
  const struct document *document = walk->document;
  for (uint32_t member = document_first(document, object); member != NODE_NONE;
       member = document_next(document, object, member)) {
    uint32_t value = member + 1;
    if (node != member && !holds(document, value, node)) {
      continue;
    }
    const struct pack_key *key = find_key(walk, document_node(document, member)->next);
    append_name(walk, member, key);
    if (node == member) {
      return NODE_NONE;
    }
    if (document_type(document, value) == NODE_ARRAY && node != value) {
      value = enter_array(walk, value, node);
    }
    step_into(walk, key, value);
    return value == node ? NODE_NONE : value;
  }
  return NODE_NONE;
}

static struct walk walk_to(const struct pack *pack, const struct document *document, uint32_t root,
                           uint32_t node, struct arena *arena) {
  struct walk walk = {pack, document, buffer_make(arena, LOCATION_BYTES), PACK_NONE, PACK_NONE};
  struct view type = document_member_string(document, root, "resourceType", arena);
  buffer_append(&walk.path, type.length > 0 ? type : view_of("Resource"));
  walk.element = resource_element(&walk, root, arena);
  walk.place = walk.element;
  uint32_t at = root;
  while (at != node && at != NODE_NONE) {
    at = document_type(document, at) == NODE_ARRAY ? enter_array(&walk, at, node)
                                                   : enter_object(&walk, at, node);
  }
  return walk;
}

struct view location_of(const struct pack *pack, const struct document *document, uint32_t root,
                        uint32_t node, struct arena *arena) {
  if (node == NODE_NONE || !holds(document, root, node)) {
    return view_make(NULL, 0);
  }
  struct walk walk = walk_to(pack, document, root, node, arena);
  return buffer_view(&walk.path);
}

uint32_t location_element(const struct pack *pack, const struct document *document, uint32_t root,
                          uint32_t node, struct arena *arena) {
  if (node == NODE_NONE || !holds(document, root, node)) {
    return PACK_NONE;
  }
  return walk_to(pack, document, root, node, arena).place;
}
