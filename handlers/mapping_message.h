/* What is said about the mapping table over HTTP. */
#ifndef HANDLERS_MAPPING_MESSAGE_H
#define HANDLERS_MAPPING_MESSAGE_H

#include "server/base/message.h"

/* X(name, id, severity, FHIR issue type, English, Japanese) */
#define MAPPING_MESSAGE_LIST(X)                                                                                     \
  X(ROW_UNKNOWN, "mapping-row-unknown", SEVERITY_ERROR, "not-found",                                                \
    "there is no mapping row '{0}'", "対応表に行「{0}」はありません")                                               \
  X(VERSION_OTHER, "mapping-version", SEVERITY_ERROR, "conflict",                                                   \
    "the row was changed in the meantime: read it again",                                                           \
    "この行は取得後に変更されています。読み直してください")                                                         \
  X(ROW_EXISTS, "mapping-row-exists", SEVERITY_ERROR, "duplicate",                                                  \
    "another row maps '{0}' to '{1}' already, from the same day and for the same specimen",                         \
    "「{0}」から「{1}」への対応は、同じ開始日・材料ですでに登録されています")                                       \
  X(MEMBER_UNKNOWN, "mapping-member-unknown", SEVERITY_ERROR, "structure",                                          \
    "'{0}' is no member of a mapping row, or is no text",                                                           \
    "「{0}」は対応表の行の項目でないか、文字列ではありません")                                                      \
  X(SECOND_PERSON, "mapping-second-person", SEVERITY_ERROR, "business-rule",                                        \
    "somebody else than who proposed a mapping must approve it (mapping.second_person)",                            \
    "対応の承認は、提案者とは別の人が行う必要があります(mapping.second_person)")                                    \
  X(WHO_MISSING, "mapping-who-missing", SEVERITY_ERROR, "required",                                                 \
    "the header X-Facade-User must name who does this (mapping.second_person)",                                     \
    "操作者をヘッダー X-Facade-User で指定してください(mapping.second_person)")                                     \
  X(WHO_INVALID, "mapping-who-invalid", SEVERITY_ERROR, "value",                                                    \
    "X-Facade-User is longer than {0} bytes or no UTF-8",                                                           \
    "X-Facade-User が {0} バイトを超えているか、UTF-8 ではありません")                                              \
  X(WHO_OTHER, "mapping-who-other", SEVERITY_ERROR, "forbidden",                                                    \
    "client {0} may not act for '{1}': leave X-Facade-User out, or give the client "                                \
    "acts_for_users "                                                                                               \
    "in access.keys_file",                                                                                          \
    "クライアント {0} は「{1}」として操作できません。X-Facade-User を付けずに送るか、" \
    "access.keys_file で acts_for_users を許可してください")                                                        \
  X(CHARACTER, "mapping-character", SEVERITY_ERROR, "value",                                                        \
    "CP932 cannot write the character '{0}': export as UTF-8",                                                      \
    "文字「{0}」は CP932 で表せません。UTF-8 で出力してください")                                                   \
  X(QUERY_VALUE, "mapping-query-value", SEVERITY_ERROR, "value",                                                    \
    "'{1}' is no usable value for the parameter {0}", "パラメータ {0} に「{1}」は指定できません")                   \
  X(BUNDLE_MISSING, "map-no-resource", SEVERITY_ERROR, "required",                                                  \
    "send the Bundle itself, or Parameters with it as the parameter 'resource'",                                    \
    "Bundle を本文とするか、Parameters のパラメータ「resource」で送ってください")

enum mapping_message {
#define MAPPING_MESSAGE_ENUM(name, id, severity, type, english, japanese) MAPPING_MESSAGE_##name,
  MAPPING_MESSAGE_LIST(MAPPING_MESSAGE_ENUM)
#undef MAPPING_MESSAGE_ENUM
      MAPPING_MESSAGE_COUNT
};

/* Static, never NULL. */
const struct message *mapping_message_get(enum mapping_message message);

#endif
