#include "handlers/bundle_facts.h"

#include "handlers/relay_message.h"

#define CLINS "http://jpfhir.jp/fhir/clins/StructureDefinition/"
#define LOCAL_PATIENT_PREFIX "urn:oid:1.2.392.100495.20.3.51."
#define INSURED_SYSTEM "http://jpfhir.jp/fhir/clins/Idsystem/JP_Insurance_memberID"
#define PUBLIC_PAYER_SYSTEM "http://jpfhir.jp/fhir/clins/Idsystem/JP_PublicPayer_memberID"
#define INSTITUTION_SYSTEM "http://jpfhir.jp/fhir/core/IdSystem/insurance-medical-institution-no"
/* Of a Composition's section: to whom a referral goes (JP-CLINS document-section). */
#define SECTION_DESTINATION "910"

struct kind_row {
  const char *profile;
  const char *kind; /* NULL: refused with the message */
  enum relay_message refusal;
};

/* Every public canonical of a national Bundle, of the joint guide and of the older single ones. */
static const struct kind_row kinds[] = {
    {CLINS "JP_Bundle_CLINS", "clinical", RELAY_MESSAGE_COUNT},
    {CLINS "JP_Bundle_eReferral", "referral", RELAY_MESSAGE_COUNT},
    {"http://jpfhir.jp/fhir/eReferral/StructureDefinition/JP_Bundle_eReferral", "referral",
     RELAY_MESSAGE_COUNT},
    {CLINS "JP_Bundle_eCheckupGeneral", "checkup", RELAY_MESSAGE_COUNT},
    {CLINS "JP_Bundle_eDischargeSummary", NULL, RELAY_MESSAGE_DISCHARGE_ALONE},
    {"http://jpfhir.jp/fhir/eDischargeSummary/StructureDefinition/JP_Bundle_eDischargeSummary",
     NULL, RELAY_MESSAGE_DISCHARGE_ALONE},
    {CLINS "JP_Bundle_ePCS", "summary", RELAY_MESSAGE_COUNT},
};

static const struct kind_row *find_kind(struct view profile) {
  struct view url = view_split(&profile, '|');
  for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++) {
    if (view_is(url, kinds[i].profile)) {
      return &kinds[i];
    }
  }
  return NULL;
}

static void complain(struct issue_list *issues, enum relay_message message, struct view a,
                     struct view b, const char *expression) {
  struct issue *issue = issue_add_with(issues, relay_message_get(message), a, b);
  issue->expression = view_of(expression);
}

static bool same_kind(const struct kind_row *a, const struct kind_row *b) {
  return a->kind != NULL && b->kind != NULL ? view_equal(view_of(a->kind), view_of(b->kind))
                                            : a->kind == b->kind && a->refusal == b->refusal;
}

static void read_kind(const struct document *document, struct arena *arena,
                      struct issue_list *issues, struct bundle_facts *facts) {
  static const char *const path[] = {"meta", "profile", NULL};
  uint32_t profiles = document_path(document, 0, path);
  const struct kind_row *found = NULL;
  if (profiles != NODE_NONE && document_type(document, profiles) == NODE_ARRAY) {
    for (uint32_t item = document_first(document, profiles); item != NODE_NONE;
         item = document_next(document, profiles, item)) {
      const struct kind_row *kind = find_kind(document_string(document, item, arena));
      if (kind != NULL && found != NULL && !same_kind(kind, found)) {
        complain(issues, RELAY_MESSAGE_KIND_TWO, view_of(found->profile), view_of(kind->profile),
                 "Bundle.meta.profile");
      }
      if (kind != NULL) {
        found = kind;
      }
    }
  }
  struct view none = {NULL, 0};
  if (found == NULL) {
    complain(issues, RELAY_MESSAGE_KIND_UNKNOWN, none, none, "Bundle.meta.profile");
  } else if (found->kind == NULL) {
    complain(issues, found->refusal, none, none, "Bundle");
  } else {
    facts->kind = view_of(found->kind);
  }
}

uint32_t bundle_facts_find(const struct document *document, const char *resource_type) {
  uint32_t entries = document_member(document, 0, view_of("entry"));
  if (entries == NODE_NONE || document_type(document, entries) != NODE_ARRAY) {
    return NODE_NONE;
  }
  for (uint32_t entry = document_first(document, entries); entry != NODE_NONE;
       entry = document_next(document, entries, entry)) {
    uint32_t resource = document_member(document, entry, view_of("resource"));
    uint32_t type = resource == NODE_NONE
                        ? NODE_NONE
                        : document_member(document, resource, view_of("resourceType"));
    if (type != NODE_NONE && document_string_is(document, type, view_of(resource_type))) {
      return resource;
    }
  }
  return NODE_NONE;
}

static bool is_insured_system(struct view system) {
  return view_is(system, INSURED_SYSTEM) || view_is(system, PUBLIC_PAYER_SYSTEM);
}

/* 2: local number, 1: insured id, 0: any other. */
static int patient_rank(struct view system) {
  if (view_starts_with(system, view_of(LOCAL_PATIENT_PREFIX))) {
    return 2;
  }
  return is_insured_system(system) ? 1 : 0;
}

static void read_patient(const struct document *document, struct arena *arena,
                         struct bundle_facts *facts) {
  int best_rank = -1;
  uint32_t patient = bundle_facts_find(document, "Patient");
  uint32_t identifiers =
      patient == NODE_NONE ? NODE_NONE : document_member(document, patient, view_of("identifier"));
  if (identifiers == NODE_NONE || document_type(document, identifiers) != NODE_ARRAY) {
    return;
  }
  for (uint32_t item = document_first(document, identifiers); item != NODE_NONE;
       item = document_next(document, identifiers, item)) {
    struct view system = document_member_string(document, item, "system", arena);
    struct view value = document_member_string(document, item, "value", arena);
    int rank = patient_rank(system);
    if (value.length > 0 && rank > best_rank) {
      facts->patient = value;
      best_rank = rank;
    }
    if (is_insured_system(system) && facts->insured.length == 0) {
      facts->insured = value;
    }
  }
}

static uint32_t array_member(const struct document *document, uint32_t object, const char *name) {
  uint32_t member =
      object == NODE_NONE ? NODE_NONE : document_member(document, object, view_of(name));
  return member != NODE_NONE && document_type(document, member) == NODE_ARRAY ? member : NODE_NONE;
}

/* The resource of the entry with that fullUrl. */
static uint32_t find_by_url(const struct document *document, struct view url, struct arena *arena) {
  uint32_t entries = array_member(document, 0, "entry");
  for (uint32_t entry = entries == NODE_NONE ? NODE_NONE : document_first(document, entries);
       entry != NODE_NONE; entry = document_next(document, entries, entry)) {
    if (view_equal(document_member_string(document, entry, "fullUrl", arena), url)) {
      return document_member(document, entry, view_of("resource"));
    }
  }
  return NODE_NONE;
}

static bool has_code(const struct document *document, uint32_t section, const char *code) {
  static const char *const path[] = {"code", "coding", NULL};
  uint32_t codings = document_path(document, section, path);
  uint32_t coding = codings == NODE_NONE || document_type(document, codings) != NODE_ARRAY
                        ? NODE_NONE
                        : document_item(document, codings, 0);
  uint32_t value =
      coding == NODE_NONE ? NODE_NONE : document_member(document, coding, view_of("code"));
  return value != NODE_NONE && document_string_is(document, value, view_of(code));
}

/* The value of the identifier of that system; empty when there is none. */
static struct view find_identifier(const struct document *document, uint32_t resource,
                                   const char *system, struct arena *arena) {
  uint32_t identifiers = array_member(document, resource, "identifier");
  for (uint32_t item = identifiers == NODE_NONE ? NODE_NONE : document_first(document, identifiers);
       item != NODE_NONE; item = document_next(document, identifiers, item)) {
    if (view_is(document_member_string(document, item, "system", arena), system)) {
      return document_member_string(document, item, "value", arena);
    }
  }
  return view_make(NULL, 0);
}

/* Takes the first Organization with a number among a section's entries. */
static void read_destination(const struct document *document, uint32_t section, struct arena *arena,
                             struct bundle_facts *facts) {
  uint32_t entries = array_member(document, section, "entry");
  for (uint32_t entry = entries == NODE_NONE ? NODE_NONE : document_first(document, entries);
       entry != NODE_NONE && facts->destination.length == 0;
       entry = document_next(document, entries, entry)) {
    struct view url = document_member_string(document, entry, "reference", arena);
    uint32_t resource = find_by_url(document, url, arena);
    if (resource != NODE_NONE &&
        view_is(document_member_string(document, resource, "resourceType", arena),
                "Organization")) {
      facts->destination = find_identifier(document, resource, INSTITUTION_SYSTEM, arena);
      facts->destination_name = document_member_string(document, resource, "name", arena);
    }
  }
}

static void read_destinations(const struct document *document, uint32_t composition,
                              struct arena *arena, struct bundle_facts *facts) {
  uint32_t sections = array_member(document, composition, "section");
  for (uint32_t section = sections == NODE_NONE ? NODE_NONE : document_first(document, sections);
       section != NODE_NONE; section = document_next(document, sections, section)) {
    if (has_code(document, section, SECTION_DESTINATION)) {
      read_destination(document, section, arena, facts);
    }
  }
}

/* Composition.identifier is one Identifier in R4. */
static void read_composition(const struct document *document, struct arena *arena,
                             struct bundle_facts *facts) {
  facts->composition = bundle_facts_find(document, "Composition");
  if (facts->composition == NODE_NONE) {
    return;
  }
  uint32_t composition = facts->composition;
  facts->composition_id = document_member_string(document, composition, "id", arena);
  uint32_t identifier = document_member(document, composition, view_of("identifier"));
  if (identifier != NODE_NONE) {
    facts->composition_identifier = document_member_string(document, identifier, "value", arena);
  }
  static const char *const path[] = {"type", "coding", NULL};
  uint32_t codings = document_path(document, composition, path);
  uint32_t first = codings == NODE_NONE ? NODE_NONE : document_item(document, codings, 0);
  if (first != NODE_NONE) {
    facts->composition_type = document_member_string(document, first, "code", arena);
  }
  read_destinations(document, composition, arena, facts);
}

static bool is_patient_only(const struct document *document) {
  uint32_t entries = array_member(document, 0, "entry");
  return entries != NODE_NONE && document_count(document, entries) == 1 &&
         bundle_facts_find(document, "Patient") != NODE_NONE;
}

enum error bundle_facts_read(const struct document *document, struct arena *arena,
                             struct issue_list *issues, struct bundle_facts *ret_facts) {
  struct bundle_facts facts = {.composition = NODE_NONE};
  struct view none = {NULL, 0};
  struct view type = document_member_string(document, 0, "resourceType", arena);
  if (!view_is(type, "Bundle")) {
    complain(issues, RELAY_MESSAGE_NOT_A_BUNDLE, type, none, "");
    return ERROR_NOT_PROCESSABLE;
  }
  uint32_t before = issues->severities[SEVERITY_ERROR];
  read_kind(document, arena, issues, &facts);
  uint32_t identifier = document_member(document, 0, view_of("identifier"));
  if (identifier != NODE_NONE) {
    facts.identifier_system = document_member_string(document, identifier, "system", arena);
    facts.identifier_value = document_member_string(document, identifier, "value", arena);
  }
  if (facts.identifier_system.length == 0 || facts.identifier_value.length == 0) {
    complain(issues, RELAY_MESSAGE_IDENTIFIER_MISSING, none, none, "Bundle.identifier");
  }
  if (issues->severities[SEVERITY_ERROR] > before) {
    return ERROR_NOT_PROCESSABLE;
  }
  read_patient(document, arena, &facts);
  facts.patient_only = is_patient_only(document);
  read_composition(document, arena, &facts);
  *ret_facts = facts;
  return ERROR_OK;
}
