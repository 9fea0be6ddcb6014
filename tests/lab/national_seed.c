#include "tests/lab/national_seed.h"

#include "server/base/utf8.h"
#include "tests/lab/orca_patients.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))
#define MEMBER_ID_MAXIMUM 200u

struct facility {
  const char *number;
  bool participates;
};

/* The numbers behind the first three are those of the public guides' example documents. */
static const struct facility facilities[] = {
    {"1312345678", true}, /* the ORCA simulator's clinic */
    {"1399999901", true}, {"1399999902", false}, {"1311234567", true},
    {"1318814790", true}, {"1319876543", true},
};

/* Insured numbers of the public guides' example documents, so that these can be sent to the
 * simulator. */
static const char *const examples[] = {
    "00012345:あいう:187:05",
    "00012345:あいう:187:01",
    "00012345:あいう:387476:01",
};

bool national_seed_participates(struct view institution) {
  for (size_t i = 0; i < COUNT(facilities); i++) {
    if (view_is(institution, facilities[i].number)) {
      return facilities[i].participates;
    }
  }
  return false;
}

/* Full-width ASCII variants (U+FF01..U+FF5E) become ASCII. */
static struct view narrow(struct view text, struct arena *arena) {
  char *narrowed = arena_bytes(arena, text.length + 1);
  size_t length = 0;
  size_t offset = 0;
  while (narrowed != NULL && offset < text.length) {
    uint32_t code_point = utf8_next(text, &offset);
    if (code_point >= 0xFF01 && code_point <= 0xFF5E) {
      code_point -= 0xFF01 - 0x21;
    }
    length += code_point != UTF8_INVALID ? utf8_write(code_point, narrowed + length) : 0;
  }
  return view_make(narrowed, length);
}

static const char *text_or_empty(const char *text) {
  return text != NULL ? text : "";
}

/* The JP-CLINS form of a card: insurer padded with zeros to 8 digits. */
static struct view member_id(const struct orca_insurance *card, struct arena *arena) {
  static const char zeros[] = "00000000";
  size_t length = strlen(card->insurer);
  const char *padding = length < 8 ? zeros + length : "";
  struct view id =
      arena_format(arena, "%s%s:%s:%s:%s", padding, card->insurer, text_or_empty(card->symbol),
                   text_or_empty(card->number), text_or_empty(card->branch));
  return narrow(id, arena);
}

struct wanted {
  struct view value;
  struct view birth_date;
  bool public;
};

static const char *judge(const struct wanted *wanted, const struct orca_patient *patient,
                         enum orca_card_state state) {
  if (state == ORCA_CARD_EXPIRED) {
    return "資格が失効しています";
  }
  if (state == ORCA_CARD_UNKNOWN) {
    return "該当する資格がありません";
  }
  if (wanted->birth_date.length > 0 && !view_is(wanted->birth_date, patient->birth)) {
    return "生年月日が一致しません";
  }
  return NULL;
}

static bool public_matches(const struct wanted *wanted, const struct orca_insurance *insurance,
                           struct arena *arena) {
  for (size_t i = 0; i < ORCA_PUBLIC_SLOTS && insurance->publics[i] != NULL; i++) {
    const struct orca_public_insurance *public = insurance->publics[i];
    struct view id = arena_format(arena, "%s:%s::", text_or_empty(public->insurer),
                                  text_or_empty(public->number));
    if (view_equal(id, wanted->value)) {
      return true;
    }
  }
  return false;
}

static bool matches(const struct wanted *wanted, const struct orca_insurance *insurance,
                    struct arena *arena) {
  if (wanted->public) {
    return public_matches(wanted, insurance, arena);
  }
  return insurance->insurer != NULL && view_equal(member_id(insurance, arena), wanted->value);
}

static const char *search_patients(const struct wanted *wanted, struct arena *arena) {
  for (size_t i = 0; i < orca_patients_count(); i++) {
    const struct orca_patient *patient = orca_patients_at(i);
    size_t count;
    const struct orca_insurance *insurances = orca_insurances_of(patient->id, &count);
    for (size_t j = 0; j < count; j++) {
      if (matches(wanted, &insurances[j], arena)) {
        return judge(wanted, patient, insurances[j].card_state);
      }
    }
  }
  return "該当する資格がありません";
}

const char *national_seed_refusal(const struct national_insured *insured, struct arena *arena) {
  struct wanted wanted = {.birth_date = insured->birth_date,
                          .public = view_is(insured->system, NATIONAL_SEED_PUBLIC)};
  if (insured->value.length > MEMBER_ID_MAXIMUM) {
    return "該当する資格がありません";
  }
  wanted.value = narrow(insured->value, arena);
  for (size_t i = 0; i < COUNT(examples); i++) {
    if (!wanted.public && view_is(wanted.value, examples[i])) {
      return NULL;
    }
  }
  return search_patients(&wanted, arena);
}
