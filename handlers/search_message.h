/* What is said about how the answer of a search is given: pages, order, other resources with it. */
#ifndef HANDLERS_SEARCH_MESSAGE_H
#define HANDLERS_SEARCH_MESSAGE_H

#include "server/base/message.h"

/* X(name, id, severity, FHIR issue type, English, Japanese); {0} is the value unless said otherwise
 */
#define SEARCH_MESSAGE_LIST(X)                                                                                           \
  X(NUMBER, "search-number", ERROR, "value", "'{0}' must be a whole number, not '{1}'",                                  \
    "{0} には 0 以上の整数を指定してください(指定値: {1})")                                                              \
  X(TOTAL, "search-total", ERROR, "value", "_total is none, estimate or accurate, not '{0}'",                            \
    "_total は none・estimate・accurate のいずれかです(指定値: {0})")                                                    \
  X(FLAG, "search-flag", ERROR, "value", "'{0}' is true or false, not '{1}'",                                            \
    "{0} は true または false です(指定値: {1})")                                                                        \
  X(SORT, "search-sort", ERROR, "not-supported", "{1} cannot be sorted by '{0}'; possible: {2}",                         \
    "{1} は「{0}」で並べ替えられません。指定できるもの: {2}")                                                            \
  X(SORT_IGNORED, "search-sort-ignored", WARNING, "not-supported",                                                       \
    "{1} cannot be sorted by '{0}': this was ignored",                                                                   \
    "{1} は「{0}」で並べ替えられないため無視しました")                                                                   \
  X(INCLUDE, "search-include", ERROR, "not-supported",                                                                   \
    "'{0}' cannot be given for {1}; possible: {2}",                                                                      \
    "{1} の検索に「{0}」は指定できません。指定できるもの: {2}")                                                          \
  X(INCLUDE_IGNORED, "search-include-ignored", WARNING, "not-supported",                                                 \
    "'{0}' cannot be given for {1}: this was ignored",                                                                   \
    "{1} の検索に「{0}」は指定できないため無視しました")                                                                 \
  X(INCLUDE_ABSENT, "search-include-absent", WARNING, "not-found",                                                       \
    "'{0}' is referred to but cannot be read", "参照先の「{0}」を取得できません")                                        \
  X(INCLUDE_LIMIT, "search-include-limit", WARNING, "too-costly",                                                        \
    "only the first {0} further reads were made for _include, _revinclude: use a smaller _count",                        \
    "_include・_revinclude のための読み取りは {0} 回までです。_count を小さくしてください")                              \
  X(PAGE_MOVED, "search-page-moved", WARNING, "conflict",                                                                \
    "what was found has changed since the page before: entries may be missing or repeated",                              \
    "前のページの取得後に検索結果が変わりました。抜けや重複がありえます")                                                \
  X(SINCE, "everything-since", INFORMATION, "informational",                                                             \
    "ORCA does not tell when records were changed: all are given whatever _since is",                                    \
    "ORCA は更新日時を返さないため、_since にかかわらずすべてを返します")                                                \
  X(SINCE_VALUE, "everything-since-value", ERROR, "value",                                                               \
    "_since must be a date or an instant, not '{0}'",                                                                    \
    "_since には日付または日時を指定してください(指定値: {0})")                                                          \
  X(TYPE, "everything-type", ERROR, "not-supported",                                                                     \
    "'{0}' is no type of $everything here; possible: {1}",                                                               \
    "$everything の _type に「{0}」は指定できません。指定できるもの: {1}")                                               \
  X(TEST_PATIENTS, "search-test-patients", INFORMATION, "informational",                                                 \
    "{0} test patients of ORCA were left out (orca.test_patients)",                                                      \
    "ORCA のテスト患者 {0} 人を除外しました(orca.test_patients)")                                                        \
  X(UPDATED_WITH_ID, "search-updated-with-id", ERROR, "not-supported",                                                   \
    "ORCA does not tell when a single patient was changed: _lastUpdated goes without _id, "                              \
    "identifier",                                                                                                        \
    "ORCA は個々の患者の更新日時を返さないため、_lastUpdated は _id・identifier と"                \
    "併用できません")                                                                                                    \
  X(NOT_HELD, "not-held", ERROR, "not-supported",                                                                        \
    "ORCA does not hold {0}, so this server does not answer it. It could come from: {1}",                                \
    "{0} は ORCA にないため、このサーバーでは返せません。取得先として考えられるもの: {2}")                               \
  X(NO_HISTORY, "no-history", ERROR, "not-supported",                                                                    \
    "ORCA keeps no earlier versions of its records, so there is no history. What the national "                          \
    "service was sent is in Task and Bundle",                                                                            \
    "ORCA は記録の過去の版を返さないため、履歴(_history)はありません。共有サービスへの" \
    "送信の記録は Task と Bundle で確認できます")

#define SEARCH_MESSAGE_NAME(name, ...) SEARCH_MESSAGE_##name,
MESSAGE_LIST(search_message, search_message_get, SEARCH_MESSAGE_LIST, SEARCH_MESSAGE_NAME);

#endif
