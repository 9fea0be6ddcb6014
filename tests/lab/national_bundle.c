#include "tests/lab/national_bundle.h"

#include "server/base/hash_map.h"
#include "tests/lab/bundle_parts.h"
#include "tests/lab/national_answer.h"
#include "tests/lab/national_rules.h"
#include "tests/lab/national_seed.h"

#define DESTINATION_SECTION "910"
#define REFERRAL_TYPE "57133-1"
#define DISCHARGE_TYPE "18842-5"
#define SUMMARY_TYPE "56447-6"
#define FINDINGS_BYTES 65536u

/* A check in progress. The first finding stays. */
struct check {
  const struct national_message *message;
  const struct national_bundle_settings *settings;
  struct arena *arena;
  const json_t *bundle;
  struct national_verdict *verdict;
};

static bool refuse(struct check *check, enum national_code code, const char *detail) {
  check->verdict->code = code;
  check->verdict->detail = view_of(detail);
  return false;
}

static bool invalid(struct check *check, const char *detail) {
  return refuse(check, NATIONAL_CODE_VALIDATION, detail);
}

static bool check_bundle(struct check *check) {
  const json_t *identifier = json_object_get(check->bundle, "identifier");
  const struct view *fields = check->message->fields;
  const char *type = check->message->kind == NATIONAL_KIND_CLINICAL ? "collection" : "document";
  if (!parts_is_type(check->bundle, "Bundle")) {
    return invalid(check, "Bundle ではありません");
  }
  if (!view_equal(parts_text(identifier, "system"), fields[NATIONAL_FIELD_SYSTEM]) ||
      !view_equal(parts_text(identifier, "value"), fields[NATIONAL_FIELD_VALUE])) {
    return invalid(check, "Bundle.identifier が電文の値と一致しません");
  }
  if (!view_is(parts_text(check->bundle, "type"), type)) {
    return invalid(check, "Bundle.type が種別に合いません");
  }
  if (parts_count(check->bundle) == 0) {
    return invalid(check, "Bundle.entry がありません");
  }
  return true;
}

static bool check_full_urls(struct check *check) {
  const json_t *entries = json_object_get(check->bundle, "entry");
  struct hash_map seen = hash_map_make(check->arena);
  for (size_t i = 0; i < json_array_size(entries); i++) {
    struct view url = parts_text(json_array_get(entries, i), "fullUrl");
    if (!view_starts_with(url, view_of("urn:uuid:"))) {
      return invalid(check, "fullUrl が urn:uuid ではありません");
    }
    if (hash_map_get(&seen, url) != NULL) {
      return invalid(check, "fullUrl が重複しています");
    }
    if (hash_map_put(&seen, url, check) != ERROR_OK) {
      return refuse(check, NATIONAL_CODE_UNAVAILABLE, "");
    }
  }
  return true;
}

/* One unit is one patient and resources of one of three types; other types are ignored. Only a
 * Patient means: delete what was sent before. */
static bool check_clinical(struct check *check) {
  static const char *const types[] = {"AllergyIntolerance", "Condition", "Observation"};
  const char *found = NULL;
  if (!parts_is_type(parts_resource(check->bundle, 0), "Patient")) {
    return invalid(check, "先頭の entry が Patient ではありません");
  }
  for (size_t i = 0; i < sizeof types / sizeof types[0]; i++) {
    if (parts_first(check->bundle, types[i]) == NULL) {
      continue;
    }
    if (found != NULL) {
      return invalid(check, "異なる種類の情報が混在しています");
    }
    found = types[i];
  }
  return true;
}

static bool check_document(struct check *check) {
  if (!parts_is_type(parts_resource(check->bundle, 0), "Composition")) {
    return invalid(check, "先頭の entry が Composition ではありません");
  }
  if (parts_first(check->bundle, "Patient") == NULL) {
    return invalid(check, "Patient がありません");
  }
  return true;
}

/* The patient must carry one valid insured number, the one of the envelope. */
static bool check_insured(struct check *check) {
  const json_t *patient = parts_first(check->bundle, "Patient");
  struct view public = parts_identifier(patient, NATIONAL_SEED_PUBLIC);
  struct view given = check->message->fields[NATIONAL_FIELD_INSURED];
  struct national_insured insured = {view_of(NATIONAL_SEED_INSURED), parts_insured(patient),
                                     parts_text(patient, "birthDate")};
  if (insured.value.length == 0) {
    return refuse(check, NATIONAL_CODE_INSURED, "被保険者番号がありません");
  }
  if (view_equal(insured.value, public)) {
    insured.system = view_of(NATIONAL_SEED_PUBLIC);
  }
  const char *refusal = national_seed_refusal(&insured, check->arena);
  if (refusal != NULL) {
    return refuse(check, NATIONAL_CODE_INSURED, refusal);
  }
  return given.length == 0 || national_seed_same_insured(given, insured.value, check->arena) ||
         refuse(check, NATIONAL_CODE_INSURED_DIFFERS, "");
}

static bool has_type(const struct check *check, const char *code) {
  const json_t *composition = parts_resource(check->bundle, 0);
  return parts_has_code(json_object_get(composition, "type"), NULL, code);
}

static bool check_destination(struct check *check) {
  struct view given = check->message->fields[NATIONAL_FIELD_DESTINATION];
  struct view destination = parts_identifier(
      parts_section_organization(check->bundle, DESTINATION_SECTION), PARTS_INSTITUTION_SYSTEM);
  if (destination.length == 0) {
    return invalid(check, "紹介先の医療機関番号がありません");
  }
  if (given.length > 0 && !view_equal(given, destination)) {
    return refuse(check, NATIONAL_CODE_DESTINATION_DIFFERS, "");
  }
  return national_seed_participates(destination) || refuse(check, NATIONAL_CODE_DESTINATION, "");
}

static bool check_signature(struct check *check) {
  struct view signature = check->message->fields[NATIONAL_FIELD_SIGNATURE];
  if (signature.length == 0) {
    return true;
  }
  enum national_code code =
      check->message->kind != NATIONAL_KIND_REFERRAL
          ? NATIONAL_CODE_SIGNATURE_KIND
          : national_signature_check(check->settings->signature, signature, check->message->content,
                                     check->settings->now_ms, check->arena);
  return code == NATIONAL_CODE_DONE || refuse(check, code, "");
}

static bool check_referral(struct check *check) {
  const json_t *composition = parts_resource(check->bundle, 0);
  if (has_type(check, DISCHARGE_TYPE)) {
    return refuse(check, NATIONAL_CODE_STANDALONE, "");
  }
  if (!has_type(check, REFERRAL_TYPE)) {
    return invalid(check, "診療情報提供書ではありません");
  }
  if (parts_section(composition, "230") != NULL && parts_section(composition, "300") == NULL &&
      parts_section(composition, "200") == NULL) {
    return refuse(check, NATIONAL_CODE_PDF_ONLY, "");
  }
  return check_destination(check);
}

static bool check_kind(struct check *check) {
  switch (check->message->kind) {
  case NATIONAL_KIND_CLINICAL:
    return check_clinical(check);
  case NATIONAL_KIND_REFERRAL:
    return check_document(check) && check_referral(check);
  case NATIONAL_KIND_SUMMARY:
    return check_document(check) &&
           (has_type(check, SUMMARY_TYPE) || invalid(check, "患者サマリーではありません"));
  case NATIONAL_KIND_CHECKUP:
    return check_document(check);
  case NATIONAL_KIND_COUNT:
    break;
  }
  return false;
}

static void write_finding(const struct national_finding *finding, struct buffer *xml,
                          struct buffer *text) {
  buffer_append_string(xml, "<Result>");
  national_answer_element(xml, "ResultCode", view_of(finding->rule));
  national_answer_element(xml, "ResultMessage", view_of(finding->text));
  national_answer_element(xml, "Location", finding->location);
  buffer_append_string(xml, "</Result>");
  buffer_append_format(text, "%s%s %.*s %s", text->length > 0 ? "、" : "", finding->rule,
                       VIEW_ARGUMENTS(finding->location), finding->text);
}

/* A unit passes or is rejected as a whole. */
static bool check_rules(struct check *check) {
  struct national_findings *findings = arena_alloc(check->arena, sizeof *findings);
  struct buffer xml = buffer_make(check->arena, FINDINGS_BYTES);
  struct buffer text = buffer_make(check->arena, FINDINGS_BYTES);
  if (!check->settings->rules) {
    return true;
  }
  if (findings == NULL) {
    return refuse(check, NATIONAL_CODE_UNAVAILABLE, "");
  }
  findings->arena = check->arena;
  national_rules_check(check->message->kind, check->bundle, findings);
  size_t told = check->settings->all_messages || findings->count == 0 ? findings->count : 1;
  if (told == 0) {
    return true;
  }
  buffer_append_string(&xml, "<ResultList>");
  for (size_t i = 0; i < told; i++) {
    write_finding(&findings->rows[i], &xml, &text);
  }
  buffer_append_string(&xml, "</ResultList>");
  check->verdict->code = NATIONAL_CODE_VALIDATION;
  check->verdict->detail = buffer_view(&text);
  check->verdict->findings = buffer_view(&xml);
  return false;
}

void national_bundle_check(const struct national_message *message,
                           const struct national_bundle_settings *settings, struct arena *arena,
                           struct national_verdict *ret_verdict) {
  *ret_verdict = (struct national_verdict){.code = NATIONAL_CODE_DONE};
  struct check check = {
      .message = message, .settings = settings, .arena = arena, .verdict = ret_verdict};
  json_t *bundle =
      json_loadb(message->content.data, message->content.length, JSON_REJECT_DUPLICATES, NULL);
  check.bundle = bundle;
  if (bundle == NULL) {
    (void)invalid(&check, "JSON として読めません");
  } else {
    (void)(check_bundle(&check) && check_full_urls(&check) && check_kind(&check) &&
           check_insured(&check) && check_signature(&check) && check_rules(&check));
  }
  json_decref(bundle);
}
