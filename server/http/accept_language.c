#include "server/http/accept_language.h"

#include "server/http/header_list.h"

static bool has_primary_tag(struct view range, const char *tag) {
  struct view rest = range;
  return view_equal_ignore_case(view_split(&rest, '-'), view_of(tag));
}

enum language accept_language_choose(struct view header) {
  uint32_t japanese = 0;
  uint32_t english = 0;
  struct header_item item;
  while (header_list_next(&header, &item)) {
    uint32_t *quality = NULL;
    if (has_primary_tag(item.value, "ja")) {
      quality = &japanese;
    } else if (has_primary_tag(item.value, "en")) {
      quality = &english;
    }
    if (quality != NULL && item.quality > *quality) {
      *quality = item.quality;
    }
  }
  return english > japanese ? LANGUAGE_ENGLISH : LANGUAGE_JAPANESE;
}

const char *accept_language_tag(enum language language) {
  return language == LANGUAGE_ENGLISH ? "en" : "ja";
}
