#include "profiles/evaluate_resource.h"

#include "profiles/bundle_rules.h"
#include "profiles/evaluate_object.h"
#include "profiles/evaluate_profile.h"
#include "profiles/national_rules.h"
#include "profiles/profile_choice.h"
#include "server/limits.h"

/* What a resource is to be checked against beside its R4 definition. */
struct declared {
  uint32_t profiles[LIMIT_RESOURCE_PROFILES];
  uint32_t count;
};

/* Said once a run: the verdict rests on definitions that are not the published ones. */
static void tell_preview(struct evaluation *evaluation, uint32_t profile, uint32_t node) {
  const struct pack *pack = evaluation->pack;
  const struct pack_package *package = &pack->packages[pack->profiles[profile].package];
  struct view version = pack_view(pack, package->version);
  if (evaluation->told_preview || !view_ends_with(version, view_of("-prep"))) {
    return;
  }
  evaluation->told_preview = true;
  struct view name = pack_view(pack, package->name);
  evaluation_say(evaluation, MESSAGE_GUIDE_PREVIEW, node,
                 arena_format(evaluation->scratch, "%.*s#%.*s", VIEW_ARGUMENTS(name),
                              VIEW_ARGUMENTS(version)));
}

static void add_profile(struct evaluation *evaluation, struct declared *declared,
                        struct view canonical, uint32_t node, enum severity severity) {
  struct profile_choice choice = profile_choice_find(evaluation, canonical);
  if (choice.profile == PACK_NONE) {
    bool other = choice.has_other && choice.version.length > 0;
    evaluation_report(evaluation,
                      &(struct finding){.message = other ? MESSAGE_PROFILE_VERSION_UNKNOWN
                                                         : MESSAGE_PROFILE_UNKNOWN,
                                        .node = node,
                                        .element = PACK_NONE,
                                        .arguments = {choice.url, choice.version},
                                        .has_severity = true,
                                        .severity = severity});
    return;
  }
  const struct pack_profile *row = &evaluation->pack->profiles[choice.profile];
  if ((row->flags & PACK_PROFILE_BROKEN) != 0) {
    evaluation_say(evaluation, MESSAGE_PROFILE_BROKEN, node, choice.url);
    return;
  }
  if (row->definition == PACK_NONE ||
      evaluation->pack->profiles[row->definition].kind != PACK_KIND_RESOURCE) {
    evaluation_report(evaluation, &(struct finding){.message = MESSAGE_PROFILE_NOT_OF_RESOURCE,
                                                    .node = node,
                                                    .element = PACK_NONE,
                                                    .arguments = {choice.url}});
    return;
  }
  for (uint32_t i = 0; i < declared->count; i++) {
    if (declared->profiles[i] == choice.profile) {
      return;
    }
  }
  tell_preview(evaluation, choice.profile, node);
  if (declared->count < LIMIT_RESOURCE_PROFILES) {
    declared->profiles[declared->count++] = choice.profile;
  }
}

static void collect_declared(struct evaluation *evaluation, uint32_t node,
                             struct declared *declared) {
  const struct document *document = evaluation->document;
  uint32_t meta = document_member_id(document, node, evaluation->names.meta);
  uint32_t array =
      meta == NODE_NONE ? NODE_NONE : document_member_id(document, meta, evaluation->names.profile);
  if (array == NODE_NONE || document_type(document, array) != NODE_ARRAY) {
    return;
  }
  for (uint32_t item = document_first(document, array); item != NODE_NONE;
       item = document_next(document, array, item)) {
    if (document_type(document, item) == NODE_STRING) {
      add_profile(evaluation, declared, evaluation_text(evaluation, item), item, SEVERITY_WARNING);
    }
  }
}

static void collect_asked(struct evaluation *evaluation, uint32_t node, struct declared *declared) {
  const struct validation_request *request = evaluation->request;
  if (node != evaluation->root) {
    return;
  }
  for (size_t i = 0; i < request->profile_count; i++) {
    add_profile(evaluation, declared, request->profiles[i], node, SEVERITY_ERROR);
  }
}

/* Security labels are a set (FHIR R4 resource.html#Meta). */
static void check_security_labels(struct evaluation *evaluation, uint32_t node) {
  const struct document *document = evaluation->document;
  const struct evaluation_names *names = &evaluation->names;
  uint32_t meta = document_member_id(document, node, names->meta);
  uint32_t array =
      meta == NODE_NONE ? NODE_NONE : document_member_id(document, meta, names->security);
  if (array == NODE_NONE || document_type(document, array) != NODE_ARRAY) {
    return;
  }
  struct hash_map seen = hash_map_make(evaluation->scratch);
  for (uint32_t item = document_first(document, array); item != NODE_NONE;
       item = document_next(document, array, item)) {
    uint32_t system_node = document_member_id(document, item, names->system);
    uint32_t code = document_member_id(document, item, names->code);
    struct view system = {"", 0};
    if (code == NODE_NONE) {
      continue;
    }
    if (system_node != NODE_NONE) {
      system = document_raw(document, system_node);
    }
    struct view label = arena_format(evaluation->scratch, "%.*s#%.*s", VIEW_ARGUMENTS(system),
                                     VIEW_ARGUMENTS(document_raw(document, code)));
    if (hash_map_get(&seen, label) != NULL) {
      evaluation_say(evaluation, MESSAGE_SECURITY_LABEL_DUPLICATE, item, label);
    } else if (hash_map_put(&seen, label, evaluation) != ERROR_OK) {
      evaluation->error = ERROR_MEMORY;
    }
  }
}

/* The type's R4 definition; PACK_NONE (with a finding) when it cannot be evaluated. */
static uint32_t find_definition(struct evaluation *evaluation, uint32_t node) {
  const struct pack *pack = evaluation->pack;
  uint32_t type_node =
      document_member_id(evaluation->document, node, evaluation->names.resource_type);
  struct view type = evaluation_resource_type(evaluation, node);
  if (type.length == 0) {
    evaluation_say(evaluation, MESSAGE_RESOURCE_TYPE_MISSING, node, view_make(NULL, 0));
    return PACK_NONE;
  }
  uint32_t definition = pack_find_type(pack, type);
  if (definition == PACK_NONE || pack->profiles[definition].kind != PACK_KIND_RESOURCE) {
    evaluation_say(evaluation, MESSAGE_RESOURCE_TYPE_UNKNOWN, type_node, type);
    return PACK_NONE;
  }
  if ((pack->profiles[definition].flags & PACK_PROFILE_ABSTRACT) != 0) {
    evaluation_say(evaluation, MESSAGE_RESOURCE_TYPE_ABSTRACT, type_node, type);
    return PACK_NONE;
  }
  return definition;
}

static void check_asked_type(struct evaluation *evaluation, uint32_t node) {
  struct view wanted = evaluation->request->resource_type;
  struct view type = evaluation_resource_type(evaluation, node);
  if (node == evaluation->root && wanted.length > 0 && !view_equal(wanted, type)) {
    evaluation_report(evaluation, &(struct finding){.message = MESSAGE_RESOURCE_TYPE_MISMATCH,
                                                    .node = node,
                                                    .element = PACK_NONE,
                                                    .arguments = {wanted, type}});
  }
}

static void evaluate_in_scope(struct evaluation *evaluation, uint32_t node, uint32_t definition) {
  const struct pack *pack = evaluation->pack;
  uint32_t package = evaluation->package;
  struct declared declared = {.count = 0};
  struct arena_mark mark = arena_mark(evaluation->scratch);
  collect_declared(evaluation, node, &declared);
  collect_asked(evaluation, node, &declared);
  check_security_labels(evaluation, node);
  arena_back(evaluation->scratch, mark);
  if (declared.count > 0) {
    evaluation->package = pack->profiles[declared.profiles[0]].package;
  }
  uint32_t root = pack->profiles[definition].root;
  evaluate_object(
      evaluation,
      &(struct object_place){.node = node, .element = root, .place = root, .is_resource = true});
  for (uint32_t i = 0; i < declared.count; i++) {
    evaluate_profile(evaluation, declared.profiles[i], node);
  }
  bundle_rules_contained(evaluation);
  if (view_is(pack_view(pack, pack->profiles[definition].type), "Bundle")) {
    bundle_rules_check(evaluation);
  }
  if (evaluation->settings->national) {
    national_rules_check(evaluation);
  }
  evaluation->package = package;
}

void evaluate_resource(struct evaluation *evaluation, const struct resource_place *place) {
  if (document_type(evaluation->document, place->node) != NODE_OBJECT) {
    evaluation_say(evaluation, MESSAGE_NOT_A_RESOURCE, place->node, view_make(NULL, 0));
    return;
  }
  struct arena_mark mark = arena_mark(evaluation->scratch);
  uint32_t definition = find_definition(evaluation, place->node);
  if (definition != PACK_NONE) {
    check_asked_type(evaluation, place->node);
  }
  arena_back(evaluation->scratch, mark);
  if (definition == PACK_NONE) {
    return;
  }
  struct resource_scope scope = {.parent = evaluation->scope,
                                 .node = place->node,
                                 .definition = definition,
                                 .entry = place->entry,
                                 .is_contained = place->is_contained};
  evaluation->scope = &scope;
  evaluate_in_scope(evaluation, place->node, definition);
  evaluation->scope = scope.parent;
}
