#include "tests/lab/national_admin.h"

#include "server/base/clock.h"
#include "tests/lab/lab_base64.h"
#include "tests/lab/national_seed.h"
#include "tests/lab/national_work.h"

#include <jansson.h>
#include <libxml/parser.h>
#include <libxml/tree.h>
#include <limits.h>
#include <stdlib.h>

#define XML_MAXIMUM 67108864u

static void write_instant(struct json_writer *writer, const char *name, int64_t unix_ms) {
  char text[CLOCK_INSTANT_BYTES] = "";
  if (unix_ms != 0) {
    clock_instant(unix_ms, text);
  }
  writer_member_optional(writer, name, view_of(text));
}

static const char *state_name(enum national_item_state state) {
  return state == NATIONAL_ITEM_REGISTERED  ? "registered"
         : state == NATIONAL_ITEM_CANCELLED ? "cancelled"
                                            : "deleted";
}

static void write_item(const struct national_item *item, struct json_writer *writer) {
  writer_object_begin(writer);
  writer_member_string(writer, "bundle_identifier", item->value);
  writer_member_string(writer, "sha256", item->sha256);
  writer_member_integer(writer, "count", item->count);
  writer_member_string(writer, "message_id", item->message_id);
  writer_member_string(writer, "institution", item->institution);
  writer_member_text(writer, "kind", national_message_kind_name(item->kind));
  writer_member_text(writer, "state", state_name(item->state));
  writer_member_string(writer, "insured", item->insured);
  writer_member_string(writer, "document_key", item->document_key);
  writer_member_integer(writer, "bytes", (int64_t)item->length);
  writer_member_boolean(writer, "derived", item->derived);
  writer_member_optional(writer, "destination", item->destination);
  writer_member_optional(writer, "consent", item->consent);
  writer_member_optional(writer, "consent_by", item->consent_by);
  write_instant(writer, "registered_at", item->registered_ms);
  write_instant(writer, "changed_at", item->changed_ms);
  write_instant(writer, "consented_at", item->consented_ms);
  write_instant(writer, "acquired_at", item->acquired_ms);
  write_instant(writer, "signature_checked_at", item->signed_ms);
  writer_object_end(writer);
}

void national_admin_write_state(const struct national_sim *sim, struct json_writer *writer) {
  struct national_store *store = sim->store;
  national_store_lock(store);
  writer_member_integer(writer, "received", national_store_received(store));
  writer_member_integer(writer, "registered", (int64_t)national_store_count(store));
  writer_member_integer(writer, "parallel_max", atomic_load(&sim->load->maximum));
  writer_member_integer(writer, "sessions_max", atomic_load(&sim->load->sessions_maximum));
  writer_key(writer, "registrations");
  writer_array_begin(writer);
  for (size_t i = 0; i < national_store_count(store); i++) {
    write_item(national_store_at(store, i), writer);
  }
  writer_array_end(writer);
  national_store_unlock(store);
}

static void write_event(const struct national_event *event, struct json_writer *writer) {
  writer_object_begin(writer);
  writer_member_text(writer, "operation", national_event_name(event));
  writer_member_string(writer, "bundle_identifier", event->value);
  writer_member_string(writer, "institution", event->institution);
  writer_member_text(writer, "code", national_message_code(event->code));
  writer_member_optional(writer, "message_id", event->message_id);
  writer_member_optional(writer, "sha256", event->sha256);
  writer_member_optional(writer, "by", event->consent);
  writer_member_optional(writer, "detail", event->detail);
  write_instant(writer, "at", event->at_ms);
  writer_object_end(writer);
}

void national_admin_write_history(const struct national_sim *sim, const char *identifier,
                                  struct json_writer *writer) {
  struct national_store *store = sim->store;
  national_store_lock(store);
  writer_object_begin(writer);
  writer_key(writer, "history");
  writer_array_begin(writer);
  for (size_t i = 0; i < national_store_event_count(store); i++) {
    const struct national_event *event = national_store_event_at(store, i);
    if (identifier == NULL || view_is(event->value, identifier)) {
      write_event(event, writer);
    }
  }
  writer_array_end(writer);
  writer_object_end(writer);
  national_store_unlock(store);
}

void national_admin_write_view(const struct national_sim *sim, const char *insured,
                               const char *audience, struct json_writer *writer) {
  bool patient = audience != NULL && strcmp(audience, "patient") == 0;
  national_store_lock(sim->store);
  writer_object_begin(writer);
  writer_key(writer, "items");
  national_view_write(sim, view_of(insured),
                      patient ? NATIONAL_AUDIENCE_PATIENT : NATIONAL_AUDIENCE_INSTITUTION, writer);
  writer_object_end(writer);
  national_store_unlock(sim->store);
}

/* ---- consent -----------------------------------------------------------------------------------
 */

static struct view member(const json_t *json, const char *name) {
  const json_t *value = json_object_get(json, name);
  return view_make(json_string_value(value), json_string_length(value));
}

static const struct national_item *referral_of(const struct national_store *store,
                                               struct view identifier) {
  for (size_t i = 0; i < national_store_count(store); i++) {
    const struct national_item *item = national_store_at(store, i);
    if (item->kind == NATIONAL_KIND_REFERRAL && item->state == NATIONAL_ITEM_REGISTERED &&
        view_equal(item->value, identifier)) {
      return item;
    }
  }
  return NULL;
}

static bool make_event(const struct national_sim *sim, const json_t *json,
                       struct national_event *event) {
  struct view by = member(json, "by");
  struct view identifier = member(json, "identifier");
  const struct national_item *item = referral_of(sim->store, identifier);
  *event = (struct national_event){.operation = NATIONAL_OPERATION_NONE,
                                   .kind = NATIONAL_KIND_COUNT,
                                   .code = NATIONAL_CODE_DONE,
                                   .at_ms = lab_clock_now_ms(sim->clock),
                                   .consent = by};
  if (!view_is(by, "portal") && !view_is(by, "reader")) {
    return false;
  }
  if (identifier.length > 0 && item != NULL) {
    event->type = NATIONAL_EVENT_CONSENT;
    event->institution = item->institution;
    event->system = item->system;
    event->value = item->value;
    return true;
  }
  event->type = NATIONAL_EVENT_VIEWING;
  event->institution = member(json, "institution");
  event->insured = member(json, "insured");
  return identifier.length == 0 && event->institution.length > 0 && event->insured.length > 0 &&
         view_is(by, "reader");
}

bool national_admin_consent(const struct national_sim *sim, struct view json, struct arena *arena) {
  json_t *given = json_loadb(json.data, json.length, 0, NULL);
  struct national_event event;
  national_store_lock(sim->store);
  bool done = make_event(sim, given, &event) &&
              national_store_commit(sim->store, &event, arena) == ERROR_OK;
  national_store_unlock(sim->store);
  json_decref(given);
  return done;
}

/* ---- messages ----------------------------------------------------------------------------------
 */

/* Text as it is, JSON in its shortest form. */
static struct view content_of(const json_t *content, struct arena *arena) {
  if (json_is_string(content)) {
    return arena_copy(arena, view_make(json_string_value(content), json_string_length(content)));
  }
  char *text = json_is_object(content) ? json_dumps(content, JSON_COMPACT) : NULL;
  struct view kept = arena_copy(arena, view_of(text));
  free(text);
  return kept;
}

static struct view envelope_of(const json_t *json, struct arena *arena) {
  struct buffer buffer = buffer_make(arena, XML_MAXIMUM);
  json_t *fields = json_object_get(json, "fields");
  struct view content = content_of(json_object_get(json, "content"), arena);
  const char *name;
  json_t *value;
  buffer_append_string(&buffer, "<XmlMsg><MessageHeader>");
  national_answer_element(&buffer, "MedicalInstitutionCode", member(json, "institution"));
  national_answer_element(&buffer, "ArbitraryFileIdentifier", member(json, "id"));
  buffer_append_string(&buffer, "</MessageHeader><MessageBody>");
  json_object_foreach(fields, name, value) {
    national_answer_element(&buffer, name,
                            view_make(json_string_value(value), json_string_length(value)));
  }
  if (content.length > 0) {
    national_answer_base64(&buffer, "Content", content);
  }
  buffer_append_string(&buffer, "</MessageBody></XmlMsg>");
  return buffer.error == ERROR_OK ? buffer_view(&buffer) : (struct view){NULL, 0};
}

static bool is_list(const xmlNode *node) {
  return view_ends_with(view_of((const char *)node->name), view_of("List"));
}

static void write_text(xmlNode *node, struct json_writer *writer) {
  xmlChar *text = xmlNodeGetContent(node);
  writer_string(writer, view_of((const char *)text));
  xmlFree(text);
}

/* An element of texts; of a list's rows the same. */
static void write_row(xmlNode *node, struct json_writer *writer) {
  writer_object_begin(writer);
  for (xmlNode *child = xmlFirstElementChild(node); child != NULL;
       child = xmlNextElementSibling(child)) {
    writer_key(writer, (const char *)child->name);
    write_text(child, writer);
  }
  writer_object_end(writer);
}

static void write_list(xmlNode *node, struct json_writer *writer) {
  writer_array_begin(writer);
  for (xmlNode *child = xmlFirstElementChild(node); child != NULL;
       child = xmlNextElementSibling(child)) {
    write_row(child, writer);
  }
  writer_array_end(writer);
}

static void write_part(xmlNode *part, struct json_writer *writer) {
  writer_object_begin(writer);
  for (xmlNode *child = xmlFirstElementChild(part); child != NULL;
       child = xmlNextElementSibling(child)) {
    writer_key(writer, (const char *)child->name);
    if (is_list(child)) {
      write_list(child, writer);
    } else {
      write_text(child, writer);
    }
  }
  writer_object_end(writer);
}

/* {"MessageHeader": {…}, "MessageBody": {…}}; rows of lists are arrays. */
static bool write_answer(struct view xml, struct json_writer *writer) {
  xmlDoc *document = xml.length <= INT_MAX
                         ? xmlReadMemory(xml.data, (int)xml.length, NULL, NULL,
                                         XML_PARSE_NONET | XML_PARSE_HUGE | XML_PARSE_NOERROR)
                         : NULL;
  if (document == NULL) {
    return false;
  }
  writer_object_begin(writer);
  for (xmlNode *part = xmlFirstElementChild(xmlDocGetRootElement(document)); part != NULL;
       part = xmlNextElementSibling(part)) {
    writer_key(writer, (const char *)part->name);
    write_part(part, writer);
  }
  writer_object_end(writer);
  xmlFreeDoc(document);
  return true;
}

bool national_admin_message(const struct national_sim *sim, const struct lab_request *request,
                            struct json_writer *writer) {
  json_t *json = json_loadb(request->body.data, request->body.length, 0, NULL);
  struct view name =
      arena_format(request->arena, "SIM%.*s", VIEW_ARGUMENTS(member(json, "operation")));
  struct fault_snapshot faults;
  const struct national_call call = {.operation = national_message_operation(name),
                                     .text = envelope_of(json, request->arena),
                                     .faults = &faults};
  json_decref(json);
  if (call.operation == NATIONAL_OPERATION_NONE || call.text.length == 0) {
    return false;
  }
  national_sim_begin(sim);
  faults_occasion(sim->faults, FAULT_SIDE_NATIONAL,
                  view_of(national_message_operation_name(call.operation)), &faults);
  struct national_answer answer = national_sim_process(sim, &call, request->arena);
  national_sim_end(sim);
  return write_answer(national_sim_render(sim, &answer, request->arena), writer);
}
