#include "handlers/human_name.h"

#include "server/orca/orca_text.h"

#define REPRESENTATION_URL "http://hl7.org/fhir/StructureDefinition/iso21090-EN-representation"

static const struct view wide_space = VIEW_LITERAL(ORCA_WIDE_SPACE);

/* The next part of a name up to U+3000. */
static struct view next_part(struct view *rest) {
  size_t at = view_find(*rest, wide_space, 0);
  struct view part = view_part(*rest, 0, at != SIZE_MAX ? at : rest->length);
  *rest = at != SIZE_MAX ? view_part(*rest, at + wide_space.length, rest->length)
                         : (struct view){NULL, 0};
  return part;
}

struct view human_name_text(const struct from_orca *from, struct view name) {
  struct buffer buffer = buffer_make(from->arena, name.length + 1);
  struct view rest = name;
  while (rest.length != 0) {
    struct view part = next_part(&rest);
    if (part.length != 0 && buffer.length != 0) {
      buffer_append_byte(&buffer, ' ');
    }
    buffer_append(&buffer, part);
  }
  return from_orca_keep(from, from_orca_buffer(&buffer));
}

/* "given" of the name behind the family name. */
static void write_given(struct json_writer *writer, struct view rest) {
  writer_key(writer, "given");
  writer_array_begin(writer);
  while (rest.length != 0) {
    struct view part = next_part(&rest);
    if (part.length != 0) {
      writer_string(writer, part);
    }
  }
  writer_array_end(writer);
}

static void write_absent_parts(struct json_writer *writer) {
  from_orca_absent(writer, "_family");
  writer_key(writer, "given");
  writer_array_begin(writer);
  writer_raw(writer, view_of("null"));
  writer_array_end(writer);
  writer_key(writer, "_given");
  writer_array_begin(writer);
  writer_raw(writer, view_of("{\"extension\":[{\"url\":\"http://hl7.org/fhir/StructureDefinition/"
                             "data-absent-reason\",\"valueCode\":\"unknown\"}]}"));
  writer_array_end(writer);
}

/* Without U+3000 it is unknown where the family name ends: text alone. The national profile wants
 * the parts: there they are said to be unknown. */
static void write_parts(const struct from_orca *from, struct view name) {
  struct view rest = name;
  struct view family = next_part(&rest);
  if (rest.length != 0) {
    writer_member_string(from->writer, "family", family);
    write_given(from->writer, rest);
  } else if (from->national != NULL) {
    write_absent_parts(from->writer);
  }
}

static void write_representation(struct json_writer *writer, const char *representation) {
  writer_key(writer, "extension");
  writer_array_begin(writer);
  writer_object_begin(writer);
  writer_member_text(writer, "url", REPRESENTATION_URL);
  writer_member_text(writer, "valueCode", representation);
  writer_object_end(writer);
  writer_array_end(writer);
}

void human_name_write(const struct from_orca *from, struct view name, const char *representation) {
  struct json_writer *writer = from->writer;
  if (name.length == 0) {
    return;
  }
  writer_object_begin(writer);
  write_representation(writer, representation);
  writer_member_text(writer, "use", "official");
  writer_member_string(writer, "text", human_name_text(from, name));
  write_parts(from, name);
  writer_object_end(writer);
}

void human_name_write_former(const struct from_orca *from, struct view name,
                             const char *representation, struct view end) {
  struct json_writer *writer = from->writer;
  if (name.length == 0) {
    return;
  }
  writer_object_begin(writer);
  write_representation(writer, representation);
  writer_member_text(writer, "use", "old");
  writer_member_string(writer, "text", human_name_text(from, name));
  write_parts(from, name);
  if (end.length != 0) {
    writer_key(writer, "period");
    writer_object_begin(writer);
    writer_member_string(writer, "end", end);
    writer_object_end(writer);
  }
  writer_object_end(writer);
}

static struct view skip_blanks(struct view text) {
  while (view_starts_with(text, wide_space) || view_starts_with(text, view_of(" "))) {
    size_t blank = text.data[0] == ' ' ? 1 : wide_space.length;
    text = view_part(text, blank, text.length);
  }
  return text;
}

static bool begins_with(struct view name, struct view wanted) {
  wanted = skip_blanks(wanted);
  name = skip_blanks(name);
  while (wanted.length != 0) {
    if (name.length == 0 ||
        !view_equal_ignore_case(view_part(name, 0, 1), view_part(wanted, 0, 1))) {
      return false;
    }
    name = skip_blanks(view_part(name, 1, name.length));
    wanted = skip_blanks(view_part(wanted, 1, wanted.length));
  }
  return true;
}

bool human_name_matches(struct view name, struct view wanted) {
  struct view rest = name;
  while (rest.length != 0) {
    if (begins_with(rest, wanted)) {
      return true;
    }
    next_part(&rest);
  }
  return false;
}
