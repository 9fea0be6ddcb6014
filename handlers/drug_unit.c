#include "handlers/drug_unit.h"

#include <stddef.h>

struct unit_row {
  const char *name;
  const char *code;
};

static const struct unit_row rows[] = {
    {"分", "PART"},        {"回", "TIME"},
    {"種", "KIND"},        {"箱", "BOX"},
    {"巻", "ROLL"},        {"枚", "SHT"},
    {"本", "HON"},         {"組", "PAIR"},
    {"セット", "SET"},     {"個", "KO"},
    {"裂", "TEAR"},        {"方向", "DIR"},
    {"トローチ", "TROC"},  {"アンプル", "AMP"},
    {"カプセル", "CAP"},   {"錠", "TAB"},
    {"丸", "PILL"},        {"包", "PCK"},
    {"瓶", "BTL"},         {"袋", "BAG"},
    {"瓶（袋）", "BTLB"},  {"管", "TUBE"},
    {"シリンジ", "SYRG"},  {"回分", "DOSE"},
    {"テスト分", "TEST"},  {"ガラス筒", "GCYL"},
    {"桿錠", "RODT"},      {"単位", "UNT"},
    {"万単位", "TTUN"},    {"フィート", "FEET"},
    {"滴", "DROP"},        {"ｍｇ", "MG"},
    {"ｇ", "G"},           {"ｋｇ", "KG"},
    {"ｃｃ", "CC"},        {"ｍＬ", "ML"},
    {"Ｌ", "L"},           {"ｍＬＶ", "MLV"},
    {"バイアル", "VIL"},   {"ｃｍ", "CM"},
    {"ｃｍ２", "CM2"},     {"ｍ", "M"},
    {"μＣｉ", "MCCI"},     {"ｍＣｉ", "MCI"},
    {"μｇ", "MCG"},        {"管（瓶）", "BKR"},
    {"筒", "PIPE"},        {"ＧＢｑ", "GBQ"},
    {"ＭＢｑ", "MGBQ"},    {"キット", "KIT"},
    {"国際単位", "IUNT"},  {"患者当り", "PAT"},
    {"気圧", "ATM"},       {"缶", "CAN"},
    {"手術当り", "OPE"},   {"容器", "VSL"},
    {"ｍＬ（ｇ）", "MLG"}, {"ブリスター", "BLST"},
    {"シート", "SHET"},    {"カセット", "CST"},
    {"千単位", "TUNT"},    {"万国際単位", "TTIU"},
    {"ｍＥｑ", "MEQ"},     {"μＬ", "MCL"},
    {"mg", "MG"},          {"g", "G"},
    {"kg", "KG"},          {"cc", "CC"},
    {"mL", "ML"},          {"L", "L"},
    {"mLV", "MLV"},        {"cm", "CM"},
    {"cm2", "CM2"},        {"m", "M"},
    {"mCi", "MCI"},        {"GBq", "GBQ"},
    {"MBq", "MGBQ"},       {"mL(g)", "MLG"},
    {"mEq", "MEQ"},        {"ｍｌ", "ML"},
    {"μg", "MCG"},
};

const char *drug_unit_code(struct view name) {
  for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
    if (view_is(name, rows[i].name)) {
      return rows[i].code;
    }
  }
  return NULL;
}
