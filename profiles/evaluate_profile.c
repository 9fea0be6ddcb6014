#include "profiles/evaluate_profile.h"

#include "profiles/evaluate_sparse.h"
#include "profiles/resource_scope.h"

static void run_resource_profile(struct evaluation *evaluation, const struct pack_profile *row,
                                 const struct sparse_item *item) {
  const struct pack *pack = evaluation->pack;
  struct arena_mark mark = arena_mark(evaluation->scratch);
  struct view type = evaluation_resource_type(evaluation, item->node);
  uint32_t definition = pack_find_type(pack, type);
  bool fits = definition != PACK_NONE && pack_derives_from(pack, definition, row->definition);
  if (!fits) {
    evaluation_report(evaluation,
                      &(struct finding){.message = MESSAGE_PROFILE_WRONG_TYPE,
                                        .node = item->node,
                                        .element = row->root,
                                        .arguments = {pack_view(pack, row->url),
                                                      pack_view(pack, row->type), type}});
  }
  arena_back(evaluation->scratch, mark);
  if (!fits || (row->flags & PACK_PROFILE_TYPE) != 0) {
    return;
  }
  struct resource_scope *outer = evaluation->scope;
  struct resource_scope nested;
  if (outer->node != item->node) {
    nested = resource_scope_nested(evaluation, item->node, definition);
    evaluation->scope = &nested;
  }
  evaluate_sparse(evaluation, row->root, item);
  evaluation->scope = outer;
}

static void run_profile(struct evaluation *evaluation, uint32_t profile, uint32_t node) {
  const struct pack_profile *row = &evaluation->pack->profiles[profile];
  uint32_t package = evaluation->package;
  evaluation->package = row->package;
  struct sparse_item item = {node, NODE_NONE, PACK_NONE, row->definition};
  if (row->kind == PACK_KIND_RESOURCE) {
    run_resource_profile(evaluation, row, &item);
  } else if ((row->flags & PACK_PROFILE_TYPE) == 0) {
    evaluate_sparse(evaluation, row->root, &item);
  }
  evaluation->package = package;
}

/* Notes what a run of (profile, node) found; what failed in it fails what it is part of. */
static void settle_test(struct evaluation *evaluation, uint32_t profile, uint32_t node,
                        bool failed_before) {
  struct test_entry *entry = evaluation_test(evaluation, profile, node);
  if (entry != NULL && entry->state == TEST_RUNNING) {
    entry->state = evaluation->failed ? TEST_FAILS : TEST_HOLDS;
  }
  evaluation->failed = evaluation->failed || failed_before;
}

void evaluate_profile(struct evaluation *evaluation, uint32_t profile, uint32_t node) {
  if (evaluation->silent > 0) {
    if (!evaluate_profile_holds(evaluation, profile, node)) {
      evaluation->failed = true;
    }
    return;
  }
  struct test_entry *entry = evaluation_test(evaluation, profile, node);
  if (entry == NULL) {
    return;
  }
  if (entry->reported) {
    evaluation->failed = evaluation->failed || entry->state == TEST_FAILS;
    return;
  }
  entry->reported = true;
  bool known = entry->state == TEST_HOLDS || entry->state == TEST_FAILS;
  entry->state = known ? entry->state : TEST_RUNNING;
  bool failed_before = evaluation->failed;
  evaluation->failed = false;
  run_profile(evaluation, profile, node);
  settle_test(evaluation, profile, node, failed_before);
}

bool evaluate_profile_holds(struct evaluation *evaluation, uint32_t profile, uint32_t node) {
  struct test_entry *entry = evaluation_test(evaluation, profile, node);
  if (entry == NULL) {
    return true;
  }
  if (entry->state != TEST_UNKNOWN) {
    return entry->state != TEST_FAILS;
  }
  entry->state = TEST_RUNNING;
  bool failed_before = evaluation->failed;
  evaluation->failed = false;
  evaluation->silent++;
  run_profile(evaluation, profile, node);
  evaluation->silent--;
  bool holds = !evaluation->failed;
  settle_test(evaluation, profile, node, false);
  evaluation->failed = failed_before;
  return holds;
}
