#include "profiles/fhirpath_model.h"

#include "profiles/pack.h"

static const struct pack *pack_of(const void *self) {
  return definitions_pack(self);
}

static uint32_t type_of_profile(const struct pack *pack, uint32_t profile) {
  if (profile == PACK_NONE) {
    return 0;
  }
  uint32_t definition = pack->profiles[profile].definition;
  return definition == PACK_NONE ? 0 : pack->profiles[definition].root + 1;
}

/* The R4 definition whose root the type is; PACK_NONE for an inline type. */
static uint32_t profile_of_type(const struct pack *pack, uint32_t type) {
  if (type == 0 || type > pack->elements_count) {
    return PACK_NONE;
  }
  uint32_t profile = pack->elements_cold[type - 1].profile;
  return profile != PACK_NONE && pack->profiles[profile].root == type - 1 ? profile : PACK_NONE;
}

static uint32_t type_find(const void *self, struct view name) {
  const struct pack *pack = pack_of(self);
  return name.length == 0 ? 0 : type_of_profile(pack, pack_find_type(pack, name));
}

static struct view type_name(const void *self, uint32_t type) {
  const struct pack *pack = pack_of(self);
  uint32_t profile = profile_of_type(pack, type);
  if (profile != PACK_NONE) {
    return pack_view(pack, pack->profiles[profile].type);
  }
  if (type == 0 || type > pack->elements_count) {
    return view_of("");
  }
  return pack_view(pack, pack->elements_cold[type - 1].id);
}

static uint32_t type_parent(const void *self, uint32_t type) {
  const struct pack *pack = pack_of(self);
  uint32_t profile = profile_of_type(pack, type);
  if (profile != PACK_NONE) {
    return type_of_profile(pack, pack->profiles[profile].base);
  }
  return type == 0 ? 0 : type_find(self, view_of("BackboneElement"));
}

static enum fhirpath_kind kind_of_name(struct view name) {
  static const struct {
    const char *name;
    enum fhirpath_kind kind;
  } rows[] = {{"boolean", FHIRPATH_BOOLEAN},
              {"integer", FHIRPATH_INTEGER},
              {"positiveInt", FHIRPATH_INTEGER},
              {"unsignedInt", FHIRPATH_INTEGER},
              {"decimal", FHIRPATH_DECIMAL},
              {"date", FHIRPATH_DATE},
              {"dateTime", FHIRPATH_DATE_TIME},
              {"instant", FHIRPATH_DATE_TIME},
              {"time", FHIRPATH_TIME}};
  for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
    if (view_is(name, rows[i].name)) {
      return rows[i].kind;
    }
  }
  return FHIRPATH_STRING;
}

static enum fhirpath_kind type_kind(const void *self, uint32_t type) {
  const struct pack *pack = pack_of(self);
  uint32_t profile = profile_of_type(pack, type);
  if (profile == PACK_NONE) {
    return FHIRPATH_ELEMENT;
  }
  const struct pack_profile *row = &pack->profiles[profile];
  if (row->kind == PACK_KIND_PRIMITIVE) {
    return kind_of_name(pack_view(pack, row->type));
  }
  if (row->kind != PACK_KIND_COMPLEX) {
    return FHIRPATH_ELEMENT;
  }
  uint32_t quantity = pack_find_type(pack, view_of("Quantity"));
  bool is_quantity = quantity != PACK_NONE && pack_derives_from(pack, profile, quantity);
  return is_quantity ? FHIRPATH_QUANTITY : FHIRPATH_ELEMENT;
}

static const struct pack_key *find_key(const struct pack *pack, const struct pack_element *element,
                                       uint32_t name) {
  const struct pack_key *keys = pack->keys + element->keys.first;
  uint32_t low = 0;
  uint32_t high = element->keys.count;
  while (low < high) {
    uint32_t middle = (low + high) / 2;
    if (keys[middle].name < name) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  return low < element->keys.count && keys[low].name == name ? &keys[low] : NULL;
}

static uint32_t type_of_row(const struct pack *pack, uint32_t row, uint32_t element) {
  if (row == PACK_NONE) {
    return 0;
  }
  const struct pack_type *type = &pack->types[row];
  if ((type->flags & PACK_TYPE_RESOURCE) != 0) {
    return FHIRPATH_TYPE_RESOURCE;
  }
  if ((type->flags & PACK_TYPE_INLINE) != 0) {
    return element + 1;
  }
  return type_of_profile(pack, type->definition);
}

static enum fhirpath_child child(const void *self, uint32_t type, const struct fhirpath_name *name,
                                 uint32_t *ret_type) {
  const struct pack *pack = pack_of(self);
  if (type == 0 || type > pack->elements_count) {
    return FHIRPATH_CHILD_UNKNOWN;
  }
  uint32_t id = name->id;
  if (id == NAME_NONE) {
    id = name_table_find(definitions_names(self), name->text);
  }
  const struct pack_key *key =
      id == NAME_NONE ? NULL : find_key(pack, &pack->elements[type - 1], id);
  if (key == NULL || (key->flags & PACK_KEY_TWIN) != 0) {
    return FHIRPATH_CHILD_NONE;
  }
  *ret_type = type_of_row(pack, key->type, key->child);
  return (key->flags & PACK_KEY_CHOICE) != 0 ? FHIRPATH_CHILD_MEMBER : FHIRPATH_CHILD_PLAIN;
}

/* Last part of an element's id: "Observation.value[x]" -> "value[x]". */
static struct view last_part(struct view id) {
  size_t start = id.length;
  while (start > 0 && id.data[start - 1] != '.') {
    start--;
  }
  return view_part(id, start, id.length);
}

static bool is_choice(const void *self, uint32_t type, struct view name) {
  const struct pack *pack = pack_of(self);
  struct pack_range children = {0, 0};
  if (type > 0 && type <= pack->elements_count) {
    children = pack->elements[type - 1].children;
  }
  for (uint32_t i = children.first; i < children.first + children.count; i++) {
    struct view last = last_part(pack_view(pack, pack->elements_cold[i].id));
    if ((pack->elements[i].flags & PACK_ELEMENT_CHOICE) != 0 && last.length == name.length + 3 &&
        view_starts_with(last, name)) {
      return true;
    }
  }
  return false;
}

static struct fhirpath_value flag_value(const struct pack_element *element, uint32_t flag) {
  return fhirpath_value_boolean((element->flags & flag) != 0);
}

static struct fhirpath_value first_type(const struct pack *pack,
                                        const struct pack_element *element) {
  if (element->types.count == 0) {
    return (struct fhirpath_value){.kind = FHIRPATH_NOTHING};
  }
  struct view name = pack_view(pack, pack->types[element->types.first].name);
  return (struct fhirpath_value){.kind = FHIRPATH_TYPE, .text = name};
}

static struct fhirpath_value definition_member(const void *self, uint32_t element,
                                               struct view name) {
  const struct pack *pack = pack_of(self);
  const struct pack_element *row = &pack->elements[element];
  struct view id = pack_view(pack, pack->elements_cold[element].id);
  if (view_is(name, "id") || view_is(name, "path")) {
    return fhirpath_value_string(id);
  }
  if (view_is(name, "min")) {
    return fhirpath_value_integer(row->minimum);
  }
  if (view_is(name, "max")) {
    static const char *const numbers[] = {"0", "1", "2", "3"}; /* all that R4 has */
    return fhirpath_value_string(view_of(row->maximum < 4 ? numbers[row->maximum] : "*"));
  }
  if (view_is(name, "type")) {
    return first_type(pack, row);
  }
  if (view_is(name, "isModifier")) {
    return flag_value(row, PACK_ELEMENT_MODIFIER);
  }
  if (view_is(name, "isSummary")) {
    return flag_value(row, PACK_ELEMENT_SUMMARY);
  }
  if (view_is(name, "mustSupport")) {
    return flag_value(row, PACK_ELEMENT_MUST_SUPPORT);
  }
  return (struct fhirpath_value){.kind = FHIRPATH_NOTHING};
}

struct fhirpath_model fhirpath_model_make(const struct definitions *definitions) {
  return (struct fhirpath_model){.self = definitions,
                                 .type_find = type_find,
                                 .type_name = type_name,
                                 .type_parent = type_parent,
                                 .type_kind = type_kind,
                                 .child = child,
                                 .is_choice = is_choice,
                                 .definition_member = definition_member};
}

uint32_t fhirpath_model_type(const struct definitions *definitions, uint32_t element) {
  const struct pack *pack = definitions_pack(definitions);
  if (profile_of_type(pack, element + 1) != PACK_NONE || element >= pack->elements_count) {
    return element < pack->elements_count ? element + 1 : 0;
  }
  struct pack_range types = pack->elements[element].types;
  return types.count == 1 ? type_of_row(pack, types.first, element) : 0;
}
