/* What an import can say about the files that it is given. Arguments are listed beside each row. */
#ifndef TERMINOLOGY_MASTER_MESSAGE_H
#define TERMINOLOGY_MASTER_MESSAGE_H

#include "server/base/message.h"

/* X(name, id, severity, FHIR issue type, English, Japanese); {0} is always the file */
#define MASTER_MESSAGE_LIST(X)                                                                                                            \
  /* {1} fault in English, {2} fault in Japanese */                                                                                       \
  X(ARCHIVE, "master-archive", ERROR, "structure", "{0}: {1}; nothing was imported",                                                      \
    "{0}: {2}。何も取り込んでいません。")                                                                                                 \
  X(SHEET, "master-sheet", ERROR, "structure",                                                                                            \
    "{0}: the Excel workbook cannot be read; nothing was imported",                                                                       \
    "{0}: Excel ファイルを読み取れません。何も取り込んでいません。")                                                                      \
  /* {1} place "line:column", {2} fault in English, {3} in Japanese */                                                                    \
  X(ENCODING, "master-encoding", ERROR, "structure", "{0}:{1}: {2}; nothing was imported",                                                \
    "{0}:{1}: {3}。何も取り込んでいません。")                                                                                             \
  X(CSV_SYNTAX, "master-csv-syntax", ERROR, "structure",                                                                                  \
    "{0}:{1}: {2} (truncated file?); nothing was imported",                                                                               \
    "{0}:{1}: {3}（ファイルが途中で切れていませんか）。何も取り込んでいません。")                                                         \
  X(EMPTY, "master-empty", ERROR, "required", "{0}: the file has no rows; nothing was imported",                                          \
    "{0}: データ行がありません。何も取り込んでいません。")                                                                                \
  /* {1} place, {2} number of columns */                                                                                                  \
  X(LAYOUT_UNKNOWN, "master-layout-unknown", ERROR, "not-supported",                                                                      \
    "{0}:{1}: no known master looks like this ({2} columns); nothing was imported",                                                       \
    "{0}:{1}: 既知のマスターの形式ではありません（{2}列）。何も取り込んでいません。")                                                     \
  /* {1} place, {2} columns found, {3} columns expected */                                                                                \
  X(COLUMNS, "master-columns", ERROR, "structure",                                                                                        \
    "{0}:{1}: {2} columns instead of {3}; nothing was imported",                                                                          \
    "{0}:{1}: 列数が {2} です（正しくは {3}）。何も取り込んでいません。")                                                                 \
  /* {1} place, {2} column missing, {3} master */                                                                                         \
  X(HEADER, "master-header", ERROR, "structure",                                                                                          \
    "{0}:{1}: the header of {3} has no column '{2}'; nothing was imported",                                                               \
    "{0}:{1}: {3} の見出しに列「{2}」がありません。何も取り込んでいません。")                                                             \
  /* {1} place, {2} value, {3} shape */                                                                                                   \
  X(CODE, "master-code", ERROR, "code-invalid",                                                                                           \
    "{0}:{1}: '{2}' is no code of this master ({3}; # digit, @ letter); nothing was imported",                                            \
    "{0}:{1}: 「{2}」はこのマスターのコードではありません（{3}、# 数字、@ 英字）。"                          \
    "何も取り込んでいません。")                                                                                                           \
  /* {1} place, {2} value */                                                                                                              \
  X(CHANGE, "master-change", ERROR, "code-invalid",                                                                                       \
    "{0}:{1}: change class '{2}' is not known; nothing was imported",                                                                     \
    "{0}:{1}: 変更区分「{2}」は未定義です。何も取り込んでいません。")                                                                     \
  X(DATE, "master-date", ERROR, "value",                                                                                                  \
    "{0}:{1}: '{2}' is no date (yyyymmdd); nothing was imported",                                                                         \
    "{0}:{1}: 「{2}」は日付（yyyymmdd）ではありません。何も取り込んでいません。")                                                         \
  /* {1} place, {2} code */                                                                                                               \
  X(BASE, "master-base-missing", ERROR, "not-found",                                                                                      \
    "{0}:{1}: the update changes code {2}, which is not loaded: import the full master first; "                                           \
    "nothing was imported",                                                                                                               \
    "{0}:{1}: 更新ファイルが対象とするコード {2} が未登録です。先に全件ファイルを取り込んで"          \
    "ください。何も取り込んでいません。")                                                                                                 \
  X(BASE_FILE, "master-update-without-base", ERROR, "not-found",                                                                          \
    "{0}: an update file, but its master is not loaded: import the full master first; nothing "                                           \
    "was "                                                                                                                                \
    "imported",                                                                                                                           \
    "{0}: 更新ファイルですが、元のマスターが未登録です。先に全件ファイルを取り込んでください。" \
    "何も取り込んでいません。")                                                                                                           \
  /* {1} place, {2} code, {3} earlier line */                                                                                             \
  X(DUPLICATE, "master-duplicate", ERROR, "duplicate",                                                                                    \
    "{0}:{1}: code {2} contradicts line {3}; nothing was imported",                                                                       \
    "{0}:{1}: コード {2} の内容が {3}行目と矛盾しています。何も取り込んでいません。")                                                     \
  /* {1} release of the file, {2} release loaded */                                                                                       \
  X(OLDER, "master-older", ERROR, "business-rule",                                                                                        \
    "{0}: the file ({1}) is older than what is loaded ({2}); nothing was imported; --replace "                                            \
    "imports it nevertheless",                                                                                                            \
    "{0}: 取り込み済みのもの（{2}）より古いファイル（{1}）です。何も取り込んでいません。"             \
    "取り込むには --replace を指定してください。")                                                                                        \
  /* {1} codes that would go, {2} codes loaded */                                                                                         \
  X(SHRUNK, "master-shrunk", ERROR, "business-rule",                                                                                      \
    "{0}: {1} of {2} codes are missing (truncated file?); nothing was imported; --replace "                                               \
    "imports it nevertheless",                                                                                                            \
    "{0}: {2}件中 {1}件のコードがありません（ファイルが途中で切れていませんか）。"                        \
    "何も取り込んでいません。取り込むには --replace を指定してください。")                                                                \
  /* {1} place, {2} kind and code in English, {3} in Japanese */                                                                          \
  X(CHECK_DIGIT, "master-check-digit", WARNING, "value", "{0}:{1}: {2} has a wrong check digit",                                          \
    "{0}:{1}: {3} の検査数字が一致しません。")                                                                                            \
  X(MEMBER_LEFT_OUT, "master-member-left-out", WARNING, "informational",                                                                  \
    "{0}: not recognised as a master; left out",                                                                                          \
    "{0}: マスターとして認識できないため取り込みません。")                                                                                \
  /* {1} place, {2} fault in English, {3} in Japanese */                                                                                  \
  X(JSON, "master-json", ERROR, "structure", "{0}:{1}: {2}; nothing was imported",                                                        \
    "{0}:{1}: {3}。何も取り込んでいません。")                                                                                             \
  X(BUNDLE, "master-bundle", ERROR, "required",                                                                                           \
    "{0}: the Bundle holds no CodeSystem, ValueSet, ConceptMap or NamingSystem; nothing was "                                             \
    "imported",                                                                                                                           \
    "{0}: Bundle の中に CodeSystem・ValueSet・ConceptMap・NamingSystem "                                                            \
    "がありません。何も取り込んでいません。")                                                                                             \
  /* {1} resource type */                                                                                                                 \
  X(RESOURCE, "master-resource", ERROR, "not-supported",                                                                                  \
    "{0}: '{1}' is no CodeSystem, ValueSet or ConceptMap with a url and no NamingSystem with an "                                         \
    "id; "                                                                                                                                \
    "nothing was imported",                                                                                                               \
    "{0}: 「{1}」は url のある CodeSystem・ValueSet・ConceptMap でも id のある NamingSystem "                                \
    "でもありません。"                                                                                                            \
    "何も取り込んでいません。")

#define MASTER_MESSAGE_NAME(name, ...) MASTER_MESSAGE_##name,
MESSAGE_LIST(master_message, master_message, MASTER_MESSAGE_LIST, MASTER_MESSAGE_NAME);

#endif
