#include "server/routes.h"

#include "handlers/allergy_search.h"
#include "handlers/appointment.h"
#include "handlers/audit_event_search.h"
#include "handlers/batch.h"
#include "handlers/bundle_act.h"
#include "handlers/bundle_create.h"
#include "handlers/bundle_flag.h"
#include "handlers/bundle_fetch.h"
#include "handlers/bundle_read.h"
#include "handlers/bundle_status.h"
#include "handlers/bundle_update.h"
#include "handlers/charge_item.h"
#include "handlers/clinical_bundle.h"
#include "handlers/clinical_register.h"
#include "handlers/code_system_lookup.h"
#include "handlers/code_system_subsumes.h"
#include "handlers/code_system_validate_code.h"
#include "handlers/composition_document.h"
#include "handlers/composition_read.h"
#include "handlers/composition_search.h"
#include "handlers/concept_map_translate.h"
#include "handlers/condition_search.h"
#include "handlers/coverage_search.h"
#include "handlers/definition_delete.h"
#include "handlers/definition_read.h"
#include "handlers/definition_search.h"
#include "handlers/definition_update.h"
#include "handlers/document_reference.h"
#include "handlers/encounter.h"
#include "handlers/health_live.h"
#include "handlers/health_ready.h"
#include "handlers/location.h"
#include "handlers/map.h"
#include "handlers/mapping_candidates.h"
#include "handlers/mapping_import.h"
#include "handlers/mapping_rows.h"
#include "handlers/mapping_worklist.h"
#include "handlers/medication_dispense.h"
#include "handlers/medication_request.h"
#include "handlers/metadata.h"
#include "handlers/metrics_read.h"
#include "handlers/national_view.h"
#include "handlers/not_held.h"
#include "handlers/organization.h"
#include "handlers/organization_national.h"
#include "handlers/patient_everything.h"
#include "handlers/patient_read.h"
#include "handlers/patient_search.h"
#include "handlers/practitioner.h"
#include "handlers/record_patient.h"
#include "handlers/record_read.h"
#include "handlers/procedure.h"
#include "handlers/smart_configuration.h"
#include "handlers/subscription.h"
#include "handlers/task_order.h"
#include "handlers/task_read.h"
#include "handlers/task_search.h"
#include "handlers/validate.h"
#include "handlers/validate_resource.h"
#include "handlers/value_set_batch_validate_code.h"
#include "handlers/value_set_expand.h"
#include "handlers/value_set_validate_code.h"
#include "handlers/versions.h"
#include "server/limits.h"

#define VALIDATE_DEFINITION "http://hl7.org/fhir/OperationDefinition/Resource-validate"
#define DOCUMENT_DEFINITION "http://hl7.org/fhir/OperationDefinition/Composition-document"
#define REGISTER_CLINICAL_DEFINITION "urn:fhir-facade:operation:register-clinical"
#define CLINICAL_BUNDLE_DEFINITION "urn:fhir-facade:operation:clinical-bundle"
#define EVERYTHING_DEFINITION "http://hl7.org/fhir/OperationDefinition/Patient-everything"
#define MAP_DEFINITION "urn:fhir-facade:operation:map"

/* What the six kinds of clinical information are made of. */
#define CLINICAL_SCOPE "Patient.r Condition.s AllergyIntolerance.s"

#define OWN_DEFINITION "urn:fhir-facade:operation:"

#define PARAMETER_ROW(name, type) {(name), (type)},
#define PARAMETERS(list)                                                                           \
  {                                                                                                \
    list(PARAMETER_ROW) {                                                                          \
      NULL, NULL                                                                                   \
    }                                                                                              \
  }
static const struct search_parameter_row patient_search[] = PARAMETERS(PATIENT_SEARCH_PARAMETERS);
static const struct search_parameter_row condition_search[] =
    PARAMETERS(CONDITION_SEARCH_PARAMETERS);
static const struct search_parameter_row coverage_search[] = PARAMETERS(COVERAGE_SEARCH_PARAMETERS);
static const struct search_parameter_row allergy_search[] = PARAMETERS(ALLERGY_SEARCH_PARAMETERS);
static const struct search_parameter_row practitioner_search[] =
    PARAMETERS(PRACTITIONER_SEARCH_PARAMETERS);
static const struct search_parameter_row practitioner_role_search[] =
    PARAMETERS(PRACTITIONER_ROLE_SEARCH_PARAMETERS);
static const struct search_parameter_row organization_search[] = {ORGANIZATION_SEARCH_PARAMETERS(
    PARAMETER_ROW) ORGANIZATION_NATIONAL_PARAMETERS(PARAMETER_ROW){NULL, NULL}};
static const struct search_parameter_row document_reference_search[] = {
    DOCUMENT_REFERENCE_INBOX_PARAMETERS(PARAMETER_ROW)
        NATIONAL_VIEW_PARAMETERS(PARAMETER_ROW){NULL, NULL}};
static const struct search_parameter_row location_search[] = PARAMETERS(LOCATION_SEARCH_PARAMETERS);
static const struct search_parameter_row encounter_search[] =
    PARAMETERS(ENCOUNTER_SEARCH_PARAMETERS);
static const struct search_parameter_row appointment_search[] =
    PARAMETERS(APPOINTMENT_SEARCH_PARAMETERS);
static const struct search_parameter_row medication_request_search[] =
    PARAMETERS(MEDICATION_REQUEST_SEARCH_PARAMETERS);
static const struct search_parameter_row medication_dispense_search[] =
    PARAMETERS(MEDICATION_DISPENSE_SEARCH_PARAMETERS);
static const struct search_parameter_row procedure_search[] =
    PARAMETERS(PROCEDURE_SEARCH_PARAMETERS);
static const struct search_parameter_row charge_item_search[] =
    PARAMETERS(CHARGE_ITEM_SEARCH_PARAMETERS);
static const struct search_parameter_row task_search[] = PARAMETERS(TASK_SEARCH_PARAMETERS);
static const struct search_parameter_row composition_search[] =
    PARAMETERS(COMPOSITION_SEARCH_PARAMETERS);
static const struct search_parameter_row audit_event_search[] =
    PARAMETERS(AUDIT_EVENT_SEARCH_PARAMETERS);
static const struct search_parameter_row subscription_search[] =
    PARAMETERS(SUBSCRIPTION_SEARCH_PARAMETERS);
static const struct search_parameter_row mapping_list[] = PARAMETERS(MAPPING_LIST_PARAMETERS);
static const struct search_parameter_row mapping_import[] = PARAMETERS(MAPPING_IMPORT_PARAMETERS);
static const struct search_parameter_row mapping_export[] = PARAMETERS(MAPPING_EXPORT_PARAMETERS);
static const struct search_parameter_row mapping_unmapped[] =
    PARAMETERS(MAPPING_UNMAPPED_PARAMETERS);
static const struct search_parameter_row mapping_ending[] = PARAMETERS(MAPPING_ENDING_PARAMETERS);

static const struct search_parameter_row definition_search[] =
    PARAMETERS(DEFINITION_SEARCH_PARAMETERS);

/* A search answers at the type's path and, as a form, at _search (FHIR R4 http.html#search). */
#define SEARCH(resource_, label_, handler_, parameters_)                                           \
  {.method = HTTP_METHOD_GET,                                                                      \
   .pattern = "/fhir/" resource_,                                                                  \
   .handler = (handler_),                                                                          \
   .label = (label_),                                                                              \
   .resource = (resource_),                                                                        \
   .interaction = "search-type",                                                                   \
   .search = (parameters_),                                                                        \
   .flags = ROUTE_WAITS},                                                                          \
  {                                                                                                \
    .method = HTTP_METHOD_POST, .pattern = "/fhir/" resource_ "/_search", .handler = (handler_),   \
    .label = (label_), .resource = (resource_), .interaction = "search-type",                      \
    .search = (parameters_), .body_maximum = LIMIT_FORM_BYTES, .flags = ROUTE_WAITS | ROUTE_FORM   \
  }
#define READ(resource_, label_, handler_) READ_OF(resource_, label_, handler_, NULL)
/* patient_of_ tells of an id whose data it leads to. */
#define READ_OF(resource_, label_, handler_, patient_of_)                                          \
  {                                                                                                \
    .method = HTTP_METHOD_GET, .pattern = "/fhir/" resource_ "/{id}", .handler = (handler_),       \
    .label = (label_), .resource = (resource_), .interaction = "read",                             \
    .patient_of = (patient_of_), .flags = ROUTE_WAITS                                              \
  }

/* What ORCA does not hold: no resource, so that the CapabilityStatement does not name it. */
#define WITHOUT_ANSWER(path_, label_, handler_)                                                    \
  {.method = HTTP_METHOD_GET,                                                                      \
   .pattern = (path_),                                                                             \
   .handler = (handler_),                                                                          \
   .label = (label_),                                                                              \
   .flags = ROUTE_ANY_CLIENT},
#define NOT_HELD(type_)                                                                            \
  WITHOUT_ANSWER("/fhir/" type_, "not-held", handle_not_held)                                      \
  WITHOUT_ANSWER("/fhir/" type_ "/{id}", "not-held", handle_not_held)

/* What terminology is made of: read, search, update, delete. */
#define DEFINITION(resource_)                                                                      \
  READ(resource_, "definition-read", handle_definition_read),                                      \
      SEARCH(resource_, "definition-search", handle_definition_search, definition_search),         \
      {.method = HTTP_METHOD_PUT,                                                                  \
       .pattern = "/fhir/" resource_ "/{id}",                                                      \
       .handler = handle_definition_update,                                                        \
       .label = "definition-update",                                                               \
       .scope = "admin/masters",                                                                   \
       .resource = (resource_),                                                                    \
       .interaction = "update",                                                                    \
       .body_maximum = LIMIT_DEFINITION_BYTES,                                                     \
       .flags = ROUTE_FHIR_BODY | ROUTE_WAITS},                                                    \
  {                                                                                                \
    .method = HTTP_METHOD_DELETE, .pattern = "/fhir/" resource_ "/{id}",                           \
    .handler = handle_definition_delete, .label = "definition-delete", .scope = "admin/masters",   \
    .resource = (resource_), .interaction = "delete", .flags = ROUTE_WAITS                         \
  }

/* An operation of a type and of one instance, by GET and by POST. */
#define OPERATION_ROW(method_, resource_, path_, name_, handler_, definition_)                     \
  {                                                                                                \
    .method = (method_), .pattern = "/fhir/" resource_ path_ "/$" name_, .handler = (handler_),    \
    .label = (name_), .resource = (resource_), .operation = (name_), .definition = (definition_),  \
    .scope = resource_ ".r",                                                                       \
    .body_maximum = (method_) == HTTP_METHOD_POST ? LIMIT_DEFINITION_BYTES : 0,                    \
    .flags = (method_) == HTTP_METHOD_POST ? ROUTE_FHIR_BODY : 0                                   \
  }
#define OPERATION(resource_, name_, handler_, definition_)                                         \
  OPERATION_ROW(HTTP_METHOD_GET, resource_, "", name_, handler_, definition_),                     \
      OPERATION_ROW(HTTP_METHOD_POST, resource_, "", name_, handler_, definition_),                \
      OPERATION_ROW(HTTP_METHOD_GET, resource_, "/{id}", name_, handler_, definition_),            \
      OPERATION_ROW(HTTP_METHOD_POST, resource_, "/{id}", name_, handler_, definition_)

/* An operation of our own on what the national service has, with an optional small body. */
#define NATIONAL_OPERATION(resource_, path_, name_, handler_, scope_)                              \
  {                                                                                                \
    .method = HTTP_METHOD_POST, .pattern = "/fhir/" resource_ path_ name_, .handler = (handler_),  \
    .label = (name_), .resource = (resource_), .operation = (name_),                               \
    .definition = OWN_DEFINITION name_, .scope = (scope_), .body_maximum = LIMIT_FORM_BYTES,       \
    .flags = ROUTE_FHIR_BODY | ROUTE_WAITS                                                         \
  }
#define VERSIONS_DEFINITION "http://hl7.org/fhir/OperationDefinition/CapabilityStatement-versions"
#define LOOKUP_DEFINITION "http://hl7.org/fhir/OperationDefinition/CodeSystem-lookup"
#define SUBSUMES_DEFINITION "http://hl7.org/fhir/OperationDefinition/CodeSystem-subsumes"
#define VALIDATE_SYSTEM_DEFINITION                                                                 \
  "http://hl7.org/fhir/OperationDefinition/CodeSystem-validate-code"
#define EXPAND_DEFINITION "http://hl7.org/fhir/OperationDefinition/ValueSet-expand"
#define VALIDATE_SET_DEFINITION "http://hl7.org/fhir/OperationDefinition/ValueSet-validate-code"
#define BATCH_VALIDATE_DEFINITION                                                                  \
  "http://hl7.org/fhir/uv/tx-ecosystem/OperationDefinition/batch-validate-code"
#define TRANSLATE_DEFINITION "http://hl7.org/fhir/OperationDefinition/ConceptMap-translate"

#define MAPPING(method_, path_, label_, handler_, flags_)                                          \
  .method = HTTP_METHOD_##method_, .pattern = "/mapping" path_, .handler = (handler_),             \
  .label = (label_), .scope = "admin/mapping", .flags = ROUTE_NO_FHIR | ROUTE_WAITS | (flags_)

static const struct route routes[] = {
    {.method = HTTP_METHOD_GET,
     .pattern = "/health/live",
     .handler = handle_health_live,
     .label = "health-live",
     .flags = ROUTE_OPEN | ROUTE_NO_FHIR},
    {.method = HTTP_METHOD_GET,
     .pattern = "/health/ready",
     .handler = handle_health_ready,
     .label = "health-ready",
     .flags = ROUTE_OPEN | ROUTE_NO_FHIR | ROUTE_WAITS},
    {.method = HTTP_METHOD_GET,
     .pattern = "/metrics",
     .handler = handle_metrics_read,
     .label = "metrics",
     .scope = "admin/metrics",
     .flags = ROUTE_NO_FHIR | ROUTE_WAITS},
    {.method = HTTP_METHOD_GET,
     .pattern = "/mapping/candidates",
     .handler = handle_mapping_candidates,
     .label = "mapping-candidates",
     .scope = "admin/mapping",
     .flags = ROUTE_NO_FHIR | ROUTE_WAITS},
    {.method = HTTP_METHOD_GET,
     .pattern = "/fhir/metadata",
     .handler = handle_metadata,
     .label = "metadata",
     .flags = ROUTE_OPEN},
    {.method = HTTP_METHOD_GET,
     .pattern = "/fhir/.well-known/smart-configuration",
     .handler = handle_smart_configuration,
     .label = "smart-configuration",
     .flags = ROUTE_OPEN | ROUTE_NO_FHIR},
    {.method = HTTP_METHOD_GET,
     .pattern = "/fhir/$versions",
     .handler = handle_versions,
     .label = "versions",
     .operation = "versions",
     .definition = VERSIONS_DEFINITION,
     .flags = ROUTE_OPEN},
    {.method = HTTP_METHOD_POST,
     .pattern = "/fhir/$versions",
     .handler = handle_versions,
     .label = "versions",
     .operation = "versions",
     .definition = VERSIONS_DEFINITION,
     .body_maximum = LIMIT_FORM_BYTES,
     .flags = ROUTE_OPEN | ROUTE_FHIR_BODY},
    {.method = HTTP_METHOD_POST,
     .pattern = "/fhir/$validate",
     .handler = handle_validate,
     .label = "validate",
     .operation = "validate",
     .definition = VALIDATE_DEFINITION,
     .body_maximum = LIMIT_BUNDLE_BYTES,
     .flags = ROUTE_ANY_CLIENT | ROUTE_FHIR_BODY | ROUTE_XML_BODY},
    {.method = HTTP_METHOD_POST,
     .pattern = "/fhir/{type}/$validate",
     .handler = handle_validate,
     .label = "validate",
     .resource = "*",
     .operation = "validate",
     .definition = VALIDATE_DEFINITION,
     .body_maximum = LIMIT_BUNDLE_BYTES,
     .flags = ROUTE_ANY_CLIENT | ROUTE_FHIR_BODY | ROUTE_XML_BODY},
    {.method = HTTP_METHOD_POST,
     .pattern = "/validateResource",
     .handler = handle_validate_resource,
     .label = "validate-resource",
     .body_maximum = LIMIT_BUNDLE_BYTES,
     .flags = ROUTE_ANY_CLIENT | ROUTE_FHIR_BODY | ROUTE_XML_BODY},
    {.method = HTTP_METHOD_POST,
     .pattern = "/fhir/validateResource",
     .handler = handle_validate_resource,
     .label = "validate-resource",
     .body_maximum = LIMIT_BUNDLE_BYTES,
     .flags = ROUTE_ANY_CLIENT | ROUTE_FHIR_BODY | ROUTE_XML_BODY},
    READ_OF("Patient", "patient-read", handle_patient_read, record_patient_itself),
    SEARCH("Patient", "patient-search", handle_patient_search, patient_search),
    {.method = HTTP_METHOD_GET,
     .pattern = "/fhir/Patient/{id}/$clinical-bundle",
     .handler = handle_clinical_bundle,
     .label = "clinical-bundle",
     .scope = CLINICAL_SCOPE,
     .patient_of = record_patient_itself,
     .resource = "Patient",
     .operation = "clinical-bundle",
     .definition = CLINICAL_BUNDLE_DEFINITION,
     .flags = ROUTE_WAITS},
    {.method = HTTP_METHOD_POST,
     .pattern = "/fhir/Patient/{id}/$register-clinical",
     .handler = handle_clinical_register,
     .label = "register-clinical",
     .scope = CLINICAL_SCOPE " Bundle.c",
     .patient_of = record_patient_itself,
     .resource = "Patient",
     .operation = "register-clinical",
     .definition = REGISTER_CLINICAL_DEFINITION,
     .body_maximum = LIMIT_FORM_BYTES,
     .flags = ROUTE_FHIR_BODY | ROUTE_WAITS},
    {.method = HTTP_METHOD_GET,
     .pattern = "/fhir/Patient/{id}/$everything",
     .handler = handle_patient_everything,
     .label = "everything",
     .scope = "Patient.r",
     .patient_of = record_patient_itself,
     .resource = "Patient",
     .operation = "everything",
     .definition = EVERYTHING_DEFINITION,
     .flags = ROUTE_WAITS},
    READ_OF("Condition", "condition-read", handle_record_read, record_patient_before_key),
    SEARCH("Condition", "condition-search", handle_condition_search, condition_search),
    READ_OF("Coverage", "coverage-read", handle_record_read, record_patient_before_key),
    SEARCH("Coverage", "coverage-search", handle_coverage_search, coverage_search),
    READ_OF("AllergyIntolerance", "allergy-read", handle_record_read, record_patient_before_key),
    SEARCH("AllergyIntolerance", "allergy-search", handle_allergy_search, allergy_search),
    READ("Practitioner", "practitioner-read", handle_practitioner_read),
    SEARCH("Practitioner", "practitioner-search", handle_practitioner_search, practitioner_search),
    READ("PractitionerRole", "practitioner-role-read", handle_practitioner_role_read),
    SEARCH("PractitionerRole", "practitioner-role-search", handle_practitioner_role_search,
           practitioner_role_search),
    READ("Organization", "organization-read", handle_organization_read),
    SEARCH("Organization", "organization-search", handle_organization_search, organization_search),
    READ("Location", "location-read", handle_location_read),
    SEARCH("Location", "location-search", handle_location_search, location_search),
    READ_OF("Encounter", "encounter-read", handle_encounter_read, record_patient_at_end),
    SEARCH("Encounter", "encounter-search", handle_encounter_search, encounter_search),
    READ_OF("Appointment", "appointment-read", handle_appointment_read, record_patient_at_end),
    SEARCH("Appointment", "appointment-search", handle_appointment_search, appointment_search),
    READ_OF("MedicationRequest", "medication-request-read", handle_medication_request_read,
            record_patient_before_visit),
    SEARCH("MedicationRequest", "medication-request-search", handle_medication_request_search,
           medication_request_search),
    READ_OF("MedicationDispense", "medication-dispense-read", handle_medication_dispense_read,
            record_patient_before_visit),
    SEARCH("MedicationDispense", "medication-dispense-search", handle_medication_dispense_search,
           medication_dispense_search),
    READ_OF("Procedure", "procedure-read", handle_procedure_read, record_patient_before_visit),
    SEARCH("Procedure", "procedure-search", handle_procedure_search, procedure_search),
    READ_OF("ChargeItem", "charge-item-read", handle_charge_item_read, record_patient_before_visit),
    SEARCH("ChargeItem", "charge-item-search", handle_charge_item_search, charge_item_search),
    {.method = HTTP_METHOD_POST,
     .pattern = "/fhir/Bundle",
     .handler = handle_bundle_create,
     .label = "bundle-create",
     .resource = "Bundle",
     .interaction = "create",
     .body_maximum = LIMIT_BUNDLE_BYTES,
     .flags = ROUTE_FHIR_BODY | ROUTE_WAITS},
    {.method = HTTP_METHOD_PUT,
     .pattern = "/fhir/Bundle",
     .handler = handle_bundle_update,
     .label = "bundle-update",
     .resource = "Bundle",
     .interaction = "update",
     .body_maximum = LIMIT_BUNDLE_BYTES,
     .flags = ROUTE_FHIR_BODY | ROUTE_WAITS},
    {.method = HTTP_METHOD_DELETE,
     .pattern = "/fhir/Bundle",
     .handler = handle_bundle_cancel,
     .label = "bundle-cancel",
     .resource = "Bundle",
     .interaction = "delete",
     .flags = ROUTE_WAITS},
    {.method = HTTP_METHOD_POST,
     .pattern = "/fhir/Bundle/$flag",
     .handler = handle_bundle_flag,
     .label = "flag",
     .scope = "Bundle.c",
     .resource = "Bundle",
     .operation = "flag",
     .definition = OWN_DEFINITION "flag",
     .body_maximum = LIMIT_BUNDLE_BYTES,
     .flags = ROUTE_FHIR_BODY},
    NATIONAL_OPERATION("Bundle", "/$", "cancel-undo", handle_bundle_cancel_undo, "Bundle.d"),
    NATIONAL_OPERATION("Bundle", "/$", "cancel-derived", handle_bundle_cancel_derived, "Bundle.d"),
    NATIONAL_OPERATION("Bundle", "/$", "status", handle_bundle_status, "Bundle.r"),
    NATIONAL_OPERATION("Bundle", "/$", "fetch", handle_bundle_fetch, "Bundle.c"),
    READ("DocumentReference", "document-reference-read", handle_document_reference_read),
    SEARCH("DocumentReference", "document-reference-search", handle_document_reference_search,
           document_reference_search),
    NATIONAL_OPERATION("Task", "/{id}/$", "retry", handle_task_retry, "admin/outbox"),
    NATIONAL_OPERATION("Task", "/{id}/$", "give-up", handle_task_give_up, "admin/outbox"),
    {.method = HTTP_METHOD_POST,
     .pattern = "/fhir/Task/{id}/$resend",
     .handler = handle_task_resend,
     .label = "resend",
     .scope = "admin/outbox",
     .resource = "Task",
     .operation = "resend",
     .definition = OWN_DEFINITION "resend",
     .body_maximum = LIMIT_BUNDLE_BYTES,
     .flags = ROUTE_FHIR_BODY | ROUTE_WAITS},
    {.method = HTTP_METHOD_POST,
     .pattern = "/fhir",
     .handler = handle_batch,
     .label = "batch",
     .interaction = "batch",
     .body_maximum = LIMIT_BUNDLE_BYTES,
     .flags = ROUTE_ANY_CLIENT | ROUTE_FHIR_BODY | ROUTE_WAITS},
    READ("Bundle", "bundle-read", handle_bundle_read),
    READ("Task", "task-read", handle_task_read),
    SEARCH("Task", "task-search", handle_task_search, task_search),
    READ("Composition", "composition-read", handle_composition_read),
    SEARCH("Composition", "composition-search", handle_composition_search, composition_search),
    {.method = HTTP_METHOD_GET,
     .pattern = "/fhir/Composition/{id}/$document",
     .handler = handle_composition_document,
     .label = "composition-document",
     .scope = "Composition.r",
     .resource = "Composition",
     .operation = "document",
     .definition = DOCUMENT_DEFINITION,
     .flags = ROUTE_WAITS},
    {.method = HTTP_METHOD_GET,
     .pattern = "/fhir/AuditEvent/{id}",
     .handler = handle_audit_event_read,
     .label = "audit-event-read",
     .resource = "AuditEvent",
     .interaction = "read",
     .scope = "admin/audit",
     .flags = ROUTE_WAITS},
    {.method = HTTP_METHOD_GET,
     .pattern = "/fhir/AuditEvent",
     .handler = handle_audit_event_search,
     .label = "audit-event-search",
     .resource = "AuditEvent",
     .interaction = "search-type",
     .search = audit_event_search,
     .scope = "admin/audit",
     .flags = ROUTE_WAITS},
    {.method = HTTP_METHOD_POST,
     .pattern = "/fhir/AuditEvent/_search",
     .handler = handle_audit_event_search,
     .label = "audit-event-search",
     .resource = "AuditEvent",
     .interaction = "search-type",
     .search = audit_event_search,
     .body_maximum = LIMIT_FORM_BYTES,
     .scope = "admin/audit",
     .flags = ROUTE_WAITS | ROUTE_FORM},
    {.method = HTTP_METHOD_GET,
     .pattern = "/fhir/Subscription/{id}",
     .handler = handle_subscription_read,
     .label = "subscription-read",
     .resource = "Subscription",
     .interaction = "read",
     .scope = "admin/subscriptions", /* with the headers that the endpoint gets: its secrets */
     .flags = ROUTE_WAITS},
    SEARCH("Subscription", "subscription-search", handle_subscription_search, subscription_search),
    {.method = HTTP_METHOD_POST,
     .pattern = "/fhir/Subscription",
     .handler = handle_subscription_create,
     .label = "subscription-create",
     .scope = "admin/subscriptions",
     .resource = "Subscription",
     .interaction = "create",
     .body_maximum = LIMIT_SUBSCRIPTION_BYTES,
     .flags = ROUTE_FHIR_BODY | ROUTE_WAITS},
    {.method = HTTP_METHOD_PUT,
     .pattern = "/fhir/Subscription/{id}",
     .handler = handle_subscription_update,
     .label = "subscription-update",
     .scope = "admin/subscriptions",
     .resource = "Subscription",
     .interaction = "update",
     .body_maximum = LIMIT_SUBSCRIPTION_BYTES,
     .flags = ROUTE_FHIR_BODY | ROUTE_WAITS},
    {.method = HTTP_METHOD_DELETE,
     .pattern = "/fhir/Subscription/{id}",
     .handler = handle_subscription_delete,
     .label = "subscription-delete",
     .scope = "admin/subscriptions",
     .resource = "Subscription",
     .interaction = "delete",
     .flags = ROUTE_WAITS},
    DEFINITION("CodeSystem"),
    DEFINITION("ValueSet"),
    DEFINITION("ConceptMap"),
    DEFINITION("NamingSystem"),
    OPERATION("CodeSystem", "lookup", handle_code_system_lookup, LOOKUP_DEFINITION),
    OPERATION("CodeSystem", "subsumes", handle_code_system_subsumes, SUBSUMES_DEFINITION),
    OPERATION("CodeSystem", "validate-code", handle_code_system_validate_code,
              VALIDATE_SYSTEM_DEFINITION),
    OPERATION("ValueSet", "expand", handle_value_set_expand, EXPAND_DEFINITION),
    OPERATION("ValueSet", "validate-code", handle_value_set_validate_code, VALIDATE_SET_DEFINITION),
    OPERATION_ROW(HTTP_METHOD_POST, "ValueSet", "", "batch-validate-code",
                  handle_value_set_batch_validate_code, BATCH_VALIDATE_DEFINITION),
    OPERATION("ConceptMap", "translate", handle_concept_map_translate, TRANSLATE_DEFINITION),
    {.method = HTTP_METHOD_POST,
     .pattern = "/fhir/$map",
     .handler = handle_map,
     .label = "map",
     .operation = "map",
     .definition = MAP_DEFINITION,
     .body_maximum = LIMIT_BUNDLE_BYTES,
     .flags = ROUTE_ANY_CLIENT | ROUTE_FHIR_BODY | ROUTE_WAITS},
    NOT_HELD_LIST(NOT_HELD) WITHOUT_ANSWER("/fhir/_history", "no-history", handle_no_history)
        WITHOUT_ANSWER("/fhir/{type}/_history", "no-history", handle_no_history) WITHOUT_ANSWER(
            "/fhir/{type}/{id}/_history", "no-history", handle_no_history)
            WITHOUT_ANSWER("/fhir/{type}/{id}/_history/{version}", "no-history", handle_no_history){
                MAPPING(GET, "/rows", "mapping-list", handle_mapping_list, 0),
                .search = mapping_list},
    {MAPPING(POST, "/rows", "mapping-create", handle_mapping_create, ROUTE_FHIR_BODY),
     .body_maximum = LIMIT_MAPPING_ROW_BYTES},
    {MAPPING(GET, "/rows/{id}", "mapping-read", handle_mapping_read, 0)},
    {MAPPING(PUT, "/rows/{id}", "mapping-update", handle_mapping_update, ROUTE_FHIR_BODY),
     .body_maximum = LIMIT_MAPPING_ROW_BYTES},
    {MAPPING(DELETE, "/rows/{id}", "mapping-delete", handle_mapping_delete, 0)},
    {MAPPING(POST, "/rows/{id}/approve", "mapping-approve", handle_mapping_approve, 0)},
    {MAPPING(POST, "/rows/{id}/reject", "mapping-reject", handle_mapping_reject, 0)},
    {MAPPING(POST, "/import", "mapping-import", handle_mapping_import, ROUTE_CSV_BODY),
     .search = mapping_import, .body_maximum = LIMIT_MAPPING_BYTES},
    {MAPPING(GET, "/export", "mapping-export", handle_mapping_export, 0), .search = mapping_export},
    {MAPPING(GET, "/unmapped", "mapping-unmapped", handle_mapping_unmapped, 0),
     .search = mapping_unmapped},
    {MAPPING(GET, "/ending", "mapping-ending", handle_mapping_ending, 0), .search = mapping_ending},
};

static const struct route_table table = {routes, sizeof routes / sizeof routes[0]};

const struct route_table *routes_table(void) {
  return &table;
}
