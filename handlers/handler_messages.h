/* What handlers say about requests, beside the messages of the rooms below. */
#ifndef HANDLERS_HANDLER_MESSAGES_H
#define HANDLERS_HANDLER_MESSAGES_H

#include "server/base/message.h"

/* X(name, id, severity, FHIR issue type, English, Japanese) */
#define HANDLER_MESSAGE_LIST(X)                                                                    \
  X(DOCUMENT_SYNTAX, "request-json", FATAL, "structure", "the content is no valid JSON: {0}",      \
    "JSON として読み取れません: {1}")                                                              \
  X(NOT_A_RESOURCE, "request-not-a-resource", ERROR, "structure",                                  \
    "the content must be one JSON object with a resource",                                         \
    "本文はリソースを表す 1 個の JSON オブジェクトでなければなりません")                           \
  X(NOT_PARAMETERS, "request-not-parameters", ERROR, "invalid",                                    \
    "the content must be Parameters, not {0}",                                                     \
    "本文は {0} ではなく Parameters でなければなりません")                                         \
  X(PARAMETERS_WITHOUT_RESOURCE, "validate-no-resource", ERROR, "required",                        \
    "the Parameters have no parameter 'resource' with a resource to validate",                     \
    "Parameters に検証対象のパラメータ「resource」がありません")                                   \
  X(PARAMETER_TYPE, "validate-parameter-type", ERROR, "invalid",                                   \
    "the parameter '{0}' must be a text", "パラメータ「{0}」は文字列でなければなりません")         \
  X(MODE_UNKNOWN, "validate-mode", ERROR, "value",                                                 \
    "mode '{0}' is none of create, update, delete, profile",                                       \
    "mode「{0}」は create・update・delete・profile のいずれでもありません")                        \
  X(CANDIDATE_TEXT, "candidates-text", ERROR, "required",                                          \
    "the parameter '{0}' is required: the name, kana or beginning of a code to look for",          \
    "パラメータ「{0}」に、探す名称・カナまたはコードの先頭を指定してください")                     \
  X(CANDIDATE_DOMAIN, "candidates-domain", ERROR, "value",                                         \
    "domain '{0}' is none of {1}; a system can be given instead",                                  \
    "domain「{0}」は {1} のいずれでもありません（代わりに system も指定できます）")                \
  X(CANDIDATE_COUNT, "candidates-count", ERROR, "value", "count '{0}' is no number from 1 to {1}", \
    "count「{0}」は 1 から {1} までの数でありません")                                              \
  X(PROFILES_MANY, "validate-profile-count", ERROR, "too-long",                                    \
    "more than {0} profiles are asked for", "指定されたプロファイルが {0} 個を超えています")

#define HANDLER_MESSAGE_NAME(name, ...) HANDLER_MESSAGE_##name,
MESSAGE_LIST(handler_message, handler_message_get, HANDLER_MESSAGE_LIST, HANDLER_MESSAGE_NAME);

#endif
