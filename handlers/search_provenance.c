#include "handlers/search_provenance.h"

#include "handlers/orca_source.h"
#include "server/base/clock.h"
#include "server/base/hash.h"
#include "server/base/json_writer.h"
#include "server/limits.h"

#define AGENT_SYSTEM "http://terminology.hl7.org/CodeSystem/provenance-participant-type"
#define ID_DIGITS 32

/* What a resource says about itself. */
struct subject {
  struct arena *arena;
  const struct document *document;
  struct view type;
  struct view reference;
  struct view uri; /* meta.source */
  struct orca_source source;
  int64_t fetched_ms; /* of the answer's oldest data */
};

static struct view at_path(struct arena *arena, const struct document *document,
                           const char *const *names) {
  uint32_t node = document_path(document, 0, names);
  return node == NODE_NONE ? (struct view){NULL, 0} : document_string(document, node, arena);
}

static void write_what(const struct subject *subject, struct json_writer *writer,
                       struct view text) {
  if (text.data == NULL && writer->buffer->error == ERROR_OK) {
    writer->buffer->error = ERROR_MEMORY;
  }
  writer_object_begin(writer);
  writer_member_text(writer, "role", "source");
  writer_key(writer, "what");
  writer_object_begin(writer);
  writer_key(writer, "identifier");
  writer_object_begin(writer);
  writer_member_text(writer, "system", "urn:ietf:rfc:3986");
  writer_member_string(writer, "value", subject->uri);
  writer_object_end(writer);
  writer_member_string(writer, "display", text);
  writer_object_end(writer);
  writer_object_end(writer);
}

static bool has_element(const struct subject *subject, struct view name) {
  struct view with_extension = arena_format(subject->arena, "_%.*s", VIEW_ARGUMENTS(name));
  return document_member(subject->document, 0, name) != NODE_NONE ||
         document_member(subject->document, 0, with_extension) != NODE_NONE;
}

/* "Condition.onsetDateTime: diseasegetv2 › Disease_Information[3] › Disease_StartDate". */
static void write_field(const struct subject *subject, struct json_writer *writer,
                        const struct orca_source_element *element) {
  struct view field = orca_source_field(subject->arena, &subject->source, element);
  if (field.data == NULL) {
    write_what(subject, writer, field);
  } else if (field.length != 0) {
    write_what(subject, writer,
               arena_format(subject->arena, "%.*s.%.*s: %.*s", VIEW_ARGUMENTS(element->type),
                            VIEW_ARGUMENTS(element->path), VIEW_ARGUMENTS(field)));
  }
}

/* The element, and of its items those that have a record of their own. */
static void write_element(const struct subject *subject, struct json_writer *writer,
                          struct view name) {
  struct orca_source_element element = {.type = subject->type, .path = name};
  struct view path;
  size_t position = 0;
  while (orca_source_next(&subject->source, name, &position, &path)) {
    element.is_exact = element.is_exact || path.length > name.length;
  }
  write_field(subject, writer, &element);
  element.is_exact = false;
  position = 0;
  while (orca_source_next(&subject->source, name, &position, &path)) {
    if (path.length > name.length) {
      element.path = path;
      write_field(subject, writer, &element);
    }
  }
}

static void write_fields(const struct subject *subject, struct json_writer *writer) {
  const char *name;
  size_t position = 0;
  while ((name = orca_source_element_next(subject->type, &position)) != NULL) {
    if (has_element(subject, view_of(name))) {
      write_element(subject, writer, view_of(name));
    }
  }
}

static void write_agent(struct json_writer *writer) {
  writer_key(writer, "agent");
  writer_array_begin(writer);
  writer_object_begin(writer);
  writer_member_raw(writer, "type",
                    view_of("{\"coding\":[{\"system\":\"" AGENT_SYSTEM
                            "\",\"code\":\"assembler\",\"display\":\"Assembler\"}]}"));
  writer_member_raw(writer, "who", view_of("{\"display\":\"fhir-facade\"}"));
  writer_object_end(writer);
  writer_array_end(writer);
}

static struct view provenance_id(const struct subject *subject) {
  struct sha256 digest = hash_sha256(subject->reference);
  char hex[SHA256_HEX_BYTES];
  hash_sha256_hex(&digest, hex);
  return arena_copy(subject->arena, view_make(hex, ID_DIGITS));
}

static enum error write_provenance(const struct subject *subject, struct view id,
                                   struct view *ret_json) {
  struct buffer buffer = buffer_make(subject->arena, LIMIT_ANSWER_BYTES);
  struct json_writer writer = json_writer_make(&buffer, false);
  writer_object_begin(&writer);
  writer_member_text(&writer, "resourceType", "Provenance");
  writer_member_string(&writer, "id", id);
  writer_key(&writer, "target");
  writer_array_begin(&writer);
  writer_object_begin(&writer);
  writer_member_string(&writer, "reference", subject->reference);
  writer_object_end(&writer);
  writer_array_end(&writer);
  char recorded[CLOCK_INSTANT_BYTES];
  clock_instant(subject->fetched_ms, recorded);
  writer_member_text(&writer, "recorded", recorded);
  write_agent(&writer);
  writer_key(&writer, "entity");
  writer_array_begin(&writer);
  write_what(subject, &writer, orca_source_record(subject->arena, &subject->source));
  write_fields(subject, &writer);
  writer_array_end(&writer);
  writer_object_end(&writer);
  enum error error = json_writer_end(&writer);
  if (error == ERROR_OK) {
    *ret_json = buffer_view(&buffer);
  }
  return error;
}

static enum error read_subject(struct request *request, const struct search_entry *entry,
                               struct document *document, struct subject *subject) {
  struct document_failure failure;
  struct arena *arena = request->arena;
  enum error error = document_read(arena, entry->resource, NULL, document, &failure);
  if (error != ERROR_OK) {
    return error == ERROR_SYNTAX ? ERROR_INTERNAL : error;
  }
  *subject = (struct subject){
      .arena = arena,
      .document = document,
      .type = document_member_string(document, 0, "resourceType", arena),
      .reference = view_part(entry->full_url, request->base_url.length + 1, entry->full_url.length),
      .uri = at_path(arena, document, (const char *const[]){"meta", "source", NULL}),
      .fetched_ms = request->data_ms,
  };
  return ERROR_OK;
}

static enum error add_one(struct request *request, struct search_entries *entries, size_t index) {
  struct document document;
  struct subject subject;
  struct search_entry entry = {.mode = SEARCH_MODE_INCLUDE};
  enum error error = read_subject(request, &entries->items[index], &document, &subject);
  if (error != ERROR_OK || !orca_source_read(subject.uri, &subject.source)) {
    return error;
  }
  struct view id = provenance_id(&subject);
  entry.full_url = arena_format(request->arena, "%.*s/Provenance/%.*s",
                                VIEW_ARGUMENTS(request->base_url), VIEW_ARGUMENTS(id));
  error =
      entry.full_url.data == NULL ? ERROR_MEMORY : write_provenance(&subject, id, &entry.resource);
  return error == ERROR_OK ? search_entries_add(entries, &entry) : error;
}

enum error search_provenance_add(struct request *request, struct search_entries *entries) {
  size_t count = entries->count;
  enum error error = ERROR_OK;
  for (size_t i = 0; i < count && error == ERROR_OK; i++) {
    error = add_one(request, entries, i);
  }
  return error;
}
