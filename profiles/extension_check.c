#include "profiles/extension_check.h"

#include "profiles/invariant_program.h"
#include "profiles/location.h"
#include "profiles/profile_choice.h"
#include "server/base/buffer.h"

#define CONTEXT_LIST_BYTES 512u

/* The element at "PlanDefinition.action", PACK_NONE when there is none. */
static uint32_t element_at(const struct pack *pack, struct view path) {
  uint32_t definition = pack_find_type(pack, view_split(&path, '.'));
  uint32_t element = definition == PACK_NONE ? PACK_NONE : pack->profiles[definition].root;
  while (path.data != NULL && element != PACK_NONE) {
    struct view name = view_split(&path, '.');
    struct pack_range children = pack->elements[element].children;
    element = PACK_NONE;
    for (uint32_t i = 0; i < children.count && element == PACK_NONE; i++) {
      if (view_equal(evaluation_element_name(pack, children.first + i), name)) {
        element = children.first + i;
      }
    }
  }
  return element;
}

/* An element with contentReference ("PlanDefinition.action.action") is the one that it names. */
static bool is_same_content(const struct pack *pack, uint32_t element, uint32_t other) {
  struct pack_range children = pack->elements[element].children;
  return other != PACK_NONE && children.count > 0 &&
         children.first == pack->elements[other].children.first;
}

/* "DomainResource.text" holds on Patient.text: the path's first part may be an ancestor of the
 * element's type. */
static bool path_matches(const struct pack *pack, struct view expression,
                         const struct pack_element_cold *cold) {
  struct view expected_path = expression;
  struct view path = pack_view(pack, cold->id);
  struct view expected_type = view_split(&expected_path, '.');
  (void)view_split(&path, '.');
  if (path.data == NULL || !view_equal(path, expected_path)) {
    return false;
  }
  uint32_t wanted = pack_find_type(pack, expected_type);
  return wanted != PACK_NONE && pack_derives_from(pack, cold->profile, wanted);
}

/* Extensions whose context R4 published too narrowly: its own artifacts use them elsewhere. */
static const struct view anywhere[] = {
    /* on every normative artifact and element, published as StructureDefinition only */
    VIEW_LITERAL("http://hl7.org/fhir/StructureDefinition/structuredefinition-normative-version"),
    /* on the type of an element, published as on its code and on the element */
    VIEW_LITERAL("http://hl7.org/fhir/StructureDefinition/structuredefinition-fhir-type"),
    VIEW_LITERAL("http://hl7.org/fhir/StructureDefinition/regex"),
    /* on every part of a CapabilityStatement that states a capability */
    VIEW_LITERAL("http://hl7.org/fhir/StructureDefinition/capabilitystatement-expectation"),
    VIEW_LITERAL("http://hl7.org/fhir/StructureDefinition/capabilitystatement-prohibited"),
};

static bool is_allowed_anywhere(struct view url) {
  for (size_t i = 0; i < sizeof anywhere / sizeof anywhere[0]; i++) {
    if (view_equal(anywhere[i], url)) {
      return true;
    }
  }
  return false;
}

/* True when the context is the element's path, its type or an ancestor of its type: "Patient.name",
 * "HumanName", "Resource"; "Element" is anywhere, resources included (FHIR R4
 * defining-extensions.html#context). */
static bool context_matches(const struct pack *pack, const struct pack_context *context,
                            const struct extension_place *place) {
  uint32_t parent_element = place->parent_element;
  struct view expression = pack_view(pack, context->expression);
  const struct pack_element_cold *cold = &pack->elements_cold[parent_element];
  if (view_is(expression, "Element") || view_equal(pack_view(pack, cold->id), expression) ||
      path_matches(pack, expression, cold) ||
      is_same_content(pack, parent_element, element_at(pack, expression))) {
    return true;
  }
  uint32_t wanted = pack_find_type(pack, expression);
  if (wanted == PACK_NONE) {
    return false;
  }
  bool is_root = pack->profiles[cold->profile].root == parent_element;
  if (is_root) {
    return pack_derives_from(pack, cold->profile, wanted);
  }
  const struct pack_element *element = &pack->elements[parent_element];
  uint32_t actual = pack->elements_cold[place->parent_type].profile;
  for (uint32_t i = 0; i < element->types.count; i++) {
    uint32_t type = pack->types[element->types.first + i].definition;
    bool is_other = place->parent_type != parent_element && type != actual;
    if (!is_other && pack_derives_from(pack, type, wanted)) {
      return true;
    }
  }
  return false;
}

/* The next name of a path without index and [x]; what repeats ("action.action") is one, since a
 * contentReference leads back to its element. */
static struct view next_name(struct view *rest, struct view last) {
  struct view name = {NULL, 0};
  do {
    struct view part = view_split(rest, '.');
    name = view_split(&part, '[');
  } while (rest->data != NULL && view_equal(name, last));
  return view_equal(name, last) ? view_make(NULL, 0) : name;
}

/* Does the extension's carrier stand at the path, counted from its resource? */
static bool stands_at(struct evaluation *evaluation, const struct extension_place *place,
                      struct view expression) {
  const struct pack *pack = evaluation->pack;
  struct view actual = location_of(pack, evaluation->document, evaluation->scope->node,
                                   place->parent, evaluation->scratch);
  struct view wanted = expression;
  (void)view_split(&actual, '.');
  uint32_t type = pack_find_type(pack, view_split(&wanted, '.'));
  struct view name = {NULL, 0};
  struct view last = {NULL, 0};
  bool same = type != PACK_NONE && pack_derives_from(pack, evaluation->scope->definition, type);
  while (same && (actual.data != NULL || wanted.data != NULL)) {
    name = next_name(&actual, last);
    same = view_equal(name, next_name(&wanted, last));
    last = name;
  }
  return same;
}

/* A context inside a data type is also met on the paths through which the type is used. A path that
 * starts with this type has been compared; one that starts with a resource is compared with the
 * instance; longer paths through other data types cannot be judged. */
static bool path_allows(struct evaluation *evaluation, const struct extension_place *place,
                        struct view expression) {
  const struct pack *pack = evaluation->pack;
  const struct pack_element_cold *cold = &pack->elements_cold[place->parent_element];
  const struct pack_profile *owner = &pack->profiles[cold->profile];
  struct view rest = expression;
  uint32_t start = pack_find_type(pack, view_split(&rest, '.'));
  if (rest.data == NULL || start == PACK_NONE || owner->kind == PACK_KIND_RESOURCE ||
      start == cold->profile) {
    return false;
  }
  return pack->profiles[start].kind == PACK_KIND_RESOURCE
             ? stands_at(evaluation, place, expression)
             : view_find_byte(rest, '.', 0) != SIZE_MAX;
}

static bool is_inside_extension(const struct evaluation *evaluation,
                                const struct extension_place *place) {
  const struct pack *pack = evaluation->pack;
  const struct pack_range *types = &pack->elements[place->parent_element].types;
  for (uint32_t i = 0; i < types->count; i++) {
    if (pack->types[types->first + i].definition == evaluation->extension_type) {
      return true;
    }
  }
  return false;
}

/* The extension that carries this one has the URL; "url#part" names a part of it. */
static bool is_in_extension(struct evaluation *evaluation, const struct extension_place *place,
                            struct view expression) {
  uint32_t url =
      is_inside_extension(evaluation, place)
          ? document_member_id(evaluation->document, place->parent, evaluation->names.url)
          : NODE_NONE;
  size_t part = view_find_byte(expression, '#', 0);
  return url != NODE_NONE &&
         (document_string_is(evaluation->document, url, expression) ||
          (part != SIZE_MAX && document_string_is(evaluation->document, url,
                                                  view_part(expression, part + 1, SIZE_MAX))));
}

/* Is the extension where the context says? True also when that cannot be told. */
static bool context_allows(struct evaluation *evaluation, const struct extension_place *place,
                           const struct pack_context *context) {
  const struct pack *pack = evaluation->pack;
  struct view expression = pack_view(pack, context->expression);
  switch ((enum pack_context_kind)context->kind) {
  case PACK_CONTEXT_ELEMENT:
    return context_matches(pack, context, place) || path_allows(evaluation, place, expression);
  case PACK_CONTEXT_EXTENSION:
    return is_in_extension(evaluation, place, expression);
  case PACK_CONTEXT_FHIRPATH:
    return invariant_program_selects(evaluation, context->bytecode, place->parent);
  case PACK_CONTEXT_INVARIANT:
    break;
  }
  return false;
}

/* Every condition on the element that carries the extension holds (FHIR R4
 * StructureDefinition.contextInvariant). */
static void check_conditions(struct evaluation *evaluation, const struct extension_place *place,
                             uint32_t profile, struct view url) {
  const struct pack *pack = evaluation->pack;
  const struct pack_range *contexts = &pack->profiles[profile].contexts;
  for (uint32_t i = 0; i < contexts->count; i++) {
    const struct pack_context *context = &pack->contexts[contexts->first + i];
    struct invariant_place on = {place->parent_element, place->parent, NODE_NONE,
                                 place->parent_type};
    if (context->kind == PACK_CONTEXT_INVARIANT &&
        !invariant_program_is_true(evaluation, context->bytecode, &on)) {
      evaluation_report(
          evaluation, &(struct finding){.message = MESSAGE_EXTENSION_CONDITION,
                                        .node = place->node,
                                        .element = pack->profiles[profile].root,
                                        .arguments = {url, pack_view(pack, context->expression)}});
    }
  }
}

static void check_context(struct evaluation *evaluation, const struct extension_place *place,
                          uint32_t profile, struct view url) {
  const struct pack *pack = evaluation->pack;
  const struct pack_range *contexts = &pack->profiles[profile].contexts;
  struct buffer names = buffer_make(evaluation->scratch, CONTEXT_LIST_BYTES);
  for (uint32_t i = 0; i < contexts->count; i++) {
    const struct pack_context *context = &pack->contexts[contexts->first + i];
    if (context->kind == PACK_CONTEXT_INVARIANT) {
      continue;
    }
    if (context_allows(evaluation, place, context)) {
      return;
    }
    buffer_append_string(&names, names.length == 0 ? "" : ", ");
    buffer_append(&names, pack_view(pack, context->expression));
  }
  if (names.length > 0 && !is_allowed_anywhere(url)) {
    struct view id = pack_view(pack, pack->elements_cold[place->parent_element].id);
    evaluation_report(evaluation, &(struct finding){.message = MESSAGE_EXTENSION_CONTEXT,
                                                    .node = place->node,
                                                    .element = pack->profiles[profile].root,
                                                    .arguments = {url, id, buffer_view(&names)}});
  }
}

/* Names that are reserved for examples (RFC 2606) never get a definition. */
static bool is_example(struct view url) {
  static const char *const names[] = {"example.org", "example.com", "example.net", "example"};
  struct view rest = url;
  size_t slashes = view_find(url, view_of("//"), 0);
  if (slashes == SIZE_MAX) {
    return false;
  }
  rest = view_part(url, slashes + 2, url.length);
  struct view host = view_split(&rest, '/');
  for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
    size_t length = strlen(names[i]);
    bool is_under = host.length > length && host.data[host.length - length - 1] == '.';
    if (view_is(host, names[i]) || (is_under && view_ends_with(host, view_of(names[i])))) {
      return true;
    }
  }
  return false;
}

static void report_unknown(struct evaluation *evaluation, const struct extension_place *place,
                           struct view url) {
  if (is_example(url)) {
    evaluation_say(evaluation, MESSAGE_EXTENSION_UNKNOWN, place->node, url);
    return;
  }
  bool is_error = place->is_modifier || evaluation->settings->unknown_extension_is_error;
  evaluation_report(evaluation,
                    &(struct finding){.message = place->is_modifier
                                                     ? MESSAGE_EXTENSION_MODIFIER_UNKNOWN
                                                     : MESSAGE_EXTENSION_UNKNOWN,
                                      .node = place->node,
                                      .element = PACK_NONE,
                                      .arguments = {url},
                                      .has_severity = is_error,
                                      .severity = SEVERITY_ERROR});
}

static void check_modifier(struct evaluation *evaluation, const struct extension_place *place,
                           uint32_t profile, struct view url) {
  bool is_modifier = (evaluation->pack->profiles[profile].flags & PACK_PROFILE_MODIFIER) != 0;
  if (is_modifier == place->is_modifier) {
    return;
  }
  evaluation_report(evaluation,
                    &(struct finding){.message = is_modifier ? MESSAGE_EXTENSION_IS_MODIFIER
                                                             : MESSAGE_EXTENSION_NOT_MODIFIER,
                                      .node = place->node,
                                      .element = evaluation->pack->profiles[profile].root,
                                      .arguments = {url}});
}

/* A URL with a version, or of a profile that defines no extension. */
static bool is_no_extension(struct evaluation *evaluation, const struct extension_place *place,
                            uint32_t profile, struct view url) {
  bool is_versioned = view_find_byte(url, '|', 0) != SIZE_MAX;
  bool is_other =
      profile != PACK_NONE && evaluation->pack->profiles[profile].kind != PACK_KIND_EXTENSION;
  if (is_versioned || is_other) {
    evaluation_say(evaluation,
                   is_versioned ? MESSAGE_EXTENSION_URL_VERSION : MESSAGE_EXTENSION_URL_OTHER,
                   place->node, url);
  }
  return is_versioned || is_other;
}

uint32_t extension_check(struct evaluation *evaluation, const struct extension_place *place) {
  const struct document *document = evaluation->document;
  uint32_t url_node = document_member_id(document, place->node, evaluation->names.url);
  if (url_node == NODE_NONE || document_type(document, url_node) != NODE_STRING) {
    return PACK_NONE;
  }
  uint32_t definition = PACK_NONE;
  struct arena_mark mark = arena_mark(evaluation->scratch);
  struct view url = evaluation_text(evaluation, url_node);
  bool is_relative = view_find_byte(url, ':', 0) == SIZE_MAX;
  if (is_relative && !is_inside_extension(evaluation, place)) {
    evaluation_say(evaluation, MESSAGE_EXTENSION_URL_RELATIVE, url_node, url);
  } else if (!is_relative) {
    struct profile_choice choice = profile_choice_find(evaluation, url);
    if (is_no_extension(evaluation, place, choice.profile, url)) {
      arena_back(evaluation->scratch, mark);
      return PACK_NONE;
    }
    if (choice.profile == PACK_NONE) {
      report_unknown(evaluation, place, url);
    } else {
      check_modifier(evaluation, place, choice.profile, url);
      check_context(evaluation, place, choice.profile, url);
      check_conditions(evaluation, place, choice.profile, url);
      definition = choice.profile;
    }
  }
  arena_back(evaluation->scratch, mark);
  return definition;
}
