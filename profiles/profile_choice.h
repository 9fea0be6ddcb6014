/* Which of several versions of a profile a canonical URL means. With "|version" that version;
 * without, the one that the guide in whose scope we are depends on; else the most preferred
 * (newest). */
#ifndef PROFILES_PROFILE_CHOICE_H
#define PROFILES_PROFILE_CHOICE_H

#include "profiles/evaluation.h"

struct profile_choice {
  uint32_t profile;    /* PACK_NONE when it is not known, or not in that version */
  bool has_other;      /* other versions of this URL are known */
  struct view url;     /* without version */
  struct view version; /* as asked for, may be empty */
};

/* canonical: "url" or "url|version". */
struct profile_choice profile_choice_find(const struct evaluation *evaluation,
                                          struct view canonical);
/* The package of the JP-CLINS guide in that version, or of any guide by "name#version"; PACK_NONE
 * when it is not there. */
uint32_t profile_choice_clins_package(const struct pack *pack, struct view version);

#endif
