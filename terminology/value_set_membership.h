/* Whether a value set holds a code, asked of its definition: nothing is expanded. With a report it
 * tells on the way what HL7's terminology ecosystem tells (versions that differ, systems that are
 * not at hand, concepts that may not be used); without one it only answers. */
#ifndef TERMINOLOGY_VALUE_SET_MEMBERSHIP_H
#define TERMINOLOGY_VALUE_SET_MEMBERSHIP_H

#include "terminology/value_set_content.h"

enum membership {
  MEMBERSHIP_OUT,
  MEMBERSHIP_IN,
  MEMBERSHIP_UNKNOWN, /* a part of the definition is not at hand, and no other part decides */
};

/* Where findings lie: "Coding", "CodeableConcept.coding[0]"; empty: parameters of their own. */
struct membership_report {
  struct view location;
  bool refuses_abstract;
  const struct view *unknown; /* canonicals of what is not at hand, in order, each once */
  size_t unknown_count;
};

/* One code that is asked for. */
struct membership_probe {
  const struct content_question *question;
  struct view system;
  struct view version; /* of the code; may be empty */
  struct view code;
  bool versions_differ;             /* silent: a code of another version is another code */
  struct membership_report *report; /* NULL: silent */
  struct code_entry entry;          /* what was found; code empty: nothing */
  bool is_fragment_guess;           /* IN because the code system at hand is only a part */
  bool is_refused;                  /* OUT although held: inactive or abstract */
};

/* ERROR_NOT_PROCESSABLE, ERROR_NOT_FOUND (silent only), with issues; ERROR_MEMORY. */
enum error value_set_membership(struct membership_probe *probe, const struct value_set *value_set,
                                enum membership *ret_membership) MUST_USE;
/* Silent: whether a value set that another one refers to holds the code. Errors as above. */
enum error value_set_membership_of(struct membership_probe *probe, const struct value_set *from,
                                   struct view canonical, bool *ret_holds) MUST_USE;
/* Silent: whether an exclude of the value set takes the code out. Errors as above. */
enum error value_set_excludes(struct membership_probe *probe, const struct value_set *value_set,
                              bool *ret_excludes) MUST_USE;
/* "Coding.code", or "code" where the location is empty. */
struct view membership_location(const struct membership_probe *probe, const char *part);
/* Adds an issue at a part of the code. */
struct issue *membership_issue(const struct membership_probe *probe, enum tx_message message,
                               const char *part);
/* Reports that a code system, or its version, is not at hand. */
void membership_report_system(struct membership_probe *probe, struct view system,
                              struct view version);
/* Reports a code that the code system does not have. */
void membership_report_code(struct membership_probe *probe, const struct code_system *system,
                            struct view version);
/* True when the code system at hand does not have all its codes. */
bool membership_is_part(const struct code_system *system);

#endif
