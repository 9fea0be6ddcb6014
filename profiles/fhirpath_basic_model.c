#include "profiles/fhirpath.h"

/* The R4 type names (FHIR R4 datatypes.html, resourcelist.html) without their elements. A type's
 * number is its row
 * + 1. Parent rows stand before their children. */
#define TYPES(X)                                                                                   \
  X(Element, "", ELEMENT)                                                                          \
  X(BackboneElement, "Element", ELEMENT)                                                           \
  X(boolean, "Element", BOOLEAN)                                                                   \
  X(integer, "Element", INTEGER)                                                                   \
  X(positiveInt, "integer", INTEGER)                                                               \
  X(unsignedInt, "integer", INTEGER)                                                               \
  X(decimal, "Element", DECIMAL)                                                                   \
  X(string, "Element", STRING)                                                                     \
  X(code, "string", STRING)                                                                        \
  X(id, "string", STRING)                                                                          \
  X(markdown, "string", STRING)                                                                    \
  X(uri, "Element", STRING)                                                                        \
  X(url, "uri", STRING)                                                                            \
  X(canonical, "uri", STRING)                                                                      \
  X(oid, "uri", STRING)                                                                            \
  X(uuid, "uri", STRING)                                                                           \
  X(base64Binary, "Element", STRING)                                                               \
  X(xhtml, "Element", STRING)                                                                      \
  X(instant, "Element", DATE_TIME)                                                                 \
  X(date, "Element", DATE)                                                                         \
  X(dateTime, "Element", DATE_TIME)                                                                \
  X(time, "Element", TIME)                                                                         \
  X(Quantity, "Element", QUANTITY)                                                                 \
  X(Age, "Quantity", QUANTITY)                                                                     \
  X(Count, "Quantity", QUANTITY)                                                                   \
  X(Distance, "Quantity", QUANTITY)                                                                \
  X(Duration, "Quantity", QUANTITY)                                                                \
  X(Dosage, "BackboneElement", ELEMENT)                                                            \
  X(Timing, "BackboneElement", ELEMENT)                                                            \
  X(ElementDefinition, "BackboneElement", ELEMENT)                                                 \
  X(Resource, "", ELEMENT)                                                                         \
  X(DomainResource, "Resource", ELEMENT)                                                           \
  X(Bundle, "Resource", ELEMENT)                                                                   \
  X(Binary, "Resource", ELEMENT)                                                                   \
  X(Parameters, "Resource", ELEMENT)

#define COMPLEX_NAMES                                                                              \
  "Address", "Annotation", "Attachment", "CodeableConcept", "Coding", "ContactDetail",             \
      "ContactPoint", "Contributor", "DataRequirement", "Expression", "Extension", "HumanName",    \
      "Identifier", "MarketingStatus", "Meta", "Money", "Narrative", "ParameterDefinition",        \
      "Period", "Population", "ProdCharacteristic", "ProductShelfLife", "Range", "Ratio",          \
      "Reference", "RelatedArtifact", "SampledData", "Signature", "SubstanceAmount",               \
      "TriggerDefinition", "UsageContext"

#define RESOURCE_NAMES                                                                             \
  "Account", "ActivityDefinition", "AdverseEvent", "AllergyIntolerance", "Appointment",            \
      "AppointmentResponse", "AuditEvent", "Basic", "BiologicallyDerivedProduct", "BodyStructure", \
      "CapabilityStatement", "CarePlan", "CareTeam", "CatalogEntry", "ChargeItem",                 \
      "ChargeItemDefinition", "Claim", "ClaimResponse", "ClinicalImpression", "CodeSystem",        \
      "Communication", "CommunicationRequest", "CompartmentDefinition", "Composition",             \
      "ConceptMap", "Condition", "Consent", "Contract", "Coverage", "CoverageEligibilityRequest",  \
      "CoverageEligibilityResponse", "DetectedIssue", "Device", "DeviceDefinition",                \
      "DeviceMetric", "DeviceRequest", "DeviceUseStatement", "DiagnosticReport",                   \
      "DocumentManifest", "DocumentReference", "EffectEvidenceSynthesis", "Encounter", "Endpoint", \
      "EnrollmentRequest", "EnrollmentResponse", "EpisodeOfCare", "EventDefinition", "Evidence",   \
      "EvidenceVariable", "ExampleScenario", "ExplanationOfBenefit", "FamilyMemberHistory",        \
      "Flag", "Goal", "GraphDefinition", "Group", "GuidanceResponse", "HealthcareService",         \
      "ImagingStudy", "Immunization", "ImmunizationEvaluation", "ImmunizationRecommendation",      \
      "ImplementationGuide", "InsurancePlan", "Invoice", "Library", "Linkage", "List", "Location", \
      "Measure", "MeasureReport", "Media", "Medication", "MedicationAdministration",               \
      "MedicationDispense", "MedicationKnowledge", "MedicationRequest", "MedicationStatement",     \
      "MedicinalProduct", "MedicinalProductAuthorization", "MedicinalProductContraindication",     \
      "MedicinalProductIndication", "MedicinalProductIngredient", "MedicinalProductInteraction",   \
      "MedicinalProductManufactured", "MedicinalProductPackaged",                                  \
      "MedicinalProductPharmaceutical", "MedicinalProductUndesirableEffect", "MessageDefinition",  \
      "MessageHeader", "MolecularSequence", "NamingSystem", "NutritionOrder", "Observation",       \
      "ObservationDefinition", "OperationDefinition", "OperationOutcome", "Organization",          \
      "OrganizationAffiliation", "Patient", "PaymentNotice", "PaymentReconciliation", "Person",    \
      "PlanDefinition", "Practitioner", "PractitionerRole", "Procedure", "Provenance",             \
      "Questionnaire", "QuestionnaireResponse", "RelatedPerson", "RequestGroup",                   \
      "ResearchDefinition", "ResearchElementDefinition", "ResearchStudy", "ResearchSubject",       \
      "RiskAssessment", "RiskEvidenceSynthesis", "Schedule", "SearchParameter", "ServiceRequest",  \
      "Slot", "Specimen", "SpecimenDefinition", "StructureDefinition", "StructureMap",             \
      "Subscription", "Substance", "SubstanceNucleicAcid", "SubstancePolymer", "SubstanceProtein", \
      "SubstanceReferenceInformation", "SubstanceSourceMaterial", "SubstanceSpecification",        \
      "SupplyDelivery", "SupplyRequest", "Task", "TerminologyCapabilities", "TestReport",          \
      "TestScript", "ValueSet", "VerificationResult", "VisionPrescription"

struct type_row {
  const char *name;
  const char *parent;
  enum fhirpath_kind kind;
};

static const struct type_row types[] = {
#define TYPE_ROW(name, parent, kind) {#name, parent, FHIRPATH_##kind},
    TYPES(TYPE_ROW)
#undef TYPE_ROW
};
static const char *const complex_names[] = {COMPLEX_NAMES};
static const char *const resource_names[] = {RESOURCE_NAMES};

#define COUNT(table) ((uint32_t)(sizeof(table) / sizeof((table)[0])))
#define FIRST_COMPLEX (COUNT(types) + 1u)
#define FIRST_RESOURCE (FIRST_COMPLEX + COUNT(complex_names))

static uint32_t find_name(struct view name, const char *const *names, uint32_t count) {
  for (uint32_t i = 0; i < count; i++) {
    if (view_is(name, names[i])) {
      return i;
    }
  }
  return UINT32_MAX;
}

static uint32_t type_find(const void *self, struct view name) {
  (void)self;
  for (uint32_t i = 0; i < COUNT(types); i++) {
    if (view_is(name, types[i].name)) {
      return i + 1;
    }
  }
  uint32_t position = find_name(name, complex_names, COUNT(complex_names));
  if (position != UINT32_MAX) {
    return FIRST_COMPLEX + position;
  }
  position = find_name(name, resource_names, COUNT(resource_names));
  return position != UINT32_MAX ? FIRST_RESOURCE + position : 0;
}

static struct view type_name(const void *self, uint32_t type) {
  (void)self;
  if (type == 0 || type >= FIRST_RESOURCE + COUNT(resource_names)) {
    return view_of("");
  }
  if (type < FIRST_COMPLEX) {
    return view_of(types[type - 1].name);
  }
  return view_of(type < FIRST_RESOURCE ? complex_names[type - FIRST_COMPLEX]
                                       : resource_names[type - FIRST_RESOURCE]);
}

static uint32_t type_parent(const void *self, uint32_t type) {
  if (type == 0) {
    return 0;
  }
  if (type < FIRST_COMPLEX) {
    return type_find(self, view_of(types[type - 1].parent));
  }
  return type_find(self, view_of(type < FIRST_RESOURCE ? "Element" : "DomainResource"));
}

static enum fhirpath_kind type_kind(const void *self, uint32_t type) {
  (void)self;
  return type == 0 || type >= FIRST_COMPLEX ? FHIRPATH_ELEMENT : types[type - 1].kind;
}

static enum fhirpath_child child(const void *self, uint32_t type, const struct fhirpath_name *name,
                                 uint32_t *ret_type) {
  (void)self;
  (void)type;
  (void)name;
  (void)ret_type;
  return FHIRPATH_CHILD_UNKNOWN;
}

const struct fhirpath_model *fhirpath_basic_model(void) {
  static const struct fhirpath_model model = {NULL,        type_find, type_name,
                                              type_parent, type_kind, child};
  return &model;
}
