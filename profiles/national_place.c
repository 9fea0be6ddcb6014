#include "profiles/national_place.h"

#include "profiles/profile_choice.h"

#define BUNDLE_IDENTIFIER "http://jpfhir.jp/fhir/clins/bundle-identifier"
#define INSTITUTION_DIGITS 10u

static uint32_t kind_of_bundle(const struct national_place *place) {
  if (national_place_claims(place, place->bundle, "/JP_Bundle_CLINS")) {
    return NATIONAL_CLINICAL;
  }
  return national_place_text_is(place, place->bundle, "type", "document") ? NATIONAL_DOCUMENT
                                                                          : NATIONAL_ALONE;
}

struct national_place national_place_make(struct evaluation *evaluation) {
  const struct resource_scope *scope = evaluation->scope;
  struct national_place place = {
      .evaluation = evaluation, .node = scope->node, .bundle = NODE_NONE, .kind = NATIONAL_ALONE};
  struct arena_mark mark = arena_mark(evaluation->scratch);
  for (; scope != NULL && place.bundle == NODE_NONE; scope = scope->parent) {
    if (national_place_text_is(&place, scope->node, "resourceType", "Bundle")) {
      place.bundle = scope->node;
    }
  }
  if (place.bundle != NODE_NONE) {
    place.kind = kind_of_bundle(&place);
  }
  arena_back(evaluation->scratch, mark);
  return place;
}

uint32_t national_place_member(const struct national_place *place, uint32_t object,
                               const char *name) {
  const struct document *document = place->evaluation->document;
  if (object == NODE_NONE || document_type(document, object) != NODE_OBJECT) {
    return NODE_NONE;
  }
  return document_member(document, object, view_of(name));
}

struct view national_place_text(const struct national_place *place, uint32_t object,
                                const char *name) {
  uint32_t node = national_place_member(place, object, name);
  return node == NODE_NONE ? view_make(NULL, 0) : evaluation_text(place->evaluation, node);
}

bool national_place_text_is(const struct national_place *place, uint32_t object, const char *name,
                            const char *wanted) {
  uint32_t node = national_place_member(place, object, name);
  return node != NODE_NONE &&
         document_string_is(place->evaluation->document, node, view_of(wanted));
}

struct national_items national_place_items(const struct national_place *place, uint32_t object,
                                           const char *name) {
  struct national_items items = {place->evaluation->document,
                                 national_place_member(place, object, name), NODE_NONE};
  if (items.array != NODE_NONE && document_type(items.document, items.array) == NODE_ARRAY) {
    items.node = document_first(items.document, items.array);
  }
  return items;
}

void national_place_next(struct national_items *items) {
  items->node = document_next(items->document, items->array, items->node);
}

uint32_t national_place_coding(const struct national_place *place, uint32_t object,
                               const char *concept, const char *system) {
  uint32_t holder = national_place_member(place, object, concept);
  NATIONAL_ITEMS(coding, place, holder, "coding") {
    if (national_place_text_is(place, coding.node, "system", system)) {
      return coding.node;
    }
  }
  return NODE_NONE;
}

struct view national_place_code(const struct national_place *place, uint32_t object,
                                const char *concept) {
  uint32_t holder = national_place_member(place, object, concept);
  NATIONAL_ITEMS(coding, place, holder, "coding") {
    struct view code = national_place_text(place, coding.node, "code");
    if (code.length > 0) {
      return code;
    }
  }
  return view_make(NULL, 0);
}

uint32_t national_place_entry(const struct national_place *place, uint32_t entry) {
  uint32_t resource = national_place_member(place, entry, "resource");
  bool is_object =
      resource != NODE_NONE && document_type(place->evaluation->document, resource) == NODE_OBJECT;
  return is_object ? resource : NODE_NONE;
}

bool national_place_claims(const struct national_place *place, uint32_t resource,
                           const char *ending) {
  uint32_t meta = national_place_member(place, resource, "meta");
  NATIONAL_ITEMS(profile, place, meta, "profile") {
    struct view rest = evaluation_text(place->evaluation, profile.node);
    if (view_ends_with(view_split(&rest, '|'), view_of(ending))) {
      return true;
    }
  }
  return false;
}

static bool profile_publishes(const struct pack *pack, uint32_t profile, struct view key) {
  const struct pack_element *root = &pack->elements[pack->profiles[profile].root];
  for (uint32_t i = 0; i < root->constraints.count; i++) {
    uint32_t constraint = pack->indexes[root->constraints.first + i];
    if (view_equal(pack_view(pack, pack->constraints[constraint].key), key)) {
      return true;
    }
  }
  return false;
}

bool national_place_publishes(const struct national_place *place, uint32_t resource,
                              struct view key) {
  struct evaluation *evaluation = place->evaluation;
  uint32_t meta = national_place_member(place, resource, "meta");
  NATIONAL_ITEMS(item, place, meta, "profile") {
    struct view canonical = evaluation_text(evaluation, item.node);
    uint32_t profile = profile_choice_find(evaluation, canonical).profile;
    if (profile != PACK_NONE && profile_publishes(evaluation->pack, profile, key)) {
      return true;
    }
  }
  return false;
}

static uint32_t child_of(const struct pack *pack, uint32_t element, const char *name) {
  struct pack_range children = {0, 0};
  if (element != PACK_NONE) {
    children = pack->elements[element].children;
  }
  for (uint32_t i = children.first; i < children.first + children.count; i++) {
    if (view_is(evaluation_element_name(pack, i), name)) {
      return i;
    }
  }
  return PACK_NONE;
}

bool national_place_requires(const struct national_place *place, uint32_t resource,
                             const char *element, const char *child) {
  struct evaluation *evaluation = place->evaluation;
  const struct pack *pack = evaluation->pack;
  uint32_t meta = national_place_member(place, resource, "meta");
  NATIONAL_ITEMS(item, place, meta, "profile") {
    struct view canonical = evaluation_text(evaluation, item.node);
    uint32_t profile = profile_choice_find(evaluation, canonical).profile;
    uint32_t root = profile == PACK_NONE ? PACK_NONE : pack->profiles[profile].root;
    uint32_t row = child_of(pack, child_of(pack, root, element), child);
    if (row != PACK_NONE && pack->elements[row].minimum > 0) {
      return true;
    }
  }
  return false;
}

bool national_place_digits(struct view text, size_t count) {
  for (size_t i = 0; i < text.length; i++) {
    if (text.data[i] < '0' || text.data[i] > '9') {
      return false;
    }
  }
  return text.length == count;
}

struct view national_place_institution(const struct national_place *place) {
  uint32_t identifier = national_place_member(place, place->bundle, "identifier");
  struct view value = {NULL, 0};
  if (national_place_text_is(place, identifier, "system", BUNDLE_IDENTIFIER)) {
    struct view rest = national_place_text(place, identifier, "value");
    value = view_split(&rest, '^');
  }
  return national_place_digits(value, INSTITUTION_DIGITS) ? value : view_make(NULL, 0);
}

void national_place_report(const struct national_place *place, uint32_t node, struct view a,
                           struct view b) {
  evaluation_report(place->evaluation, &(struct finding){.message = place->rule->message,
                                                         .node = node,
                                                         .element = PACK_NONE,
                                                         .rule = place->rule->number,
                                                         .arguments = {a, b}});
}
