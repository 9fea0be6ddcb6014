/* What this room can say about data. Arguments are listed beside each row of the list. */
#ifndef TERMINOLOGY_TERMINOLOGY_MESSAGE_H
#define TERMINOLOGY_TERMINOLOGY_MESSAGE_H

#include "server/base/message.h"

/* X(name, id, severity, FHIR issue type, English, Japanese) */
#define TERMINOLOGY_MESSAGE_LIST(X)                                                                                           \
  /* {0} line, {1} fault in English, {2} fault in Japanese */                                                                 \
  X(CSV_SYNTAX, "mapping-csv-syntax", ERROR, "structure",                                                                     \
    "mapping table, line {0}: {1}; nothing was loaded",                                                                       \
    "コード対応表 {0}行目: {2}。何も読み込んでいません。")                                                                    \
  /* {0} column */                                                                                                            \
  X(COLUMN_MISSING, "mapping-column-missing", ERROR, "required",                                                              \
    "mapping table: the header line has no column '{0}'",                                                                     \
    "コード対応表の見出し行に列「{0}」がありません。")                                                                        \
  X(COLUMN_UNKNOWN, "mapping-column-unknown", ERROR, "structure",                                                             \
    "mapping table: the header line has a column '{0}' that is not known or stands twice",                                    \
    "コード対応表の見出し行の列「{0}」は未定義か、重複しています。")                                                          \
  /* {0} line, {1} fields found, {2} fields expected */                                                                       \
  X(FIELD_COUNT, "mapping-field-count", ERROR, "structure",                                                                   \
    "mapping table, line {0}: {1} fields instead of {2}",                                                                     \
    "コード対応表 {0}行目: 項目数が {1} です（見出し行は {2}）。")                                                            \
  /* {0} line, {1} column */                                                                                                  \
  X(FIELD_EMPTY, "mapping-field-empty", ERROR, "required",                                                                    \
    "mapping table, line {0}: column '{1}' must not be empty",                                                                \
    "コード対応表 {0}行目: 列「{1}」が空です。")                                                                              \
  X(FIELD_BLANK, "mapping-field-blank", ERROR, "value",                                                                       \
    "mapping table, line {0}: column '{1}' has blanks or control characters where none may be",                               \
    "コード対応表 {0}行目: 列「{1}」に使用できない空白または制御文字があります。")                                            \
  /* {0} line, {1} column, {2} value */                                                                                       \
  X(FIELD_VALUE, "mapping-field-value", ERROR, "value",                                                                       \
    "mapping table, line {0}: '{2}' is no value for column '{1}'",                                                            \
    "コード対応表 {0}行目: 列「{1}」に「{2}」は指定できません。")                                                             \
  /* {0} line, {1} code */                                                                                                    \
  X(LOCAL_CODE_FORM, "mapping-local-code-form", ERROR, "value",                                                               \
    "mapping table, line {0}: local laboratory code '{1}': only letters, digits, '-' and '_'",                                \
    "コード対応表 {0}行目: "                                                                                          \
    "検査のローカルコード「{1}」に使用できるのは英数字・「-」・「_」のみです。")                                              \
  X(ORDER_CODE, "mapping-order-code", ERROR, "business-rule",                                                                 \
    "mapping table, line {0}: JLAC11 code '{1}' ends in 00: it is an order, not a result",                                    \
    "コード対応表 {0}行目: JLAC11コード「{1}」は末尾が00（依頼用）のため、結果に使えません。")                                \
  /* {0} line, {1} code, {2} system */                                                                                        \
  X(TARGET_UNKNOWN, "mapping-target-unknown", WARNING, "code-invalid",                                                        \
    "mapping table, line {0}: code '{1}' is not in the imported master of {2}",                                               \
    "コード対応表 {0}行目: コード「{1}」は、取り込み済みのマスター（{2}）にありません。")                                     \
  X(TARGET_ENDED, "mapping-target-ended", ERROR, "business-rule",                                                             \
    "mapping table, line {0}: code '{1}' of {2} was abolished before the row becomes valid",                                  \
    "コード対応表 {0}行目: コード「{1}」（{2}）は、有効開始日より前に廃止されています。")                                     \
  /* {0} element */                                                                                                           \
  X(CONCEPT_MAP, "mapping-concept-map", ERROR, "invalid",                                                                     \
    "this ConceptMap cannot be kept as rows of the mapping table: {0}",                                                       \
    "このConceptMapは対応表の行として保管できません: {0}")                                                                    \
  /* {0} line, {1} first line with the same content */                                                                        \
  X(ROW_DUPLICATE, "mapping-row-duplicate", ERROR, "duplicate",                                                               \
    "mapping table, line {0}: maps the same code to the same target as line {1}",                                             \
    "コード対応表 {0}行目: {1}行目と同じ対応が重複しています。")                                                              \
  /* {0} code, {1} system, {2} CSV row to complete, {3} candidates */                                                         \
  X(CODE_UNMAPPED, "mapping-code-unmapped", WARNING, "not-found",                                                             \
    "local code '{0}' of {1} has no row in the mapping table and no standard code stands beside "                             \
    "it; candidates: {3}; row to complete: {2}",                                                                              \
    "院内コード「{0}」（{1}）は対応表になく、標準コードも併記されていません。候補: {3} "   \
    "追加する行: {2}")                                                                                                        \
  /* {0} code, {1} target system, {2} candidates, {3} CSV row to complete */                                                  \
  X(CODE_AMBIGUOUS, "mapping-code-ambiguous", WARNING, "multiple-matches",                                                    \
    "code '{0}' has several codes of {1}, none was added: {2}; row to complete: {3}",                                         \
    "コード「{0}」に対応する {1} のコードが複数あるため、追加していません: {2} 追加する行: {3}")                              \
  /* {0} code, {1} target system, {2} codes that ended and their successors, {3} CSV row */                                   \
  X(CODE_ENDED, "mapping-code-ended", WARNING, "business-rule",                                                               \
    "code '{0}' maps to codes of {1} that had ended on the day of the event, none was added: "                                \
    "{2}; "                                                                                                                   \
    "row to complete: {3}",                                                                                                   \
    "コード「{0}」に対応する {1} のコードは、発生日に廃止済みのため追加していません: {2} " \
    "追加する行: {3}")                                                                                                        \
  /* {0} system */                                                                                                            \
  X(MASTER_ABSENT, "mapping-master-absent", INFORMATION, "incomplete",                                                        \
    "no master of {0} has been imported: codes are not mapped with it (fhir-facade import)",                                  \
    "{0} のマスターが取り込まれていないため、変換に使えません（fhir-facade import）。")                                       \
  /* {0} local code, {1} code of the table */                                                                                 \
  X(UNCODED_KEPT, "mapping-uncoded-kept", INFORMATION, "informational",                                                       \
    "the Bundle says that '{0}' has no standard code, so '{1}' of the mapping table was not "                                 \
    "added",                                                                                                                  \
    "Bundleに「{0}」は標準コードなしと記載されているため、対応表の「{1}」を追加していません。")                               \
  /* {0} code */                                                                                                              \
  X(DOCUMENT_SIGNED, "mapping-document-signed", WARNING, "business-rule",                                                     \
    "the Bundle is signed and must not change: local code '{0}' was not mapped",                                              \
    "署名付きのBundleは変更できないため、院内コード「{0}」を変換していません。")                                              \
  /* {0} limit */                                                                                                             \
  X(TOO_MANY_CODINGS, "mapping-too-many-codings", WARNING, "too-costly",                                                      \
    "more than {0} codings in one CodeableConcept: its local codes were not mapped",                                          \
    "1つのCodeableConceptに {0} を超えるcodingがあるため、変換していません。")

#define TERMINOLOGY_MESSAGE_NAME(name, ...) TERMINOLOGY_MESSAGE_##name,
MESSAGE_LIST(terminology_message, terminology_message, TERMINOLOGY_MESSAGE_LIST,
             TERMINOLOGY_MESSAGE_NAME);

#endif
