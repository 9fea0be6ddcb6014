#include "handlers/national_view.h"

#include "handlers/consent_age.h"
#include "handlers/content_base64.h"
#include "handlers/from_orca.h"
#include "handlers/inbox_message.h"
#include "handlers/insured_number.h"
#include "handlers/search_day.h"
#include "handlers/searchset.h"
#include "server/base/log.h"
#include "server/national/relay.h"

#define CATEGORY_SYSTEM "urn:fhir-facade:national-view"

static const struct search_parameter_row parameters[] = {
    NATIONAL_VIEW_PARAMETERS(SEARCHSET_PARAMETER_ROW){"patient", "reference"},
    {"_source", "uri"},
    {NULL, NULL}};

struct category_row {
  const char *code;
  enum adapter_operation operation;
  const char *source;
  const char *title;
  const char *audit;
};

static const struct category_row categories[] = {
    {"clinical-information", ADAPTER_OPERATION_CLINICAL_VIEW,
     "urn:fhir-facade:national:clinical-view", "臨床情報", "national-clinical-view"},
    {"checkup", ADAPTER_OPERATION_CHECKUP_VIEW, "urn:fhir-facade:national:checkup-view", "健診結果",
     "national-checkup-view"},
};
#define CATEGORIES (sizeof categories / sizeof categories[0])

static const struct form_row {
  const char *name;
  enum adapter_word word;
  const char *media_type; /* when the service tells none */
} forms[] = {
    {"xml", ADAPTER_WORD_FORM_XML, "application/xml"}, /* without `form` */
    {"pdf", ADAPTER_WORD_FORM_PDF, "application/pdf"},
};
#define FORMS (sizeof forms / sizeof forms[0])

struct view_work {
  struct request *request;
  const struct category_row *category;
  const struct form_row *form;
  struct day_range period;
  int64_t consent_ms;
  struct view patient; /* as given */
  struct view insured;
  struct question_answer answer;
  struct content_base64 content;
};

static const struct category_row *find_category(struct view code) {
  for (size_t i = 0; i < CATEGORIES; i++) {
    if (view_is(code, categories[i].code)) {
      return &categories[i];
    }
  }
  return NULL;
}

bool national_view_is(struct view category) {
  return find_category(category) != NULL;
}

static enum error refuse(const struct view_work *work, enum error error, enum inbox_message message,
                         struct view a, struct view b) {
  return request_fail(work->request, error, inbox_message_get(message), a, b);
}

/* ---- what is asked for -------------------------------------------------------------------------
 */
static enum error read_category(struct view_work *work) {
  struct view code;
  enum error error = searchset_single(work->request, "category", &code);
  if (error != ERROR_OK) {
    return error;
  }
  work->category = find_category(code);
  return work->category != NULL
             ? ERROR_OK
             : refuse(work, ERROR_BAD_REQUEST, INBOX_MESSAGE_VALUE, view_of("category"), code);
}

static enum error read_form(struct view_work *work) {
  struct view name;
  enum error error = searchset_single(work->request, "form", &name);
  if (error != ERROR_OK) {
    return error;
  }
  work->form = name.length == 0 ? &forms[0] : NULL;
  for (size_t i = 0; i < FORMS && work->form == NULL; i++) {
    work->form = view_is(name, forms[i].name) ? &forms[i] : NULL;
  }
  return work->form != NULL
             ? ERROR_OK
             : refuse(work, ERROR_BAD_REQUEST, INBOX_MESSAGE_VALUE, view_of("form"), name);
}

static enum error read_consent(struct view_work *work) {
  const struct view none = {NULL, 0};
  struct view text;
  enum error error = searchset_single(work->request, "consent-at", &text);
  if (error != ERROR_OK) {
    return error;
  }
  if (text.length == 0) {
    return refuse(work, ERROR_FORBIDDEN, INBOX_MESSAGE_CONSENT_NEEDED, none, none);
  }
  if (!consent_age_parse(text, &work->consent_ms)) {
    return refuse(work, ERROR_BAD_REQUEST, INBOX_MESSAGE_VALUE, view_of("consent-at"), text);
  }
  switch (consent_age_judge(work->consent_ms, clock_now_ms(work->request->services->clock))) {
  case CONSENT_AGE_OLD:
    return refuse(work, ERROR_FORBIDDEN, INBOX_MESSAGE_CONSENT_OLD, text, none);
  case CONSENT_AGE_FUTURE:
    return refuse(work, ERROR_FORBIDDEN, INBOX_MESSAGE_CONSENT_FUTURE, text, none);
  case CONSENT_AGE_GOOD:
    break;
  }
  return ERROR_OK;
}

static enum error read_patient(struct view_work *work, struct response *response) {
  struct insured_numbers numbers;
  enum error error = insured_number_find(work->request, response, work->patient, &numbers);
  if (error != ERROR_OK) {
    return error;
  }
  work->insured = numbers.current;
  return numbers.current.length != 0 ? ERROR_OK
                                     : refuse(work, ERROR_NOT_PROCESSABLE, INBOX_MESSAGE_INSURED,
                                              work->patient, view_make(NULL, 0));
}

static enum error read_request(struct view_work *work) {
  enum error error = searchset_check(work->request, parameters);
  if (error == ERROR_OK) {
    error = read_category(work);
  }
  if (error == ERROR_OK) {
    error = read_form(work);
  }
  if (error == ERROR_OK) {
    error = search_day_range(work->request, "period", &work->period);
  }
  if (error == ERROR_OK) {
    error = searchset_patient(work->request, NULL, &work->patient);
  }
  return error;
}

/* ---- the question ------------------------------------------------------------------------------
 */
static enum error explain(const struct view_work *work, enum error error) {
  const struct adapter *adapter = relay_adapter(work->request->services->relay);
  const struct adapter_code *row = error == ERROR_NATIONAL_REFUSED
                                       ? adapter_codes_row(&adapter->codes, work->answer.code)
                                       : NULL;
  if (row != NULL && row->reason == ADAPTER_REASON_NO_CONSENT) {
    return refuse(work, ERROR_FORBIDDEN, INBOX_MESSAGE_CONSENT_REFUSED, work->answer.code,
                  view_make(NULL, 0));
  }
  return error;
}

static enum error ask(struct view_work *work) {
  struct request *request = work->request;
  struct relay *relay = request->services->relay;
  const struct adapter *adapter = relay_adapter(relay);
  struct envelope_values values = {0};
  char consent[CLOCK_INSTANT_BYTES];
  clock_instant(work->consent_ms, consent);
  values.texts[ADAPTER_PLACEHOLDER_CONSENT_AT] = view_of(consent);
  values.texts[ADAPTER_PLACEHOLDER_PERIOD_FROM] = work->period.from;
  values.texts[ADAPTER_PLACEHOLDER_PERIOD_TO] = work->period.to;
  if (adapter != NULL) {
    values.texts[ADAPTER_PLACEHOLDER_FORM] = adapter->words[work->form->word];
  }
  enum error error = envelope_insured(&values, work->insured, request->arena);
  const struct question question = {.operation = work->category->operation,
                                    .values = &values,
                                    .arena = request->arena,
                                    .deadline_us = request->deadline_us};
  if (error == ERROR_OK) {
    error = relay_ask(relay, &question, &request->issues, &work->answer);
  }
  return error == ERROR_OK ? ERROR_OK : explain(work, error);
}

static enum error read_answer(struct view_work *work) {
  enum error error =
      content_base64_read(work->request->arena,
                          work->answer.answer.fields[ADAPTER_FIELD_CONTENT_BASE64], &work->content);
  return error == ERROR_SYNTAX ? refuse(work, ERROR_NATIONAL_ANSWER, INBOX_MESSAGE_CONTENT,
                                        view_of(work->category->code), view_make(NULL, 0))
                               : error;
}

/* ---- the trace ---------------------------------------------------------------------------------
 */
static struct view hashed(const struct view_work *work) {
  struct arena *arena = work->request->arena;
  char *hex = arena_bytes(arena, SHA256_HEX_BYTES);
  struct view salted =
      arena_format(arena, "%.*s:%.*s", VIEW_ARGUMENTS(work->request->services->institution_number),
                   VIEW_ARGUMENTS(work->insured));
  if (hex == NULL || salted.data == NULL || work->insured.length == 0) {
    return view_of("");
  }
  struct sha256 digest = hash_sha256(salted);
  hash_sha256_hex(&digest, hex);
  return view_of(hex);
}

/* What is shown leaves a trace or is not shown; a refusal whose trace fails stays a refusal. */
static enum error audit(const struct view_work *work, enum error outcome) {
  struct request *request = work->request;
  struct view detail = work->answer.code;
  if (detail.length == 0) {
    detail = request->issues.count != 0 ? view_of(request->issues.issues[0].message->id)
                                        : view_of(error_name(outcome));
  }
  const struct store_audit row = {.action = view_of(work->category->audit),
                                  .request_id = request->id,
                                  .subject = hashed(work),
                                  .detail = detail};
  enum error error = request->services->store->audit(request->services->store, &row);
  if (error != ERROR_OK) {
    log_write(LOG_LEVEL_ERROR, "audit-failed",
              (struct log_field[]){LOG_TEXT("request", request->id),
                                   LOG_TEXT("error", view_of(error_name(error)))},
              2);
  }
  return outcome != ERROR_OK ? outcome : error;
}

/* ---- the answer --------------------------------------------------------------------------------
 */
static void write_head(struct json_writer *writer, const struct view_work *work, const char *id) {
  writer_object_begin(writer);
  writer_member_text(writer, "resourceType", "DocumentReference");
  writer_member_text(writer, "id", id);
  writer_key(writer, "meta");
  writer_object_begin(writer);
  writer_member_text(writer, "source", work->category->source);
  writer_object_end(writer);
  writer_member_text(writer, "status", "current");
  writer_key(writer, "category");
  writer_array_begin(writer);
  writer_object_begin(writer);
  writer_key(writer, "coding");
  writer_array_begin(writer);
  from_orca_coding(writer, CATEGORY_SYSTEM, view_of(work->category->code), view_of(""));
  writer_array_end(writer);
  writer_member_text(writer, "text", work->category->title);
  writer_object_end(writer);
  writer_array_end(writer);
}

static void write_period(struct json_writer *writer, const struct day_range *period) {
  if (period->from.length + period->to.length == 0) {
    return;
  }
  writer_key(writer, "context");
  writer_object_begin(writer);
  writer_key(writer, "period");
  writer_object_begin(writer);
  writer_member_optional(writer, "start", period->from);
  writer_member_optional(writer, "end", period->to);
  writer_object_end(writer);
  writer_object_end(writer);
}

static struct view media_type(const struct view_work *work) {
  struct view told = work->answer.answer.fields[ADAPTER_FIELD_CONTENT_TYPE];
  return told.length != 0 ? told : view_of(work->form->media_type);
}

static void write_reference(struct json_writer *writer, const struct view_work *work,
                            const char *id, struct view binary_url) {
  char now[CLOCK_INSTANT_BYTES];
  const struct from_orca_logical subject = {.key = "subject",
                                            .type = "Patient",
                                            .system = view_of(insured_number_system(work->insured)),
                                            .value = work->insured};
  clock_instant(clock_now_ms(work->request->services->clock), now);
  write_head(writer, work, id);
  from_orca_logical(writer, &subject);
  writer_member_text(writer, "date", now);
  writer_key(writer, "content");
  writer_array_begin(writer);
  writer_object_begin(writer);
  writer_key(writer, "attachment");
  writer_object_begin(writer);
  writer_member_string(writer, "contentType", media_type(work));
  writer_member_string(writer, "url", binary_url);
  writer_member_integer(writer, "size", (int64_t)work->content.bytes.length);
  writer_member_text(writer, "title", work->category->title);
  writer_object_end(writer);
  writer_object_end(writer);
  writer_array_end(writer);
  write_period(writer, &work->period);
  writer_object_end(writer);
}

static void write_binary(struct json_writer *writer, const struct view_work *work, const char *id) {
  writer_object_begin(writer);
  writer_member_text(writer, "resourceType", "Binary");
  writer_member_text(writer, "id", id);
  writer_member_string(writer, "contentType", media_type(work));
  writer_member_string(writer, "data", work->content.text);
  writer_object_end(writer);
}

static enum error answer(const struct view_work *work, struct response *response) {
  struct request *request = work->request;
  struct search_result wanted;
  struct searchset set;
  char ids[2][UUID_BYTES];
  uuid_random(ids[0]);
  uuid_random(ids[1]);
  enum error error = search_result_read(request, &wanted);
  const struct searchset_page page = {.total = 1, .count = wanted.count != 0};
  if (error == ERROR_OK) {
    error = searchset_begin_page(&set, request, "DocumentReference", &page);
  }
  if (error != ERROR_OK || page.count == 0) {
    return error != ERROR_OK ? error : searchset_end(&set, response);
  }
  struct view binary_url = arena_format(request->arena, "urn:uuid:%s", ids[1]);
  searchset_entry_begin(&set, view_of(ids[0]));
  set.full_url = arena_format(request->arena, "urn:uuid:%s", ids[0]);
  write_reference(&set.writer, work, ids[0], binary_url);
  searchset_entry_end(&set);
  searchset_entry_begin(&set, view_of(ids[1]));
  set.full_url = binary_url;
  write_binary(&set.writer, work, ids[1]);
  searchset_entry_end(&set);
  if (set.entries.count == 2) {
    set.entries.items[1].mode = SEARCH_MODE_INCLUDE;
  }
  return searchset_end(&set, response);
}

enum error handle_national_view(struct request *request, struct response *response) {
  struct view_work work = {.request = request};
  enum error error = read_request(&work);
  if (error != ERROR_OK) {
    return error;
  }
  error = read_consent(&work);
  if (error == ERROR_OK) {
    error = read_patient(&work, response);
  }
  if (error == ERROR_OK) {
    error = ask(&work);
  }
  if (error == ERROR_OK) {
    error = read_answer(&work);
  }
  error = audit(&work, error);
  if (error == ERROR_OK) {
    error = answer(&work, response);
  }
  if (error == ERROR_OK) {
    response_header(response, "Cache-Control", view_of("no-store"));
  }
  return error;
}
