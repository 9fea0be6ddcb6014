#include "handlers/organization_id.h"

#include "handlers/record_id.h"

#define INSURER_BYTES 8u

struct view organization_id_department(struct arena *arena, struct view code) {
  return record_id_make(arena, &(struct record_id){{view_of(ORGANIZATION_ID_DEPARTMENT), code}, 2});
}

struct view organization_id_insurer(struct arena *arena, struct view number) {
  struct view padded = organization_id_insurer_number(arena, number);
  if (padded.data == NULL && number.length != 0) {
    return padded;
  }
  uint64_t value;
  if (padded.length != INSURER_BYTES || !view_to_unsigned(padded, UINT64_MAX, &value)) {
    return view_of("");
  }
  return record_id_make(arena, &(struct record_id){{view_of(ORGANIZATION_ID_INSURER), padded}, 2});
}

struct view organization_id_insurer_number(struct arena *arena, struct view number) {
  if (number.length == 0 || number.length >= INSURER_BYTES) {
    return number;
  }
  return arena_format(arena, "%.*s%.*s", (int)(INSURER_BYTES - number.length), "00000000",
                      VIEW_ARGUMENTS(number));
}

struct view organization_id_orca_number(struct view number) {
  bool is_padded = number.length == INSURER_BYTES && view_starts_with(number, view_of("00"));
  return is_padded ? view_part(number, 2, number.length) : number;
}
