#include "profiles/validator.h"

#include "profiles/evaluate_profile.h"
#include "profiles/evaluate_resource.h"
#include "profiles/evaluate_sparse.h"
#include "profiles/profile_choice.h"
#include "profiles/suggestion.h"
#include "server/limits.h"

static const struct evaluation_steps steps = {.resource = evaluate_resource,
                                              .profile = evaluate_profile,
                                              .profile_holds = evaluate_profile_holds,
                                              .sparse = evaluate_sparse,
                                              .suggest = suggestion_add};

const struct evaluation_steps *validator_steps(void) {
  return &steps;
}

static bool same_finding(const struct issue *a, const struct issue *b) {
  for (size_t i = 0; i < ISSUE_ARGUMENTS; i++) {
    if (!view_equal(a->arguments[i], b->arguments[i])) {
      return false;
    }
  }
  return a->message == b->message && a->severity == b->severity && a->offset == b->offset &&
         view_equal(a->expression, b->expression);
}

/* The same fact found through two definitions (a profile and its base, two profiles of one guide)
 * is told once. The list is sorted, so equal findings are neighbours. */
static void remove_repeated(struct issue_list *issues, uint32_t start) {
  uint32_t kept = start;
  for (uint32_t i = start; i < issues->count; i++) {
    if (kept > start && same_finding(&issues->issues[kept - 1], &issues->issues[i])) {
      issues->severities[issues->issues[i].severity]--;
      continue;
    }
    issues->issues[kept++] = issues->issues[i];
  }
  issues->count = kept;
}

enum error validator_run(const struct definitions *definitions,
                         const struct validation_settings *settings,
                         const struct validation_request *request, struct arena *arena,
                         struct issue_list *issues) {
  struct arena *scratch = arena_new(LIMIT_REQUEST_ARENA_BYTES);
  if (scratch == NULL) {
    return ERROR_MEMORY;
  }
  struct evaluation evaluation = {.steps = &steps,
                                  .definitions = definitions,
                                  .document = request->document,
                                  .settings = settings,
                                  .request = request,
                                  .arena = arena,
                                  .scratch = scratch,
                                  .issues = issues,
                                  .root = request->node};
  evaluation_begin(&evaluation);
  evaluation.package = profile_choice_clins_package(evaluation.pack, settings->clins_version);
  if (request->document->has_byte_order_mark && request->node == 0) {
    evaluation_say(&evaluation, MESSAGE_BYTE_ORDER_MARK, request->node, view_make(NULL, 0));
  }
  evaluate_resource(&evaluation,
                    &(struct resource_place){.node = request->node, .entry = NODE_NONE});
  bool incomplete = arena_refused(scratch) || arena_refused(arena);
  arena_free(scratch);
  if (evaluation.error != ERROR_OK || incomplete) {
    return evaluation.error != ERROR_OK ? evaluation.error : ERROR_MEMORY;
  }
  issue_list_sort(issues);
  remove_repeated(issues, 0);
  if (settings->advisor != NULL) {
    enum error error = advisor_apply(settings->advisor, issues);
    issue_list_sort(issues);
    return error;
  }
  return ERROR_OK;
}
