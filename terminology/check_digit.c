#include "terminology/check_digit.h"

#define PRICE_LENGTH 12u
#define HOT_LENGTH 7u
#define INSURER_LENGTH 8u
#define INSURER_SHORT_LENGTH 6u
#define INSTITUTION_LENGTH 10u
#define NO_DIGIT UINT32_MAX

static uint32_t digit_at(struct view code, size_t at) {
  char byte = code.data[at];
  return byte >= '0' && byte <= '9' ? (uint32_t)(byte - '0') : NO_DIGIT;
}

/* Letters count as the low half of their EBCDIC code: A-I 1-9, J-R 1-9, S-Z 2-9. */
static uint32_t price_value(char byte) {
  if (byte >= '0' && byte <= '9') {
    return (uint32_t)(byte - '0');
  }
  if (byte >= 'A' && byte <= 'I') {
    return (uint32_t)(byte - 'A') + 1;
  }
  if (byte >= 'J' && byte <= 'R') {
    return (uint32_t)(byte - 'J') + 1;
  }
  return byte >= 'S' && byte <= 'Z' ? (uint32_t)(byte - 'S') + 2 : NO_DIGIT;
}

bool check_digit_price(struct view code) {
  if (code.length != PRICE_LENGTH) {
    return false;
  }
  uint32_t sum = 0;
  for (size_t i = 0; i + 1 < PRICE_LENGTH; i++) {
    uint32_t value = price_value(code.data[i]);
    if (value == NO_DIGIT) {
      return false;
    }
    sum += value * (uint32_t)((PRICE_LENGTH - 2 - i) % 6 + 2);
  }
  uint32_t expected = 11 - sum % 11;
  return digit_at(code, PRICE_LENGTH - 1) == (expected >= 10 ? 0 : expected);
}

bool check_digit_hot(struct view code) {
  if (code.length < HOT_LENGTH) {
    return false;
  }
  uint32_t sum = 0;
  for (size_t i = 0; i < HOT_LENGTH; i++) {
    uint32_t digit = digit_at(code, i);
    if (digit == NO_DIGIT) {
      return false;
    }
    sum += i % 2 == 0 || i + 1 == HOT_LENGTH ? digit : digit * 3;
  }
  return sum % 10 == 0;
}

static bool luhn(struct view code) {
  uint32_t sum = 0;
  for (size_t i = 0; i < code.length; i++) {
    uint32_t digit = digit_at(code, code.length - 1 - i);
    if (digit == NO_DIGIT) {
      return false;
    }
    uint32_t twice = digit * 2;
    sum += i % 2 == 0 ? digit : twice / 10 + twice % 10;
  }
  return sum % 10 == 0;
}

bool check_digit_insurer(struct view code) {
  return (code.length == INSURER_LENGTH || code.length == INSURER_SHORT_LENGTH) && luhn(code);
}

bool check_digit_institution(struct view code) {
  return code.length == INSTITUTION_LENGTH && luhn(code);
}
