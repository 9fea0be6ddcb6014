#include "handlers/mapping_worklist.h"

#include "handlers/mapping_json.h"
#include "handlers/mapping_request.h"
#include "handlers/services.h"
#include "server/limits.h"
#include "terminology/crosswalk.h"
#include "terminology/csv_reader.h"
#include "terminology/mapping_date.h"

#define DAYS_STANDARD 90u
#define DAYS_MAXIMUM 3660u
#define SUCCESSORS_SHOWN 10u

static const struct view none = {NULL, 0};

/* ---- unmapped -----------------------------------------------------------------------------------
 */
/* Where codes of the system lead as a rule. */
static struct view usual_target(const struct bundle_mapping *mapping,
                                const struct store_unmapped *row) {
  const struct mapping_system *system = mapping_table_system(mapping->table, row->source_system);
  const struct crosswalk_route *route = crosswalk_of_bundle(row->source_system);
  if (route != NULL) {
    return view_of(route->target_system);
  }
  return system != NULL ? system->example->target_system : none;
}

/* The row for the mapping file, the target code left for a person. */
static struct view csv_row(struct arena *arena, const struct bundle_mapping *mapping,
                           const struct store_unmapped *row) {
  const struct view fields[] = {row->domain,
                                row->source_system,
                                row->source_code,
                                row->source_display,
                                usual_target(mapping, row),
                                none,
                                none};
  struct buffer text = buffer_make(arena, SIZE_MAX);
  for (size_t i = 0; i < sizeof fields / sizeof *fields; i++) {
    buffer_append_string(&text, i > 0 ? "," : "");
    csv_field_append(&text, fields[i]);
  }
  return buffer_view(&text);
}

static void write_unmapped(struct json_writer *writer, const struct bundle_mapping *mapping,
                           const struct store_unmapped *row, struct arena *arena) {
  char first[CLOCK_INSTANT_BYTES];
  char last[CLOCK_INSTANT_BYTES];
  clock_instant(row->first_ms, first);
  clock_instant(row->last_ms, last);
  writer_object_begin(writer);
  writer_member_string(writer, "domain", row->domain);
  writer_member_string(writer, "source_system", row->source_system);
  writer_member_string(writer, "source_code", row->source_code);
  writer_member_optional(writer, "source_display", row->source_display);
  writer_member_string(writer, "reason", row->reason);
  writer_member_integer(writer, "count", (int64_t)row->count);
  writer_member_text(writer, "first", first);
  writer_member_text(writer, "last", last);
  writer_member_optional(writer, "example", row->example);
  writer_member_string(writer, "csv", csv_row(arena, mapping, row));
  writer_object_end(writer);
}

static enum error answer(struct json_writer *writer, struct buffer *buffer,
                         struct response *response) {
  writer_array_end(writer);
  writer_object_end(writer);
  response->media_type = MEDIA_TYPE_JSON;
  response->body = buffer_view(buffer);
  return json_writer_end(writer);
}

enum error handle_mapping_unmapped(struct request *request, struct response *response) {
  struct store *store = request->services->store;
  struct mapping_request mapping;
  struct store_unmapped_page page;
  struct mapping_page wanted;
  enum error error = mapping_json_page(request, &wanted);
  if (error == ERROR_OK) {
    error = mapping_request_begin(request, &mapping);
  }
  if (error != ERROR_OK) {
    return error;
  }
  struct store_unmapped_filter filter = {.domain = request_query(request, "domain"),
                                         .text = request_query(request, "text"),
                                         .limit = wanted.count == 0 ? 1 : wanted.count,
                                         .offset = wanted.offset};
  error = store->unmapped_list(store, &filter, request->arena, &page);
  if (error != ERROR_OK) {
    return error;
  }
  struct buffer buffer = buffer_make(request->arena, LIMIT_ANSWER_BYTES);
  struct json_writer writer = json_writer_make(&buffer, request->pretty);
  writer_object_begin(&writer);
  writer_member_integer(&writer, "total", (int64_t)page.total);
  writer_member_integer(&writer, "offset", wanted.offset);
  writer_key(&writer, "rows");
  writer_array_begin(&writer);
  for (size_t i = 0; i < page.count && wanted.count > 0; i++) {
    write_unmapped(&writer, &mapping.mapping, &page.rows[i], request->arena);
  }
  return answer(&writer, &buffer, response);
}

/* ---- ending -------------------------------------------------------------------------------------
 */
struct ending {
  struct json_writer *writer;
  const struct masters *masters;
  uint32_t today;
  uint32_t until;
};

static void write_successors(const struct ending *ending, const struct masters_concept *concept) {
  struct masters_concept successors[SUCCESSORS_SHOWN];
  size_t count = crosswalk_successors(ending->masters, concept, successors, SUCCESSORS_SHOWN);
  writer_key(ending->writer, "successors");
  writer_array_begin(ending->writer);
  for (size_t i = 0; i < count; i++) {
    writer_object_begin(ending->writer);
    writer_member_string(ending->writer, "system", successors[i].system);
    writer_member_string(ending->writer, "code", successors[i].code);
    writer_member_optional(ending->writer, "display", successors[i].display);
    writer_object_end(ending->writer);
  }
  writer_array_end(ending->writer);
}

/* The last day of a target that the masters know to end; 0 = open. A code that is gone from the
 * newest master ends with the release that had it last. */
static uint32_t last_day(const struct masters_concept *concept) {
  bool gone = (concept->flags & MASTERS_CONCEPT_RETIRED) != 0;
  return concept->valid_to != 0 ? concept->valid_to : gone ? concept->released : 0;
}

static void write_ending(const struct ending *ending, const struct mapping_entry *entry,
                         const struct masters_concept *concept, uint32_t last) {
  char text[MAPPING_DATE_BYTES];
  mapping_date_write(last, text);
  writer_object_begin(ending->writer);
  mapping_json_members(ending->writer, entry->row);
  writer_member_text(ending->writer, "ends", text);
  writer_member_text(ending->writer, "reason", concept == NULL ? "row" : "target");
  writer_member_boolean(ending->writer, "ended", last < ending->today);
  if (concept != NULL) {
    write_successors(ending, concept);
  }
  writer_object_end(ending->writer);
}

static void look_at(const struct ending *ending, const struct mapping_entry *entry) {
  struct masters_concept concept;
  bool known = ending->masters != NULL && masters_find(ending->masters, entry->row->target_system,
                                                       entry->row->target_code, &concept);
  uint32_t last = known ? last_day(&concept) : 0;
  if (known && last != 0 && last <= ending->until) {
    write_ending(ending, entry, &concept, last);
  } else if (entry->valid_to >= ending->today && entry->valid_to <= ending->until) {
    write_ending(ending, entry, NULL, entry->valid_to);
  }
}

enum error handle_mapping_ending(struct request *request, struct response *response) {
  struct mapping_request mapping;
  uint32_t days = DAYS_STANDARD;
  enum error error = mapping_json_number(request, "days", DAYS_MAXIMUM, &days);
  if (error == ERROR_OK) {
    error = mapping_request_begin(request, &mapping);
  }
  if (error != ERROR_OK) {
    return error;
  }
  const struct bundle_mapping *known = &mapping.mapping;
  struct buffer buffer = buffer_make(request->arena, LIMIT_ANSWER_BYTES);
  struct json_writer writer = json_writer_make(&buffer, request->pretty);
  struct ending ending = {&writer, known->masters, known->today,
                          mapping_date_add(known->today, (int32_t)days)};
  char until[MAPPING_DATE_BYTES];
  mapping_date_write(ending.until, until);
  writer_object_begin(&writer);
  writer_member_text(&writer, "until", until);
  writer_member_boolean(&writer, "mastersImported", known->masters != NULL);
  writer_key(&writer, "rows");
  writer_array_begin(&writer);
  for (size_t i = 0; i < mapping_table_count(known->table); i++) {
    const struct mapping_entry *entry = mapping_table_at(known->table, i);
    if (entry->valid_to == 0 || entry->valid_to >= known->today) {
      look_at(&ending, entry);
    }
  }
  return answer(&writer, &buffer, response);
}
