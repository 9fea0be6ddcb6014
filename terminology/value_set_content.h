/* What the parts of a value set lead to (FHIR R4 valueset.html#compositions): the code system of an
 * include in the version that counts, its filters made ready, the value sets it refers to. Nothing
 * is expanded here; value_set_membership.h and expansion.h ask. */
#ifndef TERMINOLOGY_VALUE_SET_CONTENT_H
#define TERMINOLOGY_VALUE_SET_CONTENT_H

#include "server/base/issue.h"
#include "terminology/code_entry.h"
#include "terminology/code_filter.h"
#include "terminology/code_grammar.h"
#include "terminology/version_choice.h"

enum content_use {
  CONTENT_USED_CODE_SYSTEM,
  CONTENT_USED_VALUE_SET,
  CONTENT_USED_SUPPLEMENT,
  CONTENT_USED_FRAGMENT,
  CONTENT_WARNING_DEPRECATED,
  CONTENT_WARNING_WITHDRAWN,
  CONTENT_WARNING_RETIRED,
  CONTENT_WARNING_EXPERIMENTAL,
  CONTENT_WARNING_DRAFT,
  CONTENT_USE_COUNT,
};

struct content_usage_row {
  enum content_use use;
  const char *kind; /* "CodeSystem", "ValueSet" */
  struct view canonical;
};

/* What an answer drew on, each once. */
struct content_usage {
  struct content_usage_row *rows;
  size_t count;
  size_t capacity;
  uint64_t steps; /* value sets that were asked, see content_may_go_on */
};

/* What an operation asks with: lives as long as the operation. */
struct content_question {
  const struct terminology_scope *scope;
  struct arena *arena;
  struct version_rules rules;
  struct issue_list *issues;
  enum language language; /* of texts in findings */
  struct supplement_list supplements;
  bool active_only;
  struct content_usage *usage;
  const struct value_set *root; /* the value set that was asked about; NULL: a code system */
};

/* An include or exclude with what it leads to. */
struct content_include {
  const struct value_set *value_set;
  const struct value_set_include *include;
  struct view version;                         /* of the code system in use */
  const struct terminology_resource *resource; /* of code_system */
  const struct code_system *code_system;       /* NULL: no copy with codes is at hand */
  const struct code_grammar *grammar;          /* set when it decides about codes */
  const struct code_filter *filters;
  uint32_t filter_count;
};

static inline bool content_lists_codes(const struct content_include *include) {
  return include->include->concepts.count > 0;
}

/* Looks up the code system of an include in a version that fits (empty: newest) and makes the
 * filters ready. ERROR_NOT_FOUND: no such code system, nothing is reported.
 * ERROR_NOT_PROCESSABLE with an issue: a filter that cannot be used. ERROR_MEMORY. */
enum error content_include_open(const struct content_question *question,
                                const struct value_set *value_set,
                                const struct value_set_include *include, struct view wanted,
                                struct content_include *ret_include) MUST_USE;
/* The row of the include's list of concepts for a code; NULL when it is not listed. */
const struct value_set_concept *content_include_listed(const struct content_include *include,
                                                       struct view code);
/* True when list and filters let the concept through; ret_stated gets its row of the list. */
bool content_include_holds(const struct content_question *question,
                           const struct content_include *include, uint32_t concept,
                           const struct value_set_concept **ret_stated);
/* True when filters let a code of a grammar through. */
bool content_grammar_holds(const struct content_include *include, struct view code);

/* The value set that another one refers to ("#id": one of its own). ERROR_NOT_FOUND: *ret_name is
 * what was looked for, nothing is reported. */
enum error content_value_set(const struct content_question *question, const struct value_set *from,
                             struct view canonical, const struct value_set **ret_value_set,
                             struct view *ret_name) MUST_USE;
/* Adds an issue that says so. */
void content_report_value_set(const struct content_question *question, struct view name);

/* Finds the supplements that the value set and the request (canonicals) need and fills
 * question->supplements. ERROR_NOT_FOUND with an issue. */
enum error content_take_supplements(struct content_question *question,
                                    const struct value_set *value_set, const struct view *asked,
                                    size_t count) MUST_USE;

/* Notes the use of a resource and what its state says to the reader. */
void content_note_code_system(const struct content_question *question,
                              const struct code_system *system, struct view version);
void content_note_value_set(const struct content_question *question,
                            const struct value_set *value_set);
void content_note(const struct content_question *question, enum content_use use, const char *kind,
                  struct view canonical);
/* Counts work: value sets may lead to each other in so many ways that no answer ends. False when
 * LIMIT_VALUE_SET_STEPS are done. */
bool content_may_go_on(const struct content_question *question, uint32_t steps);
/* The version by which the answer names a system without a code system resource ("2.2" of UCUM). */
struct view content_grammar_version(struct view system);

#endif
