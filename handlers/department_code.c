#include "handlers/department_code.h"

#include "handlers/from_orca.h"

struct department_row {
  const char *code;
  const char *display;
};

static const struct department_row rows[] = {
    {"01", "内科"},       {"02", "精神科"},
    {"03", "神経科"},     {"04", "神経内科"},
    {"05", "呼吸器科"},   {"06", "消化器科"},
    {"07", "胃腸科"},     {"08", "循環器科"},
    {"09", "小児科"},     {"10", "外科"},
    {"11", "整形外科"},   {"12", "形成外科"},
    {"13", "美容外科"},   {"14", "脳神経外科"},
    {"15", "呼吸器外科"}, {"16", "心臓血管外科"},
    {"17", "小児外科"},   {"18", "皮膚泌尿器科"},
    {"19", "皮膚科"},     {"20", "泌尿器科"},
    {"21", "性病科"},     {"22", "肛門科"},
    {"23", "産婦人科"},   {"24", "産科"},
    {"25", "婦人科"},     {"26", "眼科"},
    {"27", "耳鼻咽喉科"}, {"28", "気管食道科"},
    {"30", "放射線科"},   {"31", "麻酔科"},
    {"33", "心療内科"},   {"34", "アレルギー科"},
    {"35", "リウマチ科"}, {"36", "リハビリテーション科"},
    {"37", "病理診断科"}, {"38", "臨床検査科"},
    {"39", "救急科"},
};

const char *department_code_display(struct view receipt_code) {
  for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
    if (view_is(receipt_code, rows[i].code)) {
      return rows[i].display;
    }
  }
  return NULL;
}

void department_code_write(struct json_writer *writer, struct view receipt_code, struct view name) {
  const char *display = department_code_display(receipt_code);
  writer_object_begin(writer);
  if (display != NULL) {
    writer_key(writer, "coding");
    writer_array_begin(writer);
    from_orca_coding(writer, SYSTEM_DEPARTMENT, receipt_code, view_of(display));
    writer_array_end(writer);
  }
  writer_member_optional(writer, "text", name);
  writer_object_end(writer);
}
