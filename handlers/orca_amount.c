#include "handlers/orca_amount.h"

#define FIXED_DIGITS 5u /* before and behind the point */
#define DIGITS_MAXIMUM 18u
#define COUNT_MAXIMUM 99999u

struct amount {
  bool negative;
  struct view whole;    /* without zeros in front; may be empty */
  struct view fraction; /* behind the point; may be empty */
};

static bool is_digits(struct view text) {
  for (size_t i = 0; i < text.length; i++) {
    if (!byte_is_digit(text.data[i])) {
      return false;
    }
  }
  return true;
}

static struct view without_zeros_before(struct view text) {
  size_t zeros = 0;
  while (zeros < text.length && text.data[zeros] == '0') {
    zeros++;
  }
  return view_part(text, zeros, text.length);
}

static struct view without_zeros_behind(struct view text) {
  while (text.length > 0 && text.data[text.length - 1] == '0') {
    text.length--;
  }
  return text;
}

static bool parse(struct view text, struct amount *ret_amount) {
  struct amount amount = {.negative = view_starts_with(text, view_of("-"))};
  struct view digits = view_part(text, amount.negative ? 1 : 0, text.length);
  size_t point = view_find_byte(digits, '.', 0);
  amount.whole = view_part(digits, 0, point);
  if (point != SIZE_MAX) {
    amount.fraction = view_part(digits, point + 1, digits.length);
  }
  if (amount.whole.length + amount.fraction.length == 0 || !is_digits(amount.whole) ||
      !is_digits(amount.fraction)) {
    return false;
  }
  if (amount.whole.length == FIXED_DIGITS && amount.fraction.length == FIXED_DIGITS) {
    amount.fraction = without_zeros_behind(amount.fraction);
  }
  amount.whole = without_zeros_before(amount.whole);
  *ret_amount = amount;
  return true;
}

static enum error write(struct arena *arena, const struct amount *amount, struct view *ret_number) {
  struct view whole = amount->whole.length != 0 ? amount->whole : view_of("0");
  struct view number =
      arena_format(arena, "%s%.*s%s%.*s", amount->negative ? "-" : "", VIEW_ARGUMENTS(whole),
                   amount->fraction.length != 0 ? "." : "", VIEW_ARGUMENTS(amount->fraction));
  if (number.data == NULL) {
    return ERROR_MEMORY;
  }
  *ret_number = number;
  return ERROR_OK;
}

enum error orca_amount_read(struct arena *arena, struct view text, struct view *ret_number) {
  struct amount amount;
  if (!parse(text, &amount)) {
    *ret_number = (struct view){NULL, 0};
    return ERROR_OK;
  }
  return write(arena, &amount, ret_number);
}

bool orca_amount_count(struct view text, uint64_t *ret_count) {
  uint64_t count;
  if (!view_to_unsigned(text, COUNT_MAXIMUM, &count) || count == 0) {
    return false;
  }
  *ret_count = count;
  return true;
}

enum error orca_amount_times(struct arena *arena, struct view amount_text, struct view count_text,
                             struct view *ret_number) {
  struct amount amount;
  uint64_t count;
  *ret_number = (struct view){NULL, 0};
  if (!parse(amount_text, &amount) || amount.negative || !orca_amount_count(count_text, &count)) {
    return ERROR_OK;
  }
  struct view digits = arena_format(arena, "%.*s%.*s", VIEW_ARGUMENTS(amount.whole),
                                    VIEW_ARGUMENTS(amount.fraction));
  if (digits.data == NULL) {
    return ERROR_MEMORY;
  }
  uint64_t value = 0;
  if (digits.length > DIGITS_MAXIMUM ||
      (digits.length != 0 && !view_to_unsigned(digits, UINT64_MAX / count, &value))) {
    return ERROR_OK;
  }
  /* As many digits as the fraction has, and at least one more in front of it. */
  struct view product = arena_format(arena, "%0*llu", (int)amount.fraction.length + 1,
                                     (unsigned long long)value * count);
  if (product.data == NULL) {
    return ERROR_MEMORY;
  }
  size_t point = product.length - amount.fraction.length;
  if (product.length > DIGITS_MAXIMUM) {
    return ERROR_OK;
  }
  amount.whole = without_zeros_before(view_part(product, 0, point));
  amount.fraction = without_zeros_behind(view_part(product, point, product.length));
  return write(arena, &amount, ret_number);
}
