#include "profiles/snapshot_place.h"

#include "profiles/definition_base.h"

/* False: a step is empty or there are too many. */
static bool split_path(struct view path, struct snapshot_place *place) {
  struct view rest = path;
  place->count = 0;
  while (rest.length > 0) {
    struct view name = view_split(&rest, '.');
    if (name.length == 0 || place->count > LIMIT_ELEMENT_DEPTH) {
      return false;
    }
    place->steps[place->count++] = (struct snapshot_step){name, {"", 0}};
  }
  return place->count > 0 && path.data[path.length - 1] != '.';
}

/* Does the id follow the path? Then its names and slices are taken. */
static bool take_id(struct view id, struct snapshot_place *place) {
  struct snapshot_place found = {.count = place->count};
  struct view rest = id;
  for (uint32_t i = 0; i < place->count; i++) {
    struct view slice = view_split(&rest, '.');
    struct view name = view_split(&slice, ':');
    if (!definition_base_name_matches(name, place->steps[i].name) || name.length == 0) {
      return false;
    }
    found.steps[i] = (struct snapshot_step){name, slice.length > 0 ? slice : view_make("", 0)};
  }
  if (rest.length > 0) {
    return false;
  }
  memcpy(place->steps, found.steps, found.count * sizeof found.steps[0]);
  return true;
}

/* As far as the path runs along the one before, it runs in the same slices. */
static void take_order(const struct snapshot_place *before, struct snapshot_place *place) {
  uint32_t shared = place->count - 1 < before->count ? place->count - 1 : before->count;
  for (uint32_t i = 0; i < shared && view_equal(place->steps[i].name, before->steps[i].name); i++) {
    place->steps[i].slice = before->steps[i].slice;
  }
}

bool snapshot_place_has_ids(const struct definition_difference *differences, uint32_t count) {
  for (uint32_t i = 0; i < count; i++) {
    const struct definition_difference *difference = &differences[i];
    struct view end = difference->element.slice;
    size_t start = difference->id.length - end.length;
    bool is_named = difference->id.length > end.length && difference->id.data[start - 1] == ':' &&
                    view_ends_with(difference->id, end);
    if (end.length > 0 && !is_named) {
      return false;
    }
  }
  return true;
}

bool snapshot_place_read(const struct definition_difference *difference, bool has_ids,
                         struct snapshot_place *place) {
  struct snapshot_place before = *place;
  if (!split_path(difference->path, place)) {
    *place = before;
    return false;
  }
  if (!has_ids || !take_id(difference->id, place)) {
    take_order(&before, place);
  }
  if (difference->element.slice.length > 0) {
    place->steps[place->count - 1].slice = difference->element.slice;
  }
  return true;
}

bool snapshot_place_next(const struct definition_element *element, struct snapshot_place *place) {
  if (element->depth > LIMIT_ELEMENT_DEPTH || element->depth > place->count) {
    return false;
  }
  place->steps[element->depth] = (struct snapshot_step){element->name, element->slice};
  place->count = element->depth + 1;
  return true;
}
