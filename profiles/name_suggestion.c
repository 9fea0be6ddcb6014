#include "profiles/name_suggestion.h"

static unsigned smaller(unsigned a, unsigned b) {
  return a < b ? a : b;
}

static char lower(char byte) {
  return byte >= 'A' && byte <= 'Z' ? (char)(byte - 'A' + 'a') : byte;
}

unsigned name_suggestion_distance(struct view a, struct view b, unsigned limit) {
  unsigned row[NAME_DISTANCE_FAR + 1];
  if (a.length > NAME_DISTANCE_FAR || b.length > NAME_DISTANCE_FAR) {
    return NAME_DISTANCE_FAR;
  }
  for (unsigned j = 0; j <= b.length; j++) {
    row[j] = j;
  }
  for (unsigned i = 1; i <= a.length; i++) {
    unsigned diagonal = row[0];
    unsigned nearest = i;
    row[0] = i;
    for (unsigned j = 1; j <= b.length; j++) {
      unsigned above = row[j];
      bool same = lower(a.data[i - 1]) == lower(b.data[j - 1]);
      row[j] = smaller(smaller(row[j] + 1, row[j - 1] + 1), diagonal + (same ? 0u : 1u));
      diagonal = above;
      nearest = smaller(nearest, row[j]);
    }
    if (nearest >= limit) {
      return NAME_DISTANCE_FAR;
    }
  }
  return row[b.length] < limit ? row[b.length] : NAME_DISTANCE_FAR;
}

struct view name_suggestion_find(const struct pack *pack, const struct pack_element *element,
                                 struct view name) {
  struct view best = {NULL, 0};
  unsigned best_distance = name.length > 4 ? 3 : 2;
  for (uint32_t i = 0; i < element->keys.count; i++) {
    const struct pack_key *key = &pack->keys[element->keys.first + i];
    const struct name_row *row = &pack->names[key->name];
    struct view candidate = view_make(pack->text + row->offset, row->length);
    bool twin = (key->flags & PACK_KEY_TWIN) != 0;
    unsigned found =
        twin ? NAME_DISTANCE_FAR : name_suggestion_distance(name, candidate, best_distance);
    if (found < best_distance) {
      best_distance = found;
      best = candidate;
    }
  }
  return best;
}
