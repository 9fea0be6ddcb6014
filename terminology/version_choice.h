/* Which version of a code system or value set an operation means: what the value set states, what
 * the parameters of the operation ask for, what is at hand (HL7 terminology ecosystem: the
 * parameters system-version, check-system-version, force-system-version and
 * default-valueset-version). A version may have wildcards: "1.x.x", "1.0.x". */
#ifndef TERMINOLOGY_VERSION_CHOICE_H
#define TERMINOLOGY_VERSION_CHOICE_H

#include "terminology/terminology_scope.h"

enum version_rule_kind {
  VERSION_RULE_FORCE,     /* whatever the value set states */
  VERSION_RULE_DEFAULT,   /* where the value set states none */
  VERSION_RULE_CHECK,     /* the same, and others are refused */
  VERSION_RULE_VALUE_SET, /* default for references to value sets */
};

struct version_rule {
  enum version_rule_kind kind;
  struct view url;
  struct view version;
  bool was_used; /* decided a version: the answer tells it */
};

struct version_rules {
  struct version_rule *rules;
  size_t count;
};

struct version_choice {
  struct view wanted; /* empty: any, the newest first */
  struct view stated; /* by the value set */
  bool is_changed;    /* wanted comes from a rule */
};

/* True when the version is the wanted one or fits its wildcards; everything fits an empty one. */
bool version_fits(struct view version, struct view wanted);
bool version_has_wildcard(struct view version);
/* For an include of a value set that states a version (may be empty). */
struct version_choice version_choose(const struct version_rules *rules, struct view system,
                                     struct view stated);
/* For a reference to a value set. */
struct view version_choose_value_set(const struct version_rules *rules, struct view url,
                                     struct view stated);
/* The version that check-system-version requires; empty: none. */
struct view version_required(const struct version_rules *rules, struct view system);
/* The newest resource at hand whose version fits; code systems that are supplements do not count.
 * NULL: there is none. */
const struct terminology_resource *version_find(const struct terminology_scope *scope,
                                                enum terminology_kind kind, struct view url,
                                                struct view wanted);
/* The versions at hand for people, oldest first: "1.0.0 or 1.2.0"; empty without any. */
struct view version_list(const struct terminology_scope *scope, enum terminology_kind kind,
                         struct view url, const char *last_separator);
/* "url|version", or the url alone. */
struct view version_canonical(struct arena *arena, struct view url, struct view version);
/* Takes a canonical apart. */
void version_split(struct view canonical, struct view *ret_url, struct view *ret_version);

#endif
