/* Whether a display is right for a concept in the languages that a reader asks for. */
#ifndef TERMINOLOGY_DISPLAY_CHECK_H
#define TERMINOLOGY_DISPLAY_CHECK_H

#include "server/base/issue.h"
#include "terminology/display_language.h"
#include "terminology/tx_message.h"

struct display_check {
  struct arena *arena;
  const struct display_languages *languages;
  const struct display_text *texts;
  size_t count;
  struct view display; /* as given */
  struct view name;    /* "system#code" */
  enum language language;
};

/* The message of what is wrong with the display; TX_MESSAGE_COUNT when nothing is. */
enum tx_message display_check_run(const struct display_check *check);
/* Fills the arguments of that message. */
void display_check_explain(const struct display_check *check, struct issue *issue);
/* Whether two displays are the same but for width, dashes, blanks and the case of Latin letters. */
bool display_check_equal(struct arena *arena, struct view a, struct view b);

#endif
