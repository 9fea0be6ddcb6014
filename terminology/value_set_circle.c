#include "terminology/value_set_circle.h"

#include "server/limits.h"

/* Value sets that one leads to; more are not looked at again to save time, only found again. */
#define DONE_MAXIMUM 256u

/* One value set on the way, and the reference that is followed next. */
struct step {
  const struct value_set *value_set;
  uint32_t include;
  uint32_t reference;
};

struct walk {
  const struct content_question *question;
  struct step steps[LIMIT_VALUE_SET_DEPTH];
  uint32_t depth;
  const struct value_set *done[DONE_MAXIMUM]; /* nothing below them leads in a circle */
  uint32_t done_count;
};

static struct view canonical_of(const struct walk *walk, const struct value_set *value_set) {
  return version_canonical(walk->question->arena, value_set->url, value_set->version);
}

static enum error report(const struct walk *walk, const struct value_set *value_set,
                         bool excludes) {
  struct arena *arena = walk->question->arena;
  struct view way = view_make(NULL, 0);
  for (uint32_t i = walk->depth; i > 0; i--) {
    struct view canonical = canonical_of(walk, walk->steps[i - 1].value_set);
    way = arena_format(arena, "%.*s%s%.*s", VIEW_ARGUMENTS(way), way.length == 0 ? "" : ", ",
                       VIEW_ARGUMENTS(canonical));
  }
  struct issue *issue =
      issue_add(walk->question->issues,
                tx_message(excludes ? TX_MESSAGE_CIRCULAR_EXCLUDE : TX_MESSAGE_CIRCULAR));
  issue->arguments[0] = canonical_of(walk, value_set);
  issue->arguments[1] = arena_format(arena, "[%.*s]", VIEW_ARGUMENTS(way));
  return ERROR_NOT_PROCESSABLE;
}

static bool is_on_the_way(const struct walk *walk, const struct value_set *value_set) {
  for (uint32_t i = 0; i < walk->depth; i++) {
    if (walk->steps[i].value_set == value_set) {
      return true;
    }
  }
  return walk->depth == LIMIT_VALUE_SET_DEPTH;
}

static bool is_done(const struct walk *walk, const struct value_set *value_set) {
  for (uint32_t i = 0; i < walk->done_count; i++) {
    if (walk->done[i] == value_set) {
      return true;
    }
  }
  return false;
}

/* The next reference of the step; false when there is none left. */
static bool next_reference(struct step *step, struct view *ret_canonical, bool *ret_excludes) {
  const struct value_set *value_set = step->value_set;
  for (; step->include < value_set->include_count; step->include++, step->reference = 0) {
    const struct value_set_include *include = &value_set->includes[step->include];
    if (step->reference < include->value_sets.count) {
      *ret_canonical = value_set->canonicals[include->value_sets.first + step->reference++];
      *ret_excludes = include->excludes;
      return true;
    }
  }
  return false;
}

static enum error follow(struct walk *walk, struct view canonical, bool excludes) {
  const struct value_set *value_set;
  struct view name;
  const struct step *step = &walk->steps[walk->depth - 1];
  enum error error =
      content_value_set(walk->question, step->value_set, canonical, &value_set, &name);
  if (error == ERROR_NOT_FOUND) {
    return ERROR_OK;
  }
  if (error != ERROR_OK || is_done(walk, value_set)) {
    return error;
  }
  if (is_on_the_way(walk, value_set)) {
    return report(walk, value_set, excludes);
  }
  walk->steps[walk->depth++] = (struct step){value_set, 0, 0};
  return ERROR_OK;
}

static void leave(struct walk *walk) {
  walk->depth--;
  if (walk->done_count < DONE_MAXIMUM) {
    walk->done[walk->done_count++] = walk->steps[walk->depth].value_set;
  }
}

static bool refers(const struct value_set *value_set) {
  for (uint32_t i = 0; i < value_set->include_count; i++) {
    if (value_set->includes[i].value_sets.count > 0) {
      return true;
    }
  }
  return false;
}

enum error value_set_circle_check(const struct content_question *question,
                                  const struct value_set *value_set) {
  if (!refers(value_set)) {
    return ERROR_OK;
  }
  struct walk *walk = arena_alloc(question->arena, sizeof *walk);
  enum error error = walk == NULL ? ERROR_MEMORY : ERROR_OK;
  if (walk != NULL) {
    walk->question = question;
    walk->steps[walk->depth++] = (struct step){value_set, 0, 0};
  }
  while (error == ERROR_OK && walk->depth > 0) {
    struct view canonical;
    bool excludes;
    if (next_reference(&walk->steps[walk->depth - 1], &canonical, &excludes)) {
      error = follow(walk, canonical, excludes);
    } else {
      leave(walk);
    }
  }
  return error;
}
