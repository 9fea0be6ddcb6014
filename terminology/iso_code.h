/* Codes of published lists that FHIR uses as code systems: currencies (ISO 4217), countries (ISO
 * 3166-1; the form of subdivisions, ISO 3166-2) and time zones (IANA). Case matters. */
#ifndef TERMINOLOGY_ISO_CODE_H
#define TERMINOLOGY_ISO_CODE_H

#include "terminology/code_fault.h"

/* Each: true when the code is in the list; otherwise *ret_fault (may be NULL) tells. */
bool iso_code_currency(struct view code, struct code_fault *ret_fault);
/* Alpha-2, alpha-3 or numeric code of a country. */
bool iso_code_country(struct view code, struct code_fault *ret_fault);
bool iso_code_time_zone(struct view code, struct code_fault *ret_fault);
/* Country and form only: which subdivisions a country has is not known here. */
bool iso_code_subdivision(struct view code, struct code_fault *ret_fault);
/* Two-letter code or number of a region as language tags have it: countries, also former ones, and
 * areas of UN M.49. Capital letters. */
bool iso_code_region(struct view code);

#endif
