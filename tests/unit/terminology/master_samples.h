/* A tiny invented sample of every master's layout. */
#ifndef TESTS_UNIT_TERMINOLOGY_MASTER_SAMPLES_H
#define TESTS_UNIT_TERMINOLOGY_MASTER_SAMPLES_H

#include "tests/unit/terminology/master_fixture.h"

#define HOT_HEADER                                                                                                                    \
  "基準番号（ＨＯＴ番号）,処方用番号（ＨＯＴ７）,会社識別用番号,調剤用番号,物流用番号,"        \
  "ＪＡＮコード,"                                                                                                               \
  "薬価基準収載医薬品コード,個別医薬品コード,レセプト電算処理システムコード（１）,"             \
  "レセプト電算処理システムコード（２）,告示名称,販売名,レセプト電算処理システム医薬品名,"   \
  "規格単位,"                                                                                                                     \
  "包装形態,包装単位数,包装単位単位,包装総量数,包装総量単位,区分,製造会社,販売会社,更新区分," \
  "更新年月日\n"
#define SHARED_ITEMS(more)                                                                         \
  "JLAC11コード,JLAC10コード,FHIR識別名,データ区分,単位,適用開始日,適用終了日" more "\n"
#define YEAR_BEFORE "100137299,1001372,,,,,,,,,,前,,,,,,,,内,,,1,20200101\n"

struct master_sample {
  const char *layout;
  unsigned columns; /* 0: text as it is */
  const char *text;
  const char *system;
  const char *code;
  const char *said; /* "display|kana|property=value|..." */
};

static const struct master_sample master_samples[] = {
    {"receipt-disease", 46, "0=0|1=B|2=1000001|5=病|7=略|9=ヤマイ|11=2|18=01|23=99999999",
     MASTERS_SYSTEM_RECEIPT_DISEASE, "1000001",
     "病|ヤマイ|abbreviation=略|adoption=2|notStandalone=01"},
    {"receipt-modifier", 19, "0=0|1=Z|2=8002|6=の疑い|9=ノウタガイ|16=27000001|17=ABCD|18=A8000000",
     MASTERS_SYSTEM_RECEIPT_MODIFIER, "8002", "の疑い|ノウタガイ|modifierClass=A8000000"},
    {"receipt-modifier", 19, "0=0|1=Z|2=8002|6=の疑い|16=27000001|17=ABCD",
     MASTERS_SYSTEM_MODIFIER_KEY, "27000001", "の疑い|"},
    {"receipt-drug", 40, "0=0|1=Y|2=620000001|4=薬|6=ｸｽﾘ|9=錠|16=1|27=1|34=架空薬",
     MASTERS_SYSTEM_RECEIPT_DRUG, "620000001", "薬|ｸｽﾘ|unit=錠|generic=1|form=1|basicName=架空薬"},
    {"receipt-procedure", 150, "0=0|1=S|2=111000110|4=架空料|6=ｶｸｳﾘﾖｳ|86=20240601|87=99999999",
     MASTERS_SYSTEM_RECEIPT_PROCEDURE, "111000110", "架空料|ｶｸｳﾘﾖｳ|changed=20240601"},
    {"hot9", 0,
     HOT_HEADER YEAR_BEFORE "100137201,1001372,01,,,,1124003F2017,1124003F2025,620000001,,告,販,,"
                            "1mg,,,,,,内,製,販社,1,20240101\n",
     MASTERS_SYSTEM_HOT9, "100137201",
     "販||officialName=告|specification=1mg|form=内|manufacturer=製|distributor=販社"},
    {"hot13", 0,
     HOT_HEADER
     "1001372010101,1001372,01,01,01,,,1124003F2025,,,,販,,,PTP,10,錠,100,錠,内,,,1,20240101\n"
     "1001372010102,1001372,01,01,02,,,1124003F2025,,,,販,,,PTP,10,錠,500,錠,内,,,1,20200101\n",
     MASTERS_SYSTEM_HOT13, "1001372010102", "販||changed=20200101"},
    {"yj", 0, "YJコード,販売名,薬価コード,規格\n1124003F2025,架空錠,1124003F2017,1mg1錠\n",
     MASTERS_SYSTEM_YJ, "1124003F2025", "架空錠||specification=1mg1錠"},
    {"general-name", 0,
     "一般名処方マスタ\n\n区分,一般名コード,一般名処方の標準的な記載,成分名,規格,"
     "一般名処方加算対象,例外コード,最低薬価,備考\n"
     "内,1139004GAZZZ,【般】架空,架空酸,1mg,加算1,例,9.9,\n",
     MASTERS_SYSTEM_GENERAL, "1139004GAZZZ", "【般】架空||ingredient=架空酸|exception=例"},
    {"price-list", 0,
     "区分,薬価基準収載医薬品コード,成分名,規格,品名,薬価\n"
     "内用薬,1124003F2017,架空酸,1mg1錠,架空錠,9.90\n",
     MASTERS_SYSTEM_PRICE, "1124003F2017", "架空錠||price=9.90|form=内用薬"},
    {"medis-disease", 20,
     "0=0|1=20000001|2=病|3=ヤマイ|4=1|5=AAAA|6=A000|10=1000001|11=略|14=20240601|16=01",
     MASTERS_SYSTEM_DISEASE_KEY, "20000001",
     "病|ヤマイ|adoption=1|abbreviation=略|changed=20240601|notStandalone=01"},
    {"medis-disease", 20, "0=0|1=20000001|2=病|3=ヤマイ|4=1|5=AAAA|6=A000",
     MASTERS_SYSTEM_DISEASE_EXCHANGE, "AAAA", "病|ヤマイ"},
    {"medis-modifier", 10, "0=0|1=27000001|2=急性|3=キュウセイ", MASTERS_SYSTEM_MODIFIER_KEY,
     "27000001", "急性|キュウセイ"},
    {"shared-laboratory-items", 0,
     SHARED_ITEMS("") "C1002000025000155,3A010000002329101,TP,1,g/dL,00000000,99999999\n",
     MASTERS_SYSTEM_CORE_JLAC11, "C1002000025000155", "TP||unit=g/dL"},
    {"shared-laboratory-items", 0,
     SHARED_ITEMS(",表示用単位2,XML用単位2") "V1055000125000102,5E074000002306211,STS,2,,20250401,"
                                             "99999999,,\n",
     MASTERS_SYSTEM_INFECTION_JLAC11, "V1055000125000102", "STS|"},
    {"shared-laboratory-items", 0,
     SHARED_ITEMS("") "V1055000125000102,5E074000002306211,STS,2,,20250401,99999999\n",
     MASTERS_SYSTEM_INFECTION_JLAC10, "5E074000002306211", "STS|"},
    {"jlac10", 0, "17桁コード,項目名称,材料名称,測定法\n3A010000002329101,総蛋白,血清,比色\n",
     MASTERS_SYSTEM_JLAC10, "3A010000002329101", "総蛋白||specimen=血清|method=比色"},
    {"usage", 0, "用法コード,用法名称,区分\n2H50B10000000000,点鼻,拡張\n", MASTERS_SYSTEM_USAGE,
     "2H50B10000000000", "点鼻||class=拡張"},
    {"icd10", 0, "ICD-10コード,名称\nA00.0,コレラ\n", MASTERS_SYSTEM_ICD10, "A00.0", "コレラ|"},
    {"allergen", 0,
     "\"DISPLAYSEQ\",\"JFAGYCODE\",\"JPTERM\",\"JPKANA\",\"ENTERM\",\"LEVEL\",\"MAINFLAG\","
     "\"GUIDELINE\",\"CXGCATEGORY\",\"RECORDDATE\",\"ENDDATE\"\n"
     "\"1\",\"J9NA00000000\",\"架空,花粉\",\"かふん\",\"pollen\",\"1\",\"\",\"\",\"0\","
     "\"20240101\",\"99999999\"\n",
     MASTERS_SYSTEM_OTHER_ALLERGEN, "J9NA00000000", "架空,花粉|かふん|english=pollen|level=1"},
    {"allergen-ingredient", 0,
     "SEQ,JFAGY code,Allergen Term（JP）,Furigana（JP）,Allergen Term（EN）,Level,Main 100,"
     "Clinical "
     "Guideline,変更区分,収載日,終了日\n1,GCM1124003B1ZZZ,【架空酸】,,,1,,,1,00000000,99999999\n",
     MASTERS_SYSTEM_GCM, "GCM1124003B1ZZZ", "【架空酸】|"},
};

#define MASTER_SAMPLES (sizeof master_samples / sizeof master_samples[0])

/* Rows of so many columns, fields as in fixture_row, lines separated by newlines. */
static inline struct view sample_table(const struct fixture *fixture, unsigned columns,
                                       const char *rows) {
  struct buffer buffer = buffer_make(fixture->arena, 1u << 20);
  struct view rest = view_of(rows);
  while (rest.length > 0) {
    fixture_row(&buffer, columns, arena_string(fixture->arena, view_split(&rest, '\n')));
  }
  return buffer_view(&buffer);
}

static inline struct view sample_text(const struct fixture *fixture,
                                      const struct master_sample *sample) {
  return sample->columns > 0 ? sample_table(fixture, sample->columns, sample->text)
                             : view_of(sample->text);
}

#endif
