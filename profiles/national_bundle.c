#include "profiles/national_bundle.h"

#include "server/base/hash_map.h"
#include "server/limits.h"

#define RESOURCE_TYPE_SYSTEM "http://jpfhir.jp/fhir/clins/CodeSystem/BundleResourceType_CS"
#define DOCUMENT_TYPE_SYSTEM "http://jpfhir.jp/fhir/Common/CodeSystem/doc-typecodes"
#define REFERRAL_TYPE "57133-1"
#define DISCHARGE_SUMMARY_TYPE "18842-5"
#define UUID_PREFIX "urn:uuid:"

static const struct view none = {NULL, 0};

/* ---- what a Bundle of clinical information holds
 * --------------------------------------------------
 */
static bool is_clinical_type(struct view type) {
  return view_is(type, "AllergyIntolerance") || view_is(type, "Condition") ||
         view_is(type, "Observation");
}

/* The kind that Bundle.meta.tag announces; else that of the first entry of one of the kinds. */
static struct view announced_type(const struct national_place *place) {
  uint32_t meta = national_place_member(place, place->node, "meta");
  NATIONAL_ITEMS(tag, place, meta, "tag") {
    if (national_place_text_is(place, tag.node, "system", RESOURCE_TYPE_SYSTEM)) {
      return national_place_text(place, tag.node, "code");
    }
  }
  NATIONAL_ITEMS(entry, place, place->node, "entry") {
    struct view type =
        national_place_text(place, national_place_entry(place, entry.node), "resourceType");
    if (is_clinical_type(type)) {
      return type;
    }
  }
  return none;
}

void national_bundle_mixed(const struct national_place *place) {
  struct view announced = announced_type(place);
  NATIONAL_ITEMS(entry, place, place->node, "entry") {
    uint32_t resource = national_place_entry(place, entry.node);
    struct view type = national_place_text(place, resource, "resourceType");
    if (is_clinical_type(type) && announced.length > 0 && !view_equal(type, announced)) {
      national_place_report(place, resource, type, announced);
    }
  }
}

/* Other types are refused by the closed slices of Bundle.entry. */
void national_bundle_not_processed(const struct national_place *place) {
  NATIONAL_ITEMS(entry, place, place->node, "entry") {
    uint32_t resource = national_place_entry(place, entry.node);
    struct view type = national_place_text(place, resource, "resourceType");
    if (view_is(type, "MedicationRequest")) {
      national_place_report(place, resource, type, none);
    }
  }
}

void national_bundle_patient_only(const struct national_place *place) {
  uint32_t count = 0;
  bool is_patient = false;
  NATIONAL_ITEMS(entry, place, place->node, "entry") {
    uint32_t resource = national_place_entry(place, entry.node);
    is_patient = national_place_text_is(place, resource, "resourceType", "Patient");
    count++;
  }
  if (count == 1 && is_patient) {
    national_place_report(place, place->node, announced_type(place), none);
  }
}

/* ---- references ---------------------------------------------------------------------------------
 */
/* fullUrl of the Bundle's Patient; empty when there is none. */
static struct view patient_url(const struct national_place *place) {
  NATIONAL_ITEMS(entry, place, place->node, "entry") {
    uint32_t resource = national_place_entry(place, entry.node);
    if (national_place_text_is(place, resource, "resourceType", "Patient")) {
      return national_place_text(place, entry.node, "fullUrl");
    }
  }
  return none;
}

static void check_reference(const struct national_place *place, uint32_t node, struct view wanted) {
  struct arena_mark mark = arena_mark(place->evaluation->scratch);
  struct view reference = evaluation_text(place->evaluation, node);
  bool is_local = reference.length > 0 && reference.data[0] == '#';
  if (reference.length > 0 && !is_local && !view_equal(reference, wanted)) {
    national_place_report(place, node, reference, none);
  }
  arena_back(place->evaluation->scratch, mark);
}

/* Every member "reference" that is a string, wherever it stands in the resources. */
void national_bundle_reference(const struct national_place *place) {
  const struct document *document = place->evaluation->document;
  struct view wanted = patient_url(place);
  NATIONAL_ITEMS(entry, place, place->node, "entry") {
    uint32_t resource = national_place_entry(place, entry.node);
    uint32_t end = resource == NODE_NONE ? 0 : document_node(document, resource)->next;
    for (uint32_t node = resource; node + 1 < end; node++) {
      const struct node *key = document_node(document, node);
      if (key->type == NODE_KEY && key->next == place->evaluation->names.reference &&
          document_type(document, node + 1) == NODE_STRING) {
        check_reference(place, node + 1, wanted);
      }
    }
  }
}

/* Members that hold a Reference with nothing but an identifier: {"identifier": {…}} or with
 * display. */
static bool is_logical(const struct national_place *place, uint32_t object) {
  const struct document *document = place->evaluation->document;
  bool has_identifier = false;
  for (uint32_t key = document_first(document, object); key != NODE_NONE;
       key = document_next(document, object, key)) {
    struct view name = document_raw(document, key);
    bool is_identifier = view_is(name, "identifier");
    if (!is_identifier && !view_is(name, "display") && !view_is(name, "type") &&
        !view_is(name, "id")) {
      return false;
    }
    has_identifier =
        has_identifier || (is_identifier && document_type(document, key + 1) == NODE_OBJECT);
  }
  return has_identifier;
}

void national_bundle_reference_logical(const struct national_place *place) {
  const struct document *document = place->evaluation->document;
  NATIONAL_ITEMS(entry, place, place->node, "entry") {
    uint32_t resource = national_place_entry(place, entry.node);
    uint32_t end = resource == NODE_NONE ? 0 : document_node(document, resource)->next;
    for (uint32_t node = resource; node < end; node++) {
      if (document_type(document, node) == NODE_OBJECT && is_logical(place, node)) {
        national_place_report(place, node, none, none);
      }
    }
  }
}

/* ---- fullUrl ------------------------------------------------------------------------------------
 */
/* A wrong urn:uuid is a fault of any uri and told there. */
void national_bundle_full_url_uuid(const struct national_place *place) {
  NATIONAL_ITEMS(entry, place, place->node, "entry") {
    struct view url = national_place_text(place, entry.node, "fullUrl");
    if (url.length > 0 && !view_starts_with(url, view_of(UUID_PREFIX))) {
      national_place_report(place, national_place_member(place, entry.node, "fullUrl"), url, none);
    }
  }
}

static struct view version_of(const struct national_place *place, uint32_t entry) {
  uint32_t meta = national_place_member(place, national_place_entry(place, entry), "meta");
  return national_place_text(place, meta, "versionId");
}

/* R4's bdl-7 lets the same fullUrl pass when meta.versionId differs; here it may not repeat. */
void national_bundle_full_url_repeated(const struct national_place *place) {
  struct evaluation *evaluation = place->evaluation;
  struct hash_map seen = hash_map_make(evaluation->scratch);
  NATIONAL_ITEMS(entry, place, place->node, "entry") {
    struct view url = national_place_text(place, entry.node, "fullUrl");
    const uint32_t *first = url.length > 0 ? hash_map_get(&seen, url) : NULL;
    if (first != NULL && !view_equal(version_of(place, *first), version_of(place, entry.node))) {
      national_place_report(place, national_place_member(place, entry.node, "fullUrl"), url, none);
    }
    uint32_t *kept = arena_alloc(evaluation->scratch, sizeof(*kept));
    if (kept == NULL) {
      evaluation->error = ERROR_MEMORY;
      return;
    }
    *kept = entry.node;
    if (first == NULL && url.length > 0 && hash_map_put(&seen, url, kept) != ERROR_OK) {
      evaluation->error = ERROR_MEMORY;
    }
  }
}

/* ---- any Bundle ---------------------------------------------------------------------------------
 */
void national_bundle_size(const struct national_place *place) {
  struct evaluation *evaluation = place->evaluation;
  size_t length = evaluation->document->text.length;
  if (place->node == evaluation->root && length > LIMIT_BUNDLE_BYTES) {
    national_place_report(place, place->node, arena_format(evaluation->scratch, "%zu", length),
                          evaluation_number(evaluation, LIMIT_BUNDLE_BYTES));
  }
}

void national_bundle_profile_version(const struct national_place *place) {
  uint32_t meta = national_place_member(place, place->node, "meta");
  NATIONAL_ITEMS(profile, place, meta, "profile") {
    struct view canonical = evaluation_text(place->evaluation, profile.node);
    if (canonical.length > 0 && view_find_byte(canonical, '|', 0) == SIZE_MAX) {
      national_place_report(place, profile.node, canonical, none);
    }
  }
}

/* ---- documents ----------------------------------------------------------------------------------
 */
static bool has_document_type(const struct national_place *place, uint32_t composition,
                              const char *type) {
  uint32_t coding = national_place_coding(place, composition, "type", DOCUMENT_TYPE_SYSTEM);
  return national_place_text_is(place, coding, "code", type);
}

void national_bundle_discharge_summary_alone(const struct national_place *place) {
  uint32_t array = national_place_member(place, place->node, "entry");
  uint32_t first =
      array == NODE_NONE ? NODE_NONE : document_item(place->evaluation->document, array, 0);
  uint32_t composition = national_place_entry(place, first);
  if (place->node == place->evaluation->root &&
      has_document_type(place, composition, DISCHARGE_SUMMARY_TYPE)) {
    national_place_report(place, composition, none, none);
  }
}

void national_bundle_referral_category(const struct national_place *place) {
  if (!has_document_type(place, place->node, REFERRAL_TYPE)) {
    return;
  }
  NATIONAL_ITEMS(category, place, place->node, "category") {
    NATIONAL_ITEMS(coding, place, category.node, "coding") {
      struct view code = national_place_text(place, coding.node, "code");
      if (code.length > 0 && !view_is(code, "OUTPATIENT") && !view_is(code, "DISCHARGE")) {
        national_place_report(place, coding.node, code, none);
      }
    }
  }
}

/* "YYYY-MM-DDThh:mm:ss" and zone; a dateTime with a time has both by its format. */
void national_bundle_composition_date(const struct national_place *place) {
  struct view date = national_place_text(place, place->node, "date");
  bool is_document =
      national_place_coding(place, place->node, "type", DOCUMENT_TYPE_SYSTEM) != NODE_NONE;
  if (is_document && date.length > 0 && view_find_byte(date, 'T', 0) == SIZE_MAX) {
    national_place_report(place, national_place_member(place, place->node, "date"), date, none);
  }
}
