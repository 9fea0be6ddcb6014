#include "terminology/terminology_scope.h"

#include "terminology/system_alias.h"
#include "terminology/terminology_held.h"

#define FIRST_OWN 8u

struct terminology_scope terminology_scope_make(const struct terminology *terminology,
                                                struct arena *arena, uint32_t date) {
  return (struct terminology_scope){.terminology = terminology, .arena = arena, .date = date};
}

enum error terminology_scope_add(struct terminology_scope *scope, const struct document *document,
                                 uint32_t node) {
  struct held_resource *held = NULL;
  enum error error = held_resource_of_request(scope->arena, document, node, &held);
  if (error != ERROR_OK || held->resource.kind == TERMINOLOGY_KIND_COUNT) {
    return error;
  }
  size_t count = scope->own_count;
  if (count == 0 || (count >= FIRST_OWN && (count & (count - 1)) == 0)) {
    size_t wanted = count == 0 ? FIRST_OWN : count * 2;
    void *grown = arena_array(scope->arena, wanted, sizeof *scope->own);
    if (grown == NULL) {
      return ERROR_MEMORY;
    }
    if (count > 0) {
      memcpy(grown, scope->own, count * sizeof *scope->own);
    }
    scope->own = grown;
  }
  scope->own[scope->own_count++] = &held->resource;
  return ERROR_OK;
}

/* ---- search ------------------------------------------------------------------------------------
 */
struct finding {
  const struct terminology_resource **resources;
  size_t capacity;
  size_t count;
};

static void note(struct finding *finding, const struct terminology_resource *resource) {
  if (finding->count < finding->capacity) {
    finding->resources[finding->count] = resource;
  }
  finding->count++;
}

/* Of the request, newest version first; of equal versions the later one. */
static void note_own(struct finding *finding, const struct terminology_resource *resource) {
  size_t place = finding->count;
  note(finding, resource);
  if (place >= finding->capacity) {
    return;
  }
  for (; place > 0 && terminology_version_compare(finding->resources[place - 1]->version,
                                                  resource->version) <= 0;
       place--) {
    finding->resources[place] = finding->resources[place - 1];
  }
  finding->resources[place] = resource;
}

static bool shadows(const struct terminology_scope *scope,
                    const struct terminology_resource *resource) {
  for (size_t i = 0; i < scope->own_count; i++) {
    if (scope->own[i]->kind == resource->kind && view_equal(scope->own[i]->url, resource->url) &&
        view_equal(scope->own[i]->version, resource->version)) {
      return true;
    }
  }
  return false;
}

static void find_by_name(const struct terminology_scope *scope, enum terminology_kind kind,
                         struct view url, struct finding *finding) {
  struct terminology_run run = {0, 0};
  for (size_t i = 0; i < scope->own_count; i++) {
    if (scope->own[i]->kind == kind && view_equal(scope->own[i]->url, url)) {
      note_own(finding, scope->own[i]);
    }
  }
  if (!terminology_run_find(scope->terminology, kind, url, &run)) {
    return;
  }
  const struct terminology_resource *before = NULL;
  for (uint32_t i = 0; i < run.count; i++) {
    const struct terminology_resource *resource = terminology_at(scope->terminology, run.first + i);
    bool is_hidden = before != NULL && view_equal(before->version, resource->version);
    if (!is_hidden && !shadows(scope, resource)) {
      note(finding, resource);
    }
    before = resource;
  }
}

size_t terminology_scope_find(const struct terminology_scope *scope, enum terminology_kind kind,
                              struct view url, const struct terminology_resource **ret_resources,
                              size_t capacity) {
  struct finding finding = {ret_resources, capacity, 0};
  find_by_name(scope, kind, url, &finding);
  if (finding.count == 0) {
    find_by_name(scope, kind, terminology_other_name(scope->terminology, url), &finding);
  }
  struct view alias = system_alias_resolve(url);
  if (finding.count == 0 && !view_equal(alias, url)) {
    find_by_name(scope, kind, alias, &finding);
  }
  return finding.count;
}

#define VERSIONS 64u

const struct terminology_resource *terminology_scope_get(const struct terminology_scope *scope,
                                                         enum terminology_kind kind,
                                                         struct view url, struct view version) {
  const struct terminology_resource *found[VERSIONS];
  size_t count = terminology_scope_find(scope, kind, url, found, VERSIONS);
  for (size_t i = 0; i < count && i < VERSIONS; i++) {
    if (version.length == 0 || view_equal(found[i]->version, version)) {
      return found[i];
    }
  }
  return NULL;
}

static bool adds_to(const struct terminology_resource *resource, struct view url) {
  return resource->kind == TERMINOLOGY_CODE_SYSTEM && resource->supplements.length > 0 &&
         (view_equal(resource->supplements, url) ||
          (view_starts_with(resource->supplements, url) &&
           resource->supplements.data[url.length] == '|'));
}

size_t terminology_scope_supplements(const struct terminology_scope *scope, struct view url,
                                     const struct terminology_resource **ret_resources,
                                     size_t capacity) {
  struct finding finding = {ret_resources, capacity, 0};
  for (size_t i = 0; i < scope->own_count; i++) {
    if (adds_to(scope->own[i], url)) {
      note(&finding, scope->own[i]);
    }
  }
  for (size_t i = 0; i < terminology_count(scope->terminology); i++) {
    const struct terminology_resource *resource = terminology_at(scope->terminology, i);
    if (adds_to(resource, url) && !shadows(scope, resource)) {
      note(&finding, resource);
    }
  }
  return finding.count;
}

/* ---- models ------------------------------------------------------------------------------------
 */
enum error terminology_code_system(const struct terminology_scope *scope,
                                   const struct terminology_resource *resource,
                                   const struct code_system **ret_system) {
  return held_resource_code_system(held_resource_of(resource), scope->arena, ret_system);
}

enum error terminology_value_set(const struct terminology_scope *scope,
                                 const struct terminology_resource *resource,
                                 const struct value_set **ret_value_set) {
  return held_resource_value_set(held_resource_of(resource), scope->arena, ret_value_set);
}

enum error terminology_concept_map(const struct terminology_scope *scope,
                                   const struct terminology_resource *resource,
                                   const struct concept_map **ret_map) {
  return held_resource_concept_map(held_resource_of(resource), scope->arena, ret_map);
}

enum error terminology_search_index(const struct terminology_scope *scope,
                                    const struct terminology_resource *resource,
                                    const struct search_index **ret_index) {
  return held_resource_search_index(held_resource_of(resource), scope->arena, ret_index);
}
