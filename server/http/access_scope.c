#include "server/http/access_scope.h"

#include <stddef.h>

static const char letters[] = ACCESS_SCOPE_LETTERS;

static const char *const administration[] = {"admin/mapping", "admin/outbox",
                                             "admin/masters", "admin/subscriptions",
                                             "admin/metrics", "admin/audit"};
#define ADMINISTRATION_COUNT (sizeof administration / sizeof administration[0])

const char *access_scope_administration(size_t index) {
  return index < ADMINISTRATION_COUNT ? administration[index] : NULL;
}

struct version_1_row {
  const char *word;
  const char *letters;
};
static const struct version_1_row version_1[] = {{"read", "rs"}, {"write", "cud"}, {"*", letters}};

/* The granted letters; empty when they are none, or not in their order. */
static struct view letters_of(struct view word) {
  size_t next = 0;
  for (size_t i = 0; i < sizeof version_1 / sizeof version_1[0]; i++) {
    if (view_is(word, version_1[i].word)) {
      return view_of(version_1[i].letters);
    }
  }
  for (size_t i = 0; i < word.length; i++) {
    size_t place = view_find_byte(view_of(letters), word.data[i], next);
    if (place == SIZE_MAX) {
      return view_make(NULL, 0);
    }
    next = place + 1;
  }
  return word;
}

static bool is_type(struct view name) {
  bool valid = name.length > 0 && name.data[0] >= 'A' && name.data[0] <= 'Z';
  for (size_t i = 0; i < name.length && valid; i++) {
    char byte = name.data[i];
    valid = (byte >= 'A' && byte <= 'Z') || (byte >= 'a' && byte <= 'z');
  }
  return valid || view_is(name, "*");
}

/* "system/Condition.rs" -> type and letters. */
static bool take_apart(struct view scope, struct view *ret_type, struct view *ret_letters) {
  struct view rest = scope;
  if (!view_is(view_split(&rest, '/'), "system")) {
    return false;
  }
  struct view type = view_split(&rest, '.');
  struct view granted = letters_of(rest);
  if (!is_type(type) || granted.length == 0) {
    return false;
  }
  *ret_type = type;
  *ret_letters = granted;
  return true;
}

static bool is_administration(struct view scope) {
  for (size_t i = 0; i < ADMINISTRATION_COUNT; i++) {
    if (view_is(scope, administration[i])) {
      return true;
    }
  }
  return false;
}

bool access_scope_is_known(struct view scope) {
  struct view type;
  struct view granted;
  return is_administration(scope) || take_apart(scope, &type, &granted);
}

static bool grants(struct view scope, struct view needed) {
  struct view type;
  struct view granted;
  if (view_find_byte(needed, '/', 0) != SIZE_MAX) {
    return view_equal(scope, needed);
  }
  struct view letter = needed;
  struct view needed_type = view_split(&letter, '.');
  return letter.length == 1 && take_apart(scope, &type, &granted) &&
         (view_is(type, "*") || view_equal(type, needed_type)) &&
         view_find_byte(granted, letter.data[0], 0) != SIZE_MAX;
}

bool access_scope_grants(struct view scopes, struct view needed) {
  while (scopes.length > 0) {
    if (grants(view_split(&scopes, ' '), needed)) {
      return true;
    }
  }
  return false;
}
