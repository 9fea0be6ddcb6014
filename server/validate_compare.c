#include "server/validate_compare.h"

#include "server/limits.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>

enum difference { ONLY_IN_A, ONLY_IN_B, CHANGED, THE_SAME, DIFFERENCE_COUNT };

static const struct difference_name {
  const char *key; /* JSON */
  char sign;       /* text */
} difference_names[THE_SAME] = {
    [ONLY_IN_A] = {"onlyInA", '-'}, [ONLY_IN_B] = {"onlyInB", '+'}, [CHANGED] = {"changed", '~'}};

/* A finding of one version beside that of the other; one of them may be NULL. */
struct pair {
  const struct issue *a;
  const struct issue *b;
  struct document_position position;
  enum difference difference;
};

struct pairs {
  struct pair *items;
  uint32_t count;
};

/* The two results of one file. */
struct results {
  struct report_file a;
  struct report_file b;
};

/* ---- comparing --------------------------------------------------------------------------------
 */

/* A definition that a message names, without its version. */
static struct view without_version(struct view argument) {
  size_t version =
      view_starts_with(argument, view_of("http")) ? view_find_byte(argument, '|', 0) : SIZE_MAX;
  return version == SIZE_MAX ? argument : view_part(argument, 0, version);
}

/* The same fact: the version of the definition that asks for it is what differs. */
static int compare_facts(const struct issue *a, const struct issue *b) {
  int order = a->offset < b->offset ? -1 : a->offset > b->offset;
  order = order == 0 ? strcmp(a->message->id, b->message->id) : order;
  order = order == 0 ? view_compare(a->expression, b->expression) : order;
  for (size_t i = 0; i < ISSUE_ARGUMENTS && order == 0; i++) {
    order = view_compare(without_version(a->arguments[i]), without_version(b->arguments[i]));
  }
  return order;
}

struct sorted {
  const struct issue *issue;
  struct document_position position;
};

static int compare_sorted(const void *left, const void *right) {
  const struct sorted *a = left;
  const struct sorted *b = right;
  int order = compare_facts(a->issue, b->issue);
  if (order == 0) {
    order = (a->issue->severity > b->issue->severity) - (a->issue->severity < b->issue->severity);
  }
  return order;
}

static struct sorted *sort_facts(const struct report_file *file, struct arena *arena) {
  struct sorted *sorted = arena_array(arena, file->issues.count + 1u, sizeof *sorted);
  for (uint32_t i = 0; sorted != NULL && i < file->issues.count; i++) {
    sorted[i] = (struct sorted){&file->issues.issues[i], file->positions[i]};
  }
  if (sorted != NULL && file->issues.count > 1) {
    qsort(sorted, file->issues.count, sizeof *sorted, compare_sorted);
  }
  return sorted;
}

static enum difference difference_of(const struct issue *a, const struct issue *b) {
  if (a == NULL) {
    return ONLY_IN_B;
  }
  if (b == NULL) {
    return ONLY_IN_A;
  }
  return a->severity == b->severity ? THE_SAME : CHANGED;
}

static void add_pair(struct pairs *pairs, const struct sorted *a, const struct sorted *b) {
  struct pair *pair = &pairs->items[pairs->count++];
  const struct sorted *shown = a != NULL ? a : b;
  assert(shown != NULL);
  pair->a = a != NULL ? a->issue : NULL;
  pair->b = b != NULL ? b->issue : NULL;
  pair->position = shown->position;
  pair->difference = difference_of(pair->a, pair->b);
}

/* Merge of two sorted lists. */
static enum error pair_up(const struct results *results, struct arena *arena,
                          struct pairs *ret_pairs) {
  uint32_t count_a = results->a.issues.count;
  uint32_t count_b = results->b.issues.count;
  const struct sorted *a = sort_facts(&results->a, arena);
  const struct sorted *b = sort_facts(&results->b, arena);
  struct pairs pairs = {arena_array(arena, count_a + count_b + 1u, sizeof(struct pair)), 0};
  if (a == NULL || b == NULL || pairs.items == NULL) {
    return ERROR_MEMORY;
  }
  uint32_t i = 0;
  uint32_t j = 0;
  while (i < count_a || j < count_b) {
    int order = i == count_a ? 1 : j == count_b ? -1 : compare_facts(a[i].issue, b[j].issue);
    add_pair(&pairs, order <= 0 ? &a[i] : NULL, order >= 0 ? &b[j] : NULL);
    i += order <= 0 ? 1 : 0;
    j += order >= 0 ? 1 : 0;
  }
  *ret_pairs = pairs;
  return ERROR_OK;
}

static bool is_error(const struct issue *issue) {
  return issue != NULL && issue->severity <= SEVERITY_ERROR;
}

/* ---- writing ----------------------------------------------------------------------------------
 */
static bool is_japanese(const struct validate_compare *compare) {
  return compare->options->language.first == LANGUAGE_JAPANESE;
}

static void append_pair(struct validate_compare *compare, const struct pair *pair,
                        struct arena *arena) {
  const struct issue *issue = pair->b != NULL ? pair->b : pair->a;
  struct buffer *buffer = &compare->buffer;
  struct view path = issue->expression.length > 0 ? issue->expression : view_of("-");
  buffer_append_format(buffer, "  %c ", difference_names[pair->difference].sign);
  if (pair->difference == CHANGED) {
    buffer_append_format(buffer, "%s -> ", severity_name(pair->a->severity));
  }
  buffer_append_format(buffer, "%s %s %.*s", severity_name(issue->severity), issue->message->id,
                       VIEW_ARGUMENTS(path));
  if (pair->position.line > 0) {
    buffer_append_format(buffer, " (%u:%u)", pair->position.line, pair->position.column);
  }
  buffer_append_byte(buffer, ' ');
  buffer_append(buffer, report_issue_text(issue, compare->options->language, arena));
  if (issue->definition.length > 0) {
    buffer_append_format(buffer, " <%.*s>", VIEW_ARGUMENTS(issue->definition));
  }
  buffer_append_byte(buffer, '\n');
}

static void append_counts(struct validate_compare *compare, const uint32_t *counts,
                          uint32_t new_errors) {
  buffer_append_format(
      &compare->buffer,
      is_japanese(compare) ? "増えた指摘 %u（うちエラーの増加 %u）、消えた指摘 %u、"
                             "重大度の変化 %u、同じ %u\n"
                           : "more findings %u (new errors %u), fewer %u, other severity %u, "
                             "the same %u\n",
      counts[ONLY_IN_B], new_errors, counts[ONLY_IN_A], counts[CHANGED], counts[THE_SAME]);
}

/* What a cut list hides can be on either side. */
static void append_left_out(struct validate_compare *compare, const struct results *results) {
  if (results->a.issues.left_out + results->b.issues.left_out > 0) {
    buffer_append_format(&compare->buffer,
                         is_japanese(compare) ? "  （比べていない指摘: A に %u 件、B に %u 件）\n"
                                              : "  (not compared: %u findings of A, %u of B)\n",
                         results->a.issues.left_out, results->b.issues.left_out);
  }
}

static void write_finding(struct json_writer *writer, const struct pair *pair,
                          struct arena *arena) {
  const struct issue *issue = pair->b != NULL ? pair->b : pair->a;
  writer_object_begin(writer);
  writer_member_text(writer, "id", issue->message->id);
  if (pair->difference == CHANGED) {
    assert(pair->a != NULL && pair->b != NULL);
    writer_member_text(writer, "severityInA", severity_name(pair->a->severity));
    writer_member_text(writer, "severityInB", severity_name(pair->b->severity));
  } else {
    writer_member_text(writer, "severity", severity_name(issue->severity));
  }
  writer_member_optional(writer, "expression", issue->expression);
  if (pair->position.line > 0) {
    writer_member_integer(writer, "line", pair->position.line);
    writer_member_integer(writer, "column", pair->position.column);
  }
  writer_member_optional(writer, "rule", issue->rule);
  writer_member_optional(writer, "definition", issue->definition);
  writer_member_string(writer, "english", issue_text(issue, LANGUAGE_ENGLISH, arena));
  writer_member_string(writer, "japanese", issue_text(issue, LANGUAGE_JAPANESE, arena));
  writer_object_end(writer);
}

static void write_pairs(struct json_writer *writer, const struct pairs *pairs,
                        enum difference difference, struct arena *arena) {
  writer_key(writer, difference_names[difference].key);
  writer_array_begin(writer);
  for (uint32_t i = 0; i < pairs->count; i++) {
    if (pairs->items[i].difference == difference) {
      write_finding(writer, &pairs->items[i], arena);
    }
  }
  writer_array_end(writer);
}

static void write_file(struct validate_compare *compare, const struct results *results,
                       const struct pairs *pairs, struct arena *arena) {
  struct json_writer *writer = &compare->writer;
  writer_object_begin(writer);
  writer_member_string(writer, "name", view_of(results->a.name));
  writer_member_text(writer, "stateInA", report_state_code(results->a.state));
  writer_member_text(writer, "stateInB", report_state_code(results->b.state));
  for (int difference = 0; difference < THE_SAME; difference++) {
    write_pairs(writer, pairs, (enum difference)difference, arena);
  }
  writer_member_integer(writer, "leftOutInA", results->a.issues.left_out);
  writer_member_integer(writer, "leftOutInB", results->b.issues.left_out);
  writer_object_end(writer);
}

/* ---- one file ---------------------------------------------------------------------------------
 */
static void print_file(struct validate_compare *compare, const struct results *results,
                       const struct pairs *pairs, struct arena *arena) {
  uint32_t counts[DIFFERENCE_COUNT] = {0};
  uint32_t new_errors = 0;
  for (uint32_t i = 0; i < pairs->count; i++) {
    const struct pair *pair = &pairs->items[i];
    counts[pair->difference]++;
    new_errors += is_error(pair->b) && !is_error(pair->a) ? 1 : 0;
  }
  for (int i = 0; i < DIFFERENCE_COUNT; i++) {
    compare->counts[i] += counts[i];
  }
  compare->new_errors += new_errors;
  if (compare->options->format == REPORT_JSON) {
    write_file(compare, results, pairs, arena);
    return;
  }
  enum language language = compare->options->language.first;
  buffer_append_format(&compare->buffer, "%s: %s -> %s: ", results->a.name,
                       report_state_name(results->a.state, language),
                       report_state_name(results->b.state, language));
  append_counts(compare, counts, new_errors);
  for (uint32_t i = 0; i < pairs->count; i++) {
    if (pairs->items[i].difference != THE_SAME) {
      append_pair(compare, &pairs->items[i], arena);
    }
  }
  append_left_out(compare, results);
}

static enum error hand_out(struct validate_compare *compare) {
  struct view text = buffer_view(&compare->buffer);
  if (compare->buffer.error != ERROR_OK) {
    return compare->buffer.error;
  }
  bool done = text.length == 0 || fwrite(text.data, 1, text.length, stdout) == text.length;
  buffer_reset(&compare->buffer);
  return done ? ERROR_OK : ERROR_FILE;
}

enum error validate_compare_add(struct validate_compare *compare,
                                const struct validate_input *input, struct arena *arena) {
  struct results results;
  struct pairs pairs;
  struct validate_check *check = &compare->check;
  check->settings.clins_version = compare->options->versions[0];
  enum error error = validate_check_input(check, input, arena, &results.a);
  results.b = results.a;
  check->settings.clins_version = compare->options->versions[1];
  if (error == ERROR_OK && results.a.has_text) {
    error = validate_check_text(check, arena, &results.b);
  }
  error = error == ERROR_OK ? pair_up(&results, arena, &pairs) : error;
  if (error != ERROR_OK) {
    return error;
  }
  compare->file_count++;
  compare->unreadable = compare->unreadable || results.a.state == REPORT_UNREADABLE;
  print_file(compare, &results, &pairs, arena);
  return hand_out(compare);
}

enum error validate_compare_begin(struct validate_compare *compare) {
  const struct view *versions = compare->options->versions;
  compare->check.settings.clins_version_forced = true;
  compare->buffer = buffer_make(compare->arena, LIMIT_EVIDENCE_BYTES);
  compare->writer = json_writer_make(&compare->buffer, true);
  if (compare->options->format != REPORT_JSON) {
    buffer_append_format(&compare->buffer, "JP-CLINS A = %.*s, B = %.*s\n",
                         VIEW_ARGUMENTS(versions[0]), VIEW_ARGUMENTS(versions[1]));
    return hand_out(compare);
  }
  writer_object_begin(&compare->writer);
  writer_member_string(&compare->writer, "versionA", versions[0]);
  writer_member_string(&compare->writer, "versionB", versions[1]);
  writer_key(&compare->writer, "files");
  writer_array_begin(&compare->writer);
  return ERROR_OK;
}

enum error validate_compare_end(struct validate_compare *compare) {
  if (compare->options->format != REPORT_JSON) {
    buffer_append_format(
        &compare->buffer,
        is_japanese(compare) ? "合計 %u ファイル: " : "total, files %u: ", compare->file_count);
    append_counts(compare, compare->counts, compare->new_errors);
    return hand_out(compare);
  }
  struct json_writer *writer = &compare->writer;
  writer_array_end(writer);
  for (int i = 0; i < THE_SAME; i++) {
    writer_member_integer(writer, difference_names[i].key, compare->counts[i]);
  }
  writer_member_integer(writer, "newErrors", compare->new_errors);
  writer_object_end(writer);
  buffer_append_byte(&compare->buffer, '\n');
  enum error error = json_writer_end(writer);
  return error == ERROR_OK ? hand_out(compare) : error;
}
