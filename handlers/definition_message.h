/* What is said about CodeSystems, ValueSets, ConceptMaps and NamingSystems as resources. */
#ifndef HANDLERS_DEFINITION_MESSAGE_H
#define HANDLERS_DEFINITION_MESSAGE_H

#include "server/base/message.h"

/* X(name, id, severity, FHIR issue type, English, Japanese) */
#define DEFINITION_MESSAGE_LIST(X)                                                                 \
  X(UNKNOWN, "definition-unknown", ERROR, "not-found", "there is no {0} '{1}'",                    \
    "{0}「{1}」はありません")                                                                      \
  X(OF_MASTER, "definition-of-master", ERROR, "business-rule",                                     \
    "{0} '{1}' was imported and is not changed here; import a newer file, or store your own "      \
    "under "                                                                                       \
    "another id",                                                                                  \
    "{0}「{1}」は取り込まれた定義のため、ここでは変更できません。"      \
    "新しいファイルを取り込むか、別のidで登録してください")                                        \
  X(TYPE_DIFFERS, "definition-type", ERROR, "invalid", "the content is no {0} but '{1}'",          \
    "本文は {0} ではなく「{1}」です")                                                              \
  X(ID_DIFFERS, "definition-id", ERROR, "invalid",                                                 \
    "the content must have the id of the URL, '{0}', not '{1}'",                                   \
    "本文のidはURLと同じ「{0}」でなければなりません(受信: 「{1}」)")                               \
  X(URL_MISSING, "definition-url", ERROR, "required", "a {0} that others refer to needs a url",    \
    "{0} には、参照のためのurlが必要です")                                                         \
  X(PARAMETER_VALUE, "definition-parameter", ERROR, "value", "'{1}' is no usable value of {0}",    \
    "{0} に「{1}」は指定できません")                                                               \
  X(PARAMETER_MISSING, "operation-parameter-missing", ERROR, "required",                           \
    "the parameter '{0}' is needed", "パラメータ「{0}」が必要です")                                \
  X(CODE_TWICE, "operation-code-twice", ERROR, "invalid",                                          \
    "give either code (with system) or coding, not both",                                          \
    "code(とsystem)またはcodingのどちらか一方だけを指定してください")                              \
  X(SYSTEM_UNKNOWN, "operation-system-unknown", ERROR, "not-found",                                \
    "the code system '{0}' {1} is not known here; import it, or store it with PUT",                \
    "コードシステム「{0}」{1} は登録されていません。取り込むか、PUTで登録してください")            \
  X(CODE_UNKNOWN, "operation-code-unknown", ERROR, "not-found",                                    \
    "the code '{0}' is not known in the code system '{1}'",                                        \
    "コード「{0}」は、コードシステム「{1}」にありません")                                          \
  X(SYSTEMS_DIFFER, "operation-systems-differ", ERROR, "invalid",                                  \
    "both codes must be of one code system: '{0}' and '{1}' differ",                               \
    "2つのコードは同じコードシステムのものでなければなりません(「{0}」と「{1}」)")                 \
  X(NO_MATCH, "operation-no-match", INFORMATION, "not-found",                                      \
    "no map at hand leads from this code to the target",                                           \
    "このコードから目的のコードシステムへの対応は見つかりません")                                  \
  X(BATCH_ENTRY, "batch-entry", ERROR, "not-supported",                                            \
    "a batch answers reads, searches and operations only; '{0}' is not one of them here",          \
    "バッチで扱えるのは読み取り・検索・オペレーションだけです(受信: {0})")                         \
  X(BATCH_SIZE, "batch-size", ERROR, "too-long", "a batch may have {0} entries at most",           \
    "バッチのentryは {0} 件までです")                                                              \
  X(MAP_UNKNOWN, "operation-map-unknown", ERROR, "not-found",                                      \
    "the concept map '{0}' {1} is not known here", "ConceptMap「{0}」{1} は登録されていません")

#define DEFINITION_MESSAGE_NAME(name, ...) DEFINITION_MESSAGE_##name,
MESSAGE_LIST(definition_message, definition_message_get, DEFINITION_MESSAGE_LIST,
             DEFINITION_MESSAGE_NAME);

#endif
