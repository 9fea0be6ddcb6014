/* Check digits of Japanese codes. Each function is true when the code has the right form and its
 * last digit agrees; real masters hold a few exceptions, so a mismatch is a warning. */
#ifndef TERMINOLOGY_CHECK_DIGIT_H
#define TERMINOLOGY_CHECK_DIGIT_H

#include "server/base/view.h"

/* 薬価基準収載医薬品コード and YJ, 12 characters: modulus 11, weights 2-7 from the right. */
bool check_digit_price(struct view code);
/* HOT7 (or the first seven digits of HOT9 and HOT13): weights 1, 3. */
bool check_digit_hot(struct view code);
/* 保険者番号, 6 or 8 digits: Luhn. */
bool check_digit_insurer(struct view code);
/* 医療機関コード, 10 digits with prefecture and table number: Luhn. */
bool check_digit_institution(struct view code);

#endif
