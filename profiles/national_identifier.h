/* Identifiers of the national service: their values, and whether they agree with each other. */
#ifndef PROFILES_NATIONAL_IDENTIFIER_H
#define PROFILES_NATIONAL_IDENTIFIER_H

#include "profiles/national_place.h"

/* Composition.identifier: institution^year^number. */
void national_identifier_document_number(const struct national_place *place);
void national_identifier_document_institution(const struct national_place *place);
/* Patient.identifier: insured member, public payer member. */
void national_identifier_member_width(const struct national_place *place);
void national_identifier_public_payer_form(const struct national_place *place);
/* The institution number of Bundle.identifier against the extension of each resource and the OID of
 * the Patient's local number; its prefecture. */
void national_identifier_institution_differs(const struct national_place *place);
void national_identifier_institution_prefecture(const struct national_place *place);
void national_identifier_organization_number(const struct national_place *place);
/* One resource identifier names one resource. */
void national_identifier_resource_repeated(const struct national_place *place);
void national_identifier_practitioner_oid(const struct national_place *place);

#endif
