#include "handlers/value_set_expand.h"

#include "handlers/expansion_write.h"
#include "handlers/services.h"
#include "handlers/tx_outcome.h"
#include "server/limits.h"

#define UNCLOSED_URL "http://hl7.org/fhir/StructureDefinition/valueset-unclosed"
#define UNCLOSED_REASON_URL "http://hl7.org/fhir/StructureDefinition/valueset-unclosed-reason"

struct answering {
  struct terminology_request operation;
  struct value_set_question question;
  struct expansion_wish wish;
  struct expansion expansion;
  bool has_parameters; /* the array expansion.parameter is open */
};

static const struct view none = {NULL, 0};

/* ---- parameters --------------------------------------------------------------------------------
 */
static enum error read_number(struct answering *answering, const char *name, uint32_t *number) {
  struct view text = terminology_request_text(&answering->operation, name);
  uint64_t value = 0;
  if (text.length == 0) {
    return ERROR_OK;
  }
  if (!view_to_unsigned(text, EXPANSION_ALL - 1, &value)) {
    struct issue *issue = value_set_question_issue(&answering->question, TX_MESSAGE_BAD_PARAMETER);
    issue->arguments[0] = view_of(name);
    issue->arguments[1] = text;
    return ERROR_BAD_REQUEST;
  }
  *number = (uint32_t)value;
  return ERROR_OK;
}

static enum error read_wish(struct answering *answering) {
  const struct terminology_request *operation = &answering->operation;
  answering->wish = (struct expansion_wish){
      .value_set = answering->question.value_set,
      .filter = view_trim(terminology_request_text(operation, "filter")),
      .count = EXPANSION_ALL,
      .is_flat = terminology_request_flag(operation, "excludeNested", false),
  };
  enum error error = read_number(answering, "offset", &answering->wish.offset);
  return error == ERROR_OK ? read_number(answering, "count", &answering->wish.count) : error;
}

/* ---- what the answer tells of itself -----------------------------------------------------------
 */
/* An array that begins with its first item: empty ones are not allowed (FHIR R4 json.html). */
static void begin_item(struct json_writer *json, const char *key, bool *is_open) {
  if (!*is_open) {
    writer_key(json, key);
    writer_array_begin(json);
    *is_open = true;
  }
}

static void end_items(struct json_writer *json, bool is_open) {
  if (is_open) {
    writer_array_end(json);
  }
}

static void begin_parameter(struct answering *answering, struct json_writer *json,
                            const char *name) {
  begin_item(json, "parameter", &answering->has_parameters);
  writer_object_begin(json);
  writer_member_text(json, "name", name);
}

/* Parameters of the request that shaped the answer. */
static const struct {
  const char *name;
  const char *type;
} echoes[] = {
    {"offset", "valueInteger"},
    {"count", "valueInteger"},
    {"filter", "valueString"},
    {"activeOnly", "valueBoolean"},
    {"excludeNested", "valueBoolean"},
    {"includeDesignations", "valueBoolean"},
    {"includeDefinition", "valueBoolean"},
    {"designation", "valueString"},
    {"date", "valueDateTime"},
};

static void write_echo(struct answering *answering, struct json_writer *json,
                       const struct terminology_parameter *parameter) {
  for (size_t i = 0; i < sizeof echoes / sizeof echoes[0]; i++) {
    if (!view_is(parameter->name, echoes[i].name) || parameter->text.length == 0) {
      continue;
    }
    bool is_text =
        strcmp(echoes[i].type, "valueInteger") != 0 && strcmp(echoes[i].type, "valueBoolean") != 0;
    begin_parameter(answering, json, echoes[i].name);
    if (is_text) {
      writer_member_string(json, echoes[i].type, parameter->text);
    } else {
      writer_member_raw(json, echoes[i].type, parameter->text);
    }
    writer_object_end(json);
  }
}

static bool is_well_formed(const struct terminology_parameter *parameter) {
  uint64_t number;
  return view_is(parameter->text, "true") || view_is(parameter->text, "false") ||
         view_to_unsigned(parameter->text, EXPANSION_ALL, &number);
}

static void write_echoes(struct answering *answering, struct json_writer *json) {
  const struct terminology_request *operation = &answering->operation;
  for (size_t i = 0; i < operation->parameter_count; i++) {
    const struct terminology_parameter *parameter = &operation->parameters[i];
    bool is_free_text = view_is(parameter->name, "filter") ||
                        view_is(parameter->name, "designation") || view_is(parameter->name, "date");
    if (is_free_text || is_well_formed(parameter)) {
      write_echo(answering, json, parameter);
    }
  }
}

static void write_rules(struct answering *answering, struct json_writer *json) {
  static const char *const names[] = {
      [VERSION_RULE_FORCE] = "force-system-version",
      [VERSION_RULE_DEFAULT] = "system-version",
      [VERSION_RULE_CHECK] = "check-system-version",
      [VERSION_RULE_VALUE_SET] = "default-valueset-version",
  };
  const struct content_question *content = &answering->question.content;
  for (size_t i = 0; i < content->rules.count; i++) {
    const struct version_rule *rule = &content->rules.rules[i];
    if (rule->was_used) {
      begin_parameter(answering, json, names[rule->kind]);
      writer_member_string(json, "valueUri",
                           version_canonical(content->arena, rule->url, rule->version));
      writer_object_end(json);
    }
  }
}

static void write_usage(struct answering *answering, struct json_writer *json) {
  static const char *const names[CONTENT_USE_COUNT] = {
      [CONTENT_USED_CODE_SYSTEM] = "used-codesystem",
      [CONTENT_USED_VALUE_SET] = "used-valueset",
      [CONTENT_USED_SUPPLEMENT] = "used-supplement",
      [CONTENT_USED_FRAGMENT] = "used-fragment",
      [CONTENT_WARNING_DEPRECATED] = "warning-deprecated",
      [CONTENT_WARNING_WITHDRAWN] = "warning-withdrawn",
      [CONTENT_WARNING_RETIRED] = "warning-retired",
      [CONTENT_WARNING_EXPERIMENTAL] = "warning-experimental",
      [CONTENT_WARNING_DRAFT] = "warning-draft",
  };
  const struct content_usage *usage = &answering->question.usage;
  for (size_t i = 0; i < usage->count; i++) {
    begin_parameter(answering, json, names[usage->rows[i].use]);
    writer_member_string(json, "valueUri", usage->rows[i].canonical);
    writer_object_end(json);
  }
}

static void write_parameters(struct answering *answering, struct json_writer *json) {
  write_echoes(answering, json);
  if (answering->question.languages.text.length > 0) {
    begin_parameter(answering, json, "displayLanguage");
    writer_member_string(json, "valueCode", answering->question.languages.text);
    writer_object_end(json);
  }
  if (answering->expansion.merges_versions) {
    begin_parameter(answering, json, "versionsMatch");
    writer_member_boolean(json, "valueBoolean", true);
    writer_object_end(json);
  }
  write_rules(answering, json);
  write_usage(answering, json);
  end_items(json, answering->has_parameters);
}

/* Why the list may not be all: an infinite system, or one of which only a part is at hand. */
static struct view unclosed_reason(const struct answering *answering) {
  const struct expansion *expansion = &answering->expansion;
  struct arena *arena = answering->question.content.arena;
  if (expansion->base.length > 0) {
    return arena_format(arena,
                        "The code System '%.*s' has a grammar and so has infinite members. This "
                        "extension is based on %.*s",
                        VIEW_ARGUMENTS(expansion->base_system), VIEW_ARGUMENTS(expansion->base));
  }
  const struct content_usage *usage = &answering->question.usage;
  for (size_t i = 0; i < usage->count; i++) {
    if (usage->rows[i].use == CONTENT_USED_FRAGMENT) {
      struct view url;
      struct view version;
      version_split(usage->rows[i].canonical, &url, &version);
      return arena_format(arena, "This extension is based on a fragment of the code system %.*s",
                          VIEW_ARGUMENTS(url));
    }
  }
  return none;
}

static void write_extensions(const struct answering *answering, struct json_writer *json,
                             const struct expansion_writer *writer) {
  struct view reason = unclosed_reason(answering);
  if (reason.length == 0 && writer->property_count == 0) {
    return;
  }
  writer_key(json, "extension");
  writer_array_begin(json);
  if (reason.length > 0) {
    writer_object_begin(json);
    writer_member_text(json, "url", UNCLOSED_URL);
    writer_member_boolean(json, "valueBoolean", true);
    writer_object_end(json);
    writer_object_begin(json);
    writer_member_text(json, "url", UNCLOSED_REASON_URL);
    writer_member_string(json, "valueString", reason);
    writer_object_end(json);
  }
  expansion_write_properties(writer);
  writer_array_end(json);
}

/* ---- the value set -----------------------------------------------------------------------------
 */
static void write_head(const struct answering *answering, struct json_writer *json) {
  const struct value_set *value_set = answering->question.value_set;
  writer_member_text(json, "resourceType", "ValueSet");
  writer_member_optional(json, "id", value_set->id);
  writer_member_optional(json, "language", value_set->language);
  writer_member_optional(json, "url", value_set->url);
  writer_member_optional(json, "version", value_set->version);
  writer_member_optional(json, "name", value_set->name);
  writer_member_optional(json, "title", value_set->title);
  writer_member_optional(json, "status", value_set->status);
  if (value_set->has_experimental) {
    writer_member_boolean(json, "experimental", value_set->is_experimental);
  }
  writer_member_optional(json, "date", value_set->date);
  writer_member_optional(json, "publisher", value_set->publisher);
  if (terminology_request_flag(&answering->operation, "includeDefinition", false) &&
      value_set->compose.length > 0) {
    writer_member_raw(json, "compose", value_set->compose);
  }
}

static void write_identity(const struct answering *answering, struct json_writer *json) {
  const struct request *request = answering->operation.request;
  char instant[CLOCK_INSTANT_BYTES];
  char uuid[UUID_BYTES];
  uuid_random(uuid);
  clock_instant(clock_now_ms(request->services->clock), instant);
  writer_member_string(json, "identifier", arena_format(request->arena, "urn:uuid:%s", uuid));
  writer_member_text(json, "timestamp", instant);
  if (answering->expansion.is_total_known) {
    writer_member_integer(json, "total", answering->expansion.total);
  }
  if (terminology_request_find(&answering->operation, "offset") != NULL) {
    writer_member_integer(json, "offset", answering->wish.offset);
  }
}

static enum error write_answer(struct answering *answering, struct response *response) {
  struct request *request = answering->operation.request;
  struct buffer *buffer = arena_alloc(request->arena, sizeof *buffer);
  if (buffer == NULL) {
    return ERROR_MEMORY;
  }
  *buffer = buffer_make(request->arena, LIMIT_ANSWER_BYTES);
  struct json_writer json = json_writer_make(buffer, request->pretty);
  struct expansion_writer writer = {
      .json = &json,
      .question = &answering->question,
      .expansion = &answering->expansion,
      .has_designations =
          terminology_request_flag(&answering->operation, "includeDesignations", false),
  };
  writer_object_begin(&json);
  write_head(answering, &json);
  writer_key(&json, "expansion");
  writer_object_begin(&json);
  write_identity(answering, &json);
  write_parameters(answering, &json);
  enum error error = expansion_write_contains(&writer);
  if (error != ERROR_OK) {
    return error;
  }
  write_extensions(answering, &json, &writer);
  writer_object_end(&json);
  writer_object_end(&json);
  error = json_writer_end(&json);
  if (error == ERROR_OK) {
    response_fhir(response, buffer_view(buffer));
  }
  return error;
}

static enum error expand(struct answering *answering, struct response *response) {
  enum error error = value_set_question_begin(&answering->operation, &answering->question);
  error = error == ERROR_OK ? value_set_question_find(&answering->question) : error;
  error = error == ERROR_OK ? value_set_question_settle(&answering->question) : error;
  error = error == ERROR_OK ? read_wish(answering) : error;
  error = error == ERROR_OK ? expansion_make(&answering->question.content, &answering->wish,
                                             &answering->expansion)
                            : error;
  return error == ERROR_OK ? write_answer(answering, response) : error;
}

enum error handle_value_set_expand(struct request *request, struct response *response) {
  struct answering answering = {.wish = {.count = EXPANSION_ALL}};
  enum error error = terminology_request_begin(request, &answering.operation);
  if (error != ERROR_OK) {
    return error;
  }
  error = expand(&answering, response);
  return error == ERROR_OK ? ERROR_OK
                           : tx_outcome_fail(request, response, error, &answering.question.issues,
                                             answering.question.content.language);
}
