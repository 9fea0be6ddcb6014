#include "handlers/bundle_intake.h"

#include "handlers/bundle_facts.h"
#include "handlers/bundle_identifier.h"
#include "handlers/bundle_signature.h"
#include "handlers/mapping_request.h"
#include "handlers/relay_message.h"
#include "handlers/request_document.h"
#include "handlers/services.h"
#include "handlers/validation_knowledge.h"
#include "server/base/log.h"
#include "server/http/operation_outcome.h"
#include "server/national/relay.h"
#include "server/store/audit_chain.h"

#include <stdlib.h>

#define KEY_MAXIMUM 128u

/* From here on a Bundle is near the service's limit, in tenths of it. */
#define NEAR_LIMIT_TENTHS 9

struct intake {
  struct request *request;
  const struct bundle_intake_order *order;
  struct view key;
  struct view consent;
  struct document received;
  struct bundle_facts facts;
  struct patch patch;
  struct bundle_mapping_result mapped;
  bool is_signed;      /* as it arrived: its bytes are not touched */
  struct view content; /* to relay: the received bytes, with codes added, perhaps signed */
  struct view signature;
  struct view signature_verdict;
  struct document document;
  struct view verdict_id; /* validation_knowledge_id */
};

static const struct view none = {NULL, 0};

static enum error read_key(struct intake *intake) {
  intake->key = request_header(intake->request, "idempotency-key");
  bool valid = intake->key.length <= KEY_MAXIMUM;
  for (size_t i = 0; valid && i < intake->key.length; i++) {
    valid = intake->key.data[i] >= 0x20 && intake->key.data[i] <= 0x7e;
  }
  return valid ? ERROR_OK
               : request_fail(intake->request, ERROR_BAD_REQUEST,
                              relay_message_get(RELAY_MESSAGE_KEY_INVALID), none, none);
}

static enum error read_consent(struct intake *intake) {
  struct view consent = request_query(intake->request, "consent");
  if (consent.length > 0 && !view_is(consent, "1") && !view_is(consent, "2") &&
      !view_is(consent, "3")) {
    return request_fail(intake->request, ERROR_BAD_REQUEST,
                        relay_message_get(RELAY_MESSAGE_CONSENT_VALUE), consent, none);
  }
  intake->consent = consent;
  return ERROR_OK;
}

static void say_count(struct request *request, enum relay_message message, uint32_t count) {
  issue_add_with(&request->issues, relay_message_get(message),
                 arena_format(request->arena, "%u", count), none);
}

static enum error map_codes(struct intake *intake) {
  struct request *request = intake->request;
  intake->content = request->body;
  intake->document = intake->received;
  intake->patch = patch_make(request->arena);
  struct mapping_request mapping;
  if (intake->is_signed) {
    issue_add(&request->issues, relay_message_get(RELAY_MESSAGE_SIGNED_NOT_MAPPED));
    return ERROR_OK;
  }
  enum error error = mapping_request_begin(request, &mapping);
  if (error == ERROR_OK && mapping.mapping.table != NULL) {
    error = bundle_mapping_run(&mapping.mapping, &intake->received, &intake->patch,
                               &request->issues, &intake->mapped);
  }
  if (error != ERROR_OK || intake->mapped.added == 0) {
    return error;
  }
  error = patch_apply(&intake->patch, request->body, &intake->content);
  if (error != ERROR_OK) {
    return error == ERROR_MEMORY ? error : ERROR_INTERNAL;
  }
  struct document_failure failure;
  error =
      document_read(request->arena, intake->content,
                    definitions_names(request->services->definitions), &intake->document, &failure);
  say_count(request, RELAY_MESSAGE_CODES_ADDED, (uint32_t)intake->mapped.added);
  return error == ERROR_SYNTAX ? ERROR_INTERNAL : error;
}

static int compare_edits(const void *a, const void *b) {
  const struct patch_edit *first = a;
  const struct patch_edit *second = b;
  return (first->offset > second->offset) - (first->offset < second->offset);
}

/* The offset in the received text of a place in the patched one; inside an insertion: where it was
 * put. */
static size_t received_offset(const struct patch *patch, size_t offset) {
  size_t shift = 0;
  for (size_t i = 0; i < patch->count; i++) {
    const struct patch_edit *edit = &patch->edits[i];
    if (edit->offset + shift > offset) {
      break;
    }
    if (offset < edit->offset + shift + edit->insert.length) {
      return edit->offset;
    }
    shift += edit->insert.length - edit->length;
  }
  return offset - shift;
}

/* Clients know their own text: what was found in the patched one is shown where they wrote it. */
static void translate_offsets(struct intake *intake, uint32_t first) {
  if (intake->patch.count == 0) {
    return;
  }
  qsort(intake->patch.edits, intake->patch.count, sizeof(*intake->patch.edits), compare_edits);
  struct issue_list *issues = &intake->request->issues;
  for (uint32_t i = first; i < issues->count; i++) {
    if (issues->issues[i].offset != ISSUE_NO_OFFSET) {
      issues->issues[i].offset = received_offset(&intake->patch, issues->issues[i].offset);
    }
  }
}

/* The rule of JP-CLINS 1.10.0 that a Bundle of a Patient alone breaks (R02143). */
#define RULE_PATIENT_ONLY "mustHaveOneMoreResources-with-designatedResourceType"

/* A Bundle that deletes what was sent may break the rule against it, where the settings say so. */
static void allow_patient_only(const struct intake *intake) {
  struct issue_list *issues = &intake->request->issues;
  for (uint32_t i = 0;
       intake->facts.patient_only && intake->request->services->patient_only && i < issues->count;
       i++) {
    struct issue *issue = &issues->issues[i];
    if (view_is(issue->arguments[0], RULE_PATIENT_ONLY)) {
      issue_set_severity(issues, issue, SEVERITY_INFORMATION);
    }
  }
}

/* Findings go into a list of their own first: the validator sorts its list, and only its offsets
 * are of the patched text. */
static enum error validate(struct intake *intake) {
  struct request *request = intake->request;
  const struct services *services = request->services;
  struct issue_list earlier = request->issues;
  struct validation_settings settings;
  enum error error = validation_knowledge_settings(request, &settings);
  if (error != ERROR_OK) {
    return error;
  }
  request->issues = issue_list_make(request->arena, earlier.maximum);
  struct validation_request what = {.document = &intake->document,
                                    .resource_type = view_of("Bundle")};
  settings.national = true; /* what the service will look at, before it does */
  intake->verdict_id = validation_knowledge_id(request, &settings);
  error = validator_run(services->definitions, &settings, &what, request->arena, &request->issues);
  allow_patient_only(intake);
  translate_offsets(intake, 0);
  for (uint32_t i = 0; i < earlier.count; i++) {
    struct issue *copy = issue_add(&request->issues, earlier.issues[i].message);
    enum severity severity = earlier.issues[i].severity;
    *copy = earlier.issues[i];
    copy->severity = copy->message->severity;
    issue_set_severity(&request->issues, copy, severity);
  }
  if (error != ERROR_OK) {
    return error;
  }
  return issue_list_failed(&request->issues) ? ERROR_NOT_PROCESSABLE : ERROR_OK;
}

static void audit_refusal(const struct intake *intake) {
  struct request *request = intake->request;
  struct view detail = intake->facts.kind;
  for (uint32_t i = 0; i < request->issues.count; i++) {
    if (request->issues.issues[i].severity <= SEVERITY_ERROR) {
      detail = view_of(request->issues.issues[i].message->id);
      break;
    }
  }
  struct store_audit row = {.action = view_of("bundle-refused"),
                            .request_id = request->id,
                            .patients = audit_chain_patient(request->arena,
                                                            request->services->institution_number,
                                                            intake->facts.patient),
                            .type = view_of("Bundle"),
                            .client = request->client,
                            .address = request->address,
                            .detail = detail,
                            .unmapped = intake->mapped.unmapped,
                            .unmapped_count = intake->mapped.unmapped_count};
  struct store *store = request->services->store;
  enum error error = store->audit(store, &row);
  if (error != ERROR_OK) {
    log_write(LOG_LEVEL_ERROR, "audit-failed",
              (struct log_field[]){LOG_TEXT("request", request->id),
                                   LOG_TEXT("error", view_of(error_name(error)))},
              2);
  }
}

/* Says which of the two names was used before, or that the job to send instead of is not at fault.
 */
static enum error explain_conflict(const struct intake *intake) {
  struct request *request = intake->request;
  struct store *store = request->services->store;
  struct store_job_filter filter = {.identifier_system = intake->facts.identifier_system,
                                    .identifier_value = intake->facts.identifier_value,
                                    .updated_from_ms = INT64_MIN,
                                    .updated_to_ms = INT64_MAX,
                                    .limit = 1};
  struct store_job *jobs = NULL;
  size_t count = 0;
  if (store->job_list(store, &filter, request->arena, &jobs, &count) == ERROR_OK && count > 0) {
    return request_fail(request, ERROR_CONFLICT, relay_message_get(RELAY_MESSAGE_IDENTIFIER_REUSED),
                        intake->facts.identifier_value, jobs[0].id);
  }
  return request_fail(request, ERROR_CONFLICT, relay_message_get(RELAY_MESSAGE_KEY_REUSED), none,
                      none);
}

static enum error keep(const struct intake *intake, struct store_accepted *ret_accepted) {
  struct request *request = intake->request;
  const struct services *services = request->services;
  const struct bundle_facts *facts = &intake->facts;
  char id[UUID_BYTES];
  uuid_random(id);
  struct view composition_id = facts->composition_id;
  if (facts->composition != NODE_NONE && composition_id.length == 0) {
    composition_id = view_of(id);
  }
  struct sha256 received_digest = hash_sha256(request->body);
  bool unchanged = intake->content.data == request->body.data;
  struct store_bundle bundle = {
      .operation = intake->order->operation,
      .instead_of = intake->order->instead_of,
      .check_destination = services->check_destination && facts->destination.length > 0,
      .id = view_of(id),
      .kind = facts->kind,
      .content = intake->content,
      .digest = unchanged ? received_digest : hash_sha256(intake->content),
      .identifier_system = facts->identifier_system,
      .identifier_value = facts->identifier_value,
      .composition_id = composition_id,
      .composition_identifier = facts->composition_identifier,
      .composition_type = facts->composition_type,
      .patient = facts->patient,
      .patient_hash =
          audit_chain_patient(request->arena, services->institution_number, facts->patient),
      .insured = facts->insured,
      .destination = facts->destination,
      .destination_name = facts->destination_name,
      .consent = intake->consent,
      .signature = intake->signature,
      .idempotency_key = intake->key,
      .received_digest = received_digest,
      .pack_id = intake->verdict_id,
      .clins_version = services->clins_version,
      .request_id = request->id,
      .unmapped = intake->mapped.unmapped,
      .unmapped_count = intake->mapped.unmapped_count,
  };
  enum error error =
      services->store->accept(services->store, &bundle, request->arena, ret_accepted);
  if (error == ERROR_NOT_FOUND) {
    return request_fail(request, error, relay_message_get(RELAY_MESSAGE_NOT_REGISTERED),
                        facts->identifier_value, none);
  }
  return error == ERROR_CONFLICT ? explain_conflict(intake) : error;
}

static enum error answer(const struct intake *intake, const struct store_accepted *accepted,
                         struct response *response) {
  struct request *request = intake->request;
  struct operation_outcome outcome = {request->body, &request->issues, request->language};
  struct view body;
  enum error error = operation_outcome_body(&outcome, request->pretty, &body);
  struct view task =
      arena_format(request->arena, "%.*s/Task/%.*s", VIEW_ARGUMENTS(request->base_url),
                   VIEW_ARGUMENTS(accepted->job_id));
  struct view bundle =
      arena_format(request->arena, "%.*s/Bundle/%.*s", VIEW_ARGUMENTS(request->base_url),
                   VIEW_ARGUMENTS(accepted->bundle_id));
  if (error != ERROR_OK || task.data == NULL || bundle.data == NULL) {
    return error != ERROR_OK ? error : ERROR_MEMORY;
  }
  response_fhir(response, body);
  response->outcome = RESPONSE_ACCEPTED;
  response_header(response, "Content-Location", task);
  response_header(response, "Location", bundle);
  return ERROR_OK;
}

/* The address of a conditional update names the Bundle that is sent (FHIR R4
 * http.html#cond-update).
 */
static enum error check_identifier(const struct intake *intake) {
  const struct bundle_facts *facts = &intake->facts;
  const struct bundle_identifier *named = &intake->order->identifier;
  bool same = named->value.length == 0 ||
              (view_equal(named->value, facts->identifier_value) &&
               (named->system.length == 0 || view_equal(named->system, facts->identifier_system)));
  return same ? ERROR_OK
              : request_fail(intake->request, ERROR_BAD_REQUEST,
                             relay_message_get(RELAY_MESSAGE_IDENTIFIER_DIFFERS), named->value,
                             facts->identifier_value);
}

static enum error check_consent(const struct intake *intake) {
  return intake->consent.length == 0 || view_is(intake->facts.kind, "referral")
             ? ERROR_OK
             : request_fail(intake->request, ERROR_BAD_REQUEST,
                            relay_message_get(RELAY_MESSAGE_CONSENT_KIND), intake->facts.kind,
                            none);
}

/* The limit is one of the encoded file; Base64 is what envelopes are known to use. */
static enum error check_size(const struct intake *intake) {
  struct request *request = intake->request;
  const struct adapter *adapter = relay_adapter(request->services->relay);
  if (adapter == NULL) {
    return ERROR_OK;
  }
  int64_t encoded = ((int64_t)intake->content.length + 2) / 3 * 4;
  struct view has = arena_format(request->arena, "%lld", (long long)encoded);
  struct view most = arena_format(request->arena, "%lld", (long long)adapter->limit_bytes);
  if (encoded > adapter->limit_bytes) {
    return request_fail(request, ERROR_TOO_LARGE, relay_message_get(RELAY_MESSAGE_SIZE_OVER_LIMIT),
                        has, most);
  }
  if (encoded / NEAR_LIMIT_TENTHS > adapter->limit_bytes / 10) {
    issue_add_with(&request->issues, relay_message_get(RELAY_MESSAGE_SIZE_NEAR_LIMIT), has, most);
  }
  return ERROR_OK;
}

static bool is_referral(const struct intake *intake) {
  return view_is(intake->facts.kind, "referral");
}

static enum error check_signature(struct intake *intake) {
  intake->is_signed = bundle_signature_present(&intake->received);
  return is_referral(intake) || intake->is_signed
             ? bundle_signature_check(intake->request, &intake->received,
                                      &intake->signature_verdict)
             : ERROR_OK;
}

/* Last of all: what is signed is not touched any more. */
static enum error sign(struct intake *intake) {
  struct bundle_signature_result result;
  if (!is_referral(intake) || intake->is_signed) {
    return ERROR_OK;
  }
  enum error error = bundle_signature_make(intake->request, &intake->document, &result);
  if (error == ERROR_OK) {
    intake->content = result.content;
    intake->signature = result.signature;
  }
  return error;
}

static enum error examine(struct intake *intake) {
  struct request *request = intake->request;
  enum error error =
      bundle_facts_read(&intake->received, request->arena, &request->issues, &intake->facts);
  request_note_patient(request, intake->facts.patient);
  if (error == ERROR_OK) {
    error = check_identifier(intake);
  }
  if (error == ERROR_OK) {
    error = check_consent(intake);
  }
  if (error == ERROR_OK) {
    error = check_signature(intake);
  }
  if (error == ERROR_OK) {
    error = map_codes(intake);
  }
  if (error == ERROR_OK) {
    error = check_size(intake);
  }
  if (error == ERROR_OK) {
    error = validate(intake);
  }
  if (error == ERROR_NOT_PROCESSABLE) {
    audit_refusal(intake);
  }
  return error;
}

/* A byte order mark does no harm in what is only judged; what is sent on as it came has none. */
static enum error read_bundle(struct intake *intake) {
  enum error error = request_document_read(intake->request, &intake->received);
  return error == ERROR_OK && intake->received.has_byte_order_mark
             ? request_fail(intake->request, ERROR_SYNTAX,
                            relay_message_get(RELAY_MESSAGE_BYTE_ORDER_MARK), none, none)
             : error;
}

enum error bundle_intake_run(struct request *request, const struct bundle_intake_order *order,
                             struct response *response) {
  struct intake intake = {.request = request, .order = order};
  struct store_accepted accepted;
  enum error error = read_key(&intake);
  if (error == ERROR_OK) {
    error = read_consent(&intake);
  }
  if (error == ERROR_OK) {
    error = read_bundle(&intake);
  }
  if (error == ERROR_OK) {
    error = examine(&intake);
  }
  if (error == ERROR_OK) {
    error = sign(&intake);
  }
  if (error == ERROR_OK) {
    error = keep(&intake, &accepted);
  }
  if (error != ERROR_OK) {
    return error;
  }
  relay_wake(request->services->relay);
  return answer(&intake, &accepted, response);
}
