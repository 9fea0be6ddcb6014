#include "server/base/clock.h"
#include "tests/lab/bundle_parts.h"
#include "tests/lab/national_seed.h"
#include "tests/lab/national_work.h"

#define DAY_MS INT64_C(86400000)
#define KEEP_DAYS 1826 /* five years */
#define VIEW_MAXIMUM 67108864u
#define AHEAD_MS INT64_C(300000) /* how far clocks may differ */
#define DATE_LENGTH 10u

/* What is shown of a resource. */
struct shown {
  const struct national_item *item;
  const json_t *resource;
  struct view text;
  struct view date; /* YYYY-MM-DD, or empty */
  bool uninformed;
};

/* Where the shown go, one after the other. */
struct sink {
  void (*show)(void *context, const struct shown *shown);
  void *context;
};

struct wanted {
  const struct national_sim *sim;
  struct arena *arena;
  struct view insured;
  struct view from; /* YYYY-MM-DD, may be empty */
  struct view to;
  enum national_audience audience;
  bool checkups;
};

static bool is_information(const json_t *resource, const struct national_item *item) {
  return parts_is_type(resource, "AllergyIntolerance") || parts_is_type(resource, "Condition") ||
         parts_is_type(resource, "Observation") ||
         (item->kind != NATIONAL_KIND_CLINICAL && parts_is_type(resource, "MedicationRequest"));
}

static struct view date_of(const json_t *resource) {
  static const char *const members[] = {"effectiveDateTime", "onsetDateTime", "recordedDate",
                                        "authoredOn", "date"};
  for (size_t i = 0; i < sizeof members / sizeof *members; i++) {
    struct view date = parts_text(resource, members[i]);
    if (date.length > 0) {
      return view_part(date, 0, DATE_LENGTH);
    }
  }
  return (struct view){NULL, 0};
}

static struct view text_of(const json_t *resource) {
  const json_t *code = json_object_get(resource, "code");
  code = code != NULL ? code : json_object_get(resource, "medicationCodeableConcept");
  struct view text = parts_text(code, "text");
  const json_t *coding = json_array_get(json_object_get(code, "coding"), 0);
  text = text.length > 0 ? text : parts_text(coding, "display");
  return text.length > 0 ? text : parts_text(resource, "title");
}

/* Five years from registration, unless it is to be kept. */
static bool is_kept(const struct wanted *wanted, const struct shown *shown) {
  int64_t until_ms = shown->item->registered_ms + KEEP_DAYS * DAY_MS;
  return parts_has_tag(shown->resource, "LTS") || lab_clock_now_ms(wanted->sim->clock) <= until_ms;
}

/* Results count by their day; diseases and allergies are shown when they began before the end. */
static bool in_period(const struct wanted *wanted, const struct shown *shown) {
  bool day = parts_is_type(shown->resource, "Observation") ||
             parts_is_type(shown->resource, "Composition");
  if (shown->date.length == 0) {
    return true;
  }
  if (wanted->to.length > 0 && view_compare(shown->date, wanted->to) > 0) {
    return false;
  }
  return !day || wanted->from.length == 0 || view_compare(shown->date, wanted->from) >= 0;
}

static bool may_see(const struct wanted *wanted, const struct shown *shown) {
  return !parts_has_tag(shown->resource, "UNDELIVERED") &&
         !(shown->uninformed && wanted->audience == NATIONAL_AUDIENCE_PATIENT);
}

static void show_resource(const struct wanted *wanted, const struct national_item *item,
                          const json_t *resource, const struct sink *sink) {
  const struct shown shown = {.item = item,
                              .resource = resource,
                              .text = text_of(resource),
                              .date = date_of(resource),
                              .uninformed = parts_has_tag(resource, "UNINFORMED")};
  if (is_kept(wanted, &shown) && may_see(wanted, &shown) && in_period(wanted, &shown)) {
    sink->show(sink->context, &shown);
  }
}

static bool is_wanted(const struct wanted *wanted, const struct national_item *item) {
  bool there = item->kind == NATIONAL_KIND_CLINICAL || wanted->checkups
                   ? item->state == NATIONAL_ITEM_REGISTERED
                   : item->derived;
  bool of_kind = (item->kind == NATIONAL_KIND_CHECKUP) == wanted->checkups;
  return there && of_kind && item->registered_ms <= lab_clock_now_ms(wanted->sim->clock) &&
         national_seed_same_insured(item->insured, wanted->insured, wanted->arena);
}

static void show_item(const struct wanted *wanted, const struct national_item *item,
                      const struct sink *sink) {
  json_t *bundle = json_loadb(item->content, item->length, 0, NULL);
  for (size_t i = 0; i < parts_count(bundle); i++) {
    const json_t *resource = parts_resource(bundle, i);
    bool shown =
        wanted->checkups ? parts_is_type(resource, "Composition") : is_information(resource, item);
    if (shown) {
      show_resource(wanted, item, resource, sink);
    }
  }
  json_decref(bundle);
}

static void show_all(const struct wanted *wanted, const struct sink *sink) {
  for (size_t i = 0; i < national_store_count(wanted->sim->store); i++) {
    const struct national_item *item = national_store_at(wanted->sim->store, i);
    if (is_wanted(wanted, item)) {
      show_item(wanted, item, sink);
    }
  }
}

static const char *source_of(const struct national_item *item) {
  return item->kind == NATIONAL_KIND_CLINICAL ? "clinical" : "document";
}

/* ---- JSON, for the lab's own endpoint ----------------------------------------------------------
 */

static void show_json(void *context, const struct shown *shown) {
  struct json_writer *writer = context;
  writer_object_begin(writer);
  writer_member_string(writer, "type", parts_text(shown->resource, "resourceType"));
  writer_member_string(writer, "text", shown->text);
  writer_member_string(writer, "date", shown->date);
  writer_member_text(writer, "mark", shown->uninformed ? "未告知" : "");
  writer_member_string(writer, "institution", shown->item->institution);
  writer_member_text(writer, "source", source_of(shown->item));
  writer_object_end(writer);
}

void national_view_write(const struct national_sim *sim, struct view insured,
                         enum national_audience audience, struct json_writer *writer) {
  const struct wanted wanted = {
      .sim = sim, .arena = writer->buffer->arena, .insured = insured, .audience = audience};
  const struct sink sink = {show_json, writer};
  writer_array_begin(writer);
  show_all(&wanted, &sink);
  writer_array_end(writer);
}

/* ---- XML and PDF -------------------------------------------------------------------------------
 */

struct page {
  struct buffer buffer;
  size_t count;
};

static void show_xml(void *context, const struct shown *shown) {
  struct page *page = context;
  struct buffer *buffer = &page->buffer;
  char registered[CLOCK_INSTANT_BYTES];
  clock_instant(shown->item->registered_ms, registered);
  buffer_append_string(buffer, "<Item>");
  national_answer_element(buffer, "Type", parts_text(shown->resource, "resourceType"));
  national_answer_element(buffer, "Text", shown->text);
  national_answer_element(buffer, "Date", shown->date);
  national_answer_element(buffer, "Mark", view_of(shown->uninformed ? "未告知" : ""));
  national_answer_element(buffer, "Institution", shown->item->institution);
  national_answer_element(buffer, "Source", view_of(source_of(shown->item)));
  national_answer_element(buffer, "RegisteredAt", view_of(registered));
  buffer_append_string(buffer, "</Item>");
  page->count++;
}

static struct view xml_page(const struct wanted *wanted) {
  struct page page = {.buffer = buffer_make(wanted->arena, VIEW_MAXIMUM)};
  const struct sink sink = {show_xml, &page};
  const char *root = wanted->checkups ? "CheckupInformation" : "ClinicalInformation";
  buffer_append_format(&page.buffer, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<%s>", root);
  national_answer_element(&page.buffer, "InsuredIdentifier", wanted->insured);
  show_all(wanted, &sink);
  buffer_append_format(&page.buffer, "</%s>\n", root);
  return buffer_view(&page.buffer);
}

static void show_nothing(void *context, const struct shown *shown) {
  struct page *page = context;
  (void)shown;
  page->count++;
}

/* One page that tells how many items there are (ISO 32000-1 7.5.4: the table of offsets). */
static struct view pdf_page(const struct wanted *wanted) {
  struct page page = {.buffer = buffer_make(wanted->arena, VIEW_MAXIMUM)};
  const struct sink sink = {show_nothing, &page};
  struct buffer *pdf = &page.buffer;
  size_t offsets[5];
  show_all(wanted, &sink);
  struct view line =
      arena_format(wanted->arena, "BT /F1 14 Tf 72 760 Td (SIM %s information: %zu items) Tj ET",
                   wanted->checkups ? "checkup" : "clinical", page.count);
  const struct view objects[] = {
      view_of("<< /Type /Catalog /Pages 2 0 R >>"),
      view_of("<< /Type /Pages /Kids [3 0 R] /Count 1 >>"),
      view_of("<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R "
              "/Resources << /Font << /F1 5 0 R >> >> >>"),
      arena_format(wanted->arena, "<< /Length %zu >>\nstream\n%.*s\nendstream", line.length,
                   VIEW_ARGUMENTS(line)),
      view_of("<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>")};
  buffer_append_string(pdf, "%PDF-1.4\n");
  for (size_t i = 0; i < 5; i++) {
    offsets[i] = pdf->length;
    buffer_append_format(pdf, "%zu 0 obj\n%.*s\nendobj\n", i + 1, VIEW_ARGUMENTS(objects[i]));
  }
  size_t table = pdf->length;
  buffer_append_string(pdf, "xref\n0 6\n0000000000 65535 f \n");
  for (size_t i = 0; i < 5; i++) {
    buffer_append_format(pdf, "%010zu 00000 n \n", offsets[i]);
  }
  buffer_append_format(pdf, "trailer\n<< /Size 6 /Root 1 0 R >>\nstartxref\n%zu\n%%%%EOF\n", table);
  return buffer_view(pdf);
}

/* Consent at the card reader, as told in the message or known, not older than 24 hours. */
static enum national_code check_consent(const struct national_work *work, const char **ret_detail) {
  struct view given = work->message.fields[NATIONAL_FIELD_CONSENT_AT];
  int64_t at_ms = 0;
  if (given.length > 0 && !clock_parse(given, &at_ms)) {
    *ret_detail = "ConsentAt が日時ではありません";
    return NATIONAL_CODE_MALFORMED;
  }
  if (given.length == 0) {
    at_ms = national_store_viewing(work->sim->store, work->message.institution,
                                   work->message.fields[NATIONAL_FIELD_INSURED], work->arena);
  }
  if (at_ms == 0 || at_ms > work->now_ms + AHEAD_MS) {
    return NATIONAL_CODE_NO_CONSENT;
  }
  return work->now_ms - at_ms > DAY_MS ? NATIONAL_CODE_CONSENT_OLD : NATIONAL_CODE_DONE;
}

static struct national_answer view_locked(const struct national_work *work) {
  const struct view *fields = work->message.fields;
  const struct wanted wanted = {.sim = work->sim,
                                .arena = work->arena,
                                .insured = fields[NATIONAL_FIELD_INSURED],
                                .from = fields[NATIONAL_FIELD_PERIOD_FROM],
                                .to = fields[NATIONAL_FIELD_PERIOD_TO],
                                .audience = NATIONAL_AUDIENCE_INSTITUTION,
                                .checkups =
                                    work->message.operation == NATIONAL_OPERATION_CHECKUPVIEW};
  const char *detail = "";
  enum national_code code = check_consent(work, &detail);
  struct national_answer answer = national_work_answer(work, code);
  answer.detail = view_of(detail);
  if (code != NATIONAL_CODE_DONE) {
    return answer;
  }
  bool pdf = view_is(fields[NATIONAL_FIELD_FORM], "pdf");
  struct buffer buffer = buffer_make(work->arena, VIEW_MAXIMUM);
  national_answer_element(&buffer, "ContentType",
                          view_of(pdf ? "application/pdf" : "application/xml"));
  national_answer_base64(&buffer, "Content", pdf ? pdf_page(&wanted) : xml_page(&wanted));
  answer.extra = buffer_view(&buffer);
  return answer;
}

struct national_answer national_view_process(const struct national_work *work) {
  national_store_lock(work->sim->store);
  struct national_answer answer = view_locked(work);
  national_store_unlock(work->sim->store);
  return answer;
}
