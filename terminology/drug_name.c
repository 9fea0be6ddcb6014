#include "terminology/drug_name.h"

#include "terminology/search_text.h"

#define DECIMALS 6u
/* Digits of a number that are read; more are no strength. */
#define DIGITS 10u
/* "１万単位" */
#define MYRIAD 10000u
#define WORD 8u /* units of the longest word and its end */
#define MAKER u'「'

/* ---- tables -----------------------------------------------------------------------------------
 * Units as they stand in folded names (width, case, hiragana), longer ones before what they begin
 * with. factor: how many of the smallest unit of the kind. */
static const struct {
  uint16_t name[WORD];
  enum drug_unit unit;
  uint64_t factor;
} units[] = {
    {u"国際単位", DRUG_UNIT_UNITS, 1},
    {u"単位", DRUG_UNIT_UNITS, 1},
    {u"ミリグラム", DRUG_UNIT_MASS, 1000000},
    {u"グラム", DRUG_UNIT_MASS, 1000000000},
    {u"ミリリットル", DRUG_UNIT_VOLUME, 1000},
    {u"meq", DRUG_UNIT_EQUIVALENT, 1},
    {u"mmol", DRUG_UNIT_MOLE, 1000},
    {u"mol", DRUG_UNIT_MOLE, 1000000},
    {u"mbq", DRUG_UNIT_ACTIVITY, 1},
    {u"gbq", DRUG_UNIT_ACTIVITY, 1000},
    {u"mcg", DRUG_UNIT_MASS, 1000},
    {u"μg", DRUG_UNIT_MASS, 1000},
    {u"ug", DRUG_UNIT_MASS, 1000},
    {u"ng", DRUG_UNIT_MASS, 1},
    {u"mg", DRUG_UNIT_MASS, 1000000},
    {u"kg", DRUG_UNIT_MASS, 1000000000000},
    {u"g", DRUG_UNIT_MASS, 1000000000},
    {u"μl", DRUG_UNIT_VOLUME, 1},
    {u"ml", DRUG_UNIT_VOLUME, 1000},
    {u"cc", DRUG_UNIT_VOLUME, 1000},
    {u"dl", DRUG_UNIT_VOLUME, 100000},
    {u"l", DRUG_UNIT_VOLUME, 1000000},
    {u"iu", DRUG_UNIT_UNITS, 1},
    {u"ku", DRUG_UNIT_UNITS, 1000},
    {u"%", DRUG_UNIT_PERCENT, 1},
    {u"cm2", DRUG_UNIT_AREA, 100},
    {u"mm2", DRUG_UNIT_AREA, 1},
    {u"cm", DRUG_UNIT_LENGTH, 10},
    {u"mm", DRUG_UNIT_LENGTH, 1},
};

/* Words for dosage forms in folded names, and the form that they mean. Of words that end at the
 * same place the longest counts; of several the last: a name of a mixture may end with 散 and come
 * as granules. */
static const struct {
  uint16_t word[WORD];
  const char *form;
} forms[] = {
    {u"口腔内崩壊錠", "口腔内崩壊錠"},
    {u"od錠", "口腔内崩壊錠"},
    {u"odフィルム", "口腔内崩壊フィルム"},
    {u"徐放錠", "徐放錠"},
    {u"sr錠", "徐放錠"},
    {u"cr錠", "徐放錠"},
    {u"la錠", "徐放錠"},
    {u"xr錠", "徐放錠"},
    {u"舌下錠", "舌下錠"},
    {u"チュアブル錠", "チュアブル錠"},
    {u"チュアブル", "チュアブル錠"},
    {u"発泡錠", "発泡錠"},
    {u"腸溶錠", "腸溶錠"},
    {u"腟錠", "腟錠"},
    {u"膣錠", "腟錠"},
    {u"腟用錠", "腟錠"},
    {u"錠", "錠"},
    {u"tab", "錠"},
    {u"tablet", "錠"},
    {u"トローチ", "トローチ"},
    {u"徐放カプセル", "徐放カプセル"},
    {u"腸溶カプセル", "腸溶カプセル"},
    {u"カプセル", "カプセル"},
    {u"cap", "カプセル"},
    {u"徐放顆粒", "徐放顆粒"},
    {u"腸溶顆粒", "腸溶顆粒"},
    {u"顆粒", "顆粒"},
    {u"細粒", "細粒"},
    {u"徐放細粒", "徐放細粒"},
    {u"ドライシロップ", "ドライシロップ"},
    {u"ds", "ドライシロップ"},
    {u"シロップ用", "ドライシロップ"},
    {u"シロップ", "シロップ"},
    {u"散", "散"},
    {u"末", "末"},
    {u"丸", "丸"},
    {u"ゼリー", "ゼリー"},
    {u"内用液", "内用液"},
    {u"内服液", "内用液"},
    {u"経口液", "内用液"},
    {u"エリキシル", "エリキシル"},
    {u"注", "注射"},
    {u"注射", "注射"},
    {u"注射液", "注射"},
    {u"注射用", "注射"},
    {u"静注", "注射"},
    {u"静注用", "注射"},
    {u"静注液", "注射"},
    {u"筋注", "注射"},
    {u"筋注用", "注射"},
    {u"皮下注", "注射"},
    {u"皮下注用", "注射"},
    {u"注腸", "注腸"},
    {u"注腸液", "注腸"},
    {u"輸液", "注射"},
    {u"吸入液", "吸入液"},
    {u"吸入用", "吸入"},
    {u"吸入", "吸入"},
    {u"インヘラー", "吸入"},
    {u"エアゾール", "吸入"},
    {u"エアー", "吸入"},
    {u"点眼液", "点眼"},
    {u"点眼", "点眼"},
    {u"眼軟膏", "眼軟膏"},
    {u"点鼻液", "点鼻"},
    {u"点鼻", "点鼻"},
    {u"点耳液", "点耳"},
    {u"点耳", "点耳"},
    {u"坐剤", "坐剤"},
    {u"坐薬", "坐剤"},
    {u"座薬", "坐剤"},
    {u"坐", "坐剤"},
    {u"軟膏", "軟膏"},
    {u"クリーム", "クリーム"},
    {u"ゲル", "ゲル"},
    {u"ローション", "ローション"},
    {u"外用液", "外用液"},
    {u"液", "液"},
    {u"パップ", "パップ"},
    {u"テープ", "テープ"},
    {u"パッチ", "パッチ"},
    {u"スプレー", "スプレー"},
    {u"シャンプー", "シャンプー"},
    {u"ガーグル", "うがい"},
    {u"ウガイ", "うがい"},
    {u"含嗽", "うがい"},
};

#define COUNT(table) (sizeof(table) / sizeof((table)[0]))

/* ---- amounts ----------------------------------------------------------------------------------
 */
static bool is_latin(uint16_t unit) {
  return unit >= 'a' && unit <= 'z';
}

static bool is_digit(struct search_units text, size_t at) {
  return at < text.count && text.units[at] >= '0' && text.units[at] <= '9';
}

/* Behind the word when it stands there, else where it was. */
static size_t skip_word(struct search_units text, size_t at, const uint16_t *word) {
  size_t length = 0;
  while (word[length] != 0) {
    if (at + length >= text.count || text.units[at + length] != word[length]) {
      return at;
    }
    length++;
  }
  return at + length;
}

/* Digits with commas between them and a decimal fraction, in millionths; *at moves behind it. False
 * when it has too many digits. */
static bool read_number(struct search_units text, size_t *at, uint64_t *ret_number) {
  uint64_t number = 0;
  uint32_t digits = 0;
  uint32_t decimals = 0;
  bool fraction = false;
  for (; *at < text.count; (*at)++) {
    if (is_digit(text, *at)) {
      number = digits < DIGITS + DECIMALS ? number * 10 + (text.units[*at] - u'0') : number;
      digits++;
      decimals += fraction;
    } else if (text.units[*at] == '.' && !fraction && is_digit(text, *at + 1)) {
      fraction = true;
    } else if (text.units[*at] != ',' || fraction || !is_digit(text, *at + 1)) {
      break;
    }
  }
  if (digits - decimals > DIGITS || decimals > DECIMALS) {
    return false;
  }
  for (; decimals < DECIMALS; decimals++) {
    number *= 10;
  }
  *ret_number = number;
  return true;
}

/* The unit at the place, with its number; false when there is none. A Latin letter behind it makes
 * it part of a word. */
static bool read_unit(struct search_units text, size_t at, struct drug_amount *amount) {
  static const uint16_t blank[] = u" ";
  static const uint16_t myriad[] = u"万";
  at = skip_word(text, at, blank);
  size_t behind = skip_word(text, at, myriad);
  uint64_t times = behind > at ? MYRIAD : 1;
  for (size_t i = 0; i < COUNT(units); i++) {
    size_t end = skip_word(text, behind, units[i].name);
    if (end > behind && (end == text.count || !is_latin(text.units[end]))) {
      amount->unit = units[i].unit;
      return !__builtin_mul_overflow(amount->number, times * units[i].factor, &amount->value);
    }
  }
  return false;
}

static void add_amount(struct drug_name *name, const struct drug_amount *amount) {
  for (uint32_t i = 0; i < name->amount_count; i++) {
    if (name->amounts[i].unit == amount->unit && name->amounts[i].value == amount->value) {
      return;
    }
  }
  if (name->amount_count < DRUG_NAME_AMOUNTS) {
    name->amounts[name->amount_count++] = *amount;
  }
}

static void read_amounts(struct search_units text, struct drug_name *name) {
  for (size_t at = 0; at < text.count;) {
    if (!is_digit(text, at)) {
      at++;
      continue;
    }
    struct drug_amount amount = {.unit = DRUG_UNIT_NONE};
    if (read_number(text, &at, &amount.number)) {
      amount.value = amount.number;
      if (read_unit(text, at, &amount) || (at == text.count && name->amount_count == 0)) {
        add_amount(name, &amount);
      }
    }
  }
}

/* ---- form -------------------------------------------------------------------------------------
 */
/* The maker stands in 「」 and says nothing of the form. */
static struct search_units without_maker(struct search_units text) {
  for (size_t i = 1; i < text.count; i++) {
    if (text.units[i] == MAKER) {
      return (struct search_units){text.units, i};
    }
  }
  return text;
}

/* A Latin word inside a longer one is another word: "cap" in "captopril". */
static bool stands_alone(struct search_units text, size_t start, size_t end) {
  bool before = start > 0 && is_latin(text.units[start - 1]) && is_latin(text.units[start]);
  bool after = end < text.count && is_latin(text.units[end]) && is_latin(text.units[end - 1]);
  return !before && !after;
}

/* Of words that end at the same place the longest: it begins first. */
static const char *read_form(struct search_units text) {
  const char *form = NULL;
  size_t best = 0;
  for (size_t at = 0; at < text.count; at++) {
    for (size_t i = 0; i < COUNT(forms); i++) {
      size_t end = forms[i].word[0] == text.units[at] ? skip_word(text, at, forms[i].word) : at;
      if (end > at && end > best && stands_alone(text, at, end)) {
        form = forms[i].form;
        best = end;
      }
    }
  }
  return form;
}

enum error drug_name_read(struct arena *arena, struct view text, struct drug_name *ret_name) {
  struct arena_mark mark = arena_mark(arena);
  struct search_units folded;
  enum error error = search_text_units(arena, text, SEARCH_FORM_TEXT, &folded);
  if (error != ERROR_OK) {
    return error;
  }
  *ret_name = (struct drug_name){.form = read_form(without_maker(folded))};
  read_amounts(folded, ret_name);
  arena_back(arena, mark);
  return ERROR_OK;
}

/* ---- comparing --------------------------------------------------------------------------------
 */
static bool same_amount(const struct drug_amount *a, const struct drug_amount *b) {
  if (a->unit == DRUG_UNIT_NONE || b->unit == DRUG_UNIT_NONE) {
    return a->number == b->number;
  }
  return a->unit == b->unit && a->value == b->value;
}

/* How many amounts of a stand in b too. */
static uint32_t shared_amounts(const struct drug_name *a, const struct drug_name *b) {
  uint32_t count = 0;
  for (uint32_t i = 0; i < a->amount_count; i++) {
    bool found = false;
    for (uint32_t k = 0; !found && k < b->amount_count; k++) {
      found = same_amount(&a->amounts[i], &b->amounts[k]);
    }
    count += found;
  }
  return count;
}

enum drug_agreement drug_name_strength(const struct drug_name *a, const struct drug_name *b) {
  if (a->amount_count == 0 || b->amount_count == 0) {
    return a->amount_count == b->amount_count ? DRUG_AGREEMENT_UNKNOWN : DRUG_AGREEMENT_UNSTATED;
  }
  bool a_in_b = shared_amounts(a, b) == a->amount_count;
  bool b_in_a = shared_amounts(b, a) == b->amount_count;
  return a_in_b && b_in_a   ? DRUG_AGREEMENT_SAME
         : a_in_b || b_in_a ? DRUG_AGREEMENT_UNSTATED
                            : DRUG_AGREEMENT_DIFFERENT;
}

enum drug_agreement drug_name_form(const struct drug_name *a, const struct drug_name *b) {
  if (a->form == NULL || b->form == NULL) {
    return a->form == b->form ? DRUG_AGREEMENT_UNKNOWN : DRUG_AGREEMENT_UNSTATED;
  }
  return strcmp(a->form, b->form) == 0 ? DRUG_AGREEMENT_SAME : DRUG_AGREEMENT_DIFFERENT;
}
