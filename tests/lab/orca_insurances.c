/* The insurance combinations of the synthetic patients. */
#include "tests/lab/orca_patients.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))
#define FOREVER "9999-12-31"

static const struct orca_public_insurance livelihood = {
    "012", "生保", "12999995", "1234567", "0.00", "     0", "0.00", "     0", "2020-01-01", FOREVER,
};
static const struct orca_public_insurance specific_disease = {
    "054",    "難病", "54999991", "7654321",    "0.20",
    " 10000", "0.20", " 10000",   "2025-10-01", "2026-09-30",
};
static const struct orca_public_insurance local_child = {
    "191",    "架空市医", "99999998", "0000012",    "0.00",
    "     0", "0.00",     "     0",   "2019-04-01", FOREVER,
};
/* A pseudo entry: a billing attribute, not an insurance. */
static const struct orca_public_insurance limit_certificate = {
    "967", "限度額", NULL, NULL, "0.00", "     0", "0.00", "     0", "2026-08-01", "2027-07-31",
};

#define SOCIAL .class = "009", .name = "協会", .assistance = "3", .assistance_name = "３割"
#define NATIONAL .class = "060", .name = "国保", .assistance = "3", .assistance_name = "３割"
#define LATE_ELDERLY                                                                               \
  .class = "039", .name = "後期高齢", .assistance = "1", .assistance_name = "１割"
#define COMBINATION(number, share, from)                                                           \
  .combination = (number), .rate = (share), .combination_start = (from),                           \
  .combination_end = FOREVER, .nondisplay = "N"
#define SELF_PAY .class = "980", .name = "自費", .assistance = "2", .assistance_name = "非課税"

static const struct orca_insurance insurances_00001[] = {
    {COMBINATION("0001", "0.30", "2024-04-01"), SOCIAL, .insurer = "01990017",
     .symbol = "９９０１００２３", .number = "１０", .branch = "01", .relation = "1",
     .insured_name = "テスト　太郎", .start = "2024-04-01", .end = FOREVER,
     .acquired = "2024-04-01", .checked = "2026-11-02"},
    /* The card before the current one: still valid in older months only. */
    {.combination = "0002",
     .rate = "0.30",
     .combination_start = "2015-06-10",
     .combination_end = "2024-03-31",
     .nondisplay = "O",
     .class = "006",
     .name = "組合",
     .assistance = "3",
     .assistance_name = "３割",
     .insurer = "06990012",
     .symbol = "旧５５",
     .number = "８８７７",
     .relation = "1",
     .insured_name = "テスト　太郎",
     .start = "2015-06-10",
     .end = "2024-03-31",
     .acquired = "2015-06-01",
     .checked = "2024-03-15",
     .card_state = ORCA_CARD_EXPIRED},
    {COMBINATION("0003", "1.00", "2020-01-01"), SELF_PAY, .relation = "1",
     .insured_name = "テスト　太郎", .start = "2020-01-01", .end = FOREVER,
     .checked = "2020-01-01"},
};

static const struct orca_insurance insurances_00002[] = {
    {COMBINATION("0001", "0.30", "2019-02-01"), NATIONAL, .insurer = "990028", .symbol = "見本０１",
     .number = "４５６７", .branch = "02", .relation = "2", .insured_name = "見本　一郎",
     .start = "2019-02-01", .end = FOREVER, .acquired = "2019-02-01", .checked = "2026-10-20"},
    /* The same card once more in a combination with a public insurance. */
    {COMBINATION("0002", "0.30", "2019-04-01"), NATIONAL, .insurer = "990028", .symbol = "見本０１",
     .number = "４５６７", .branch = "02", .relation = "2", .insured_name = "見本　一郎",
     .start = "2019-02-01", .end = FOREVER, .acquired = "2019-02-01", .checked = "2026-10-20",
     .publics = {&local_child}},
};

static const struct orca_insurance insurances_00003[] = {
    {COMBINATION("0001", "0.00", "2020-01-01"), .publics = {&livelihood}},
};

static const struct orca_insurance insurances_00004[] = {
    {COMBINATION("0001", "0.20", "2015-01-05"), LATE_ELDERLY, .insurer = "39990041",
     .number = "００００４４４４", .relation = "1", .insured_name = "多病　四郎",
     .start = "0000-00-00", .end = FOREVER, .checked = "2026-10-05"},
};

static const struct orca_insurance insurances_00005[] = {
    {COMBINATION("0001", "0.30", "2018-05-05"), NATIONAL, .insurer = "990051", .symbol = "接頭",
     .number = "５０５", .branch = "01", .relation = "1", .insured_name = "修飾　五月",
     .start = "2018-05-05", .end = FOREVER, .checked = "2026-08-25",
     .publics = {&specific_disease, &limit_certificate}},
};

static const struct orca_insurance insurances_00006[] = {
    {COMBINATION("0001", "0.30", "2022-06-06"), SOCIAL, .insurer = "01990066", .symbol = "６６０１",
     .number = "６６", .branch = "03", .relation = "2", .insured_name = "無題　太一",
     .start = "2022-06-06", .end = FOREVER, .checked = "2026-06-06"},
};

static const struct orca_insurance insurances_00007[] = {
    {COMBINATION("0001", "0.30", "2024-07-07"), SOCIAL, .insurer = "06990079", .symbol = "７７",
     .number = "７７７", .branch = "00", .relation = "1", .insured_name = "区切無七美",
     .start = "2024-07-07", .end = FOREVER, .checked = "2026-07-07"},
};

static const struct orca_insurance insurances_00008[] = {
    {COMBINATION("0001", "0.10", "2016-08-08"), LATE_ELDERLY, .insurer = "39990082",
     .number = "００００８８８８", .relation = "1", .insured_name = "故人　八郎",
     .start = "2016-08-08", .end = FOREVER, .checked = "2025-12-20"},
};

static const struct orca_insurance insurances_00009[] = {
    {COMBINATION("0001", "0.30", "2018-11-02"), SOCIAL, .insurer = "01990090", .symbol = "９００９",
     .number = "９９", .branch = "01", .relation = "1", .insured_name = "禁忌　九実",
     .start = "2018-11-02", .end = FOREVER, .checked = "2026-11-10"},
};

static const struct orca_insurance insurances_00010[] = {
    {COMBINATION("0001", "0.30", "2021-10-10"), NATIONAL, .insurer = "990101", .symbol = "余白",
     .number = "１０１０", .branch = "01", .relation = "1", .insured_name = "空白　十子",
     .start = "2021-10-10", .end = FOREVER, .checked = "2026-10-10"},
};

static const struct orca_insurance insurances_00012[] = {
    {COMBINATION("0001", "0.10", "2017-12-12"), LATE_ELDERLY, .insurer = "39990124",
     .number = "０００１２１２１", .relation = "1", .insured_name = "入院　弐男",
     .start = "2017-12-12", .end = FOREVER, .checked = "2026-11-05"},
};

static const struct orca_insurance insurances_00013[] = {
    {COMBINATION("0001", "0.20", "2023-05-01"), NATIONAL, .insurer = "990135", .symbol = "一月",
     .number = "１３", .branch = "01", .relation = "1", .insured_name = "月多　十三",
     .start = "2023-05-01", .end = FOREVER, .checked = "2026-05-01"},
};

static const struct orca_insurance insurances_00014[] = {
    {COMBINATION("0001", "0.30", "2024-02-14"), SOCIAL, .insurer = "01990149", .symbol = "１４１４",
     .number = "１４", .branch = "01", .relation = "1", .insured_name = "期限　切子",
     .start = "2024-02-14", .end = FOREVER, .checked = "2026-02-14",
     .card_state = ORCA_CARD_EXPIRED},
};

static const struct orca_insurance insurances_00123[] = {
    {COMBINATION("0001", "0.30", "2025-11-23"), SOCIAL, .insurer = "06991230", .symbol = "・１２３",
     .number = "４５６", .branch = "01", .relation = "1", .insured_name = "𠮷本　髙実",
     .start = "2025-11-23", .end = FOREVER, .checked = "2026-11-20"},
};

/* Patients 00011 and 00124 have none. */
static const struct {
  const char *patient_id;
  const struct orca_insurance *rows;
  size_t count;
} insurances[] = {
    {"00001", insurances_00001, COUNT(insurances_00001)},
    {"00002", insurances_00002, COUNT(insurances_00002)},
    {"00003", insurances_00003, COUNT(insurances_00003)},
    {"00004", insurances_00004, COUNT(insurances_00004)},
    {"00005", insurances_00005, COUNT(insurances_00005)},
    {"00006", insurances_00006, COUNT(insurances_00006)},
    {"00007", insurances_00007, COUNT(insurances_00007)},
    {"00008", insurances_00008, COUNT(insurances_00008)},
    {"00009", insurances_00009, COUNT(insurances_00009)},
    {"00010", insurances_00010, COUNT(insurances_00010)},
    {"00012", insurances_00012, COUNT(insurances_00012)},
    {"00013", insurances_00013, COUNT(insurances_00013)},
    {"00014", insurances_00014, COUNT(insurances_00014)},
    {"00123", insurances_00123, COUNT(insurances_00123)},
};

const struct orca_insurance *orca_insurances_of(const char *patient_id, size_t *ret_count) {
  for (size_t i = 0; i < COUNT(insurances); i++) {
    if (strcmp(insurances[i].patient_id, patient_id) == 0) {
      *ret_count = insurances[i].count;
      return insurances[i].rows;
    }
  }
  *ret_count = 0;
  return NULL;
}
