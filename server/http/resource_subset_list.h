/* Which elements of a resource are left by _elements and _summary (FHIR R4 search.html#elements,
 * #summary): those that a resource cannot be without or that change its meaning, and those that R4
 * marks as summary. "*" stands for the types of a choice element. */
#ifndef SERVER_HTTP_RESOURCE_SUBSET_LIST_H
#define SERVER_HTTP_RESOURCE_SUBSET_LIST_H

/* X(type, mandatory and modifier elements, summary elements) */
#define RESOURCE_SUBSET_LIST(X)                                                                    \
  X("Patient", "active deceased* link",                                                            \
    "identifier active name telecom gender birthDate deceased* address managingOrganization link") \
  X("Condition", "clinicalStatus verificationStatus subject",                                      \
    "identifier clinicalStatus verificationStatus code bodySite subject encounter onset* "         \
    "recordedDate recorder asserter")                                                              \
  X("Coverage", "status beneficiary payor",                                                        \
    "identifier status type policyHolder subscriber subscriberId beneficiary dependent period "    \
    "payor order network")                                                                         \
  X("AllergyIntolerance", "clinicalStatus verificationStatus patient",                             \
    "identifier clinicalStatus verificationStatus type category criticality code patient "         \
    "asserter")                                                                                    \
  X("Practitioner", "", "identifier active name telecom address gender birthDate")                 \
  X("PractitionerRole", "",                                                                        \
    "identifier active period practitioner organization code specialty location telecom")          \
  X("Organization", "active", "identifier active type name partOf")                                \
  X("Location", "status",                                                                          \
    "identifier status operationalStatus name description mode type physicalType "                 \
    "managingOrganization")                                                                        \
  X("Encounter", "status class",                                                                   \
    "identifier status class type serviceType subject episodeOfCare participant appointment "      \
    "reasonCode reasonReference diagnosis")                                                        \
  X("Appointment", "status participant",                                                           \
    "identifier status cancelationReason serviceCategory serviceType specialty appointmentType "   \
    "reasonCode start end")                                                                        \
  X("MedicationRequest", "status intent doNotPerform medication* subject",                         \
    "status intent priority doNotPerform reported* medication* subject authoredOn requester "      \
    "performerType instantiatesCanonical instantiatesUri basedOn groupIdentifier")                 \
  X("MedicationDispense", "status medication*", "status medication* subject whenPrepared")         \
  X("Procedure", "status subject",                                                                 \
    "identifier instantiatesCanonical instantiatesUri basedOn partOf status statusReason "         \
    "category code subject encounter performed* recorder asserter performer location reasonCode "  \
    "reasonReference bodySite outcome")                                                            \
  X("ChargeItem", "status code subject",                                                           \
    "identifier status code subject context occurrence* quantity bodysite enterer enteredDate "    \
    "account")                                                                                     \
  X("Slot", "schedule status start end",                                                           \
    "identifier serviceCategory serviceType specialty appointmentType schedule status start end")  \
  X("Schedule", "active actor",                                                                    \
    "identifier active serviceCategory serviceType specialty actor planningHorizon")               \
  X("Task", "status intent",                                                                       \
    "instantiatesCanonical instantiatesUri basedOn groupIdentifier partOf status statusReason "    \
    "businessStatus intent code description focus for encounter executionPeriod lastModified "     \
    "requester owner location")                                                                    \
  X("Subscription", "status reason criteria channel",                                              \
    "status contact end reason criteria error channel")                                            \
  X("Composition", "status type date author title",                                                \
    "identifier status type category subject encounter date author title confidentiality "         \
    "custodian event")                                                                             \
  X("CodeSystem", "status content",                                                                \
    "url identifier version name title status experimental date publisher contact useContext "     \
    "jurisdiction caseSensitive valueSet hierarchyMeaning compositional versionNeeded content "    \
    "supplements count filter property")                                                           \
  X("ValueSet", "status",                                                                          \
    "url identifier version name title status experimental date publisher contact useContext "     \
    "jurisdiction immutable")                                                                      \
  X("ConceptMap", "status",                                                                        \
    "url identifier version name title status experimental date publisher contact useContext "     \
    "jurisdiction source* target*")                                                                \
  X("NamingSystem", "name status kind date uniqueId",                                              \
    "name status kind date publisher contact useContext jurisdiction uniqueId")                    \
  X("Provenance", "target recorded agent", "target recorded")

#endif
