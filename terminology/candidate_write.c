#include "terminology/candidate_write.h"

#include <stdio.h>

#define DATE_BYTES 16

static struct view date_text(uint32_t date, char bytes[DATE_BYTES]) {
  int length = snprintf(bytes, DATE_BYTES, "%04u-%02u-%02u", date / 10000 % 10000, date / 100 % 100,
                        date % 100);
  return view_make(bytes, (size_t)length);
}

static void write_date(struct json_writer *writer, const char *key, uint32_t date) {
  char bytes[DATE_BYTES];
  if (date != 0) {
    writer_member_string(writer, key, date_text(date, bytes));
  }
}

static void write_reason(struct json_writer *writer, const struct candidate_reason *reason,
                         enum language language) {
  const struct candidate_reason_text *text = candidate_reason_text(reason->kind);
  writer_object_begin(writer);
  writer_member_text(writer, "reason", text->id);
  writer_member_integer(writer, "weight", reason->weight);
  writer_member_text(writer, "text",
                     language == LANGUAGE_JAPANESE ? text->japanese : text->english);
  writer_object_end(writer);
}

static void write_explanation(struct json_writer *writer, const struct candidate *candidate,
                              enum language language) {
  writer_key(writer, "explanation");
  writer_array_begin(writer);
  for (uint32_t i = 0; i < candidate->reason_count; i++) {
    write_reason(writer, &candidate->reasons[i], language);
  }
  writer_array_end(writer);
  writer_key(writer, "marks");
  writer_array_begin(writer);
  for (uint32_t i = 0; i < candidate->reason_count; i++) {
    const struct candidate_reason *reason = &candidate->reasons[i];
    if (reason->weight < 0) {
      writer_string(writer, view_of(candidate_reason_text(reason->kind)->id));
    }
  }
  writer_array_end(writer);
}

static void write_candidate(struct json_writer *writer, const struct candidate *candidate,
                            enum language language) {
  const struct masters_concept *concept = &candidate->concept;
  writer_object_begin(writer);
  writer_member_string(writer, "system", concept->system);
  writer_member_string(writer, "code", concept->code);
  writer_member_optional(writer, "display", candidate->name);
  writer_member_optional(writer, "kana", concept->kana);
  writer_member_integer(writer, "score", candidate->score);
  writer_member_boolean(writer, "valid", candidate->holds);
  write_date(writer, "validFrom", concept->valid_from);
  write_date(writer, "validTo", concept->valid_to);
  write_explanation(writer, candidate, language);
  writer_object_end(writer);
}

void candidate_write(struct json_writer *writer, const struct candidate_answer *answer) {
  const struct candidate_query *query = answer->query;
  writer_object_begin(writer);
  writer_member_string(writer, "text", query->text);
  writer_member_optional(writer, "domain", query->domain);
  writer_member_optional(writer, "system", query->system);
  writer_member_optional(writer, "specimen", query->specimen);
  write_date(writer, "date", query->date);
  writer_key(writer, "candidates");
  writer_array_begin(writer);
  for (uint32_t i = 0; i < answer->count; i++) {
    write_candidate(writer, &answer->candidates[i], answer->language);
  }
  writer_array_end(writer);
  writer_object_end(writer);
}
