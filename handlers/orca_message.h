/* What is said about ORCA's answers and about searches that ORCA answers. */
#ifndef HANDLERS_ORCA_MESSAGE_H
#define HANDLERS_ORCA_MESSAGE_H

#include "server/base/message.h"

/* X(name, id, severity, FHIR issue type, English, Japanese); {0} is the ORCA API unless said
 * otherwise */
#define ORCA_MESSAGE_LIST(X)                                                                                          \
  X(NOT_CONFIGURED, "orca-not-configured", ERROR, "not-supported",                                                    \
    "no ORCA is configured (orca.base_url)", "ORCA の接続先(orca.base_url)が設定されていません")                      \
  X(UNREACHABLE, "orca-unreachable", ERROR, "transient", "ORCA cannot be reached for {0}: {1}",                       \
    "ORCA に接続できません({0}: {1})")                                                                                \
  X(TIMEOUT, "orca-timeout", ERROR, "timeout", "ORCA did not answer {0} in time",                                     \
    "ORCA が時間内に応答しませんでした({0})")                                                                         \
  X(QUEUE, "orca-queue", ERROR, "throttled",                                                                          \
    "too many questions to ORCA are waiting; {0} was not sent",                                                       \
    "ORCA への問い合わせが混み合っているため、{0} を送信できませんでした")                                            \
  X(OTHER_PATIENT, "orca-other-patient", ERROR, "exception",                                                          \
    "ORCA's answer to {0} is about another patient than was asked for; nothing of it is shown",                       \
    "ORCA の {0} の応答が、問い合わせた患者とは別の患者のものでした。内容は表示しません")                             \
  X(BREAKER, "orca-breaker", ERROR, "transient",                                                                      \
    "ORCA did not answer several times in a row; {0} was not sent, it is tried again in a moment",                    \
    "ORCA が続けて応答しなかったため、{0} を送信していません。しばらくしてから再試行します")                          \
  X(STATUS, "orca-status", ERROR, "transient", "ORCA answered {0} with HTTP status {1}",                              \
    "ORCA が {0} に HTTP ステータス {1} を返しました")                                                                \
  X(STATUS_PATH, "orca-status-path", ERROR, "not-found",                                                              \
    "ORCA answered {0} with HTTP status {1}: orca.base_url may lack /api, or the user may not "                       \
    "belong to this hospital",                                                                                        \
    "ORCA が {0} に HTTP ステータス {1} を返しました。orca.base_url に /api が必要か、"           \
    "ユーザーがこの医療機関に登録されていない可能性があります")                                                       \
  X(STATUS_REFUSED, "orca-refused", ERROR, "security",                                                                \
    "ORCA refused {0} with HTTP status {1}: check orca.user, orca.password and the certificate",                      \
    "ORCA が {0} を HTTP ステータス {1} で拒否しました。ユーザー・パスワード・証明書を" \
    "確認してください")                                                                                               \
  X(CUT, "orca-answer-cut", ERROR, "incomplete",                                                                      \
    "ORCA's answer to {0} is incomplete or too long: {1}",                                                            \
    "{0} に対する ORCA の応答が途中で切れているか、長すぎます({1})")                                                  \
  X(UNREADABLE, "orca-answer-unreadable", ERROR, "structure",                                                         \
    "ORCA's answer to {0} is neither xml2 nor JSON",                                                                  \
    "{0} に対する ORCA の応答が xml2 でも JSON でもありません")                                                       \
  X(ROOT, "orca-answer-root", ERROR, "structure",                                                                     \
    "ORCA's answer to {0} is another record than expected",                                                           \
    "{0} に対する ORCA の応答が想定と異なるレコードです")                                                             \
  X(RESULT, "orca-result", ERROR, "processing", "ORCA answered {0} with Api_Result {1}: {2}",                         \
    "ORCA が {0} に Api_Result {1} を返しました: {2}")                                                                \
  X(PATIENT_UNKNOWN, "orca-patient-unknown", ERROR, "not-found",                                                      \
    "ORCA knows no such patient ({0}, Api_Result {1})",                                                               \
    "ORCA に該当する患者がいません({0}、Api_Result {1})")                                                             \
  X(PATIENT_ID, "orca-patient-id", ERROR, "not-found", "this cannot be a patient number of ORCA",                     \
    "ORCA の患者番号としてありえない値です")                                                                          \
  X(RESOURCE_UNKNOWN, "orca-resource-unknown", ERROR, "not-found", "ORCA holds no {0} of this id",                    \
    "ORCA にこの id の {0} はありません")                                                                             \
  X(SEARCH_PATIENT_UNKNOWN, "orca-search-patient-unknown", WARNING, "not-found",                                      \
    "ORCA knows no such patient: there is nothing to find",                                                           \
    "ORCA に該当する患者がいないため、検索結果はありません")                                                          \
  X(TRUNCATED, "orca-truncated", WARNING, "incomplete",                                                               \
    "ORCA holds more than {0} gave: the result is incomplete. {2}",                                                   \
    "{0} の上限を超えたため、検索結果はすべてではありません。{2}")                                                    \
  X(HINT, "orca-hint", INFORMATION, "informational", "{0} says {1}: {2}",                                             \
    "{0} からの注意({1}): {2}")                                                                                       \
  X(PARAMETER_IGNORED, "search-parameter-ignored", WARNING, "not-supported",                                          \
    "the search parameter '{0}' is not supported and was ignored",                                                    \
    "検索パラメータ「{0}」には対応していないため無視しました")                                                        \
  X(PARAMETER_UNKNOWN, "search-parameter-unknown", ERROR, "not-supported",                                            \
    "the search parameter '{0}' is not supported", "検索パラメータ「{0}」には対応していません")                       \
  X(PARAMETER_REQUIRED, "search-parameter-required", ERROR, "required",                                               \
    "ORCA can only be searched with one of: {0}",                                                                     \
    "ORCA の検索には次のいずれかの指定が必要です: {0}")                                                               \
  X(PARAMETER_VALUE, "search-parameter-value", ERROR, "value", "the value of '{0}' must be {1}",                      \
    "「{0}」の値は {2} で指定してください")                                                                           \
  X(PARAMETER_REPEATED, "search-parameter-repeated", ERROR, "not-supported",                                          \
    "'{0}' can be given once, with one value", "「{0}」は 1 回、1 つの値だけ指定できます")                            \
  X(PARAMETER_COMBINATION, "search-parameter-combination", ERROR, "not-supported",                                    \
    "ORCA cannot search by '{0}' without 'name'",                                                                     \
    "ORCA では「{0}」だけの検索はできません(name が必要です)")                                                        \
  X(CLINICAL_KIND, "clinical-bundle-kind", ERROR, "value",                                                            \
    "kind must be 'condition' or 'allergy'",                                                                          \
    "kind には condition または allergy を指定してください")                                                          \
  X(CLINICAL_INSTITUTION, "clinical-bundle-institution", ERROR, "required",                                           \
    "institution.number must be set to the 10-digit medical institution number",                                      \
    "保険医療機関番号(institution.number、10桁)を設定してください")                                                   \
  X(CLINICAL_MEMBER, "clinical-bundle-member-id", ERROR, "required",                                                  \
    "ORCA has no health insurance valid today for this patient ({0}): the national service needs "                    \
    "the insured person's id",                                                                                        \
    "今日有効な医療保険が ORCA に登録されていません({0})。被保険者個人識別子を作成できません")                        \
  X(CLINICAL_NOTHING, "clinical-bundle-nothing", ERROR, "not-found",                                                  \
    "ORCA has nothing to register for this patient ({0}); a Bundle with the Patient alone would "                     \
    "delete what was registered before",                                                                              \
    "登録対象の情報が ORCA にありません({0})。患者だけの Bundle "                                 \
    "は登録済み情報の削除を意味するため"                                                             \
    "作成しません")                                                                                                   \
  X(CLINICAL_TRUNCATED, "clinical-bundle-truncated", ERROR, "incomplete",                                             \
    "ORCA did not give everything ({0}): the national service wants the full set each time",                          \
    "ORCA が全件を返しませんでした({0})。全件がそろわない情報は登録できません")                                       \
  X(CLINICAL_FIELD, "clinical-bundle-field", ERROR, "required",                                                       \
    "this must be filled in ORCA first: {0}", "先に ORCA で入力してください: {0}")                                    \
  X(PATIENT_OR_DAY, "orca-patient-or-day", ERROR, "required",                                                         \
    "ORCA lists {0} by patient or by day: give patient, or date with one day",                                        \
    "ORCA の {0} は患者または日ごとにしか検索できません。patient か、1日だけの date "      \
    "を指定してください")                                                                                             \
  X(APPOINTMENT_START, "appointment-start", INFORMATION, "incomplete",                                                \
    "ORCA lists a patient's appointments from a day on: earlier ones are found with date=ge…",                        \
    "ORCA の患者別の予約一覧は指定日以降だけです。今日より前の予約は date=ge… "        \
    "を指定して検索してください")                                                                                     \
  X(ENCOUNTER_STAYS, "encounter-stays", INFORMATION, "incomplete",                                                    \
    "ORCA lists stays in hospital by patient only: they are not in this result",                                      \
    "ORCA の入院は患者ごとにしか検索できないため、この結果には含まれません")                                          \
  X(ENCOUNTER_LATEST_STAY, "encounter-latest-stay", INFORMATION, "incomplete",                                        \
    "ORCA tells a patient's latest stay in hospital only: earlier ones are not in this result",                       \
    "ORCA から取得できる入院は最新のものだけです。過去の入院はこの結果に含まれません")                                \
  X(ENCOUNTER_STAY_MISSING, "encounter-stay-missing", WARNING, "incomplete",                                          \
    "the stay in hospital that began on {0} is not in this result: ORCA did not tell it ({1})",                       \
    "{0} からの入院は ORCA から取得できなかったため({1})、この結果に含まれません")                                    \
  X(ENCOUNTER_PHYSICIAN, "encounter-physician", INFORMATION, "incomplete",                                            \
    "ORCA's list of a patient's visits names no physicians: they are in an Encounter that is "                        \
    "read, "                                                                                                          \
    "and in searches for one day",                                                                                    \
    "ORCA の患者別の受診一覧には担当医がありません。担当医は Encounter "                     \
    "の読み取り、または1日を指定した検索で返します")                                                                  \
  X(MAPPING_AMBIGUOUS, "orca-mapping-ambiguous", WARNING, "multiple-matches",                                         \
    "code {0} has several codes in {1}, and none was added: {2}",                                                     \
    "コード {0} に対応する {1} のコードが複数あるため追加していません: {2}")                                          \
  X(VISITS_LEFT, "orca-visits-left", WARNING, "incomplete",                                                           \
    "only the {0} newest of {1} visits were asked for: narrow the search by date",                                    \
    "受診 {1} 件のうち新しい {0} 件だけを取得しました。日付で絞り込んでください")                                     \
  X(VISIT_WITHHELD, "orca-visit-withheld", WARNING, "incomplete",                                                     \
    "ORCA does not give the acts of {0}, which came from claims data: {1}",                                           \
    "{0} の診療行為はレセ電データから移行されたため、ORCA から取得できません({1})")                                   \
  X(PRESCRIPTION_REFUSED, "orca-prescription-refused", WARNING, "incomplete",                                         \
    "ORCA gave no prescription for {0} ({1}): its drugs are told from the billed acts",                               \
    "{0} の処方箋を ORCA から取得できなかったため({1})、診療行為の薬剤を返します")                                    \
  X(PRESCRIPTION_MATERIAL, "orca-prescription-material", INFORMATION, "informational",                                \
    "{0} on a prescription is a material and no drug: it is left out",                                                \
    "処方箋の「{0}」は特定器材であり薬剤ではないため、含めていません")                                                \
  X(ACT_UNKNOWN, "orca-act-unknown", ERROR, "not-found", "ORCA holds no {0} of this id",                              \
    "ORCA にこの ID の {0} はありません")                                                                             \
  X(ACT_PATIENT, "orca-act-patient", ERROR, "required",                                                               \
    "give 'patient', or '_id' or 'identifier' of a {0} that this server made",                                        \
    "patient、またはこのサーバーが付けた {0} の _id か identifier を指定してください")

#define ORCA_MESSAGE_NAME(name, ...) ORCA_MESSAGE_##name,
MESSAGE_LIST(orca_message, orca_message_get, ORCA_MESSAGE_LIST, ORCA_MESSAGE_NAME);

#endif
