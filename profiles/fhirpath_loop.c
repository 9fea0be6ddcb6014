#include "profiles/fhirpath_loop.h"

#include "profiles/fhirpath_compare.h"

/* Layout on the stack while a body runs: [input] ([output or total]) [what the body pushes].
 * Outputs lie directly behind the input, so results are joined by forgetting a border, not by
 * copying. */

static enum error damaged(struct fhirpath_run *run) {
  return fhirpath_run_fail(run, FHIRPATH_MESSAGE_PROGRAM);
}

static enum error push_frame(struct fhirpath_run *run, struct fhirpath_frame frame) {
  if (run->frame_count == LIMIT_FHIRPATH_FRAMES) {
    enum error error = fhirpath_run_fail(run, FHIRPATH_MESSAGE_LIMIT);
    return error == ERROR_NOT_PROCESSABLE ? ERROR_TOO_LARGE : error;
  }
  run->frames[run->frame_count++] = frame;
  return ERROR_OK;
}

enum error fhirpath_loop_focus(struct fhirpath_run *run) {
  if (fhirpath_run_span(run, 0).count > 1) {
    return fhirpath_run_fail(run, FHIRPATH_MESSAGE_SINGLE);
  }
  return push_frame(run,
                    (struct fhirpath_frame){.kind = FHIRPATH_FRAME_FOCUS, .depth = run->depth - 1});
}

enum error fhirpath_loop_unfocus(struct fhirpath_run *run) {
  if (run->frame_count == 0) {
    return damaged(run);
  }
  const struct fhirpath_frame *frame = &run->frames[run->frame_count - 1];
  if (frame->kind != FHIRPATH_FRAME_FOCUS || run->depth != frame->depth + 2) {
    return damaged(run);
  }
  run->frame_count--;
  fhirpath_run_keep(run, 2, fhirpath_run_span(run, 0));
  return ERROR_OK;
}

static const struct fhirpath_frame *innermost_loop(const struct fhirpath_run *run, bool aggregate) {
  for (uint32_t i = run->frame_count; i > 0; i--) {
    const struct fhirpath_frame *frame = &run->frames[i - 1];
    if (frame->kind != FHIRPATH_FRAME_FOCUS &&
        (!aggregate || frame->kind == FHIRPATH_LOOP_AGGREGATE)) {
      return frame;
    }
  }
  return NULL;
}

enum error fhirpath_loop_push_index(struct fhirpath_run *run) {
  const struct fhirpath_frame *frame = innermost_loop(run, false);
  enum error error = fhirpath_run_open(run);
  if (error != ERROR_OK || frame == NULL) {
    return error;
  }
  return fhirpath_run_push(run, fhirpath_value_integer(frame->index));
}

enum error fhirpath_loop_push_total(struct fhirpath_run *run) {
  const struct fhirpath_frame *frame = innermost_loop(run, true);
  enum error error = fhirpath_run_open(run);
  if (error != ERROR_OK || frame == NULL) {
    return error;
  }
  struct fhirpath_span total = fhirpath_run_span(run, run->depth - 1 - (frame->depth + 1));
  for (uint32_t i = 0; error == ERROR_OK && i < total.count; i++) {
    error = fhirpath_run_push(run, run->values[total.start + i]);
  }
  return error;
}

/* ---- sorting -----------------------------------------------------------------------------------
 */

/* Is a to stand behind b? */
static enum error is_behind(struct fhirpath_run *run, const struct fhirpath_value *a,
                            const struct fhirpath_value *b, bool down, bool *ret_behind) {
  int order = 0;
  bool known = false;
  if (a->kind == FHIRPATH_NOTHING || b->kind == FHIRPATH_NOTHING) {
    order = (a->kind == FHIRPATH_NOTHING ? 1 : 0) - (b->kind == FHIRPATH_NOTHING ? 1 : 0);
    *ret_behind = order > 0;
    return ERROR_OK;
  }
  enum error error = fhirpath_compare_order(run, a, b, &order, &known);
  if (error == ERROR_OK) {
    *ret_behind = known && (down ? order < 0 : order > 0);
  }
  return error;
}

enum error fhirpath_loop_sort(struct fhirpath_run *run, struct fhirpath_span values,
                              struct fhirpath_span keys, bool down) {
  for (uint32_t i = 1; i < keys.count; i++) {
    struct fhirpath_value key = run->values[keys.start + i];
    struct fhirpath_value value = run->values[values.start + i];
    uint32_t at = i;
    bool behind = true;
    while (at > 0) {
      enum error error = is_behind(run, &run->values[keys.start + at - 1], &key, down, &behind);
      if (error != ERROR_OK) {
        return error;
      }
      if (!behind) {
        break;
      }
      run->values[keys.start + at] = run->values[keys.start + at - 1];
      run->values[values.start + at] = run->values[values.start + at - 1];
      at--;
    }
    run->values[keys.start + at] = key;
    run->values[values.start + at] = value;
    enum error error = fhirpath_run_spend(run, i - at + 1);
    if (error != ERROR_OK) {
      return error;
    }
  }
  return ERROR_OK;
}

/* ---- loops -------------------------------------------------------------------------------------
 */

static bool has_output(uint32_t kind) {
  return kind == FHIRPATH_LOOP_SELECT || kind == FHIRPATH_LOOP_REPEAT ||
         kind == FHIRPATH_LOOP_AGGREGATE || kind == FHIRPATH_LOOP_SORT ||
         kind == FHIRPATH_LOOP_SORT_DOWN;
}

/* The loop is over: its collections become the result. */
static enum error finish(struct fhirpath_run *run, uint32_t *at) {
  struct fhirpath_frame frame = run->frames[--run->frame_count];
  enum error error = ERROR_OK;
  *at = frame.exit;
  switch (frame.kind) {
  case FHIRPATH_LOOP_WHERE:
    run->count = run->starts[frame.depth] + frame.kept;
    return ERROR_OK;
  case FHIRPATH_LOOP_ALL:
  case FHIRPATH_LOOP_EXISTS:
    return fhirpath_run_return_boolean(run, 1, frame.kind == FHIRPATH_LOOP_ALL);
  case FHIRPATH_LOOP_SORT:
  case FHIRPATH_LOOP_SORT_DOWN:
    error = fhirpath_loop_sort(run, fhirpath_run_span(run, 1), fhirpath_run_span(run, 0),
                               frame.kind == FHIRPATH_LOOP_SORT_DOWN);
    if (error == ERROR_OK) {
      fhirpath_run_drop(run, 1);
    }
    return error;
  default:
    fhirpath_run_keep(run, 2, fhirpath_run_span(run, 0));
    return ERROR_OK;
  }
}

enum error fhirpath_loop_begin(struct fhirpath_run *run, const uint32_t *words, uint32_t *at) {
  uint32_t kind = words[0];
  bool aggregate = kind == FHIRPATH_LOOP_AGGREGATE;
  enum error error = fhirpath_run_need(run, aggregate ? 2 : 1);
  if (error != ERROR_OK) {
    return error;
  }
  struct fhirpath_span input = fhirpath_run_span(run, aggregate ? 1 : 0);
  struct fhirpath_frame frame = {.kind = kind,
                                 .depth = run->depth - (aggregate ? 2 : 1),
                                 .begin = *at,
                                 .exit = words[1],
                                 .has_output = has_output(kind),
                                 .kept = kind == FHIRPATH_LOOP_REPEAT ? input.count : 0};
  error = push_frame(run, frame);
  if (error == ERROR_OK && has_output(kind) && !aggregate) {
    error = fhirpath_run_open(run);
  }
  if (error == ERROR_OK && input.count == 0) {
    error = finish(run, at);
  }
  return error;
}

/* The body's collection joins the one under it. */
static void join(struct fhirpath_run *run) {
  run->depth--;
}

/* repeat: what is new joins the output, which is walked too. */
static enum error join_new(struct fhirpath_run *run) {
  struct fhirpath_span body = fhirpath_run_span(run, 0);
  struct fhirpath_span output = fhirpath_run_span(run, 1);
  for (uint32_t i = 0; i < body.count; i++) {
    struct fhirpath_value value = run->values[body.start + i];
    bool known = false;
    enum error error = fhirpath_compare_contains(run, output, value, &known);
    if (error != ERROR_OK) {
      return error;
    }
    if (!known) {
      run->values[output.start + output.count] = value;
      output.count++;
    }
  }
  join(run);
  run->count = output.start + output.count;
  return ERROR_OK;
}

static enum error join_key(struct fhirpath_run *run) {
  struct fhirpath_span body = fhirpath_run_span(run, 0);
  struct fhirpath_value key = {.kind = FHIRPATH_NOTHING};
  if (body.count > 1) {
    return fhirpath_run_fail(run, FHIRPATH_MESSAGE_SINGLE);
  }
  if (body.count == 1 && !fhirpath_run_system(run, &run->values[body.start], &key)) {
    key.kind = FHIRPATH_NOTHING;
  }
  fhirpath_run_drop(run, 1);
  return fhirpath_run_push(run, key);
}

/* where, all, exists: the body is a criterion. */
static enum error take_criterion(struct fhirpath_run *run, struct fhirpath_frame *frame,
                                 bool *ret_decided) {
  enum fhirpath_truth truth = FHIRPATH_EMPTY;
  enum error error = fhirpath_run_truth(run, 0, &truth);
  if (error != ERROR_OK) {
    return error;
  }
  fhirpath_run_drop(run, 1);
  if (frame->kind == FHIRPATH_LOOP_WHERE) {
    uint32_t start = run->starts[frame->depth];
    if (truth == FHIRPATH_TRUE) {
      run->values[start + frame->kept++] = run->values[start + frame->index];
    }
    return ERROR_OK;
  }
  *ret_decided = (truth == FHIRPATH_TRUE) == (frame->kind == FHIRPATH_LOOP_EXISTS);
  return ERROR_OK;
}

static enum error take_body(struct fhirpath_run *run, struct fhirpath_frame *frame,
                            bool *ret_decided) {
  switch (frame->kind) {
  case FHIRPATH_LOOP_SELECT:
    join(run);
    return ERROR_OK;
  case FHIRPATH_LOOP_REPEAT:
    return join_new(run);
  case FHIRPATH_LOOP_AGGREGATE:
    fhirpath_run_keep(run, 2, fhirpath_run_span(run, 0));
    return ERROR_OK;
  case FHIRPATH_LOOP_SORT:
  case FHIRPATH_LOOP_SORT_DOWN:
    return join_key(run);
  default:
    return take_criterion(run, frame, ret_decided);
  }
}

/* Items of the loop: repeat walks its output too, which lies behind the input. */
static uint32_t item_count(const struct fhirpath_run *run, const struct fhirpath_frame *frame) {
  uint32_t start = run->starts[frame->depth];
  if (frame->kind == FHIRPATH_LOOP_REPEAT || run->depth == frame->depth + 1) {
    return run->count - start;
  }
  return run->starts[frame->depth + 1] - start;
}

enum error fhirpath_loop_next(struct fhirpath_run *run, uint32_t *at) {
  if (run->frame_count == 0) {
    return damaged(run);
  }
  struct fhirpath_frame *frame = &run->frames[run->frame_count - 1];
  if (frame->kind == FHIRPATH_FRAME_FOCUS ||
      run->depth != frame->depth + (frame->has_output ? 3 : 2)) {
    return damaged(run);
  }
  bool decided = false;
  enum error error = take_body(run, frame, &decided);
  if (error != ERROR_OK) {
    return error;
  }
  if (decided) {
    *at = frame->exit;
    bool result = frame->kind == FHIRPATH_LOOP_EXISTS;
    run->frame_count--;
    return fhirpath_run_return_boolean(run, 1, result);
  }
  frame->index++;
  if (frame->index < item_count(run, frame)) {
    *at = frame->begin;
    return ERROR_OK;
  }
  return finish(run, at);
}
