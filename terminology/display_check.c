#include "terminology/display_check.h"

#include "terminology/search_text.h"

bool display_check_equal(struct arena *arena, struct view a, struct view b) {
  return view_equal(a, b) || view_equal_ignore_case(view_trim(a), view_trim(b)) ||
         search_text_display_equal(arena, view_trim(a), view_trim(b));
}

/* Texts without a language serve every reader. */
static bool is_asked_for(const struct display_check *check, const struct display_text *text) {
  return text->is_display && (check->languages->count == 0 || text->language.length == 0 ||
                              display_language_rank(check->languages, text->language) > 0);
}

static const struct display_text *main_of(const struct display_check *check) {
  for (size_t i = 0; i < check->count; i++) {
    if (check->texts[i].is_main) {
      return &check->texts[i];
    }
  }
  return NULL;
}

/* Of the language of the main display. */
static bool is_default(const struct display_check *check, const struct display_text *text) {
  const struct display_text *standard = main_of(check);
  return text->is_display &&
         (standard == NULL || view_equal_ignore_case(text->language, standard->language));
}

enum tx_message display_check_run(const struct display_check *check) {
  size_t choices = 0;
  bool is_default_display = false;
  for (size_t i = 0; i < check->count; i++) {
    const struct display_text *text = &check->texts[i];
    bool asked = is_asked_for(check, text);
    bool same = text->is_display && display_check_equal(check->arena, text->value, check->display);
    if (asked && same) {
      return TX_MESSAGE_COUNT;
    }
    choices += asked ? 1 : 0;
    is_default_display = is_default_display || (same && is_default(check, text));
  }
  if (choices > 0) {
    return choices == 1 ? TX_MESSAGE_WRONG_DISPLAY : TX_MESSAGE_WRONG_DISPLAY_MANY;
  }
  if (check->count == 0) {
    return TX_MESSAGE_COUNT;
  }
  return is_default_display ? TX_MESSAGE_NO_DISPLAY_DEFAULT : TX_MESSAGE_NO_DISPLAY_WRONG;
}

static struct view quoted(const struct display_check *check, const struct display_text *text) {
  return text->language.length == 0
             ? arena_format(check->arena, "'%.*s'", VIEW_ARGUMENTS(text->value))
             : arena_format(check->arena, "'%.*s' (%.*s)", VIEW_ARGUMENTS(text->value),
                            VIEW_ARGUMENTS(text->language));
}

static size_t choice_count(const struct display_check *check) {
  size_t count = 0;
  for (size_t i = 0; i < check->count; i++) {
    count += is_asked_for(check, &check->texts[i]) ? 1 : 0;
  }
  return count;
}

static struct view choices_text(const struct display_check *check, size_t count) {
  struct view list = view_make(NULL, 0);
  bool is_japanese = check->language == LANGUAGE_JAPANESE;
  size_t place = 0;
  for (size_t i = 0; i < check->count; i++) {
    if (!is_asked_for(check, &check->texts[i])) {
      continue;
    }
    struct view item = quoted(check, &check->texts[i]);
    place++;
    const char *separator = place == 1 ? "" : is_japanese ? "、" : place == count ? " or " : ", ";
    list = arena_format(check->arena, "%.*s%s%.*s", VIEW_ARGUMENTS(list), separator,
                        VIEW_ARGUMENTS(item));
  }
  return list;
}

void display_check_explain(const struct display_check *check, struct issue *issue) {
  const struct display_text *standard = main_of(check);
  size_t count = choice_count(check);
  issue->arguments[0] = check->display;
  issue->arguments[1] = check->name;
  issue->arguments[2] = count > 0          ? choices_text(check, count)
                        : standard != NULL ? standard->value
                                           : view_make(NULL, 0);
  issue->arguments[3] = check->languages->text.length == 0 ? view_of("--") : check->languages->text;
  issue->arguments[4] = arena_format(check->arena, "%zu", count);
}
