/* What the command validate can say besides the validator itself. */
#ifndef SERVER_VALIDATE_MESSAGES_H
#define SERVER_VALIDATE_MESSAGES_H

#include "server/base/message.h"

/* X(name, id, severity, FHIR issue type, English, Japanese). {0}: English detail, {1}: Japanese. */
#define VALIDATE_MESSAGES(X)                                                                       \
  X(UNREADABLE, "file-unreadable", FATAL, "exception", "the file could not be read: {0}",          \
    "ファイルを読み込めません: {1}")                                                               \
  X(EMPTY, "file-empty", FATAL, "structure", "there is no resource in this file",                  \
    "ファイルにリソースがありません")                                                              \
  X(NO_FILES, "folder-empty", FATAL, "not-found",                                                  \
    "there is no .json, .ndjson or .xml file in this folder",                                      \
    "フォルダーに .json・.ndjson・.xml ファイルがありません")                                      \
  X(VERDICT, "national-verdict", INFORMATION, "informational", "national verdict: {0}",            \
    "共有サービスの判定: {1}")                                                                     \
  X(VERSION_UNKNOWN, "guide-version-unknown", ERROR, "not-found",                                  \
    "the definitions hold no JP-CLINS version '{0}'; they hold: {1}",                              \
    "定義に JP-CLINS の版「{0}」はありません。使える版: {1}")

#define VALIDATE_MESSAGE_NAME(name, ...) VALIDATE_MESSAGE_##name,
MESSAGE_LIST(validate_message, validate_message_get, VALIDATE_MESSAGES, VALIDATE_MESSAGE_NAME);

#endif
