#include "profiles/pack_dump.h"

#include "profiles/pack.h"
#include "server/base/message.h"
#include "server/limits.h"

struct dump {
  const struct pack *pack;
  struct buffer *buffer;
};

static void put(struct dump *dump, const char *before, struct pack_text text) {
  buffer_append_string(dump->buffer, before);
  buffer_append(dump->buffer, pack_view(dump->pack, text));
}

static void put_links(struct dump *dump, const char *before, struct pack_range links) {
  for (uint32_t i = 0; i < links.count; i++) {
    const struct pack_link *link = &dump->pack->links[links.first + i];
    put(dump, i == 0 ? before : "|", link->url);
    buffer_append_string(dump->buffer, link->profile == PACK_NONE ? "(unknown)" : "");
  }
}

static void put_types(struct dump *dump, struct pack_range types) {
  for (uint32_t i = 0; i < types.count; i++) {
    const struct pack_type *type = &dump->pack->types[types.first + i];
    put(dump, i == 0 ? " type=" : ",", type->name);
    put_links(dump, "^", type->profiles);
    put_links(dump, "->", type->targets);
  }
}

static void put_value(struct dump *dump, uint32_t index) {
  const struct pack_value *value = &dump->pack->values[index];
  put(dump, value->kind == PACK_VALUE_FIXED ? " fixed=" : " pattern=", value->json);
}

static void put_value_set(struct dump *dump, uint32_t index) {
  static const char *const kinds[] = {"",       "(unknown)",  "(ucum)",  "(bcp47)",
                                      "(mime)", "(standard)", "(units)", "(whole)"};
  if (index == PACK_NONE) {
    buffer_append_string(dump->buffer, "{not held}");
    return;
  }
  const struct pack_value_set *set = &dump->pack->value_sets[index];
  buffer_append_byte(dump->buffer, '{');
  for (uint32_t i = 0; i < set->parts.count; i++) {
    const struct pack_value_set_part *part = &dump->pack->value_set_parts[set->parts.first + i];
    put(dump, i == 0 ? "" : " ", part->system);
    uint32_t codes =
        part->code_list == PACK_NONE ? 0 : dump->pack->code_lists[part->code_list].codes.count;
    buffer_append_format(dump->buffer, "=%u%s", codes, kinds[part->kind]);
  }
  buffer_append_string(dump->buffer,
                       (set->flags & PACK_VALUE_SET_INCOMPLETE) != 0 ? " incomplete}" : "}");
}

static void put_binding(struct dump *dump, uint32_t index) {
  static const char *const strengths[] = {"required", "extensible", "preferred", "example"};
  const struct pack_binding *binding = &dump->pack->bindings[index];
  buffer_append_format(dump->buffer, " %s=", strengths[binding->strength]);
  buffer_append(dump->buffer, pack_view(dump->pack, binding->url));
  put_value_set(dump, binding->value_set);
  if (binding->maximum != PACK_NONE) {
    buffer_append_string(dump->buffer, " maximum=");
    put_value_set(dump, binding->maximum);
  }
}

static void put_facets(struct dump *dump, uint32_t index) {
  const struct pack_facets *facets = &dump->pack->facets[index];
  if (facets->minimum.length > 0) {
    put(dump, " >=", facets->minimum);
  }
  if (facets->maximum.length > 0) {
    put(dump, " <=", facets->maximum);
  }
  if (facets->minimum_length > 0) {
    buffer_append_format(dump->buffer, " length>=%u", facets->minimum_length);
  }
  if (facets->maximum_length != PACK_NONE) {
    buffer_append_format(dump->buffer, " length<=%u", facets->maximum_length);
  }
}

static void put_criterion(struct dump *dump, const struct pack_criterion *criterion) {
  switch ((enum pack_criterion_kind)criterion->kind) {
  case PACK_CRITERION_ANY:
    buffer_append_string(dump->buffer, " any");
    break;
  case PACK_CRITERION_VALUE:
    put_value(dump, criterion->index);
    break;
  case PACK_CRITERION_BINDING:
    put_binding(dump, criterion->index);
    break;
  case PACK_CRITERION_EXISTS:
    buffer_append_string(dump->buffer, criterion->index == 1 ? " exists" : " absent");
    break;
  case PACK_CRITERION_TYPE:
    put_links(dump, " type=", criterion->links);
    break;
  case PACK_CRITERION_PROFILE:
    put_links(dump, " profile=", criterion->links);
    break;
  case PACK_CRITERION_ELEMENT:
    put(dump, " as=", dump->pack->elements_cold[criterion->index].id);
    break;
  }
}

static void put_constraints(struct dump *dump, struct pack_range constraints, uint32_t depth) {
  for (uint32_t i = 0; i < constraints.count; i++) {
    const struct pack_constraint *row =
        &dump->pack->constraints[dump->pack->indexes[constraints.first + i]];
    buffer_append_format(dump->buffer, "%*s", (int)(2 * depth + 4), "");
    put(dump, row->severity == SEVERITY_WARNING ? "warning " : "error ", row->key);
    put(dump, ": ", row->expression);
    buffer_append_string(dump->buffer, row->bytecode.count == 0 ? " (not compiled)\n" : "\n");
  }
}

static void put_slicing_head(struct dump *dump, const struct pack_slicing *slicing) {
  static const char *const rules[] = {"open", "closed", "openAtEnd"};
  static const char *const kinds[] = {"value", "pattern", "exists", "type", "profile"};
  buffer_append_format(dump->buffer, " sliced=%s%s", rules[slicing->rules],
                       (slicing->flags & PACK_SLICING_ORDERED) != 0 ? ",ordered" : "");
  for (uint32_t i = 0; i < slicing->discriminators.count; i++) {
    const struct pack_discriminator *row =
        &dump->pack->discriminators[slicing->discriminators.first + i];
    buffer_append_format(dump->buffer, ",%s", kinds[row->kind]);
    put(dump, ":", row->path);
  }
}

static void put_element(struct dump *dump, uint32_t index, uint32_t depth);

static void put_slices(struct dump *dump, const struct pack_slicing *slicing, uint32_t depth) {
  for (uint32_t i = 0; i < slicing->slices.count; i++) {
    const struct pack_slice *slice = &dump->pack->slices[slicing->slices.first + i];
    buffer_append_format(dump->buffer, "%*s", (int)(2 * depth + 2), "");
    put(dump, "slice ", dump->pack->elements_cold[slice->element].slice_name);
    buffer_append_string(dump->buffer, " when");
    for (uint32_t j = 0; j < slice->criteria.count; j++) {
      put_criterion(dump, &dump->pack->criteria[slice->criteria.first + j]);
    }
    buffer_append_string(dump->buffer,
                         (slice->flags & PACK_SLICE_INDEXED) != 0 ? " (indexed)\n" : "\n");
    put_element(dump, slice->element, depth + 1);
  }
}

static void put_flags(struct dump *dump, uint32_t flags) {
  buffer_append_string(dump->buffer, (flags & PACK_ELEMENT_LIST) != 0 ? " list" : "");
  buffer_append_string(dump->buffer,
                       (flags & PACK_ELEMENT_MUST_SUPPORT) != 0 ? " must-support" : "");
  buffer_append_string(dump->buffer, (flags & PACK_ELEMENT_MODIFIER) != 0 ? " modifier" : "");
}

/* Trees are LIMIT_ELEMENT_DEPTH deep at most; content references make them endless, so they are not
 * followed. */
static void put_element(struct dump *dump, uint32_t index, uint32_t depth) {
  const struct pack *pack = dump->pack;
  const struct pack_element *element = &pack->elements[index];
  const struct pack_element_cold *cold = &pack->elements_cold[index];
  buffer_append_format(dump->buffer, "%*s", (int)(2 * depth), "");
  put(dump, "", cold->id);
  buffer_append_format(dump->buffer, " %u..", element->minimum);
  if (element->maximum == PACK_MANY) {
    buffer_append_byte(dump->buffer, '*');
  } else {
    buffer_append_format(dump->buffer, "%u", element->maximum);
  }
  put_flags(dump, element->flags);
  put_types(dump, element->types);
  for (uint32_t i = 0; i < element->value_count; i++) {
    put_value(dump, element->values + i);
  }
  if (element->binding != PACK_NONE) {
    put_binding(dump, element->binding);
  }
  if (element->facets != PACK_NONE) {
    put_facets(dump, element->facets);
  }
  const struct pack_slicing *slicing =
      element->slicing == PACK_NONE ? NULL : &pack->slicings[element->slicing];
  if (slicing != NULL) {
    put_slicing_head(dump, slicing);
  }
  buffer_append_byte(dump->buffer, '\n');
  put_constraints(dump, element->constraints, depth);
  bool follow = depth < LIMIT_ELEMENT_DEPTH && element->children.first > index;
  for (uint32_t i = 0; follow && i < element->children.count; i++) {
    put_element(dump, element->children.first + i, depth + 1);
  }
  if (slicing != NULL && depth < LIMIT_ELEMENT_DEPTH) {
    put_slices(dump, slicing, depth);
  }
}

static uint32_t find(const struct pack *pack, struct view canonical) {
  struct view version = canonical;
  uint32_t profile = pack_find_profile(pack, view_split(&version, '|'));
  while (profile != PACK_NONE && version.length > 0) {
    const struct pack_profile *row = &pack->profiles[profile];
    const struct pack_package *package = &pack->packages[row->package];
    if (view_equal(pack_view(pack, row->version), version) ||
        view_equal(pack_view(pack, package->version), version)) {
      break;
    }
    profile = row->next_version;
  }
  return profile;
}

enum error pack_dump(struct view bytes, struct view canonical, struct buffer *buffer) {
  struct pack pack;
  enum error error = pack_open(bytes, true, &pack);
  if (error != ERROR_OK) {
    return error;
  }
  uint32_t index = find(&pack, canonical);
  if (index == PACK_NONE) {
    return ERROR_NOT_FOUND;
  }
  const struct pack_profile *profile = &pack.profiles[index];
  struct dump dump = {&pack, buffer};
  put(&dump, "", profile->url);
  put(&dump, " ", profile->version);
  put(&dump, " of ", profile->type);
  put(&dump, " in ", pack.packages[profile->package].name);
  put(&dump, "#", pack.packages[profile->package].version);
  for (uint32_t i = 0; i < profile->contexts.count; i++) {
    put(&dump, i == 0 ? " on " : ", ", pack.contexts[profile->contexts.first + i].expression);
  }
  buffer_append_byte(buffer, '\n');
  put_element(&dump, profile->root, 0);
  return ERROR_OK;
}
