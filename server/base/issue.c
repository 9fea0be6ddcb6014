#include "server/base/issue.h"

#include "server/base/buffer.h"

#include <stdlib.h>

#define ISSUE_FIRST_ROWS 16u
/* A finding's text: one template with its arguments. */
#define ISSUE_TEXT_BYTES 65536u

struct issue_list issue_list_make(struct arena *arena, uint32_t maximum) {
  return (struct issue_list){.arena = arena, .maximum = maximum};
}

static bool make_room(struct issue_list *list) {
  if (list->count == list->maximum) {
    return false;
  }
  if (list->count < list->capacity) {
    return true;
  }
  uint32_t capacity = list->capacity == 0 ? ISSUE_FIRST_ROWS : list->capacity * 2;
  struct issue *issues = arena_grow(list->arena, list->issues, list->capacity * sizeof *issues,
                                    capacity * sizeof *issues);
  if (issues == NULL) {
    return false;
  }
  list->issues = issues;
  list->capacity = capacity;
  return true;
}

/* The latest of the mildest kept findings when they are milder than severity; else NULL. What is
 * found is remembered, so that a list full of errors is not searched again. */
static struct issue *find_milder(struct issue_list *list, enum severity severity) {
  struct issue *milder = NULL;
  if (list->count == 0 || list->mildest <= severity) {
    return NULL;
  }
  list->mildest = SEVERITY_FATAL;
  for (uint32_t i = 0; i < list->count; i++) {
    if (list->issues[i].severity >= list->mildest) {
      list->mildest = list->issues[i].severity;
      milder = &list->issues[i];
    }
  }
  return list->mildest > severity ? milder : NULL;
}

static struct issue *place_for(struct issue_list *list, enum severity severity) {
  if (make_room(list)) {
    list->mildest = SEVERITY_INFORMATION;
    return &list->issues[list->count++];
  }
  list->left_out++;
  struct issue *milder = find_milder(list, severity);
  return milder != NULL ? milder : &list->scratch;
}

struct issue *issue_add(struct issue_list *list, const struct message *message) {
  struct issue *issue = place_for(list, message->severity);
  list->severities[message->severity]++;
  *issue =
      (struct issue){.message = message, .severity = message->severity, .offset = ISSUE_NO_OFFSET};
  return issue;
}

struct issue *issue_add_with(struct issue_list *list, const struct message *message, struct view a,
                             struct view b) {
  struct view copy_a = a.length == 0 ? a : arena_copy(list->arena, a);
  struct view copy_b = b.length == 0 ? b : arena_copy(list->arena, b);
  struct issue *issue = issue_add(list, message);
  issue->arguments[0] = copy_a;
  issue->arguments[1] = copy_b;
  return issue;
}

void issue_set_severity(struct issue_list *list, struct issue *issue, enum severity severity) {
  if (issue != &list->scratch && severity > list->mildest) {
    list->mildest = severity;
  }
  list->severities[issue->severity]--;
  list->severities[severity]++;
  issue->severity = severity;
}

bool issue_list_failed(const struct issue_list *list) {
  return list->severities[SEVERITY_FATAL] + list->severities[SEVERITY_ERROR] > 0;
}

static int compare_arguments(const struct issue *a, const struct issue *b) {
  for (size_t i = 0; i < ISSUE_ARGUMENTS; i++) {
    int order = view_compare(a->arguments[i], b->arguments[i]);
    if (order != 0) {
      return order;
    }
  }
  return view_compare(a->definition, b->definition);
}

static int compare_issues(const void *left, const void *right) {
  const struct issue *a = left;
  const struct issue *b = right;
  if (a->severity != b->severity) {
    return a->severity < b->severity ? -1 : 1;
  }
  if (a->offset != b->offset) {
    return a->offset < b->offset ? -1 : 1;
  }
  int order = strcmp(a->message->id, b->message->id);
  if (order == 0) {
    order = view_compare(a->expression, b->expression);
  }
  return order != 0 ? order : compare_arguments(a, b);
}

void issue_list_sort(struct issue_list *list) {
  if (list->count > 1) {
    qsort(list->issues, list->count, sizeof *list->issues, compare_issues);
  }
}

/* The argument named by "{n}" at text[at]; false when there is none. */
static bool placeholder(struct view text, size_t at, size_t *ret_number) {
  if (text.length - at < 3 || text.data[at] != '{' || text.data[at + 2] != '}' ||
      text.data[at + 1] < '0' || text.data[at + 1] >= '0' + (char)ISSUE_ARGUMENTS) {
    return false;
  }
  *ret_number = (size_t)(text.data[at + 1] - '0');
  return true;
}

static void append_text(struct buffer *buffer, const char *template,
                        const struct view arguments[ISSUE_ARGUMENTS]) {
  struct view text = view_of(template);
  size_t start = 0;
  size_t number = 0;
  for (size_t at = view_find_byte(text, '{', 0); at != SIZE_MAX;
       at = view_find_byte(text, '{', at + 1)) {
    if (placeholder(text, at, &number)) {
      buffer_append(buffer, view_part(text, start, at - start));
      buffer_append(buffer, arguments[number]);
      start = at + 3;
    }
  }
  buffer_append(buffer, view_part(text, start, text.length - start));
}

struct view issue_text(const struct issue *issue, enum language language, struct arena *arena) {
  bool japanese = language == LANGUAGE_JAPANESE;
  struct buffer buffer = buffer_make(arena, ISSUE_TEXT_BYTES);
  append_text(&buffer, japanese ? issue->message->japanese : issue->message->english,
              issue->arguments);
  if (issue->hint != NULL) {
    struct view arguments[ISSUE_ARGUMENTS] = {issue->hint_value};
    buffer_append_string(&buffer, japanese ? "。" : "; ");
    append_text(&buffer, japanese ? issue->hint->japanese : issue->hint->english, arguments);
  }
  return buffer_view(&buffer);
}

const char *severity_name(enum severity severity) {
  static const char *const names[] = {"fatal", "error", "warning", "information"};
  return names[severity];
}
