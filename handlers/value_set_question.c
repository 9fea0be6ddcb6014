#include "handlers/value_set_question.h"

#include "server/http/header_list.h"
#include "server/limits.h"

static const struct view none = {NULL, 0};

struct issue *value_set_question_issue(struct value_set_question *question,
                                       enum tx_message message) {
  return issue_add(&question->issues, tx_message(message));
}

static enum error refuse(struct value_set_question *question, const char *parameter,
                         struct view value) {
  struct issue *issue = value_set_question_issue(question, TX_MESSAGE_BAD_PARAMETER);
  issue->arguments[0] = view_of(parameter);
  issue->arguments[1] = value;
  return ERROR_BAD_REQUEST;
}

/* ---- languages ---------------------------------------------------------------------------------
 */
/* Clients of the ecosystem compare English texts: Japanese only for readers that ask for it and not
 * for English. */
static enum language language_of(const struct request *request) {
  struct view header = request_header(request, "accept-language");
  uint32_t japanese = 0;
  uint32_t english = 0;
  struct header_item item;
  while (header_list_next(&header, &item)) {
    struct view rest = item.value;
    struct view primary = view_split(&rest, '-');
    japanese += view_equal_ignore_case(primary, view_of("ja")) ? item.quality : 0;
    english += view_equal_ignore_case(primary, view_of("en")) ? item.quality : 0;
  }
  return japanese > 0 && english == 0 ? LANGUAGE_JAPANESE : LANGUAGE_ENGLISH;
}

/* The request goes before the value set. */
static struct view languages_text(const struct value_set_question *question) {
  const struct value_set *value_set = question->value_set;
  struct view asked = terminology_request_text(question->operation, "displayLanguage");
  if (asked.length == 0) {
    asked = request_header(question->operation->request, "accept-language");
  }
  if (asked.length == 0 && value_set != NULL) {
    asked =
        value_set->display_language.length > 0 ? value_set->display_language : value_set->language;
  }
  return asked;
}

/* ---- versions ----------------------------------------------------------------------------------
 */
struct rule_name {
  const char *parameter;
  enum version_rule_kind kind;
};

static const struct rule_name rule_names[] = {
    {"force-system-version", VERSION_RULE_FORCE},
    {"system-version", VERSION_RULE_DEFAULT},
    {"default-system-version", VERSION_RULE_DEFAULT},
    {"check-system-version", VERSION_RULE_CHECK},
    {"default-valueset-version", VERSION_RULE_VALUE_SET},
};

static const struct rule_name *rule_name_of(struct view parameter) {
  for (size_t i = 0; i < sizeof rule_names / sizeof rule_names[0]; i++) {
    if (view_is(parameter, rule_names[i].parameter)) {
      return &rule_names[i];
    }
  }
  return NULL;
}

static enum error read_rules(struct value_set_question *question) {
  const struct terminology_request *operation = question->operation;
  struct version_rules *rules = &question->content.rules;
  rules->rules =
      arena_array(operation->request->arena, operation->parameter_count + 1, sizeof *rules->rules);
  if (rules->rules == NULL) {
    return ERROR_MEMORY;
  }
  for (size_t i = 0; i < operation->parameter_count; i++) {
    const struct terminology_parameter *parameter = &operation->parameters[i];
    const struct rule_name *name = rule_name_of(parameter->name);
    struct version_rule rule = {.was_used = false};
    if (name == NULL) {
      continue;
    }
    rule.kind = name->kind;
    version_split(parameter->text, &rule.url, &rule.version);
    if (rule.url.length == 0 || rule.version.length == 0) {
      return refuse(question, name->parameter, parameter->text);
    }
    rules->rules[rules->count++] = rule;
  }
  return ERROR_OK;
}

enum error value_set_question_begin(struct terminology_request *operation,
                                    struct value_set_question *ret_question) {
  struct request *request = operation->request;
  *ret_question = (struct value_set_question){
      .operation = operation, .issues = issue_list_make(request->arena, LIMIT_ISSUES)};
  ret_question->content = (struct content_question){
      .scope = &operation->scope,
      .arena = request->arena,
      .issues = &ret_question->issues,
      .language = language_of(request),
      .active_only = terminology_request_flag(operation, "activeOnly", false),
      .usage = &ret_question->usage,
  };
  return read_rules(ret_question);
}

/* ---- the value set -----------------------------------------------------------------------------
 */
static enum error take(struct value_set_question *question,
                       const struct terminology_resource *resource) {
  enum error error =
      terminology_value_set(&question->operation->scope, resource, &question->value_set);
  question->content.root = question->value_set;
  return error;
}

static enum error take_given(struct value_set_question *question, uint32_t node) {
  struct terminology_scope *scope = &question->operation->scope;
  size_t before = scope->own_count;
  enum error error = terminology_scope_add(scope, &question->operation->document, node);
  if (error != ERROR_OK) {
    return error;
  }
  bool is_value_set =
      scope->own_count > before && scope->own[before]->kind == TERMINOLOGY_VALUE_SET;
  return is_value_set ? take(question, scope->own[before]) : refuse(question, "valueSet", none);
}

static enum error take_url(struct value_set_question *question, struct view canonical) {
  struct view url;
  struct view version;
  version_split(canonical, &url, &version);
  if (version.length == 0) {
    version = terminology_request_text(question->operation, "valueSetVersion");
  }
  version = version_choose_value_set(&question->content.rules, url, version);
  const struct terminology_resource *resource =
      version_find(&question->operation->scope, TERMINOLOGY_VALUE_SET, url, version);
  if (resource == NULL) {
    content_report_value_set(&question->content,
                             version_canonical(question->content.arena, url, version));
    return ERROR_NOT_FOUND;
  }
  return take(question, resource);
}

enum error value_set_question_find(struct value_set_question *question) {
  const struct terminology_request *operation = question->operation;
  struct view id = operation->request->path_parameters[0];
  const struct terminology_parameter *given = terminology_request_find(operation, "valueSet");
  struct view url = terminology_request_text(operation, "url");
  if (id.length > 0) {
    const struct terminology_resource *resource =
        terminology_by_id(operation->scope.terminology, TERMINOLOGY_VALUE_SET, id);
    if (resource == NULL) {
      content_report_value_set(&question->content, id);
      return ERROR_NOT_FOUND;
    }
    return take(question, resource);
  }
  if (given != NULL && given->value != NODE_NONE) {
    return take_given(question, given->value);
  }
  if (url.length == 0) {
    value_set_question_issue(question, TX_MESSAGE_NO_VALUE_SET);
    return ERROR_BAD_REQUEST;
  }
  return take_url(question, url);
}

enum error value_set_question_settle(struct value_set_question *question) {
  const struct terminology_request *operation = question->operation;
  struct arena *arena = operation->request->arena;
  struct view *supplements =
      arena_array(arena, operation->parameter_count + 1, sizeof *supplements);
  size_t count = 0;
  if (supplements == NULL) {
    return ERROR_MEMORY;
  }
  question->languages = display_languages_read(arena, languages_text(question));
  for (size_t i = 0; i < operation->parameter_count; i++) {
    if (view_is(operation->parameters[i].name, "useSupplement")) {
      supplements[count++] = operation->parameters[i].text;
    }
  }
  return content_take_supplements(&question->content, question->value_set, supplements, count);
}
