#include "profiles/fhirpath.h"

/* The R4 type names (FHIR R4 datatypes.html, resourcelist.html) without their elements. A type's
 * number is its row
 * + 1. The name lists are in alphabetical order. */
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

struct type_row {
  struct view name;
  const char *parent;
  enum fhirpath_kind kind;
};

static const struct type_row types[] = {
#define TYPE_ROW(name, parent, kind) {VIEW_LITERAL(#name), parent, FHIRPATH_##kind},
    TYPES(TYPE_ROW)
#undef TYPE_ROW
};
static const struct view complex_names[] = {VIEW_LITERAL("Address"),
                                            VIEW_LITERAL("Annotation"),
                                            VIEW_LITERAL("Attachment"),
                                            VIEW_LITERAL("CodeableConcept"),
                                            VIEW_LITERAL("Coding"),
                                            VIEW_LITERAL("ContactDetail"),
                                            VIEW_LITERAL("ContactPoint"),
                                            VIEW_LITERAL("Contributor"),
                                            VIEW_LITERAL("DataRequirement"),
                                            VIEW_LITERAL("Expression"),
                                            VIEW_LITERAL("Extension"),
                                            VIEW_LITERAL("HumanName"),
                                            VIEW_LITERAL("Identifier"),
                                            VIEW_LITERAL("MarketingStatus"),
                                            VIEW_LITERAL("Meta"),
                                            VIEW_LITERAL("Money"),
                                            VIEW_LITERAL("Narrative"),
                                            VIEW_LITERAL("ParameterDefinition"),
                                            VIEW_LITERAL("Period"),
                                            VIEW_LITERAL("Population"),
                                            VIEW_LITERAL("ProdCharacteristic"),
                                            VIEW_LITERAL("ProductShelfLife"),
                                            VIEW_LITERAL("Range"),
                                            VIEW_LITERAL("Ratio"),
                                            VIEW_LITERAL("Reference"),
                                            VIEW_LITERAL("RelatedArtifact"),
                                            VIEW_LITERAL("SampledData"),
                                            VIEW_LITERAL("Signature"),
                                            VIEW_LITERAL("SubstanceAmount"),
                                            VIEW_LITERAL("TriggerDefinition"),
                                            VIEW_LITERAL("UsageContext")};
static const struct view resource_names[] = {VIEW_LITERAL("Account"),
                                             VIEW_LITERAL("ActivityDefinition"),
                                             VIEW_LITERAL("AdverseEvent"),
                                             VIEW_LITERAL("AllergyIntolerance"),
                                             VIEW_LITERAL("Appointment"),
                                             VIEW_LITERAL("AppointmentResponse"),
                                             VIEW_LITERAL("AuditEvent"),
                                             VIEW_LITERAL("Basic"),
                                             VIEW_LITERAL("BiologicallyDerivedProduct"),
                                             VIEW_LITERAL("BodyStructure"),
                                             VIEW_LITERAL("CapabilityStatement"),
                                             VIEW_LITERAL("CarePlan"),
                                             VIEW_LITERAL("CareTeam"),
                                             VIEW_LITERAL("CatalogEntry"),
                                             VIEW_LITERAL("ChargeItem"),
                                             VIEW_LITERAL("ChargeItemDefinition"),
                                             VIEW_LITERAL("Claim"),
                                             VIEW_LITERAL("ClaimResponse"),
                                             VIEW_LITERAL("ClinicalImpression"),
                                             VIEW_LITERAL("CodeSystem"),
                                             VIEW_LITERAL("Communication"),
                                             VIEW_LITERAL("CommunicationRequest"),
                                             VIEW_LITERAL("CompartmentDefinition"),
                                             VIEW_LITERAL("Composition"),
                                             VIEW_LITERAL("ConceptMap"),
                                             VIEW_LITERAL("Condition"),
                                             VIEW_LITERAL("Consent"),
                                             VIEW_LITERAL("Contract"),
                                             VIEW_LITERAL("Coverage"),
                                             VIEW_LITERAL("CoverageEligibilityRequest"),
                                             VIEW_LITERAL("CoverageEligibilityResponse"),
                                             VIEW_LITERAL("DetectedIssue"),
                                             VIEW_LITERAL("Device"),
                                             VIEW_LITERAL("DeviceDefinition"),
                                             VIEW_LITERAL("DeviceMetric"),
                                             VIEW_LITERAL("DeviceRequest"),
                                             VIEW_LITERAL("DeviceUseStatement"),
                                             VIEW_LITERAL("DiagnosticReport"),
                                             VIEW_LITERAL("DocumentManifest"),
                                             VIEW_LITERAL("DocumentReference"),
                                             VIEW_LITERAL("EffectEvidenceSynthesis"),
                                             VIEW_LITERAL("Encounter"),
                                             VIEW_LITERAL("Endpoint"),
                                             VIEW_LITERAL("EnrollmentRequest"),
                                             VIEW_LITERAL("EnrollmentResponse"),
                                             VIEW_LITERAL("EpisodeOfCare"),
                                             VIEW_LITERAL("EventDefinition"),
                                             VIEW_LITERAL("Evidence"),
                                             VIEW_LITERAL("EvidenceVariable"),
                                             VIEW_LITERAL("ExampleScenario"),
                                             VIEW_LITERAL("ExplanationOfBenefit"),
                                             VIEW_LITERAL("FamilyMemberHistory"),
                                             VIEW_LITERAL("Flag"),
                                             VIEW_LITERAL("Goal"),
                                             VIEW_LITERAL("GraphDefinition"),
                                             VIEW_LITERAL("Group"),
                                             VIEW_LITERAL("GuidanceResponse"),
                                             VIEW_LITERAL("HealthcareService"),
                                             VIEW_LITERAL("ImagingStudy"),
                                             VIEW_LITERAL("Immunization"),
                                             VIEW_LITERAL("ImmunizationEvaluation"),
                                             VIEW_LITERAL("ImmunizationRecommendation"),
                                             VIEW_LITERAL("ImplementationGuide"),
                                             VIEW_LITERAL("InsurancePlan"),
                                             VIEW_LITERAL("Invoice"),
                                             VIEW_LITERAL("Library"),
                                             VIEW_LITERAL("Linkage"),
                                             VIEW_LITERAL("List"),
                                             VIEW_LITERAL("Location"),
                                             VIEW_LITERAL("Measure"),
                                             VIEW_LITERAL("MeasureReport"),
                                             VIEW_LITERAL("Media"),
                                             VIEW_LITERAL("Medication"),
                                             VIEW_LITERAL("MedicationAdministration"),
                                             VIEW_LITERAL("MedicationDispense"),
                                             VIEW_LITERAL("MedicationKnowledge"),
                                             VIEW_LITERAL("MedicationRequest"),
                                             VIEW_LITERAL("MedicationStatement"),
                                             VIEW_LITERAL("MedicinalProduct"),
                                             VIEW_LITERAL("MedicinalProductAuthorization"),
                                             VIEW_LITERAL("MedicinalProductContraindication"),
                                             VIEW_LITERAL("MedicinalProductIndication"),
                                             VIEW_LITERAL("MedicinalProductIngredient"),
                                             VIEW_LITERAL("MedicinalProductInteraction"),
                                             VIEW_LITERAL("MedicinalProductManufactured"),
                                             VIEW_LITERAL("MedicinalProductPackaged"),
                                             VIEW_LITERAL("MedicinalProductPharmaceutical"),
                                             VIEW_LITERAL("MedicinalProductUndesirableEffect"),
                                             VIEW_LITERAL("MessageDefinition"),
                                             VIEW_LITERAL("MessageHeader"),
                                             VIEW_LITERAL("MolecularSequence"),
                                             VIEW_LITERAL("NamingSystem"),
                                             VIEW_LITERAL("NutritionOrder"),
                                             VIEW_LITERAL("Observation"),
                                             VIEW_LITERAL("ObservationDefinition"),
                                             VIEW_LITERAL("OperationDefinition"),
                                             VIEW_LITERAL("OperationOutcome"),
                                             VIEW_LITERAL("Organization"),
                                             VIEW_LITERAL("OrganizationAffiliation"),
                                             VIEW_LITERAL("Patient"),
                                             VIEW_LITERAL("PaymentNotice"),
                                             VIEW_LITERAL("PaymentReconciliation"),
                                             VIEW_LITERAL("Person"),
                                             VIEW_LITERAL("PlanDefinition"),
                                             VIEW_LITERAL("Practitioner"),
                                             VIEW_LITERAL("PractitionerRole"),
                                             VIEW_LITERAL("Procedure"),
                                             VIEW_LITERAL("Provenance"),
                                             VIEW_LITERAL("Questionnaire"),
                                             VIEW_LITERAL("QuestionnaireResponse"),
                                             VIEW_LITERAL("RelatedPerson"),
                                             VIEW_LITERAL("RequestGroup"),
                                             VIEW_LITERAL("ResearchDefinition"),
                                             VIEW_LITERAL("ResearchElementDefinition"),
                                             VIEW_LITERAL("ResearchStudy"),
                                             VIEW_LITERAL("ResearchSubject"),
                                             VIEW_LITERAL("RiskAssessment"),
                                             VIEW_LITERAL("RiskEvidenceSynthesis"),
                                             VIEW_LITERAL("Schedule"),
                                             VIEW_LITERAL("SearchParameter"),
                                             VIEW_LITERAL("ServiceRequest"),
                                             VIEW_LITERAL("Slot"),
                                             VIEW_LITERAL("Specimen"),
                                             VIEW_LITERAL("SpecimenDefinition"),
                                             VIEW_LITERAL("StructureDefinition"),
                                             VIEW_LITERAL("StructureMap"),
                                             VIEW_LITERAL("Subscription"),
                                             VIEW_LITERAL("Substance"),
                                             VIEW_LITERAL("SubstanceNucleicAcid"),
                                             VIEW_LITERAL("SubstancePolymer"),
                                             VIEW_LITERAL("SubstanceProtein"),
                                             VIEW_LITERAL("SubstanceReferenceInformation"),
                                             VIEW_LITERAL("SubstanceSourceMaterial"),
                                             VIEW_LITERAL("SubstanceSpecification"),
                                             VIEW_LITERAL("SupplyDelivery"),
                                             VIEW_LITERAL("SupplyRequest"),
                                             VIEW_LITERAL("Task"),
                                             VIEW_LITERAL("TerminologyCapabilities"),
                                             VIEW_LITERAL("TestReport"),
                                             VIEW_LITERAL("TestScript"),
                                             VIEW_LITERAL("ValueSet"),
                                             VIEW_LITERAL("VerificationResult"),
                                             VIEW_LITERAL("VisionPrescription")};

#define COUNT(table) ((uint32_t)(sizeof(table) / sizeof((table)[0])))
#define FIRST_COMPLEX (COUNT(types) + 1u)
#define FIRST_RESOURCE (FIRST_COMPLEX + COUNT(complex_names))

/* Position of a name in a list in alphabetical order; UINT32_MAX when it is not there. */
static uint32_t find_name(struct view name, const struct view *names, uint32_t count) {
  uint32_t low = 0;
  uint32_t high = count;
  while (low < high) {
    uint32_t middle = (low + high) / 2;
    int order = view_compare(names[middle], name);
    if (order == 0) {
      return middle;
    }
    low = order < 0 ? middle + 1 : low;
    high = order < 0 ? high : middle;
  }
  return UINT32_MAX;
}

static uint32_t type_find(const void *self, struct view name) {
  (void)self;
  for (uint32_t i = 0; i < COUNT(types); i++) {
    if (view_equal(name, types[i].name)) {
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
    return types[type - 1].name;
  }
  return (type < FIRST_RESOURCE ? complex_names[type - FIRST_COMPLEX]
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
  static const struct fhirpath_model model = {.type_find = type_find,
                                              .type_name = type_name,
                                              .type_parent = type_parent,
                                              .type_kind = type_kind,
                                              .child = child};
  return &model;
}
