#include "server/store/rules.h"

#include "server/store/audit_chain.h"

#include <stdarg.h>
#include <stdio.h>

uint32_t rules_row_limit(uint32_t wanted) {
  return wanted == 0 || wanted > LIMIT_STORE_ROWS ? LIMIT_STORE_ROWS : wanted;
}

static struct view digest_of(const struct store_bundle *bundle) {
  return view_make((const char *)bundle->received_digest.bytes, SHA256_BYTES);
}

enum standing_verdict rules_by_key(const struct standing_job *earlier,
                                   const struct store_bundle *bundle) {
  bool same = earlier->operation == bundle->operation &&
              view_equal(earlier->received_digest, digest_of(bundle));
  return same ? STANDING_REPEAT : STANDING_CONFLICT;
}

enum standing_verdict rules_by_identifier(struct standing_job *jobs, size_t count,
                                          const struct store_bundle *bundle,
                                          const struct standing_job **ret_repeated) {
  if (!standing_without(jobs, count, bundle->instead_of)) {
    return STANDING_CONFLICT;
  }
  return standing_accept(jobs, count, bundle->operation, digest_of(bundle), ret_repeated);
}

enum error rules_answer(enum standing_verdict verdict, const struct standing_job *earlier,
                        struct store_accepted *accepted) {
  switch (verdict) {
  case STANDING_REPEAT:
    *accepted = (struct store_accepted){true, earlier->bundle_id, earlier->id};
    return ERROR_OK;
  case STANDING_CONFLICT:
    return ERROR_CONFLICT;
  case STANDING_NOT_FOUND:
    return ERROR_NOT_FOUND;
  case STANDING_INSERT:
    break;
  }
  return ERROR_OK;
}

struct store_bundle rules_bundle_of(const struct store_received *received, struct view id) {
  struct sha256 digest = hash_sha256(received->content);
  return (struct store_bundle){
      .id = id,
      .kind = received->kind,
      .content = received->content,
      .digest = digest,
      .received_digest = digest,
      .identifier_system = received->identifier_system,
      .identifier_value = received->identifier_value,
      .composition_id = received->composition_id,
      .composition_identifier = received->composition_identifier,
      .composition_type = received->composition_type,
      .patient = received->patient,
      .signature = received->signature,
      .request_id = received->request_id,
  };
}

/* Cut where the trail would become unreadable. */
__attribute__((format(printf, 2, 3))) static struct view write_text(struct rules_text *text,
                                                                    const char *format, ...) {
  va_list arguments;
  va_start(arguments, format);
  int length = vsnprintf(text->bytes, sizeof text->bytes, format, arguments);
  va_end(arguments);
  size_t kept = length < 0 ? 0 : (size_t)length;
  if (kept >= sizeof text->bytes) {
    kept = sizeof text->bytes - 1;
    while (kept > 0 && ((unsigned char)text->bytes[kept - 1] & 0xc0) == 0x80) {
      kept--; /* the last character may be cut: it goes whole */
    }
    kept -= kept > 0 && ((unsigned char)text->bytes[kept - 1] & 0x80) != 0;
  }
  return view_make(text->bytes, kept);
}

struct store_audit rules_audit_bundle(const struct store_bundle *bundle, struct view job_id) {
  bool replaces = bundle->operation == JOB_OPERATION_REPLACE;
  return (struct store_audit){
      .action = view_of(replaces ? "bundle-replacement-accepted" : "bundle-accepted"),
      .request_id = bundle->request_id,
      .subject = job_id,
      .detail = bundle->kind,
      .type = view_of("Task"),
      .patients = bundle->patient_hash,
      .unmapped = bundle->unmapped,
      .unmapped_count = bundle->unmapped_count};
}

struct store_audit rules_audit_act(const struct store_act *act, struct view job_id,
                                   struct view kind, struct rules_text *text) {
  const char *operation = store_job_operation_name(act->operation);
  return (struct store_audit){.action = write_text(text, "%s-accepted", operation),
                              .request_id = act->request_id,
                              .subject = job_id,
                              .detail = kind};
}

struct store_audit rules_audit_received(const struct store_received *received,
                                        struct view bundle_id) {
  return (struct store_audit){.action = view_of("document-received"),
                              .request_id = received->request_id,
                              .subject = bundle_id,
                              .detail = received->verdict};
}

struct store_audit rules_audit_transition(const struct store_transition *transition,
                                          struct rules_text *text) {
  const char *state = store_job_state_name(transition->state);
  return (struct store_audit){.action = write_text(text, "job-%s", state),
                              .subject = transition->job_id,
                              .detail = transition->result_code};
}

struct store_audit rules_audit_order(enum store_order order, struct view job_id) {
  bool retry = order == STORE_ORDER_RETRY;
  return (struct store_audit){.action = view_of(retry ? "job-retried" : "job-given-up"),
                              .subject = job_id};
}

struct store_audit rules_audit_pruned(uint64_t count, struct rules_text *text) {
  return (struct store_audit){.action = view_of("bundles-pruned"),
                              .detail = write_text(text, "%llu", (unsigned long long)count)};
}

struct store_audit rules_audit_resource(const struct store_resource *resource, const char *action) {
  return (struct store_audit){.action = view_of(action),
                              .request_id = resource->request_id,
                              .subject = resource->id,
                              .detail = resource->type};
}

/* "chain first last hash" */
struct store_audit rules_audit_archived(const struct store_audit_segment *segment,
                                        struct rules_text *text) {
  struct sha256 hash = {{0}};
  char hex[SHA256_HEX_BYTES];
  if (segment->hash.length == SHA256_BYTES) {
    memcpy(hash.bytes, segment->hash.data, SHA256_BYTES);
  }
  hash_sha256_hex(&hash, hex);
  struct view detail = write_text(text, "%.*s %lld %lld %s", VIEW_ARGUMENTS(segment->chain),
                                  (long long)segment->first, (long long)segment->last, hex);
  return (struct store_audit){.action = view_of(AUDIT_ACTION_ARCHIVED), .detail = detail};
}

struct store_audit rules_audit_cover(int64_t number, const struct sha256 *hash,
                                     struct rules_text *text) {
  char hex[SHA256_HEX_BYTES];
  hash_sha256_hex(hash, hex);
  return (struct store_audit){.action = view_of(AUDIT_ACTION_COVER),
                              .detail = write_text(text, "%lld %s", (long long)number, hex)};
}

struct store_audit rules_audit_subscription(const struct store_subscription *subscription,
                                            const char *action) {
  return (struct store_audit){.action = view_of(action),
                              .request_id = subscription->request_id,
                              .subject = subscription->id,
                              .detail = subscription->status};
}

void rules_count_subscriptions(struct view status, uint64_t count,
                               struct store_subscription_counts *counts) {
  if (view_is(status, "active")) {
    counts->active += count;
  } else if (view_is(status, "off")) {
    counts->off += count;
  } else {
    counts->error += count;
  }
}

/* "who: system|code|specimen -> system|code" */
struct store_audit rules_audit_mapping(const struct store_mapping_change *change,
                                       const struct store_mapping_batch *batch,
                                       struct rules_text *text) {
  const struct mapping_row *row = &change->row;
  struct view detail =
      write_text(text, "%.*s: %.*s|%.*s|%.*s -> %.*s|%.*s", VIEW_ARGUMENTS(batch->who),
                 VIEW_ARGUMENTS(row->source_system), VIEW_ARGUMENTS(row->source_code),
                 VIEW_ARGUMENTS(row->specimen), VIEW_ARGUMENTS(row->target_system),
                 VIEW_ARGUMENTS(row->target_code));
  return (struct store_audit){.action = change->audit,
                              .request_id = batch->request_id,
                              .subject = row->id,
                              .detail = detail};
}
