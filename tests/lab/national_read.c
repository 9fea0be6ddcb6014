#include "server/base/clock.h"
#include "tests/lab/national_seed.h"
#include "tests/lab/national_work.h"

#define EXTRA_MAXIMUM 134217728u

static void write_instant(struct buffer *buffer, const char *name, int64_t unix_ms) {
  char text[CLOCK_INSTANT_BYTES] = "";
  if (unix_ms != 0) {
    clock_instant(unix_ms, text);
  }
  national_answer_element(buffer, name, view_of(text));
}

static struct buffer begin(const struct national_work *work) {
  return buffer_make(work->arena, EXTRA_MAXIMUM);
}

static struct national_answer answer_with(const struct national_work *work,
                                          const struct buffer *buffer) {
  struct national_answer answer = national_work_answer(
      work, buffer->error == ERROR_OK ? NATIONAL_CODE_DONE : NATIONAL_CODE_UNAVAILABLE);
  answer.extra = buffer_view(buffer);
  return answer;
}

/* ---- status ------------------------------------------------------------------------------------
 */

static const struct national_item *asked_item(const struct national_work *work) {
  const struct view *fields = work->message.fields;
  const struct national_item *item =
      national_store_item(work->sim->store, work->message.institution,
                          fields[NATIONAL_FIELD_SYSTEM], fields[NATIONAL_FIELD_VALUE]);
  struct view insured = fields[NATIONAL_FIELD_INSURED];
  bool hidden = item == NULL || item->kind != work->message.kind ||
                item->state == NATIONAL_ITEM_DELETED || item->registered_ms > work->now_ms;
  if (hidden ||
      (insured.length > 0 && !national_seed_same_insured(insured, item->insured, work->arena))) {
    return NULL;
  }
  return item;
}

struct national_answer national_read_status(const struct national_work *work) {
  struct buffer buffer = begin(work);
  national_store_lock(work->sim->store);
  const struct national_item *item = asked_item(work);
  bool referral = item != NULL && item->kind == NATIONAL_KIND_REFERRAL;
  const char *state = item == NULL                              ? "none"
                      : item->state == NATIONAL_ITEM_REGISTERED ? "registered"
                                                                : "cancelled";
  const char *consent = !referral ? "none" : item->consented_ms != 0 ? "consented" : "pending";
  const char *acquisition = !referral ? "none" : item->acquired_ms != 0 ? "acquired" : "open";
  national_answer_element(&buffer, "RegistrationState", view_of(state));
  national_answer_element(&buffer, "ConsentState", view_of(consent));
  national_answer_element(&buffer, "AcquisitionState", view_of(acquisition));
  write_instant(&buffer, "RegisteredAt", item != NULL ? item->registered_ms : 0);
  national_store_unlock(work->sim->store);
  return answer_with(work, &buffer);
}

/* ---- facilities --------------------------------------------------------------------------------
 */

static void write_facility(struct buffer *buffer, const struct national_facility *facility) {
  buffer_append_string(buffer, "<Facility>");
  national_answer_element(buffer, "InstitutionCode", view_of(facility->number));
  national_answer_element(buffer, "Name", view_of(facility->name));
  national_answer_element(buffer, "Kana", view_of(facility->kana));
  national_answer_element(buffer, "PostalCode", view_of(facility->postal_code));
  national_answer_element(buffer, "Address", view_of(facility->address));
  national_answer_element(buffer, "Phone", view_of(facility->phone));
  national_answer_element(buffer, "Participating", view_of(facility->participates ? "1" : "0"));
  buffer_append_string(buffer, "</Facility>");
}

struct national_answer national_read_facility(const struct national_work *work) {
  const struct view *fields = work->message.fields;
  const struct national_facility_query query = {.name = fields[NATIONAL_FIELD_NAME],
                                                .kana = fields[NATIONAL_FIELD_KANA],
                                                .phone = fields[NATIONAL_FIELD_PHONE],
                                                .postal_code = fields[NATIONAL_FIELD_POSTAL_CODE],
                                                .address = fields[NATIONAL_FIELD_ADDRESS]};
  struct buffer buffer = begin(work);
  buffer_append_string(&buffer, "<FacilityList>");
  for (size_t i = 0; i < national_seed_facility_count(); i++) {
    const struct national_facility *facility = national_seed_facility_at(i);
    if (national_seed_facility_matches(facility, &query, work->arena)) {
      write_facility(&buffer, facility);
    }
  }
  buffer_append_string(&buffer, "</FacilityList>");
  return answer_with(work, &buffer);
}

/* ---- documents addressed to the asking institution ---------------------------------------------
 */

static bool is_for(const struct national_item *item, const struct national_work *work) {
  return item->kind == NATIONAL_KIND_REFERRAL && item->state == NATIONAL_ITEM_REGISTERED &&
         item->registered_ms <= work->now_ms &&
         view_equal(item->destination, work->message.institution);
}

static void write_document(struct buffer *buffer, const struct national_item *item) {
  const char *state = item->acquired_ms != 0    ? "acquired"
                      : item->consented_ms != 0 ? "viewable"
                                                : "withheld";
  buffer_append_string(buffer, "<Document>");
  national_answer_element(buffer, "DocumentKey", item->document_key);
  national_answer_element(buffer, "Kind", view_of(national_message_kind_name(item->kind)));
  national_answer_element(buffer, "BundleIdentifierSystem", item->system);
  national_answer_element(buffer, "BundleIdentifierValue", item->value);
  national_answer_element(buffer, "Title", item->title);
  national_answer_element(buffer, "PatientIdentifier", item->insured);
  national_answer_element(buffer, "SenderInstitution", item->institution);
  national_answer_element(buffer, "SenderName", item->sender_name);
  national_answer_element(buffer, "State", view_of(state));
  write_instant(buffer, "RegisteredAt", item->registered_ms);
  buffer_append_string(buffer, "</Document>");
}

struct national_answer national_read_doclist(const struct national_work *work) {
  struct buffer buffer = begin(work);
  national_store_lock(work->sim->store);
  buffer_append_string(&buffer, "<DocumentList>");
  for (size_t i = 0; i < national_store_count(work->sim->store); i++) {
    const struct national_item *item = national_store_at(work->sim->store, i);
    if (is_for(item, work)) {
      write_document(&buffer, item);
    }
  }
  buffer_append_string(&buffer, "</DocumentList>");
  national_store_unlock(work->sim->store);
  return answer_with(work, &buffer);
}

static const struct national_item *by_key(const struct national_work *work) {
  for (size_t i = 0; i < national_store_count(work->sim->store); i++) {
    const struct national_item *item = national_store_at(work->sim->store, i);
    if (view_equal(item->document_key, work->message.fields[NATIONAL_FIELD_DOCUMENT_KEY])) {
      return item;
    }
  }
  return NULL;
}

static enum national_code check_fetch(const struct national_work *work,
                                      const struct national_item *item) {
  if (item == NULL || item->kind != NATIONAL_KIND_REFERRAL ||
      item->state != NATIONAL_ITEM_REGISTERED || item->registered_ms > work->now_ms) {
    return NATIONAL_CODE_NOTHING;
  }
  if (!is_for(item, work)) {
    return NATIONAL_CODE_NOT_OWN;
  }
  return item->consented_ms == 0 ? NATIONAL_CODE_WITHHELD : NATIONAL_CODE_DONE;
}

static struct national_answer fetch(const struct national_work *work,
                                    const struct national_item *item) {
  struct buffer buffer = begin(work);
  struct national_event event = {.type = NATIONAL_EVENT_FETCH,
                                 .operation = NATIONAL_OPERATION_NONE,
                                 .kind = item->kind,
                                 .code = NATIONAL_CODE_DONE,
                                 .at_ms = work->now_ms,
                                 .institution = item->institution,
                                 .message_id = work->message.id,
                                 .system = item->system,
                                 .value = item->value};
  national_answer_element(&buffer, "DocumentKey", item->document_key);
  national_answer_element(&buffer, "ContentType", view_of("application/fhir+json"));
  national_answer_base64(&buffer, "Content", view_make(item->content, item->length));
  national_answer_element(&buffer, "Signature", item->signature);
  if (national_store_commit(work->sim->store, &event, work->arena) != ERROR_OK) {
    return national_work_answer(work, NATIONAL_CODE_UNAVAILABLE);
  }
  return answer_with(work, &buffer);
}

struct national_answer national_read_docfetch(const struct national_work *work) {
  national_store_lock(work->sim->store);
  const struct national_item *item = by_key(work);
  enum national_code code = check_fetch(work, item);
  struct national_answer answer =
      code == NATIONAL_CODE_DONE ? fetch(work, item) : national_work_answer(work, code);
  national_store_unlock(work->sim->store);
  return answer;
}

/* ---- masters -----------------------------------------------------------------------------------
 */

struct master {
  const char *name;
  const char *version;
  const char *file;
  const char *content;
};

static const struct master masters[] = {
    {"disease", "20260601", "SIMdisease_20260601.csv", "20061234,架空病\n20069999,試験症\n"},
    {"disease-modifier", "20260601", "SIMmodifier_20260601.csv", "8002,の疑い\n"},
    {"laboratory", "20260401", "SIMlaboratory_20260401.csv", "3A015000001827101,架空検査\n"},
    {"allergen", "20260401", "SIMallergen_20260401.csv", "J9F000000001,架空食品\n"},
    {"medication", "20260901", "SIMmedication_20260901.csv", "9990001F1012,架空錠\n"},
};

struct national_answer national_read_mastercheck(const struct national_work *work) {
  struct view name = work->message.fields[NATIONAL_FIELD_MASTER_NAME];
  struct view version = work->message.fields[NATIONAL_FIELD_MASTER_VERSION];
  const struct master *master = NULL;
  for (size_t i = 0; i < sizeof masters / sizeof *masters; i++) {
    master = view_is(name, masters[i].name) ? &masters[i] : master;
  }
  if (master == NULL) {
    return national_work_answer(work, NATIONAL_CODE_NOTHING);
  }
  if (view_compare(version, view_of(master->version)) >= 0) {
    return national_work_answer(work, NATIONAL_CODE_CURRENT);
  }
  struct buffer buffer = begin(work);
  national_answer_element(&buffer, "MasterName", view_of(master->name));
  national_answer_element(&buffer, "MasterVersion", view_of(master->version));
  national_answer_element(&buffer, "FileName", view_of(master->file));
  national_answer_base64(&buffer, "Content", view_of(master->content));
  return answer_with(work, &buffer);
}
