#include "profiles/advisor.h"

#include "profiles/advisor_messages.h"
#include "profiles/message_list.h"
#include "server/base/document.h"

#include <stdlib.h>

#define DAY_LENGTH 10u
#define ANYWHERE "*"

enum advisor_action { ACTION_WARNING, ACTION_INFORMATION, ACTION_SILENCE, ACTION_COUNT };

struct action_row {
  const char *name;
  enum severity severity; /* lowered to; unused for silence */
  enum advisor_message message;
};

static const struct action_row actions[ACTION_COUNT] = {
    [ACTION_WARNING] = {"warning", SEVERITY_WARNING, ADVISOR_MESSAGE_TO_WARNING},
    [ACTION_INFORMATION] = {"information", SEVERITY_INFORMATION, ADVISOR_MESSAGE_TO_INFORMATION},
    [ACTION_SILENCE] = {"silence", SEVERITY_INFORMATION, ADVISOR_MESSAGE_SILENCED},
};

/* X(field, needed) */
#define RULE_KEYS(X)                                                                               \
  X(message, true)                                                                                 \
  X(path, true)                                                                                    \
  X(action, true)                                                                                  \
  X(reason, true)                                                                                  \
  X(until, false)                                                                                  \
  X(constraint, false)

struct rule_texts {
#define RULE_FIELD(field, needed) struct view field;
  RULE_KEYS(RULE_FIELD)
#undef RULE_FIELD
};

struct rule_key {
  const char *name;
  size_t offset;
  bool needed;
};

static const struct rule_key rule_keys[] = {
#define RULE_ROW(field, needed) {#field, offsetof(struct rule_texts, field), needed},
    RULE_KEYS(RULE_ROW)
#undef RULE_ROW
};
#define RULE_KEY_COUNT (sizeof rule_keys / sizeof rule_keys[0])

struct advisor_rule {
  struct rule_texts texts;
  enum advisor_action action;
};

struct advisor {
  const struct clock *clock;
  struct advisor_rule *rules;
  uint32_t count;
};

/* The file on its way in. */
struct advisor_reader {
  struct arena *arena;
  const struct advisor_source *source;
  struct document document;
  struct issue_list *issues;
  uint32_t number; /* of the rule, from 1 */
  bool failed;
};

/* ---- reading ----------------------------------------------------------------------------------
 */
static struct view place_of(const struct advisor_reader *reader, size_t offset) {
  struct document_position position = document_position(reader->source->json, offset);
  return arena_format(reader->arena, "%.*s:%u", VIEW_ARGUMENTS(reader->source->name),
                      position.line);
}

static void complain(struct advisor_reader *reader, enum advisor_message message, uint32_t node,
                     struct view detail) {
  size_t offset = document_node(&reader->document, node)->offset;
  struct issue *issue =
      issue_add_with(reader->issues, advisor_message_get(message), place_of(reader, offset),
                     arena_format(reader->arena, "%u", reader->number));
  issue->arguments[2] = detail;
  reader->failed = true;
}

static struct view *text_at(struct rule_texts *texts, const struct rule_key *key) {
  return (struct view *)(void *)((char *)texts + key->offset);
}

static const struct rule_key *find_key(struct view name) {
  for (size_t i = 0; i < RULE_KEY_COUNT; i++) {
    if (view_is(name, rule_keys[i].name)) {
      return &rule_keys[i];
    }
  }
  return NULL;
}

static void read_members(struct advisor_reader *reader, uint32_t object,
                         struct rule_texts *ret_texts) {
  const struct document *document = &reader->document;
  for (uint32_t at = document_first(document, object); at != NODE_NONE;
       at = document_next(document, object, at)) {
    struct view name = document_string(document, at, reader->arena);
    const struct rule_key *key = find_key(name);
    if (key == NULL) {
      complain(reader, ADVISOR_MESSAGE_KEY_UNKNOWN, at, name);
    } else if (document_type(document, at + 1) != NODE_STRING) {
      complain(reader, ADVISOR_MESSAGE_KEY_TYPE, at, name);
    } else {
      *text_at(ret_texts, key) = document_string(document, at + 1, reader->arena);
    }
  }
  for (size_t i = 0; i < RULE_KEY_COUNT; i++) {
    if (rule_keys[i].needed && view_trim(*text_at(ret_texts, &rule_keys[i])).length == 0) {
      complain(reader, ADVISOR_MESSAGE_KEY_MISSING, object, view_of(rule_keys[i].name));
    }
  }
}

static const struct message *find_message(struct view id) {
  for (int i = 0; i < MESSAGE_COUNT; i++) {
    const struct message *row = message_row((enum message_id)i);
    if (view_is(id, row->id)) {
      return row;
    }
  }
  return NULL;
}

/* clock_parse takes shorter dates and times too; a day has ten characters. */
static bool is_day(struct view text) {
  int64_t unix_ms;
  return text.length == DAY_LENGTH && clock_parse(text, &unix_ms);
}

static bool take_action(struct view name, enum advisor_action *ret_action) {
  for (int i = 0; i < ACTION_COUNT; i++) {
    if (view_is(name, actions[i].name)) {
      *ret_action = (enum advisor_action)i;
      return true;
    }
  }
  return false;
}

/* What is missing was told before. */
static void check_rule(struct advisor_reader *reader, uint32_t object, struct advisor_rule *rule) {
  const struct rule_texts *texts = &rule->texts;
  const struct message *message = find_message(texts->message);
  if (message == NULL && texts->message.length > 0) {
    complain(reader, ADVISOR_MESSAGE_MESSAGE_UNKNOWN, object, texts->message);
  }
  if (message != NULL && message->severity == SEVERITY_FATAL) {
    complain(reader, ADVISOR_MESSAGE_MESSAGE_FATAL, object, texts->message);
  }
  if (!take_action(texts->action, &rule->action) && texts->action.length > 0) {
    complain(reader, ADVISOR_MESSAGE_ACTION_UNKNOWN, object, texts->action);
  }
  if (texts->until.data != NULL && !is_day(texts->until)) {
    complain(reader, ADVISOR_MESSAGE_UNTIL_INVALID, object, texts->until);
  }
}

static enum error read_rules(struct advisor_reader *reader, struct advisor *advisor) {
  const struct document *document = &reader->document;
  if (document_type(document, 0) != NODE_ARRAY) {
    complain(reader, ADVISOR_MESSAGE_NOT_A_LIST, 0, view_make(NULL, 0));
    return ERROR_CONFIGURATION;
  }
  advisor->rules =
      arena_array(reader->arena, document_count(document, 0) + 1u, sizeof *advisor->rules);
  if (advisor->rules == NULL) {
    return ERROR_MEMORY;
  }
  for (uint32_t item = document_first(document, 0); item != NODE_NONE;
       item = document_next(document, 0, item)) {
    reader->number++;
    if (document_type(document, item) != NODE_OBJECT) {
      complain(reader, ADVISOR_MESSAGE_NOT_A_LIST, item, view_make(NULL, 0));
      continue;
    }
    struct advisor_rule *rule = &advisor->rules[advisor->count++];
    read_members(reader, item, &rule->texts);
    check_rule(reader, item, rule);
  }
  return reader->failed ? ERROR_CONFIGURATION : ERROR_OK;
}

static enum error complain_syntax(struct advisor_reader *reader,
                                  const struct document_failure *failure) {
  struct issue *issue = issue_add_with(reader->issues, advisor_message_get(ADVISOR_MESSAGE_SYNTAX),
                                       place_of(reader, failure->offset),
                                       view_of(document_fault_english(failure->fault)));
  issue->arguments[2] = view_of(document_fault_japanese(failure->fault));
  return ERROR_CONFIGURATION;
}

enum error advisor_read(struct arena *arena, const struct advisor_source *source,
                        struct issue_list *issues, struct advisor **ret_advisor) {
  struct advisor_reader reader = {.arena = arena, .source = source, .issues = issues};
  struct document_failure failure = {.fault = DOCUMENT_FAULT_NONE};
  struct advisor *advisor = arena_alloc(arena, sizeof *advisor);
  if (advisor == NULL) {
    return ERROR_MEMORY;
  }
  advisor->clock = source->clock;
  enum error error = document_read(arena, source->json, NULL, &reader.document, &failure);
  if (error == ERROR_SYNTAX) {
    return complain_syntax(&reader, &failure);
  }
  error = error == ERROR_OK ? read_rules(&reader, advisor) : error;
  if (error == ERROR_OK) {
    *ret_advisor = advisor;
  }
  return error;
}

size_t advisor_rule_count(const struct advisor *advisor) {
  return advisor->count;
}

/* ---- applying ---------------------------------------------------------------------------------
 */

/* Index behind "[12]" at start; start when there is none. */
static size_t behind_index(struct view location, size_t start) {
  if (start < location.length && location.data[start] == '[') {
    size_t end = view_find_byte(location, ']', start);
    return end == SIZE_MAX ? location.length : end + 1;
  }
  return start;
}

/* A pattern without indexes against a location with them. */
static bool begins_with(struct view location, struct view pattern) {
  size_t at = 0;
  for (size_t i = 0; i < pattern.length; i++) {
    at = behind_index(location, at);
    if (at >= location.length || location.data[at] != pattern.data[i]) {
      return false;
    }
    at++;
  }
  at = behind_index(location, at);
  return at == location.length || location.data[at] == '.';
}

static bool path_fits(struct view location, struct view pattern) {
  if (view_is(pattern, ANYWHERE)) {
    return true;
  }
  return view_find_byte(pattern, '[', 0) == SIZE_MAX ? begins_with(location, pattern)
                                                     : view_equal(location, pattern);
}

static bool rule_fits(const struct advisor_rule *rule, const struct issue *issue) {
  return issue->severity != SEVERITY_FATAL && view_is(rule->texts.message, issue->message->id) &&
         (rule->texts.constraint.length == 0 ||
          view_equal(rule->texts.constraint, issue->arguments[0])) &&
         path_fits(issue->expression, rule->texts.path);
}

static bool changes_something(const struct advisor_rule *rule, const struct issue *issue) {
  return rule->action == ACTION_SILENCE || issue->severity < actions[rule->action].severity;
}

/* One pass over the findings: which rule has ended is the same for all of them. */
struct application {
  const struct advisor *advisor;
  struct issue_list *issues;
  uint32_t *counts; /* by rule */
  bool *ended;
};

static const struct advisor_rule *find_rule(const struct application *application,
                                            const struct issue *issue) {
  const struct advisor *advisor = application->advisor;
  for (uint32_t i = 0; i < advisor->count; i++) {
    const struct advisor_rule *rule = &advisor->rules[i];
    if (rule_fits(rule, issue) && changes_something(rule, issue)) {
      application->counts[i]++;
      if (!application->ended[i]) {
        return rule;
      }
    }
  }
  return NULL;
}

static void apply_rules(const struct application *application) {
  struct issue_list *list = application->issues;
  uint32_t kept = 0;
  for (uint32_t i = 0; i < list->count; i++) {
    struct issue *issue = &list->issues[i];
    const struct advisor_rule *rule = find_rule(application, issue);
    if (rule != NULL && rule->action == ACTION_SILENCE) {
      list->severities[issue->severity]--;
      continue;
    }
    if (rule != NULL) {
      issue_set_severity(list, issue, actions[rule->action].severity);
    }
    list->issues[kept++] = *issue;
  }
  list->count = kept;
}

/* The remarks are never the ones that do not fit. */
static void tell(const struct application *application) {
  struct issue_list *list = application->issues;
  for (uint32_t i = 0; i < application->advisor->count; i++) {
    if (application->counts[i] == 0) {
      continue;
    }
    const struct advisor_rule *rule = &application->advisor->rules[i];
    enum advisor_message message =
        application->ended[i] ? ADVISOR_MESSAGE_ENDED : actions[rule->action].message;
    list->maximum += list->count == list->maximum ? 1u : 0u;
    struct issue *issue = issue_add_with(list, advisor_message_get(message),
                                         arena_format(list->arena, "%u", application->counts[i]),
                                         rule->texts.message);
    issue->arguments[2] = rule->texts.path;
    issue->arguments[3] = application->ended[i] ? rule->texts.until : rule->texts.reason;
  }
}

enum error advisor_apply(const struct advisor *advisor, struct issue_list *issues) {
  struct application application = {.advisor = advisor, .issues = issues};
  application.counts = arena_array(issues->arena, advisor->count + 1u, sizeof(uint32_t));
  application.ended = arena_array(issues->arena, advisor->count + 1u, sizeof(bool));
  if (application.counts == NULL || application.ended == NULL) {
    return ERROR_MEMORY;
  }
  char today[CLOCK_INSTANT_BYTES];
  clock_instant(clock_now_ms(advisor->clock), today);
  for (uint32_t i = 0; i < advisor->count; i++) {
    struct view until = advisor->rules[i].texts.until;
    application.ended[i] =
        until.length > 0 && view_compare(until, view_make(today, DAY_LENGTH)) < 0;
  }
  apply_rules(&application);
  tell(&application);
  return ERROR_OK;
}

uint32_t advisor_changes(const struct issue_list *issues) {
  uint32_t changes = 0;
  for (uint32_t i = 0; i < issues->count; i++) {
    const struct issue *issue = &issues->issues[i];
    bool applied = issue->message == advisor_message_get(ADVISOR_MESSAGE_TO_WARNING) ||
                   issue->message == advisor_message_get(ADVISOR_MESSAGE_TO_INFORMATION) ||
                   issue->message == advisor_message_get(ADVISOR_MESSAGE_SILENCED);
    uint64_t count = 0;
    if (applied && view_to_unsigned(issue->arguments[0], UINT32_MAX, &count)) {
      changes += (uint32_t)count;
    }
  }
  return changes;
}
