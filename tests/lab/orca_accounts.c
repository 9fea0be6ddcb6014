#include "tests/lab/orca_accounts.h"

#include <stdlib.h>

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))
/* One account (伝票) of the internal department under the first insurance combination. */
#define INTERNAL                                                                                   \
  .department = "01", .department_name = "内科", .sequence = "1", .combination = "0001",           \
  .insurance_class = "009", .insurance_name = "協会", .doctor = "10001", .doctor_name = "見本　一"
#define STAMP(date, time) .created = (date), .updated = (date), .updated_time = (time)
#define REVISIT                                                                                    \
  {                                                                                                \
    .class = "120", .class_name = "再診", .number = "1", .point = "75", .money = "0", .lines = {   \
      {"119900110", "架空再診料", "1", NULL, NULL, "3", "75"}                                      \
    }                                                                                              \
  }
#define LINES(...) .lines = {__VA_ARGS__}

/* A visit with nothing billed but the visit itself: lists of visits alone. */
#define VISIT(patient_, date_, department_, department_name_, doctor_, doctor_name_, sequence_)    \
  .patient = (patient_), .date = (date_), .department = (department_),                             \
  .department_name = (department_name_), .doctor = (doctor_), .doctor_name = (doctor_name_),       \
  .sequence = (sequence_)

static const struct orca_account accounts[] = {
    {VISIT("00001", NULL, "01", "内科", "10001", "見本　一", "1"), .invoice = "0000103",
     .updated_time = "09:40:10"},
    {VISIT("00001", "2025-10-06", "01", "内科", "10001", "見本　一", "1"), .invoice = "0000101",
     .updated_time = "11:20:30"},
    /* Twice on a day in one department, once in another. */
    {VISIT("00001", "2025-09-01", "01", "内科", "10001", "見本　一", "1"), .invoice = "0000091",
     .updated_time = "10:00:00"},
    {VISIT("00001", "2025-09-01", "01", "内科", "10002", "見本　二葉", "2"), .invoice = "0000092",
     .updated_time = "16:30:00"},
    {VISIT("00001", "2025-09-01", "04", "整形外科", "10002", "見本　二葉", "1"),
     .invoice = "0000093"},
    {VISIT("00002", "2025-10-06", "04", "整形外科", "10002", "見本　二葉", "1"),
     .invoice = "0000102", .updated_time = "12:01:02"},
    /* A prescription with everything: two drugs of one usage, one by generic name, as needed,
     * external use, comments; an outside prescription fee; an examination. */
    {.patient = "00003",
     INTERNAL,
     .date = "2026-11-02",
     .invoice = "0000101",
     STAMP("2026-11-02", "09:41:05"),
     .issued = "2026-11-02",
     .acts = {REVISIT,
              {.class = "212",
               .class_name = "内服（院外処方）",
               .number = "28",
               .point = "0",
               .money = "0",
               LINES({"699900101", "架空降圧錠５ｍｇ", "1", "016", "錠", "1", "10.1"},
                     {"699900102", "架空脂質錠１０ｍｇ", "1.5", "016", "錠", "1", "25.30"},
                     {"001000101", "分１　朝食後", "1", NULL, NULL, NULL, NULL})},
              {.class = "222",
               .class_name = "頓服（院外処方）",
               .number = "10",
               .point = "0",
               .money = "0",
               LINES({"620002023", "カロナール錠２００　２００ｍｇ", "2", "016", "錠", "1", "5.9"},
                     {"001000201", "発熱時", "1", NULL, NULL, NULL, NULL})},
              {.class = "232",
               .class_name = "外用（院外処方）",
               .number = "1",
               .point = "0",
               .money = "0",
               LINES({"699900103", "架空貼付剤２０ｍｇ", "14", "002", "枚", "1", "17.1"})},
              {.class = "600",
               .class_name = "検査",
               .number = "1",
               .point = "21",
               .money = "0",
               LINES({"169960010", "架空血液検査", "1", NULL, NULL, "3", "21"})},
              {.class = "600",
               .class_name = "検査",
               .number = "1",
               .point = "0",
               .money = "0",
               .kind = "1",
               .included = "True",
               LINES({"169960020", "架空包括検査", "1", NULL, NULL, "3", "0"})},
              {.class = "800",
               .class_name = "その他",
               .number = "1",
               .point = "68",
               .money = "0",
               LINES({"129980010", "架空処方箋料", "1", NULL, NULL, "3", "68"})}},
     .rps = {{"21", "028", "日分", NULL,
              LINES({"架空降圧錠５ｍｇ", "00001.00000", "錠", "699900101", "0", "2149999F1001", "1",
                     NULL},
                    {"粉砕しないこと", NULL, NULL, NULL, NULL, NULL, NULL, NULL},
                    {"【般】架空脂質錠１０ｍｇ", "00001.50000", "錠", "699900102", "1",
                     "2189999F1ZZZ", "0", NULL},
                    {"分１　朝食後", NULL, NULL, NULL, NULL, NULL, NULL, NULL})},
             {"22", "010", "回分", NULL,
              LINES({"カロナール錠２００　２００ｍｇ", "00002.00000", "錠", "620002023", "0", NULL,
                     "0", NULL},
                    {"発熱時", NULL, NULL, NULL, NULL, NULL, NULL, NULL})},
             {"23", "001", "調剤", NULL,
              LINES({"架空貼付剤２０ｍｇ", "00014.00000", "枚", "699900103", "0", "2649999S1001",
                     "0", "1"},
                    {"１日１回　右膝に貼付", NULL, NULL, NULL, NULL, NULL, NULL, NULL},
                    {"かぶれたら中止", NULL, NULL, NULL, NULL, NULL, NULL, NULL})}},
     .memos = {"お薬手帳持参", NULL}},
    /* Handed out in the clinic; an injection of two drugs; a treatment with a material. */
    {.patient = "00003",
     INTERNAL,
     .date = "2026-10-05",
     .invoice = "0000088",
     STAMP("2026-10-06", "08:15:00"),
     .acts = {REVISIT,
              {.class = "211",
               .class_name = "内服（院内処方）",
               .number = "7",
               .point = "3",
               .money = "0",
               LINES({"699900104", "架空去痰錠１５ｍｇ", "3", "016", "錠", "1", "5.7"},
                     {"699900105", "架空散１０％", "0.75", "009", "ｇ", "1", "6.40"},
                     {"001000301", "分３　毎食後", "1", NULL, NULL, NULL, NULL},
                     {"810000001", "一包化", "1", NULL, NULL, NULL, NULL})},
              {.class = "231",
               .class_name = "外用（院内処方）",
               .number = "1",
               .point = "10",
               .money = "0",
               LINES({"699900106", "架空軟膏０．１％", "5", "099", "塗布分", "1", "20.0"})},
              {.class = "310",
               .class_name = "皮下筋肉内注射",
               .number = "1",
               .point = "52",
               .money = "0",
               LINES({"139931010", "架空筋肉内注射", "1", NULL, NULL, "3", "22"},
                     {"699940001", "架空注射液１ｍＬ", "1", "029", "管", "1", "190"},
                     {"699940002", "架空溶解液５ｍＬ", "0.5", "029", "管", "1", "62"},
                     {"810000002", "左三角筋", "1", NULL, NULL, NULL, NULL})},
              {.class = "400",
               .class_name = "処置行為",
               .number = "1",
               .point = "52",
               .money = "0",
               LINES({"149940010", "架空創傷処置（１００ｃｍ２未満）", "1", NULL, NULL, "3", "52"},
                     {"799900001", "架空固定材", "1", "006", "個", "1", "120"})},
              {.class = "960",
               .class_name = "自費",
               .number = "1",
               .point = "0",
               .money = "550",
               LINES({"095000001", "架空診断書料", "1", NULL, NULL, "1", "550"})}}},
    /* Split dispensing, refill, an amount of ten digits, a drug that left the master, a material on
     * the prescription, no doctor's name. */
    {.patient = "00009",
     INTERNAL,
     .date = "2026-11-10",
     .invoice = "0000132",
     STAMP("2026-11-10", "12:00:01"),
     .issued = "2026-11-11",
     .split_count = "3",
     .split_number = "1",
     .refill = "3",
     .acts = {REVISIT,
              {.class = "212",
               .class_name = "内服（院外処方）",
               .number = "30",
               .point = "0",
               .money = "0",
               LINES({"621073704", "アモキシシリンカプセル２５０ｍｇ「ＴＣＫ」", "3", "015",
                      "カプセル", "1", "10.1"},
                     {"001000301", "分３　毎食後", "1", NULL, NULL, NULL, NULL})}},
     .rps = {{"21", "030", "日分", "090",
              LINES({"アモキシシリンカプセル２５０ｍｇ「ＴＣＫ」", "00003.00000", "カプセル",
                     "621073704", "0", NULL, "0", NULL},
                    {"分３　毎食後", NULL, NULL, NULL, NULL, NULL, NULL, NULL})},
             {"21", "030", "日分", "090",
              LINES({"架空輸液", "99999.99999", "ｍＬ", "699900107", "0", NULL, "0", NULL})},
             {"23", "001", "調剤", NULL,
              LINES(
                  {"架空自己注射針", "00014.00000", "本", "799900002", NULL, NULL, NULL, NULL})}}},
    /* Prescribed, but ORCA has no prescription for the account. */
    {.patient = "00014",
     INTERNAL,
     .date = "2026-10-20",
     .invoice = "0000099",
     STAMP("2026-10-20", "16:02:44"),
     .acts = {REVISIT,
              {.class = "212",
               .class_name = "内服（院外処方）",
               .number = "14",
               .point = "0",
               .money = "0",
               LINES({"699900108", "架空鉄剤５０ｍｇ", "2", "016", "錠", "1", "7.8"},
                     {"001000102", "分２　朝夕食後", "1", NULL, NULL, NULL, NULL})}}},
    /* Neither invoice number nor stamp: an older ORCA. */
    {.patient = "00005",
     INTERNAL,
     .date = "2026-08-25",
     .acts = {REVISIT,
              {.class = "700",
               .class_name = "画像診断",
               .number = "1",
               .point = "210",
               .money = "0",
               LINES({"179970010", "架空単純撮影", "1", NULL, NULL, "3", "210"})}}},
    /* Came from claims data: listed, but not given. */
    {.patient = "00005", INTERNAL, .date = "2018-05-05", .invoice = "0000003", .migrated = true},
    {.patient = "00012",
     INTERNAL,
     .in_out = "I",
     .date = "2026-11-06",
     .invoice = "0000131",
     STAMP("2026-11-06", "20:00:00"),
     .acts = {{.class = "211",
               .class_name = "内服（入院）",
               .number = "3",
               .point = "6",
               .money = "0",
               LINES({"699900104", "架空去痰錠１５ｍｇ", "3", "016", "錠", "1", "5.7"})},
              {.class = "500",
               .class_name = "手術",
               .number = "1",
               .point = "1250",
               .money = "0",
               LINES({"159950010", "架空小手術", "1", NULL, NULL, "3", "1250"})}}},
};

/* Many accounts: 160, three of them in each month back from 2026-10. */
#define GENERATED 160u

static struct orca_account generated_visit(struct arena *arena, size_t number) {
  size_t month = 12 * 2026 + 9 - number / 3;
  size_t day = 5 + 10 * (2 - number % 3);
  return (struct orca_account){
      .patient = "00004",
      INTERNAL,
      .date = arena_string(
          arena, arena_format(arena, "%04zu-%02zu-%02zu", month / 12, month % 12 + 1, day)),
      .invoice = arena_string(arena, arena_format(arena, "%07zu", 9000 - number)),
      .acts = {REVISIT}};
}

static const struct orca_account *generate_visits(struct arena *arena, size_t *ret_count) {
  struct orca_account *generated = arena_array(arena, GENERATED, sizeof *generated);
  for (size_t i = 0; i < GENERATED && generated != NULL; i++) {
    generated[i] = generated_visit(arena, i);
  }
  *ret_count = generated != NULL ? GENERATED : 0;
  return generated;
}

size_t orca_accounts_count(void) {
  return COUNT(accounts);
}

const struct orca_account *orca_accounts_at(size_t position) {
  return &accounts[position];
}

const struct orca_account *orca_accounts_of(const struct orca_patient *patient, struct arena *arena,
                                            size_t *ret_count) {
  struct orca_account *found = arena_array(arena, COUNT(accounts), sizeof *found);
  size_t count = 0;
  if (strcmp(patient->id, "00004") == 0) {
    return generate_visits(arena, ret_count);
  }
  for (size_t i = 0; i < COUNT(accounts) && found != NULL; i++) {
    if (strcmp(accounts[i].patient, patient->id) == 0) {
      found[count++] = accounts[i];
    }
  }
  *ret_count = count;
  return found;
}
