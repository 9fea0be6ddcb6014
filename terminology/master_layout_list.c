/* The masters. Column numbers count from 0. Positions and headers as observed in published files;
 * "|" separates names that one column had in different issues. */
#include "terminology/check_digit.h"
#include "terminology/master_layout.h"
#include "terminology/masters.h"

#define COUNT(rows) (sizeof(rows) / sizeof((rows)[0]))
#define NO MASTER_NO_COLUMN
#define DISPLAY(column)                                                                            \
  { MASTER_FIELD_DISPLAY, (column), "" }
#define KANA(column)                                                                               \
  { MASTER_FIELD_KANA, (column), "" }
#define FROM(column)                                                                               \
  { MASTER_FIELD_FROM, (column), "" }
#define TO(column)                                                                                 \
  { MASTER_FIELD_TO, (column), "" }
#define PROPERTY(column, name)                                                                     \
  { MASTER_FIELD_PROPERTY, (column), name }
#define MAP(column, system)                                                                        \
  { MASTER_FIELD_MAP, (column), MASTERS_SYSTEM_##system }
#define SUCCESSOR(column, system)                                                                  \
  { MASTER_FIELD_SUCCESSOR, (column), MASTERS_SYSTEM_##system }
#define RANK(column)                                                                               \
  { MASTER_FIELD_RANK, (column), "" }
#define TWIN(column, system)                                                                       \
  { MASTER_FIELD_TWIN, (column), MASTERS_SYSTEM_##system }
#define EMIT(system, kind, key, shape, fields)                                                     \
  {                                                                                                \
    MASTERS_SYSTEM_##system, MASTER_EMISSION_##kind, (key), (shape), NO, "", false, (fields),      \
        COUNT(fields)                                                                              \
  }
#define EMIT_WHEN(system, kind, key, column, values, fields)                                       \
  {                                                                                                \
    MASTERS_SYSTEM_##system, MASTER_EMISSION_##kind, (key), NULL, (column), (values), false,       \
        (fields), COUNT(fields)                                                                    \
  }
#define EMIT_UNLESS(system, kind, key, column, values, fields)                                     \
  {                                                                                                \
    MASTERS_SYSTEM_##system, MASTER_EMISSION_##kind, (key), NULL, (column), (values), true,        \
        (fields), COUNT(fields)                                                                    \
  }
#define NO_CHECK                                                                                   \
  { NO, NULL, "", "" }
#define PRICE_CHECK(column)                                                                        \
  { (column), check_digit_price, "price code", "薬価基準収載医薬品コード" }
#define HOT_CHECK(column)                                                                          \
  { (column), check_digit_hot, "HOT code", "HOTコード" }
#define BY_POSITION .headers = NULL, .header_count = 0
#define BY_HEADER(names, needed)                                                                   \
  .headers = (names), .header_count = COUNT(names), .required = (needed), .class_column = NO,      \
  .change_column = NO
#define EMISSIONS(rows) .emissions = (rows), .emission_count = COUNT(rows)

#define SHAPE_DRUG "#######@?###"

/* ---- receipt masters (支払基金 基本マスター) ----------------------------------------------------
 */
static const struct master_field disease_fields[] = {
    DISPLAY(5),
    KANA(9),
    TO(23),
    MAP(10, DISEASE_KEY),
    MAP(12, DISEASE_EXCHANGE),
    MAP(15, ICD10),
    MAP(16, ICD10),
    SUCCESSOR(3, RECEIPT_DISEASE),
    PROPERTY(7, "abbreviation"),
    PROPERTY(11, "adoption"),
    PROPERTY(18, "notStandalone"),
    PROPERTY(19, "notBillable"),
    PROPERTY(20, "specialDisease"),
    PROPERTY(21, "listed"),
    PROPERTY(22, "changed"),
    PROPERTY(42, "intractableDisease"),
};
static const struct master_field disease_key_fields[] = {
    DISPLAY(5),
    KANA(9),
    TO(23),
    MAP(12, DISEASE_EXCHANGE),
    MAP(15, ICD10),
    MAP(16, ICD10),
    SUCCESSOR(37, DISEASE_KEY),
    PROPERTY(11, "adoption"),
    PROPERTY(18, "notStandalone"),
};
static const struct master_field disease_exchange_fields[] = {RANK(11), DISPLAY(5), KANA(9),
                                                              MAP(15, ICD10), MAP(16, ICD10)};
static const struct master_emission disease_emissions[] = {
    EMIT(RECEIPT_DISEASE, PRIMARY, 2, NULL, disease_fields),
    EMIT(DISEASE_KEY, BESIDE, 10, NULL, disease_key_fields),
    EMIT(DISEASE_EXCHANGE, BESIDE, 12, NULL, disease_exchange_fields),
};

static const struct master_field modifier_fields[] = {
    DISPLAY(6),
    KANA(9),
    TO(15),
    MAP(16, MODIFIER_KEY),
    MAP(17, MODIFIER_EXCHANGE),
    PROPERTY(13, "listed"),
    PROPERTY(14, "changed"),
    PROPERTY(18, "modifierClass"),
};
static const struct master_field modifier_key_fields[] = {
    DISPLAY(6), KANA(9), TO(15), MAP(17, MODIFIER_EXCHANGE), PROPERTY(18, "modifierClass")};
static const struct master_field modifier_exchange_fields[] = {DISPLAY(6), KANA(9),
                                                               PROPERTY(18, "modifierClass")};
static const struct master_emission modifier_emissions[] = {
    EMIT(RECEIPT_MODIFIER, PRIMARY, 2, NULL, modifier_fields),
    EMIT(MODIFIER_KEY, BESIDE, 16, NULL, modifier_key_fields),
    EMIT(MODIFIER_EXCHANGE, BESIDE, 17, NULL, modifier_exchange_fields),
};

static const struct master_field drug_fields[] = {
    DISPLAY(4),
    KANA(6),
    TO(30),
    MAP(31, PRICE),
    MAP(36, GENERAL),
    TWIN(40, RECEIPT_DRUG),
    PROPERTY(34, "basicName"),
    PROPERTY(9, "unit"),
    PROPERTY(13, "controlled"),
    PROPERTY(16, "generic"),
    PROPERTY(27, "form"),
    PROPERTY(29, "changed"),
    PROPERTY(33, "transitionUntil"),
    PROPERTY(35, "priceListed"),
    PROPERTY(41, "selectedMedicalCare"),
};
static const struct master_field drug_general_fields[] = {DISPLAY(37)};
static const struct master_emission drug_emissions[] = {
    EMIT(RECEIPT_DRUG, PRIMARY, 2, NULL, drug_fields),
    EMIT(GENERAL, BESIDE, 36, "#######@?ZZZ", drug_general_fields),
};

/* The columns in front are those of all receipt masters; 86 and 87 are 変更年月日, 廃止年月日. */
static const struct master_field procedure_fields[] = {DISPLAY(4), KANA(6), TO(87),
                                                       PROPERTY(86, "changed")};
static const struct master_emission procedure_emissions[] = {
    EMIT(RECEIPT_PROCEDURE, PRIMARY, 2, NULL, procedure_fields),
};

/* ---- drugs ------------------------------------------------------------------------------------
 */
static const char *const hot_headers[] = {
    "基準番号（ＨＯＴ番号）",
    "処方用番号（ＨＯＴ７）",
    "会社識別用番号",
    "調剤用番号",
    "物流用番号",
    "ＪＡＮコード",
    "薬価基準収載医薬品コード",
    "個別医薬品コード",
    "レセプト電算処理システムコード（１）",
    "レセプト電算処理システムコード（２）",
    "告示名称",
    "販売名",
    "レセプト電算処理システム医薬品名",
    "規格単位",
    "包装形態",
    "包装単位数",
    "包装単位単位",
    "包装総量数",
    "包装総量単位",
    "区分",
    "製造会社",
    "販売会社",
    "更新区分",
    "更新年月日",
};
static const struct master_field hot_fields[] = {
    DISPLAY(11),
    MAP(1, HOT7),
    MAP(7, YJ),
    MAP(6, PRICE),
    MAP(8, RECEIPT_DRUG),
    MAP(9, RECEIPT_DRUG),
    PROPERTY(10, "officialName"),
    PROPERTY(13, "specification"),
    PROPERTY(19, "form"),
    PROPERTY(20, "manufacturer"),
    PROPERTY(21, "distributor"),
    PROPERTY(23, "changed"),
};
static const struct master_field hot_yj_fields[] = {DISPLAY(11), MAP(8, RECEIPT_DRUG),
                                                    MAP(9, RECEIPT_DRUG), MAP(6, PRICE),
                                                    PROPERTY(13, "specification")};
static const struct master_emission hot9_emissions[] = {
    EMIT(HOT9, PRIMARY, 0, NULL, hot_fields),
    EMIT(YJ, BESIDE, 7, SHAPE_DRUG, hot_yj_fields),
};
static const struct master_emission hot13_emissions[] = {
    EMIT(HOT13, PRIMARY, 0, NULL, hot_fields),
    EMIT(YJ, BESIDE, 7, SHAPE_DRUG, hot_yj_fields),
};

static const char *const yj_headers[] = {
    "YJコード|ＹＪコード|YJCODE|個別医薬品コード|個別医薬品コード(YJコード)",
    "医薬品名|販売名|品名|商品名|製品名|薬品名|医薬品名称",
    "薬価基準収載医薬品コード|薬価コード|厚労省コード",
    "規格|規格単位|包装規格",
    "レセプト電算コード|レセ電コード|レセプト電算処理システムコード|レセプト電算処理コード",
    "経過措置期限|経過措置による使用期限|経過措置年月日",
};
static const struct master_field yj_fields[] = {
    DISPLAY(1),
    MAP(2, PRICE),
    MAP(4, RECEIPT_DRUG),
    PROPERTY(3, "specification"),
    PROPERTY(5, "transitionUntil"),
};
static const struct master_emission yj_emissions[] = {
    EMIT(YJ, PRIMARY, 0, NULL, yj_fields),
};

static const char *const general_headers[] = {
    "一般名コード",
    "一般名処方の標準的な記載",
    "成分名",
    "規格",
    "一般名処方加算対象",
    "例外コード",
    "備考",
    "区分",
};
static const struct master_field general_fields[] = {
    DISPLAY(1),
    PROPERTY(2, "ingredient"),
    PROPERTY(3, "specification"),
    PROPERTY(4, "addition"),
    PROPERTY(5, "exception"),
    PROPERTY(6, "comment"),
    PROPERTY(7, "form"),
};
static const struct master_emission general_emissions[] = {
    EMIT(GENERAL, PRIMARY, 0, NULL, general_fields),
};

static const char *const price_headers[] = {
    "薬価基準収載医薬品コード", "品名", "薬価", "区分", "成分名", "規格", "メーカー名",
    "経過措置による使用期限",
};
static const struct master_field price_fields[] = {
    DISPLAY(1),
    PROPERTY(2, "price"),
    PROPERTY(3, "form"),
    PROPERTY(4, "ingredient"),
    PROPERTY(5, "specification"),
    PROPERTY(6, "manufacturer"),
    PROPERTY(7, "transitionUntil"),
};
static const struct master_emission price_emissions[] = {
    EMIT(PRICE, PRIMARY, 0, NULL, price_fields),
};

/* ---- MEDIS 標準病名マスター --------------------------------------------------------------------
 */
static const struct master_field nmain_fields[] = {
    DISPLAY(2),
    KANA(3),
    MAP(5, DISEASE_EXCHANGE),
    MAP(6, ICD10),
    MAP(7, ICD10),
    MAP(10, RECEIPT_DISEASE),
    SUCCESSOR(15, DISEASE_KEY),
    PROPERTY(4, "adoption"),
    PROPERTY(11, "abbreviation"),
    PROPERTY(14, "changed"),
    PROPERTY(16, "notStandalone"),
    PROPERTY(17, "notBillable"),
};
static const struct master_field nmain_exchange_fields[] = {RANK(4), DISPLAY(2), KANA(3),
                                                            MAP(6, ICD10), MAP(7, ICD10)};
static const struct master_emission nmain_emissions[] = {
    EMIT(DISEASE_KEY, PRIMARY, 1, NULL, nmain_fields),
    EMIT(DISEASE_EXCHANGE, BESIDE, 5, NULL, nmain_exchange_fields),
};

/* Only the columns that are the same as in nmain are certain. */
static const struct master_field mdfy_fields[] = {DISPLAY(2), KANA(3)};
static const struct master_emission mdfy_emissions[] = {
    EMIT(MODIFIER_KEY, PRIMARY, 1, NULL, mdfy_fields),
};

static const struct master_field index_fields[] = {PROPERTY(0, "synonym")};
static const struct master_emission index_emissions[] = {
    EMIT_WHEN(DISEASE_EXCHANGE, ANNOTATE, 1, 2, "1", index_fields),
    EMIT_UNLESS(MODIFIER_EXCHANGE, ANNOTATE, 1, 2, "1", index_fields),
};

/* ---- J-FAGY -----------------------------------------------------------------------------------
 */
static const char *const allergen_headers[] = {
    "JFAGYCODE|JFAGY code",  "JPTERM|Allergen Term（JP）",
    "JPKANA|Furigana（JP）", "ENTERM|Allergen Term（EN）",
    "LEVEL|Level",           "CXGCATEGORY|変更区分",
    "RECORDDATE|収載日",     "ENDDATE|終了日",
    "MAINFLAG|Main 100",
};
static const struct master_field allergen_fields[] = {
    DISPLAY(1),
    KANA(2),
    TO(7),
    PROPERTY(3, "english"),
    PROPERTY(4, "level"),
    PROPERTY(6, "listed"),
    PROPERTY(8, "main"),
};
static const struct master_emission allergen_emissions[] = {
    EMIT(FOOD_ALLERGEN, PRIMARY, 0, "J9F*", allergen_fields),
    EMIT(OTHER_ALLERGEN, PRIMARY, 0, "J9N*", allergen_fields),
    EMIT(SPECIAL_ALLERGEN, PRIMARY, 0, "D9?000000000|00?", allergen_fields),
};
static const struct master_emission allergen_brand_emissions[] = {
    EMIT(YCM, PRIMARY, 0, NULL, allergen_fields),
};
static const struct master_emission allergen_ingredient_emissions[] = {
    EMIT(GCM, PRIMARY, 0, NULL, allergen_fields),
};

/* ---- laboratory -------------------------------------------------------------------------------
 */
static const char *const shared_item_headers[] = {
    "JLAC11コード|JLAC11",
    "JLAC10コード|JLAC10",
    "FHIR識別文字列|FHIR識別名|FHIR識別名称",
    "FHIR項目名称|項目名称",
    "単位|表示用単位|表示用単位1",
    "材料(JLAC10)|材料（JLAC10）|JLAC10材料",
    "材料(JLAC11)|材料（JLAC11）|JLAC11材料",
    "測定法(JLAC11)|測定法（JLAC11）|JLAC11測定法",
    "データタイプ|XMLデータ型|データ型",
    "適用開始日|適用開始年月日",
    "適用終了日|適用終了年月日",
    "略称",
    "親コード",
    "コード型の場合の値リスト|値リスト",
};
#define SHARED_ITEM_NAME DISPLAY(2), FROM(9), TO(10), PROPERTY(3, "item"), PROPERTY(8, "dataType")
static const struct master_field core_jlac11_fields[] = {
    SHARED_ITEM_NAME,        MAP(1, CORE_JLAC10),   PROPERTY(4, "unit"),
    PROPERTY(6, "specimen"), PROPERTY(7, "method"), PROPERTY(13, "values"),
};
static const struct master_field core_jlac10_fields[] = {SHARED_ITEM_NAME, PROPERTY(5, "specimen")};
static const struct master_field infection_jlac11_fields[] = {
    SHARED_ITEM_NAME,        MAP(1, INFECTION_JLAC10), PROPERTY(4, "unit"),
    PROPERTY(6, "specimen"), PROPERTY(7, "method"),    PROPERTY(13, "values"),
};
static const struct master_field infection_jlac10_fields[] = {SHARED_ITEM_NAME,
                                                              PROPERTY(5, "specimen")};
/* データ区分 has other values in each issue; the JLAC11 code says it: V = 感染症 (all 1,615 of the
 * draft's items, no other). */
#define INFECTION "V*"
static const struct master_emission shared_item_emissions[] = {
    EMIT_UNLESS(CORE_JLAC11, PRIMARY, 0, 0, INFECTION, core_jlac11_fields),
    EMIT_WHEN(INFECTION_JLAC11, PRIMARY, 0, 0, INFECTION, infection_jlac11_fields),
    EMIT_UNLESS(CORE_JLAC10, BESIDE, 1, 0, INFECTION, core_jlac10_fields),
    EMIT_WHEN(INFECTION_JLAC10, BESIDE, 1, 0, INFECTION, infection_jlac10_fields),
};

static const char *const jlac10_headers[] = {
    "JLAC10コード|JLAC10|ＪＬＡＣ１０|JLAC10 17桁コード|17桁コード|標準検査コード|JLACコード",
    "検査名称|項目名称|標準名称|名称|検査項目名称|項目名|検査項目名",
    "材料|材料名称|材料名",
    "測定法|測定法名称|測定方法",
};
static const struct master_field jlac10_fields[] = {DISPLAY(1), PROPERTY(2, "specimen"),
                                                    PROPERTY(3, "method")};
static const struct master_emission jlac10_emissions[] = {
    EMIT(JLAC10, PRIMARY, 0, NULL, jlac10_fields),
};

/* ---- usage, ICD-10 ----------------------------------------------------------------------------
 */
static const char *const usage_headers[] = {
    "用法コード|電子処方箋用法コード|電子処方箋 用法コード",
    "用法名称|用法名|標準用法名称|電子処方箋用法名称",
    "用法補足|用法補足必須",
    "区分|用法区分",
};
static const struct master_field usage_fields[] = {DISPLAY(1), PROPERTY(2, "supplement"),
                                                   PROPERTY(3, "class")};
static const struct master_emission usage_emissions[] = {
    EMIT(USAGE, PRIMARY, 0, NULL, usage_fields),
};

static const char *const icd10_headers[] = {
    "ICD10コード|ICD-10コード|ICDコード|ICD10|ICD-10",
    "日本語名|名称|項目名|疾病名|分類名|和名|ICD名称",
};
static const struct master_field icd10_fields[] = {DISPLAY(1)};
static const struct master_emission icd10_emissions[] = {
    EMIT(ICD10, PRIMARY, 0, NULL, icd10_fields),
};

/* Recognised in this order: a layout that needs more stands before one that needs less. */
static const struct master_layout layouts[] = {
    {"receipt-disease", "receipt diseases (b_)", "傷病名マスター（レセプト電算）", BY_POSITION,
     .counts = {46}, .class_column = 1, .class_value = "B", .change_column = 0, .key = 2,
     .shape = "#######", .released = 22, .partition = NO, .check = NO_CHECK,
     EMISSIONS(disease_emissions)},
    {"receipt-modifier", "receipt disease modifiers (z_)", "修飾語マスター（レセプト電算）",
     BY_POSITION, .counts = {19}, .class_column = 1, .class_value = "Z", .change_column = 0,
     .key = 2, .shape = "####", .released = 14, .partition = NO, .check = NO_CHECK,
     EMISSIONS(modifier_emissions)},
    {"receipt-drug", "receipt drugs (y_)", "医薬品マスター（レセプト電算）", BY_POSITION,
     .counts = {40, 42}, .class_column = 1, .class_value = "Y", .change_column = 0, .key = 2,
     .shape = "#########", .released = 29, .partition = NO, .check = PRICE_CHECK(31),
     EMISSIONS(drug_emissions)},
    {"receipt-procedure", "receipt procedures (s_)", "医科診療行為マスター（レセプト電算）",
     BY_POSITION, .counts = {150}, .class_column = 1, .class_value = "S", .change_column = 0,
     .key = 2, .shape = "1########", .released = 86, .partition = NO, .check = NO_CHECK,
     EMISSIONS(procedure_emissions)},
    {"hot9", "HOT9", "医薬品HOTコードマスター（HOT9）", BY_HEADER(hot_headers, 24), .counts = {24},
     .key = 0, .shape = "#########", .released = 23, .dated_updates = true, .partition = NO,
     .duplicates = MASTER_DUPLICATES_NEWEST, .check = HOT_CHECK(0), EMISSIONS(hot9_emissions)},
    {"hot13", "HOT13", "医薬品HOTコードマスター（HOT13）", BY_HEADER(hot_headers, 24),
     .counts = {24}, .key = 0, .shape = "#############", .released = 23, .dated_updates = true,
     .partition = NO, .duplicates = MASTER_DUPLICATES_NEWEST, .check = HOT_CHECK(0),
     EMISSIONS(hot13_emissions)},
    {"price-list", "drug price list", "薬価基準収載品目リスト", BY_HEADER(price_headers, 4),
     .excluded = "一般名コード", .key = 0, .shape = SHAPE_DRUG, .released = NO, .partition = 3,
     .duplicates = MASTER_DUPLICATES_COLLECT, .check = PRICE_CHECK(0), EMISSIONS(price_emissions)},
    {"general-name", "generic names for prescriptions", "一般名処方マスタ",
     BY_HEADER(general_headers, 4), .excluded = "薬価基準収載医薬品コード",
     /* 例外コード表 */ .key = 0, .shape = "#######@?ZZZ", .released = NO, .partition = NO,
     .duplicates = MASTER_DUPLICATES_COLLECT, .check = NO_CHECK, EMISSIONS(general_emissions)},
    {"shared-laboratory-items", "shared laboratory items (JLAC10 and JLAC11)",
     "共有項目JLACコードマスタ", BY_HEADER(shared_item_headers, 3), .key = 0,
     .shape = "@##############?#", .released = NO, .partition = NO,
     .duplicates = MASTER_DUPLICATES_COLLECT, .check = NO_CHECK, EMISSIONS(shared_item_emissions)},
    {"allergen", "J-FAGY allergens (J9F, J9N)", "J-FAGYアレルゲンコードマスタ",
     BY_HEADER(allergen_headers, 8), .key = 0, .shape = "J9?*|D9?000000000|00?", .released = 6,
     .partition = NO, .check = NO_CHECK, EMISSIONS(allergen_emissions)},
    {"allergen-brand", "J-FAGY drug allergens (YCM)", "薬剤アレルギー用コードマスタ（YCM）",
     BY_HEADER(allergen_headers, 8), .key = 0, .shape = "YCM*", .released = 6, .partition = NO,
     .check = NO_CHECK, EMISSIONS(allergen_brand_emissions)},
    {"allergen-ingredient", "J-FAGY drug ingredients (GCM)",
     "剤形・規格・銘柄不明コードマスタ（GCM）", BY_HEADER(allergen_headers, 8), .key = 0,
     .shape = "GCM*", .released = 6, .partition = NO, .check = NO_CHECK,
     EMISSIONS(allergen_ingredient_emissions)},
    {"yj", "YJ codes", "YJコードリスト", BY_HEADER(yj_headers, 2), .key = 0, .shape = SHAPE_DRUG,
     .released = NO, .partition = NO, .duplicates = MASTER_DUPLICATES_COLLECT,
     .check = PRICE_CHECK(0), EMISSIONS(yj_emissions)},
    {"jlac10", "JLAC10, 17 digits", "JLAC10 17桁コード表", BY_HEADER(jlac10_headers, 2), .key = 0,
     .shape = "#@###############", .released = NO, .partition = NO,
     .duplicates = MASTER_DUPLICATES_COLLECT, .check = NO_CHECK, EMISSIONS(jlac10_emissions)},
    {"usage", "usages of electronic prescriptions", "電子処方箋用法マスタ",
     BY_HEADER(usage_headers, 2), .key = 0, .shape = "????????????????", .released = NO,
     .partition = NO, .check = NO_CHECK, EMISSIONS(usage_emissions)},
    {"icd10", "ICD-10", "ICD-10", BY_HEADER(icd10_headers, 2), .key = 0, .shape = "@##*",
     .released = NO, .partition = NO, .duplicates = MASTER_DUPLICATES_COLLECT, .check = NO_CHECK,
     EMISSIONS(icd10_emissions)},
    {"medis-disease", "MEDIS diseases (nmain)", "標準病名マスター（nmain）", BY_POSITION,
     .counts = {20}, .class_column = NO, .change_column = NO, .key = 1, .shape = "########",
     .released = 14, .partition = NO, .check = NO_CHECK, EMISSIONS(nmain_emissions)},
    {"medis-modifier", "MEDIS modifiers (mdfy)", "標準病名マスター修飾語（mdfy）", BY_POSITION,
     .counts = {10}, .class_column = NO, .change_column = NO, .key = 1, .shape = "########",
     .released = NO, .partition = NO, .check = NO_CHECK, EMISSIONS(mdfy_emissions)},
    {"medis-index", "MEDIS index of terms", "標準病名マスター索引（index）", BY_POSITION,
     .counts = {9}, .class_column = NO, .change_column = NO, .key = 1, .shape = "????",
     .released = NO, .partition = NO, .duplicates = MASTER_DUPLICATES_COLLECT, .check = NO_CHECK,
     EMISSIONS(index_emissions)},
};

static const struct master_derivation derivations[] = {
    {MASTERS_SYSTEM_YJ, 0, 9, "ZZZ", MASTERS_SYSTEM_GENERAL, false},
    {MASTERS_SYSTEM_PRICE, 0, 9, "ZZZ", MASTERS_SYSTEM_GENERAL, false},
    {MASTERS_SYSTEM_HOT9, 0, 7, "", MASTERS_SYSTEM_HOT7, false},
    {MASTERS_SYSTEM_HOT13, 0, 9, "", MASTERS_SYSTEM_HOT9, false},
    {MASTERS_SYSTEM_YCM, 3, SIZE_MAX, "", MASTERS_SYSTEM_YJ, true},
    {MASTERS_SYSTEM_GCM, 3, SIZE_MAX, "", MASTERS_SYSTEM_GENERAL, false},
    {MASTERS_SYSTEM_GCM, 3, SIZE_MAX, "", MASTERS_SYSTEM_INGREDIENT, true},
};

static const struct master_inheritance inheritances[] = {
    {MASTERS_SYSTEM_RECEIPT_DISEASE, MASTERS_SYSTEM_DISEASE_EXCHANGE},
    {MASTERS_SYSTEM_DISEASE_KEY, MASTERS_SYSTEM_DISEASE_EXCHANGE},
    {MASTERS_SYSTEM_RECEIPT_MODIFIER, MASTERS_SYSTEM_MODIFIER_EXCHANGE},
    {MASTERS_SYSTEM_MODIFIER_KEY, MASTERS_SYSTEM_MODIFIER_EXCHANGE},
};

size_t master_inheritance_count(void) {
  return COUNT(inheritances);
}

const struct master_inheritance *master_inheritance_at(size_t index) {
  return &inheritances[index];
}

size_t master_layout_count(void) {
  return COUNT(layouts);
}

const struct master_layout *master_layout_at(size_t index) {
  return &layouts[index];
}

size_t master_derivation_count(void) {
  return COUNT(derivations);
}

const struct master_derivation *master_derivation_at(size_t index) {
  return &derivations[index];
}
