/* Where a rule of the national layer looks: a resource, the Bundle around it, and short ways to
 * read them. Rules only read; texts live in the evaluation's scratch memory. */
#ifndef PROFILES_NATIONAL_PLACE_H
#define PROFILES_NATIONAL_PLACE_H

#include "profiles/evaluation.h"

/* What a resource lies in (a Bundle: what it is). */
#define NATIONAL_ALONE 1u    /* in no Bundle of the national service */
#define NATIONAL_CLINICAL 2u /* JP_Bundle_CLINS: allergies, diseases or tests of one patient */
#define NATIONAL_DOCUMENT 4u /* a document Bundle: referral, discharge summary, patient summary */
#define NATIONAL_ANYWHERE 7u

struct national_rule;

struct national_place {
  struct evaluation *evaluation;
  const struct national_rule *rule; /* whose message is reported */
  uint32_t node;                    /* the resource */
  uint32_t bundle;                  /* the Bundle that it is or lies in, or NODE_NONE */
  uint32_t kind;                    /* one of NATIONAL_ALONE .. NATIONAL_DOCUMENT */
};

/* One row of the table of rules (national_rules). */
struct national_rule {
  struct view resource_type; /* "Observation" */
  uint32_t kinds;            /* NATIONAL_ALONE | NATIONAL_CLINICAL | … */
  const char *profile;       /* only resources that claim it; NULL = all */
  void (*check)(const struct national_place *place);
  enum message_id message;
  struct view number;             /* R-number, may be empty */
  struct view published_resource; /* constraint of the resource's own profile, or empty */
  struct view published_bundle;   /* constraint of the Bundle's profile, or empty */
};

/* The place of the innermost resource of the evaluation; rule is NULL. */
struct national_place national_place_make(struct evaluation *evaluation);

/* Value of a member, NODE_NONE when absent. */
uint32_t national_place_member(const struct national_place *place, uint32_t object,
                               const char *name);
/* Text of a string member, empty when it is absent or no string. */
struct view national_place_text(const struct national_place *place, uint32_t object,
                                const char *name);
bool national_place_text_is(const struct national_place *place, uint32_t object, const char *name,
                            const char *wanted);

/* The items of an array member; none when it is absent or no array.
 * NATIONAL_ITEMS(name, place, node, "name") { … name.node … } */
struct national_items {
  const struct document *document;
  uint32_t array;
  uint32_t node; /* NODE_NONE at the end */
};
struct national_items national_place_items(const struct national_place *place, uint32_t object,
                                           const char *name);
void national_place_next(struct national_items *items);
/* NOLINTBEGIN(bugprone-macro-parentheses): variable is the name of one */
#define NATIONAL_ITEMS(variable, place, object, name)                                              \
  for (struct national_items variable = national_place_items(place, object, name);                 \
       variable.node != NODE_NONE; national_place_next(&(variable)))
/* NOLINTEND(bugprone-macro-parentheses) */

/* The Coding in a CodeableConcept member that has this system; NODE_NONE when there is none. */
uint32_t national_place_coding(const struct national_place *place, uint32_t object,
                               const char *concept, const char *system);
/* Code of the member's first Coding with one; empty when there is none. */
struct view national_place_code(const struct national_place *place, uint32_t object,
                                const char *concept);
/* The resource of a Bundle.entry, NODE_NONE when it has none. */
uint32_t national_place_entry(const struct national_place *place, uint32_t entry);
/* Does the resource's meta.profile name a profile whose URL (without version) ends so? */
bool national_place_claims(const struct national_place *place, uint32_t resource,
                           const char *ending);
/* Does one of the profiles that the resource declares publish a constraint with this key on its
 * root? Then the rule is silent: the same fault is never told twice. */
bool national_place_publishes(const struct national_place *place, uint32_t resource,
                              struct view key);
/* Does one of the profiles that the resource declares require this child of this element? Then its
 * absence is a fault of cardinality, told there. */
bool national_place_requires(const struct national_place *place, uint32_t resource,
                             const char *element, const char *child);
/* The ten digits of the institution in Bundle.identifier; empty when there are none. */
struct view national_place_institution(const struct national_place *place);

/* The rule's finding at node; a and b replace {0} and {1}. */
void national_place_report(const struct national_place *place, uint32_t node, struct view a,
                           struct view b);
/* Is it count ASCII digits? */
bool national_place_digits(struct view text, size_t count);

#endif
