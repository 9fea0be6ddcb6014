/* Codes that the definitions do not have: asked of the imported masters and of stored code systems
 * and value sets, when the run was given any (validation_settings.terminology). The definitions go
 * first; what is held here decides only what they cannot. */
#ifndef PROFILES_HELD_CODES_H
#define PROFILES_HELD_CODES_H

#include "profiles/evaluation.h"

enum held_answer {
  HELD_YES,
  HELD_NO,
  HELD_UNKNOWN, /* not held, or not all of it */
};

/* What is held about a code of a system. Empty views: nothing to say. */
struct held_concept {
  enum held_answer answer; /* NO only of systems that are held completely */
  struct view display;     /* as its system writes it; scratch or longer */
  bool is_display_right;   /* the display that was asked for is one of the code's */
  bool is_retired;         /* on the day of the resource */
  struct view ended;       /* last day of its validity, "2024-03-31"; empty: not stated */
  struct view successors;  /* "code (display), ..." */
};

/* One Coding. */
struct held_question {
  struct view system;
  struct view code;
  struct view display; /* may be empty */
};

/* False when the run has no such knowledge. */
static inline bool held_codes_any(const struct evaluation *evaluation) {
  return evaluation->settings->terminology != NULL;
}
/* The code in its own system. */
struct held_concept held_codes_find(struct evaluation *evaluation,
                                    const struct held_question *question);
/* Whether codes of the system are held, all or some. */
bool held_codes_has_system(struct evaluation *evaluation, struct view system);
/* The code in a value set ("url" or "url|version"). system.data NULL: a bare code, any system of
 * the value set will do. */
enum held_answer held_codes_in_value_set(struct evaluation *evaluation, struct view canonical,
                                         struct view system, struct view code);

#endif
