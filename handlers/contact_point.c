#include "handlers/contact_point.h"

#define ZIP_BYTES 7u

void contact_point_write(struct json_writer *writer, const struct contact_point *points,
                         size_t count) {
  bool is_open = false;
  for (size_t i = 0; i < count; i++) {
    if (points[i].value.length == 0) {
      continue;
    }
    if (!is_open) {
      writer_key(writer, "telecom");
      writer_array_begin(writer);
      is_open = true;
    }
    writer_object_begin(writer);
    writer_member_text(writer, "system", points[i].system);
    writer_member_string(writer, "value", points[i].value);
    if (points[i].use != NULL) {
      writer_member_text(writer, "use", points[i].use);
    }
    writer_object_end(writer);
  }
  if (is_open) {
    writer_array_end(writer);
  }
}

struct view contact_point_postal_code(const struct from_orca *from, struct view zip_code) {
  uint64_t number;
  if (zip_code.length != ZIP_BYTES || !view_to_unsigned(zip_code, 9999999, &number)) {
    return zip_code;
  }
  return from_orca_keep(
      from, arena_format(from->arena, "%.*s-%.*s", 3, zip_code.data, 4, zip_code.data + 3));
}
