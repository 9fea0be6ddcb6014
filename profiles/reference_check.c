#include "profiles/reference_check.h"

#include "profiles/reference_resolve.h"
#include "profiles/resource_scope.h"
#include "server/base/buffer.h"

#define TYPE_LIST_BYTES 512u

/* Reference.type: a resource type's name, or its canonical URL. */
static struct view stated_type(struct evaluation *evaluation, uint32_t node) {
  static const struct view prefix = VIEW_LITERAL("http://hl7.org/fhir/StructureDefinition/");
  struct view type = evaluation_member_text(evaluation, node, evaluation->names.type);
  return view_starts_with(type, prefix) ? view_part(type, prefix.length, type.length) : type;
}

/* Names of the types that links lead to, for messages. */
static struct view link_types(struct evaluation *evaluation, struct pack_range links) {
  const struct pack *pack = evaluation->pack;
  struct buffer buffer = buffer_make(evaluation->scratch, TYPE_LIST_BYTES);
  for (uint32_t i = 0; i < links.count; i++) {
    const struct pack_link *link = &pack->links[links.first + i];
    struct view name = link->profile == PACK_NONE
                           ? pack_view(pack, link->url)
                           : pack_view(pack, pack->profiles[link->profile].type);
    buffer_append_string(&buffer, i == 0 ? "" : ", ");
    buffer_append(&buffer, name);
  }
  return buffer_view(&buffer);
}

static struct view link_urls(struct evaluation *evaluation, struct pack_range links) {
  const struct pack *pack = evaluation->pack;
  struct buffer buffer = buffer_make(evaluation->scratch, TYPE_LIST_BYTES);
  for (uint32_t i = 0; i < links.count; i++) {
    buffer_append_string(&buffer, i == 0 ? "" : ", ");
    buffer_append(&buffer, pack_view(pack, pack->links[links.first + i].url));
  }
  return buffer_view(&buffer);
}

enum target_answer { TARGET_ALLOWED, TARGET_WRONG_TYPE, TARGET_WRONG_PROFILE };

static enum target_answer judge_target(struct evaluation *evaluation, struct pack_range links,
                                       const struct reference_target *target, uint32_t definition) {
  const struct pack *pack = evaluation->pack;
  enum target_answer answer = TARGET_WRONG_TYPE;
  for (uint32_t i = 0; i < links.count; i++) {
    uint32_t profile = pack->links[links.first + i].profile;
    if (profile == PACK_NONE) {
      return TARGET_ALLOWED;
    }
    if (!pack_derives_from(pack, definition, pack->profiles[profile].definition)) {
      continue;
    }
    bool only_type = (pack->profiles[profile].flags & PACK_PROFILE_TYPE) != 0;
    if (only_type || target->node == NODE_NONE) {
      return TARGET_ALLOWED;
    }
    answer = TARGET_WRONG_PROFILE;
    if (reference_resolve_holds(evaluation, target, profile)) {
      return TARGET_ALLOWED;
    }
  }
  return answer;
}

void reference_check(struct evaluation *evaluation, uint32_t element, uint32_t type,
                     uint32_t node) {
  const struct pack *pack = evaluation->pack;
  struct pack_range links = pack->types[type].targets;
  if (links.count == 0 || document_type(evaluation->document, node) != NODE_OBJECT) {
    return;
  }
  struct arena_mark mark = arena_mark(evaluation->scratch);
  struct view reference = reference_resolve_text(evaluation, node);
  struct reference_target target = reference_resolve(evaluation, reference);
  struct view name = target.type.length > 0 ? target.type : stated_type(evaluation, node);
  uint32_t definition = name.length > 0 ? pack_find_type(pack, name) : PACK_NONE;
  if (definition != PACK_NONE && pack->profiles[definition].kind == PACK_KIND_RESOURCE) {
    enum target_answer answer = judge_target(evaluation, links, &target, definition);
    struct finding finding = {.node = node, .element = element};
    if (answer == TARGET_WRONG_TYPE) {
      finding.message = MESSAGE_REFERENCE_TARGET_TYPE;
      finding.arguments[0] = name;
      finding.arguments[1] = link_types(evaluation, links);
      evaluation_report(evaluation, &finding);
    } else if (answer == TARGET_WRONG_PROFILE) {
      finding.message = MESSAGE_REFERENCE_TARGET_PROFILE;
      finding.arguments[0] = reference;
      finding.arguments[1] = link_urls(evaluation, links);
      evaluation_report(evaluation, &finding);
    }
  }
  arena_back(evaluation->scratch, mark);
}

/* The resource type that a name means when case is ignored; empty when there is none. */
static struct view type_ignoring_case(const struct pack *pack, struct view name) {
  for (uint32_t i = 0; i < pack->profiles_count; i++) {
    const struct pack_profile *row = &pack->profiles[i];
    bool is_resource = row->kind == PACK_KIND_RESOURCE && (row->flags & PACK_PROFILE_TYPE) != 0;
    if (is_resource && view_equal_ignore_case(pack_view(pack, row->type), name)) {
      return pack_view(pack, row->type);
    }
  }
  return view_make(NULL, 0);
}

static bool is_relative(struct view reference) {
  return view_find_byte(reference, ':', 0) == SIZE_MAX;
}

/* "[type]/[id]" (FHIR R4 bundle.html#references). */
static bool is_relative_form(struct view reference) {
  return view_find_byte(reference, '/', 0) != SIZE_MAX;
}

/* Inside a Bundle a reference says without doubt which entry it means. In a transaction it may be a
 * search (http.html#trules). A history holds versions of
 * the same resource, and a reference to it means none of them. */
static void check_in_bundle(struct evaluation *evaluation, const struct reference_target *target,
                            struct view reference, const struct finding *place) {
  bool has_form = !is_relative(reference) || is_relative_form(reference);
  if (reference.data[0] == '#' || (has_form && !target->is_ambiguous)) {
    return;
  }
  struct resource_scope *bundle =
      evaluation->scope == NULL
          ? NULL
          : resource_scope_bundle(resource_scope_container(evaluation->scope));
  if (bundle == NULL) {
    return;
  }
  struct view type = evaluation_member_text(evaluation, bundle->node, evaluation->names.type);
  bool is_search = view_is(type, "transaction") && view_find_byte(reference, '?', 0) != SIZE_MAX;
  struct finding finding = *place;
  if (!has_form && !is_search) {
    finding.message = MESSAGE_REFERENCE_RELATIVE_FORM;
    evaluation_report(evaluation, &finding);
  } else if (target->is_ambiguous && !view_is(type, "history")) {
    finding.message = MESSAGE_REFERENCE_AMBIGUOUS;
    evaluation_report(evaluation, &finding);
  }
}

void reference_check_base(struct evaluation *evaluation, uint32_t element, uint32_t node) {
  struct arena_mark mark = arena_mark(evaluation->scratch);
  struct view reference = reference_resolve_text(evaluation, node);
  struct view type = stated_type(evaluation, node);
  struct finding finding = {.node = node, .element = element};
  if (type.length > 0 && !pack_is_resource_type(evaluation->pack, type)) {
    finding.arguments[1] = type_ignoring_case(evaluation->pack, type);
    finding.message = finding.arguments[1].length > 0 ? MESSAGE_REFERENCE_TYPE_CASE
                                                      : MESSAGE_REFERENCE_TYPE_UNKNOWN;
    finding.node = document_member_id(evaluation->document, node, evaluation->names.type);
    finding.arguments[0] = type;
    evaluation_report(evaluation, &finding);
    finding.arguments[1].length = 0;
    type.length = 0;
  }
  if (reference.length > 0) {
    struct reference_target target = reference_resolve(evaluation, reference);
    finding.node = node;
    finding.arguments[0] = reference;
    check_in_bundle(evaluation, &target, reference, &finding);
    if (reference.data[0] == '#' && target.node == NODE_NONE) {
      finding.message = MESSAGE_REFERENCE_CONTAINED_MISSING;
      evaluation_report(evaluation, &finding);
    } else if (type.length > 0 && target.type.length > 0 && !view_equal(type, target.type)) {
      finding.message = MESSAGE_REFERENCE_TYPE_MISMATCH;
      finding.arguments[0] = type;
      finding.arguments[1] = target.type;
      evaluation_report(evaluation, &finding);
    }
  }
  arena_back(evaluation->scratch, mark);
}
