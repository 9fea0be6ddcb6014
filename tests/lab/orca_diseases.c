/* The diseases of the synthetic patients. Names and receipt codes are facts of the public masters.
 */
#include "tests/lab/orca_patients.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))
#define SINGLES(...) .singles = {__VA_ARGS__}
#define INTERNAL .department = "01", .combination = "0001", .insurance_disease = "True"
#define ORTHOPEDIC .department = "04", .combination = "0001", .insurance_disease = "True"

static const struct orca_disease diseases_00001[] = {
    {INTERNAL, .name = "本態性高血圧症", SINGLES({"8840107", "本態性高血圧症", NULL}),
     .category = "PD", .start = "2015-06-10", .class = "05"},
    {INTERNAL, .name = "２型糖尿病", SINGLES({"2500015", "２型糖尿病", NULL}),
     .start = "2018-04-02", .class = "05"},
    {INTERNAL, .name = "脂質異常症", SINGLES({"8844446", "脂質異常症", NULL}),
     .start = "2018-04-02", .class = "05"},
    {.in_out = "O",
     INTERNAL,
     .name = "急性上気道炎",
     SINGLES({"4659007", "急性上気道炎", NULL}),
     .start = "2026-01-15",
     .end = "2026-01-22",
     .outcome = "F"},
    {ORTHOPEDIC, .name = "両変形性膝関節症",
     SINGLES({"ZZZ2057", "両", NULL}, {"7153018", "変形性膝関節症", NULL}), .start = "2024-09-03"},
    {.in_out = "O",
     INTERNAL,
     .name = "胃癌の疑い",
     SINGLES({"1519006", "胃癌", NULL}, {"ZZZ8002", "の疑い", NULL}),
     .suspected = "S",
     .start = "2025-11-05",
     .end = "2025-11-28",
     .outcome = "C"},
};

static const struct orca_disease diseases_00002[] = {
    {INTERNAL, .name = "アレルギー性鼻炎", SINGLES({"4779004", "アレルギー性鼻炎", NULL}),
     .start = "2019-02-01"},
    {INTERNAL, .name = "鉄欠乏性貧血", SINGLES({"2809009", "鉄欠乏性貧血", NULL}), .category = "PD",
     .start = "2026-10-20", .supplement = "経過観察中"},
    {INTERNAL, .name = "急性気管支炎", SINGLES({"4660009", "急性気管支炎", NULL}),
     .start = "2025-03-10", .end = "2025-03-31", .outcome = "S"},
};

static const struct orca_disease diseases_00003[] = {
    {INTERNAL, .name = "慢性胃炎", SINGLES({"5351003", "慢性胃炎", NULL}), .category = "PD",
     .start = "2020-01-08"},
    {INTERNAL, .name = "便秘症", SINGLES({"8840042", "便秘症", NULL}), .start = "2021-05-17"},
};

static const struct orca_disease diseases_00005[] = {
    {ORTHOPEDIC, .name = "両変形性膝関節症の疑い",
     SINGLES({"ZZZ2057", "両", NULL}, {"7153018", "変形性膝関節症", NULL},
             {"ZZZ8002", "の疑い", NULL}),
     .suspected = "S", .start = "2026-08-25"},
    {ORTHOPEDIC, .name = "左大腿骨頚部骨折の術後",
     SINGLES({"ZZZ2049", "左", NULL}, {"8208009", "大腿骨頚部骨折", NULL},
             {"ZZZ8048", "の術後", NULL}),
     .category = "PD", .start = "2025-12-01"},
    {INTERNAL, .name = "急性胃炎の疑い",
     SINGLES({"ZZZ4012", "急性", NULL}, {"8830417", "胃炎", NULL}, {"ZZZ8002", "の疑い", NULL}),
     .suspected = "SA", .start = "2026-07-02", .end = "2026-07-16", .outcome = "C"},
    /* The flag says suspected, no modifier does. */
    {INTERNAL, .name = "心不全", SINGLES({"4289015", "心不全", NULL}), .suspected = "S",
     .start = "2026-03-11", .end = "2026-04-30", .outcome = "C"},
    /* The modifier says suspected, no flag does. */
    {INTERNAL, .name = "脳梗塞の疑い",
     SINGLES({"8838708", "脳梗塞", NULL}, {"ZZZ8002", "の疑い", NULL}), .start = "2026-02-20"},
    {INTERNAL, .name = "急性気管支炎", SINGLES({"4660009", "急性気管支炎", NULL}), .suspected = "A",
     .start = "2026-01-20", .end = "2026-02-03", .outcome = "F"},
    /* Two main codes in one disease. */
    {INTERNAL, .name = "慢性胃炎逆流性食道炎",
     SINGLES({"5351003", "慢性胃炎", NULL}, {"5301002", "逆流性食道炎", NULL}),
     .start = "2022-09-09"},
    /* ORCA's own punctuation codes. */
    {INTERNAL, .name = "湿疹（右、多発性）",
     SINGLES({"6923002", "湿疹", NULL}, {"ZZZ(101", "（", NULL}, {"ZZZ2056", "右", NULL},
             {"ZZZC001", "、", NULL}, {"ZZZ5113", "多発性", NULL}, {"ZZZ(102", "）", NULL}),
     .start = "2024-04-04"},
    /* Abolished and deleted master rows. */
    {INTERNAL, .name = "脳梗塞後遺症",
     SINGLES({"8838708", "脳梗塞", "2"}, {"ZZZ8009", "後遺症", "1"}), .start = "2018-05-05",
     .end = "2019-01-31", .outcome = "S"},
};

static const struct orca_disease diseases_00006[] = {
    {.department = "01",
     .combination = "0001",
     .name = "なんとなく体調不良",
     SINGLES({"0000999", NULL, NULL}),
     .start = "2022-06-06",
     .insurance_disease = "False"},
    {INTERNAL, .name = "左足首のはれ", SINGLES({"ZZZ2049", "左", NULL}, {"0000999", NULL, NULL}),
     .start = "2026-06-06", .karte_name = "左足首のはれ（打撲後）"},
    {INTERNAL, .name = "片頭痛", SINGLES({"3469004", "片頭痛", NULL}), .start = "2023-01-31"},
};

static const struct orca_disease diseases_00007[] = {
    {INTERNAL, .name = "花粉症", SINGLES({"4770002", "花粉症", NULL}), .start = "2025-03-01"},
};

static const struct orca_disease diseases_00008[] = {
    {.in_out = "I",
     INTERNAL,
     .name = "肺癌",
     SINGLES({"1629006", "肺癌", NULL}),
     .category = "PD",
     .start = "2024-02-02",
     .end = "2025-12-25",
     .outcome = "D"},
    {INTERNAL, .name = "認知症", SINGLES({"8842618", "認知症", NULL}), .start = "2020-08-08",
     .end = "2025-12-25", .outcome = "D"},
    {.in_out = "I",
     INTERNAL,
     .name = "肺炎",
     SINGLES({"4860030", "肺炎", NULL}),
     .start = "2025-11-30",
     .end = "2025-12-10",
     .outcome = "F"},
};

static const struct orca_disease diseases_00009[] = {
    {INTERNAL, .name = "気管支喘息", SINGLES({"4939008", "気管支喘息", NULL}), .category = "PD",
     .start = "2018-11-02", .class = "05"},
};

static const struct orca_disease diseases_00012[] = {
    {.in_out = "I",
     INTERNAL,
     .name = "心不全の急性増悪",
     SINGLES({"4289015", "心不全", NULL}, {"ZZZ8061", "の急性増悪", NULL}),
     .category = "PD",
     .start = "2026-11-05"},
    {.in_out = "I",
     INTERNAL,
     .name = "心房細動",
     SINGLES({"4273006", "心房細動", NULL}),
     .start = "2017-12-12"},
};

static const struct orca_disease diseases_00014[] = {
    {INTERNAL, .name = "不眠症", SINGLES({"8839792", "不眠症", NULL}), .start = "2024-02-14"},
};

static const struct orca_disease diseases_00123[] = {
    {INTERNAL, .name = "骨粗鬆症", SINGLES({"7330006", "骨粗鬆症", NULL}), .start = "2025-11-23"},
};

/* Patients 00010, 00011 and 00124 have none. */
static const struct {
  const char *patient_id;
  const struct orca_disease *rows;
  size_t count;
} fixed[] = {
    {"00001", diseases_00001, COUNT(diseases_00001)},
    {"00002", diseases_00002, COUNT(diseases_00002)},
    {"00003", diseases_00003, COUNT(diseases_00003)},
    {"00005", diseases_00005, COUNT(diseases_00005)},
    {"00006", diseases_00006, COUNT(diseases_00006)},
    {"00007", diseases_00007, COUNT(diseases_00007)},
    {"00008", diseases_00008, COUNT(diseases_00008)},
    {"00009", diseases_00009, COUNT(diseases_00009)},
    {"00012", diseases_00012, COUNT(diseases_00012)},
    {"00014", diseases_00014, COUNT(diseases_00014)},
    {"00123", diseases_00123, COUNT(diseases_00123)},
};

/* What the generated diseases are drawn from, in turn. */
static const struct orca_disease_single pool[] = {
    {"8840107", "本態性高血圧症", NULL}, {"5319009", "胃潰瘍", NULL},
    {"4659007", "急性上気道炎", NULL},   {"2720004", "高コレステロール血症", NULL},
    {"7906015", "高尿酸血症", NULL},     {"5301002", "逆流性食道炎", NULL},
    {"3723001", "結膜炎", NULL},         {"8836770", "足白癬", NULL},
    {"5959015", "膀胱炎", NULL},         {"8840549", "めまい症", NULL},
    {"3669004", "白内障", NULL},         {"8839248", "皮脂欠乏症", NULL},
    {"2749004", "痛風", NULL},           {"8833504", "甲状腺機能低下症", NULL},
    {"4139007", "狭心症", NULL},         {"8842106", "関節リウマチ", NULL},
    {"8840829", "腰痛症", NULL},
};

/* How many diseases started in each month of a run of months; one more rule may make one month big.
 */
struct month_rule {
  const char *patient_id;
  unsigned first_year; /* starts in January */
  unsigned months;
  unsigned per_month;
  unsigned big_month; /* position in the run */
  unsigned big_count;
};

/* 00004: newest 76 rows, then a month of 130 which no longer fits into 200, then 65 more: two
 * pages. 00013: one month of 205 between small ones. */
static const struct month_rule rules[] = {
    {"00004", 2015, 142, 1, 65, 130},
    {"00013", 2023, 40, 1, 20, 205},
};

static struct orca_disease generate_one(const struct month_rule *rule, unsigned month,
                                        unsigned position, struct arena *arena) {
  const struct orca_disease_single *single = &pool[(month * 5 + position) % COUNT(pool)];
  unsigned year = rule->first_year + month / 12;
  struct orca_disease disease = {.department = position % 2 == 0 ? "01" : "04",
                                 .combination = "0001",
                                 .name = single->name,
                                 .singles = {*single},
                                 .insurance_disease = "True"};
  disease.start =
      arena_format(arena, "%04u-%02u-%02u", year, month % 12 + 1, position % 28 + 1).data;
  if (month % 3 != 0) {
    disease.end = arena_format(arena, "%04u-%02u-28", year, month % 12 + 1).data;
    disease.outcome = month % 3 == 1 ? "F" : "C";
  }
  return disease;
}

static const struct orca_disease *generate(const struct month_rule *rule, struct arena *arena,
                                           size_t *ret_count) {
  size_t total = (size_t)(rule->months - 1) * rule->per_month + rule->big_count;
  struct orca_disease *rows = arena_array(arena, total, sizeof *rows);
  size_t count = 0;
  for (unsigned month = 0; rows != NULL && month < rule->months; month++) {
    unsigned in_month = month == rule->big_month ? rule->big_count : rule->per_month;
    for (unsigned position = 0; position < in_month; position++) {
      rows[count++] = generate_one(rule, month, position, arena);
    }
  }
  *ret_count = count;
  return rows;
}

const struct orca_disease *orca_diseases_of(const struct orca_patient *patient, struct arena *arena,
                                            size_t *ret_count) {
  for (size_t i = 0; i < COUNT(rules); i++) {
    if (strcmp(rules[i].patient_id, patient->id) == 0) {
      return generate(&rules[i], arena, ret_count);
    }
  }
  for (size_t i = 0; i < COUNT(fixed); i++) {
    if (strcmp(fixed[i].patient_id, patient->id) == 0) {
      *ret_count = fixed[i].count;
      return fixed[i].rows;
    }
  }
  *ret_count = 0;
  return NULL;
}
