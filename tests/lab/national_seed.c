#include "tests/lab/national_seed.h"

#include "server/base/utf8.h"
#include "tests/lab/orca_patients.h"

#include <stdlib.h>
#include <utf8proc.h>

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))
#define MEMBER_ID_MAXIMUM 200u

/* The numbers from 1311234567 on are those of the public guides' example documents; everything else
 * is made up. */
static const struct national_facility facilities[] = {
    {"1312345678", "架空医院", "カクウイイン", "9990001", "架空県見本市試験町１−１", "0990001000",
     true}, /* the ORCA simulator's clinic */
    {"1319999999", "試験診療所", "シケンシンリョウジョ", "9990002", "架空県見本市試験町２−２",
     "0990002000", true},
    {"1399999901", "見本総合病院", "ミホンソウゴウビョウイン", "9990101", "架空県見本市病院町１",
     "0990101000", true},
    {"1399999902", "見本クリニック", "ミホンクリニック", "9990102", "架空県見本市病院町２",
     "0990102000", false},
    {"1399999903", "架空県立病院", "カクウケンリツビョウイン", "9990201", "架空県架空市中央１",
     "0990201000", true},
    {"1311234567", "例示第一病院", "レイジダイイチビョウイン", "9990301", "架空県例示市１",
     "0990301000", true},
    {"1318814790", "例示第二病院", "レイジダイニビョウイン", "9990302", "架空県例示市２",
     "0990302000", true},
    {"1319876543", "例示眼科", "レイジガンカ", "9990303", "架空県例示市３", "0990303000", true},
};

/* Insured numbers of the public guides' example documents, so that these can be sent to the
 * simulator. */
static const char *const examples[] = {
    "00012345:あいう:187:05",
    "00012345:あいう:187:01",
    "00012345:あいう:387476:01",
};

const struct national_facility *national_seed_facility(struct view institution) {
  for (size_t i = 0; i < COUNT(facilities); i++) {
    if (view_is(institution, facilities[i].number)) {
      return &facilities[i];
    }
  }
  return NULL;
}

bool national_seed_participates(struct view institution) {
  const struct national_facility *facility = national_seed_facility(institution);
  return facility != NULL && facility->participates;
}

size_t national_seed_facility_count(void) {
  return COUNT(facilities);
}

const struct national_facility *national_seed_facility_at(size_t position) {
  return &facilities[position];
}

/* Compatibility forms become one (Unicode NFKC). */
static struct view normalized(struct view text, struct arena *arena) {
  char *copy = arena_string(arena, text);
  utf8proc_uint8_t *form = copy != NULL ? utf8proc_NFKC((const utf8proc_uint8_t *)copy) : NULL;
  struct view kept = arena_copy(arena, view_of((const char *)form));
  free(form);
  return kept;
}

static bool contains(const char *text, struct view part, struct arena *arena) {
  return part.length == 0 ||
         view_find(normalized(view_of(text), arena), normalized(part, arena), 0) != SIZE_MAX;
}

static bool begins(const char *digits, struct view given, struct arena *arena) {
  struct view text = normalized(given, arena);
  size_t matched = 0;
  for (size_t i = 0; i < text.length; i++) {
    if (text.data[i] == '-') {
      continue;
    }
    if (digits[matched] == '\0' || digits[matched] != text.data[i]) {
      return false;
    }
    matched++;
  }
  return true;
}

bool national_seed_facility_matches(const struct national_facility *facility,
                                    const struct national_facility_query *query,
                                    struct arena *arena) {
  return contains(facility->name, query->name, arena) &&
         contains(facility->kana, query->kana, arena) &&
         contains(facility->address, query->address, arena) &&
         begins(facility->phone, query->phone, arena) &&
         begins(facility->postal_code, query->postal_code, arena);
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

static struct view insured_value(struct view text) {
  size_t bar = view_find_byte(text, '|', 0);
  return bar == SIZE_MAX ? text : view_part(text, bar + 1, text.length);
}

bool national_seed_same_insured(struct view a, struct view b, struct arena *arena) {
  return view_equal(narrow(insured_value(a), arena), narrow(insured_value(b), arena));
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

/* The same card, but the branch number that it has was not sent. */
static bool lacks_branch(const struct wanted *wanted, const struct orca_insurance *insurance,
                         struct arena *arena) {
  if (wanted->public || insurance->insurer == NULL || insurance->branch == NULL) {
    return false;
  }
  struct view card = member_id(insurance, arena);
  return wanted->value.length > 0 && wanted->value.data[wanted->value.length - 1] == ':' &&
         wanted->value.length + strlen(insurance->branch) == card.length &&
         view_starts_with(card, wanted->value);
}

static const char *search_patients(const struct wanted *wanted, struct arena *arena) {
  const char *refusal = "該当する資格がありません";
  for (size_t i = 0; i < orca_patients_count(); i++) {
    const struct orca_patient *patient = orca_patients_at(i);
    size_t count;
    const struct orca_insurance *insurances = orca_insurances_of(patient->id, &count);
    for (size_t j = 0; j < count; j++) {
      if (matches(wanted, &insurances[j], arena)) {
        return judge(wanted, patient, insurances[j].card_state);
      }
      refusal = lacks_branch(wanted, &insurances[j], arena) ? "枝番がありません" : refusal;
    }
  }
  return refusal;
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
