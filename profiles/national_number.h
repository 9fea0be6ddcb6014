/* Check digits of Japanese numbers and codes, as warnings: real data hold exceptions. Codes that
 * the imported masters know are passed, whatever their digit. */
#ifndef PROFILES_NATIONAL_NUMBER_H
#define PROFILES_NATIONAL_NUMBER_H

#include "profiles/national_place.h"

/* 医療機関コード of the Bundle, of an Organization, of a resource's institution extension. */
void national_number_institution(const struct national_place *place);
/* 保険者番号 in the Patient's insurance identifier and of an Organization. */
void national_number_insurer(const struct national_place *place);
/* YJ and 薬価基準収載医薬品コード in Codings of drugs. */
void national_number_price(const struct national_place *place);
/* HOT7, HOT9, HOT13 likewise. */
void national_number_hot(const struct national_place *place);

#endif
