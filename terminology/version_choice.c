#include "terminology/version_choice.h"

/* Versions of one url that are looked at. */
#define VERSIONS 64u

static bool is_wildcard(struct view part) {
  return view_is(part, "x") || view_is(part, "X") || view_is(part, "*");
}

bool version_has_wildcard(struct view version) {
  while (version.data != NULL) {
    if (is_wildcard(view_split(&version, '.'))) {
      return true;
    }
  }
  return false;
}

bool version_fits(struct view version, struct view wanted) {
  if (wanted.length == 0 || view_equal(version, wanted)) {
    return true;
  }
  if (!version_has_wildcard(wanted)) {
    return false;
  }
  while (version.data != NULL && wanted.data != NULL) {
    struct view part = view_split(&version, '.');
    struct view pattern = view_split(&wanted, '.');
    if (!is_wildcard(pattern) && !view_equal(part, pattern)) {
      return false;
    }
  }
  return version.data == NULL && wanted.data == NULL;
}

static struct version_rule *rule_of(const struct version_rules *rules, enum version_rule_kind kind,
                                    struct view url) {
  for (size_t i = 0; i < rules->count; i++) {
    if (rules->rules[i].kind == kind && view_equal(rules->rules[i].url, url)) {
      return &rules->rules[i];
    }
  }
  return NULL;
}

static struct version_choice changed(struct version_rule *rule, struct view stated) {
  rule->was_used = true;
  return (struct version_choice){rule->version, stated, true};
}

struct version_choice version_choose(const struct version_rules *rules, struct view system,
                                     struct view stated) {
  struct version_rule *rule = rule_of(rules, VERSION_RULE_FORCE, system);
  if (rule == NULL && stated.length > 0) {
    return (struct version_choice){stated, stated, false};
  }
  rule = rule != NULL ? rule : rule_of(rules, VERSION_RULE_DEFAULT, system);
  rule = rule != NULL ? rule : rule_of(rules, VERSION_RULE_CHECK, system);
  return rule != NULL ? changed(rule, stated)
                      : (struct version_choice){view_make(NULL, 0), stated, false};
}

struct view version_choose_value_set(const struct version_rules *rules, struct view url,
                                     struct view stated) {
  struct version_rule *rule = rule_of(rules, VERSION_RULE_VALUE_SET, url);
  return stated.length > 0 || rule == NULL ? stated : changed(rule, stated).wanted;
}

struct view version_required(const struct version_rules *rules, struct view system) {
  const struct version_rule *rule = rule_of(rules, VERSION_RULE_CHECK, system);
  return rule == NULL ? view_make(NULL, 0) : rule->version;
}

const struct terminology_resource *version_find(const struct terminology_scope *scope,
                                                enum terminology_kind kind, struct view url,
                                                struct view wanted) {
  const struct terminology_resource *found[VERSIONS];
  size_t count = terminology_scope_find(scope, kind, url, found, VERSIONS);
  for (size_t i = 0; i < count && i < VERSIONS; i++) {
    if (version_fits(found[i]->version, wanted) && found[i]->supplements.length == 0) {
      return found[i];
    }
  }
  return NULL;
}

struct view version_list(const struct terminology_scope *scope, enum terminology_kind kind,
                         struct view url, const char *last_separator) {
  const struct terminology_resource *found[VERSIONS];
  size_t count = terminology_scope_find(scope, kind, url, found, VERSIONS);
  struct view text = view_make(NULL, 0);
  count = count < VERSIONS ? count : VERSIONS;
  for (size_t i = count; i > 0; i--) {
    struct view version = found[i - 1]->version;
    const char *separator = text.length == 0 ? "" : i == 1 ? last_separator : ", ";
    text = version.length == 0 ? text
                               : arena_format(scope->arena, "%.*s%s%.*s", VIEW_ARGUMENTS(text),
                                              separator, VIEW_ARGUMENTS(version));
  }
  return text;
}

struct view version_canonical(struct arena *arena, struct view url, struct view version) {
  return version.length == 0
             ? url
             : arena_format(arena, "%.*s|%.*s", VIEW_ARGUMENTS(url), VIEW_ARGUMENTS(version));
}

void version_split(struct view canonical, struct view *ret_url, struct view *ret_version) {
  struct view rest = canonical;
  *ret_url = view_split(&rest, '|');
  *ret_version = rest;
}
