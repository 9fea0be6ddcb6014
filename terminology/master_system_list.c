#include "terminology/master_system_list.h"

#include "terminology/master_layout.h"
#include "terminology/masters.h"
#include "terminology/system_alias.h"

#define COUNT(rows) (sizeof(rows) / sizeof((rows)[0]))

#define SSK "社会保険診療報酬支払基金"
#define MHLW "厚生労働省"
#define MEDIS "一般財団法人医療情報システム開発センター（MEDIS-DC）"
#define JAMI "一般社団法人日本医療情報学会"
#define ALLERGY "東京大学・日本医療情報学会（J-FAGY）"
#define CAPSTANDARD "医薬情報研究所"

#define ROW(system, oid, name, english, japanese, publisher, kana)                                 \
  { MASTERS_SYSTEM_##system, (oid), (name), (english), (japanese), (publisher), MASTER_KANA_##kana }

static const struct master_system systems[] = {
    ROW(RECEIPT_DISEASE, NULL, "ReceiptDisease", "Receipt disease codes",
        "傷病名マスター（レセプト電算処理システム）", SSK, KATAKANA),
    ROW(RECEIPT_MODIFIER, NULL, "ReceiptDiseaseModifier", "Receipt disease modifier codes",
        "修飾語マスター（レセプト電算処理システム）", SSK, KATAKANA),
    ROW(RECEIPT_PROCEDURE, NULL, "ReceiptProcedure", "Receipt procedure codes (medical)",
        "医科診療行為マスター（レセプト電算処理システム）", SSK, HALF_WIDTH),
    ROW(RECEIPT_DRUG, "1.2.392.100495.20.2.71", "ReceiptDrug", "Receipt drug codes",
        "医薬品マスター（レセプト電算処理システム）", SSK, HALF_WIDTH),
    ROW(PRICE, "1.2.392.100495.20.2.72", "DrugPriceStandard", "Drug price standard codes",
        "薬価基準収載医薬品コード", MHLW, NONE),
    ROW(YJ, "1.2.392.100495.20.2.73", "YJCode", "YJ codes (individual drug codes)",
        "個別医薬品コード（YJコード）", CAPSTANDARD, NONE),
    ROW(GENERAL, "1.2.392.100495.20.2.81", "MedicationGeneralOrderCode",
        "Generic names for prescriptions", "一般名処方マスタ", MHLW, NONE),
    ROW(HOT7, "1.2.392.200119.4.403.2", "HOT7", "HOT7 (prescription number)",
        "医薬品HOTコード 処方用番号（HOT7）", MEDIS, NONE),
    ROW(HOT9, "1.2.392.200119.4.403.1", "HOT9", "HOT9 (drug of a company)",
        "医薬品HOTコード（HOT9）", MEDIS, NONE),
    ROW(HOT13, "1.2.392.200119.4.402.1", "HOT13", "HOT13 (package)", "医薬品HOTコード（HOT13）",
        MEDIS, NONE),
    ROW(DISEASE_KEY, "1.2.392.200119.4.101.2", "DiseaseKeyNumber", "Disease key numbers",
        "標準病名マスター 病名管理番号", MEDIS, KATAKANA),
    ROW(DISEASE_EXCHANGE, "1.2.392.200119.4.101.6", "DiseaseExchangeCode", "Disease exchange codes",
        "標準病名マスター 病名交換用コード", MEDIS, KATAKANA),
    ROW(MODIFIER_KEY, "1.2.392.200119.4.201.2", "DiseaseModifierKeyNumber",
        "Disease modifier key numbers", "標準病名マスター 修飾語管理番号", MEDIS, KATAKANA),
    ROW(MODIFIER_EXCHANGE, "1.2.392.200119.4.201.5", "DiseaseModifierExchangeCode",
        "Disease modifier exchange codes", "標準病名マスター 修飾語交換用コード", MEDIS, KATAKANA),
    ROW(ICD10, NULL, "ICD10", "ICD-10 (2013, Japan)",
        "疾病、傷害及び死因の統計分類 ICD-10（2013年版）準拠", MHLW, NONE),
    ROW(JLAC10, "1.2.392.200119.4.504", "JLAC10", "JLAC10 laboratory test codes, 17 digits",
        "臨床検査マスター JLAC10 17桁コード", MEDIS, NONE),
    ROW(CORE_JLAC10, NULL, "CoreLaboratoryJLAC10", "Shared laboratory items (JLAC10)",
        "電子カルテ情報共有サービス 検体検査項目（JLAC10）", JAMI, NONE),
    ROW(CORE_JLAC11, NULL, "CoreLaboratoryJLAC11", "Shared laboratory items (JLAC11)",
        "電子カルテ情報共有サービス 検体検査項目（JLAC11）", JAMI, NONE),
    ROW(INFECTION_JLAC10, NULL, "InfectionLaboratoryJLAC10", "Shared infection tests (JLAC10)",
        "電子カルテ情報共有サービス 感染症検査項目（JLAC10）", JAMI, NONE),
    ROW(INFECTION_JLAC11, NULL, "InfectionLaboratoryJLAC11", "Shared infection tests (JLAC11)",
        "電子カルテ情報共有サービス 感染症検査項目（JLAC11）", JAMI, NONE),
    ROW(FOOD_ALLERGEN, NULL, "FoodAllergen", "J-FAGY food allergens", "J-FAGY 食品アレルゲン",
        ALLERGY, HIRAGANA),
    ROW(OTHER_ALLERGEN, NULL, "NonFoodNonMedicationAllergen",
        "J-FAGY allergens beside food and drugs", "J-FAGY 非食品・非医薬品アレルゲン", ALLERGY,
        HIRAGANA),
    ROW(YCM, NULL, "MedicationAllergenYCM", "J-FAGY drug allergens (YCM)",
        "J-FAGY 薬剤アレルギー用コード（YCM）", ALLERGY, HIRAGANA),
    ROW(GCM, NULL, "MedicationAllergenGCM", "J-FAGY drug ingredients (GCM)",
        "J-FAGY 剤形・規格・銘柄不明コード（GCM）", ALLERGY, HIRAGANA),
    ROW(SPECIAL_ALLERGEN, NULL, "AllergenSpecialCode", "J-FAGY special codes", "J-FAGY 特殊コード",
        ALLERGY, HIRAGANA),
    ROW(USAGE, NULL, "MedicationUsageEPrescription", "Usages of electronic prescriptions",
        "電子処方箋用法マスタ", MHLW, NONE),
};

static const struct master_property properties[] = {
    {"abbreviation", MASTER_PROPERTY_STRING, "Short name", "省略名称"},
    {"addition", MASTER_PROPERTY_STRING, "Prescription fee addition", "一般名処方加算対象"},
    {"adoption", MASTER_PROPERTY_CODE, "Adoption class of the disease name", "病名採択区分"},
    {"basicName", MASTER_PROPERTY_STRING, "Full name", "基本漢字名称"},
    {"changed", MASTER_PROPERTY_DATE, "Date of the last change", "変更年月日"},
    {"class", MASTER_PROPERTY_STRING, "Class", "区分"},
    {"comment", MASTER_PROPERTY_STRING, "Comment", "備考"},
    {"controlled", MASTER_PROPERTY_CODE, "Narcotic, poison or psychotropic class",
     "麻薬・毒薬・覚醒剤原料・向精神薬"},
    {"dataType", MASTER_PROPERTY_CODE, "Type of the result", "データタイプ"},
    {"distributor", MASTER_PROPERTY_STRING, "Distributor", "販売会社"},
    {"english", MASTER_PROPERTY_STRING, "English term", "英語名称"},
    {"exception", MASTER_PROPERTY_STRING, "Exception code", "例外コード"},
    {"form", MASTER_PROPERTY_CODE, "Class of use: internal, injection, external, dental",
     "内用・注射・外用・歯科用の区分"},
    {"generic", MASTER_PROPERTY_CODE, "Generic drug", "後発品"},
    {"ingredient", MASTER_PROPERTY_STRING, "Ingredient", "成分名"},
    {"intractableDisease", MASTER_PROPERTY_CODE, "Intractable disease", "難病外来対象区分"},
    {"item", MASTER_PROPERTY_STRING, "Shared item", "共有項目名称"},
    {"level", MASTER_PROPERTY_CODE, "Level in the hierarchy", "階層レベル"},
    {"listed", MASTER_PROPERTY_DATE, "Date of listing", "収載年月日"},
    {"main", MASTER_PROPERTY_CODE, "Among the main allergens", "主要アレルゲン"},
    {"manufacturer", MASTER_PROPERTY_STRING, "Manufacturer", "製造会社"},
    {"method", MASTER_PROPERTY_STRING, "Method of measurement", "測定法"},
    {"modifierClass", MASTER_PROPERTY_CODE, "Class of the modifier", "修飾語区分"},
    {"notBillable", MASTER_PROPERTY_CODE, "Not for insurance claims", "保険請求外区分"},
    {"notStandalone", MASTER_PROPERTY_CODE, "Must not stand without a modifier",
     "単独使用禁止区分"},
    {"officialName", MASTER_PROPERTY_STRING, "Name in the price standard", "告示名称"},
    {"price", MASTER_PROPERTY_DECIMAL, "Price", "薬価"},
    {"priceListed", MASTER_PROPERTY_DATE, "Date of listing in the price standard",
     "薬価基準収載年月日"},
    {"selectedMedicalCare", MASTER_PROPERTY_CODE, "Selected medical care of long-listed brands",
     "長期収載品の選定療養区分"},
    {"specialDisease", MASTER_PROPERTY_CODE, "Special disease", "特定疾患等対象区分"},
    {"specification", MASTER_PROPERTY_STRING, "Strength and unit", "規格単位"},
    {"specimen", MASTER_PROPERTY_STRING, "Specimen", "材料"},
    {"supplement", MASTER_PROPERTY_STRING, "Needs a supplement", "用法補足"},
    {"synonym", MASTER_PROPERTY_STRING, "Synonym", "同義語"},
    {"transitionUntil", MASTER_PROPERTY_DATE, "Last day of the transition period",
     "経過措置による使用期限"},
    {"unit", MASTER_PROPERTY_STRING, "Unit", "単位"},
    {"values", MASTER_PROPERTY_STRING, "Values of a coded result", "コード型の値リスト"},
};

size_t master_system_count(void) {
  return COUNT(systems);
}

const struct master_system *master_system_at(size_t index) {
  return &systems[index];
}

const struct master_system *master_system_find(struct view system) {
  struct view url = system_alias_resolve(system);
  for (size_t i = 0; i < COUNT(systems); i++) {
    if (view_is(url, systems[i].url)) {
      return &systems[i];
    }
  }
  return NULL;
}

const struct master_property *master_property_find(struct view code) {
  for (size_t i = 0; i < COUNT(properties); i++) {
    if (view_is(code, properties[i].code)) {
      return &properties[i];
    }
  }
  return NULL;
}

/* Properties found so far. */
struct collection {
  const struct master_property **found;
  size_t capacity;
  size_t count;
  bool seen[COUNT(properties)];
};

static void collect(struct collection *collection, const char *code) {
  const struct master_property *property = master_property_find(view_of(code));
  if (property == NULL || collection->seen[property - properties]) {
    return;
  }
  collection->seen[property - properties] = true;
  if (collection->count < collection->capacity) {
    collection->found[collection->count] = property;
  }
  collection->count++;
}

static void collect_fields(struct collection *collection, const struct master_emission *emission) {
  for (size_t i = 0; i < emission->field_count; i++) {
    if (emission->fields[i].kind == MASTER_FIELD_PROPERTY) {
      collect(collection, emission->fields[i].name);
    }
  }
}

size_t master_system_properties(const struct master_system *system,
                                const struct master_property **ret_properties, size_t capacity) {
  struct collection collection = {.found = ret_properties, .capacity = capacity};
  for (size_t i = 0; i < master_layout_count(); i++) {
    const struct master_layout *layout = master_layout_at(i);
    for (size_t j = 0; j < layout->emission_count; j++) {
      if (view_is(view_of(layout->emissions[j].system), system->url)) {
        collect_fields(&collection, &layout->emissions[j]);
      }
    }
  }
  for (size_t i = 0; i < master_inheritance_count(); i++) {
    if (view_is(view_of(master_inheritance_at(i)->system), system->url)) {
      collect(&collection, "synonym");
    }
  }
  return collection.count;
}
