#include "tests/lab/national_bundle.h"

#include "server/base/hash_map.h"
#include "tests/lab/national_seed.h"

#include <jansson.h>

#define DESTINATION_SECTION "910"
#define REFERRAL_TYPE "57133-1"
#define INSTITUTION_SYSTEM "http://jpfhir.jp/fhir/core/IdSystem/insurance-medical-institution-no"

/* A check in progress. The first finding stays. */
struct check {
  const struct national_message *message;
  struct arena *arena;
  const json_t *bundle;
  const json_t *entries;
  const char *detail;
  enum national_code code;
};

static bool refuse(struct check *check, enum national_code code, const char *detail) {
  check->code = code;
  check->detail = detail;
  return false;
}

static bool invalid(struct check *check, const char *detail) {
  return refuse(check, NATIONAL_CODE_VALIDATION, detail);
}

static struct view text_of(const json_t *object, const char *name) {
  const json_t *value = json_object_get(object, name);
  return view_make(json_string_value(value), json_string_length(value));
}

static const json_t *resource_at(const struct check *check, size_t position) {
  return json_object_get(json_array_get(check->entries, position), "resource");
}

static bool is_type(const json_t *resource, const char *type) {
  return view_is(text_of(resource, "resourceType"), type);
}

static const json_t *first_of_type(const struct check *check, const char *type) {
  for (size_t i = 0; i < json_array_size(check->entries); i++) {
    if (is_type(resource_at(check, i), type)) {
      return resource_at(check, i);
    }
  }
  return NULL;
}

static bool check_bundle(struct check *check) {
  const json_t *identifier = json_object_get(check->bundle, "identifier");
  const char *type = check->message->kind == NATIONAL_KIND_CLINICAL ? "collection" : "document";
  if (!is_type(check->bundle, "Bundle")) {
    return invalid(check, "Bundle ではありません");
  }
  if (!view_equal(text_of(identifier, "system"), check->message->identifier_system) ||
      !view_equal(text_of(identifier, "value"), check->message->identifier_value)) {
    return invalid(check, "Bundle.identifier が電文の値と一致しません");
  }
  if (!view_is(text_of(check->bundle, "type"), type)) {
    return invalid(check, "Bundle.type が種別に合いません");
  }
  if (json_array_size(check->entries) == 0) {
    return invalid(check, "Bundle.entry がありません");
  }
  return true;
}

static bool check_full_urls(struct check *check) {
  struct hash_map seen = hash_map_make(check->arena);
  for (size_t i = 0; i < json_array_size(check->entries); i++) {
    struct view url = text_of(json_array_get(check->entries, i), "fullUrl");
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
  if (!is_type(resource_at(check, 0), "Patient")) {
    return invalid(check, "先頭の entry が Patient ではありません");
  }
  for (size_t i = 0; i < sizeof types / sizeof types[0]; i++) {
    if (first_of_type(check, types[i]) == NULL) {
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
  const json_t *composition = resource_at(check, 0);
  if (!is_type(composition, "Composition")) {
    return invalid(check, "先頭の entry が Composition ではありません");
  }
  if (first_of_type(check, "Patient") == NULL) {
    return invalid(check, "Patient がありません");
  }
  return true;
}

/* The patient must carry one valid insured number. */
static bool check_insured(struct check *check) {
  const json_t *patient = first_of_type(check, "Patient");
  const json_t *identifiers = json_object_get(patient, "identifier");
  const char *refusal = "被保険者番号がありません";
  for (size_t i = 0; i < json_array_size(identifiers); i++) {
    const json_t *identifier = json_array_get(identifiers, i);
    struct national_insured insured = {text_of(identifier, "system"), text_of(identifier, "value"),
                                       text_of(patient, "birthDate")};
    if (!view_is(insured.system, NATIONAL_SEED_INSURED) &&
        !view_is(insured.system, NATIONAL_SEED_PUBLIC)) {
      continue;
    }
    refusal = national_seed_refusal(&insured, check->arena);
    if (refusal == NULL) {
      return true;
    }
  }
  return refuse(check, NATIONAL_CODE_INSURED, refusal);
}

static bool has_code(const json_t *concept, const char *code) {
  const json_t *codings = json_object_get(concept, "coding");
  for (size_t i = 0; i < json_array_size(codings); i++) {
    if (view_is(text_of(json_array_get(codings, i), "code"), code)) {
      return true;
    }
  }
  return false;
}

static const json_t *resource_by_url(const struct check *check, struct view url) {
  for (size_t i = 0; i < json_array_size(check->entries); i++) {
    const json_t *entry = json_array_get(check->entries, i);
    if (view_equal(text_of(entry, "fullUrl"), url)) {
      return json_object_get(entry, "resource");
    }
  }
  return NULL;
}

static struct view institution_of(const json_t *organization) {
  const json_t *identifiers = json_object_get(organization, "identifier");
  for (size_t i = 0; i < json_array_size(identifiers); i++) {
    const json_t *identifier = json_array_get(identifiers, i);
    if (view_is(text_of(identifier, "system"), INSTITUTION_SYSTEM)) {
      return text_of(identifier, "value");
    }
  }
  return (struct view){NULL, 0};
}

/* The institution number of the Organization in the section that names the destination. */
static struct view destination_of(const struct check *check) {
  const json_t *sections = json_object_get(resource_at(check, 0), "section");
  for (size_t i = 0; i < json_array_size(sections); i++) {
    const json_t *section = json_array_get(sections, i);
    const json_t *references = json_object_get(section, "entry");
    if (!has_code(json_object_get(section, "code"), DESTINATION_SECTION)) {
      continue;
    }
    for (size_t j = 0; j < json_array_size(references); j++) {
      struct view url = text_of(json_array_get(references, j), "reference");
      const json_t *resource = resource_by_url(check, url);
      if (is_type(resource, "Organization")) {
        return institution_of(resource);
      }
    }
  }
  return (struct view){NULL, 0};
}

static bool check_referral(struct check *check) {
  if (!has_code(json_object_get(resource_at(check, 0), "type"), REFERRAL_TYPE)) {
    return invalid(check, "診療情報提供書ではありません");
  }
  struct view destination = destination_of(check);
  if (destination.length == 0) {
    return invalid(check, "紹介先の医療機関番号がありません");
  }
  return national_seed_participates(destination) || refuse(check, NATIONAL_CODE_DESTINATION, "");
}

static bool check_kind(struct check *check) {
  if (check->message->kind == NATIONAL_KIND_CLINICAL) {
    return check_clinical(check);
  }
  return check_document(check) &&
         (check->message->kind != NATIONAL_KIND_REFERRAL || check_referral(check));
}

enum national_code national_bundle_check(const struct national_message *message,
                                         struct arena *arena, const char **ret_detail) {
  struct check check = {.message = message, .arena = arena, .code = NATIONAL_CODE_REGISTERED};
  json_t *bundle =
      json_loadb(message->content.data, message->content.length, JSON_REJECT_DUPLICATES, NULL);
  check.bundle = bundle;
  check.entries = json_object_get(bundle, "entry");
  check.detail = "";
  if (bundle == NULL) {
    (void)invalid(&check, "JSON として読めません");
  } else {
    (void)(check_bundle(&check) && check_full_urls(&check) && check_kind(&check) &&
           check_insured(&check));
  }
  json_decref(bundle);
  *ret_detail = check.detail;
  return check.code;
}
