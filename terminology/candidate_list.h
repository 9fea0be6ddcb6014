/* What explains the score of a candidate: X(name, id, weight, English, Japanese). The weight is
 * what the reason adds; that of SIMILAR is the most it can add. Reasons below zero are marks: what
 * must be looked at before the candidate is taken. */
#ifndef TERMINOLOGY_CANDIDATE_LIST_H
#define TERMINOLOGY_CANDIDATE_LIST_H

#define CANDIDATE_REASON_LIST(X)                                                                   \
  X(CODE, "code", 1000, "the text is this code", "入力した文字列がコードと一致")                   \
  X(CODE_PREFIX, "code-prefix", 800, "the code begins with the text",                              \
    "コードの先頭が入力した文字列と一致")                                                          \
  X(SIMILAR, "similar", 700, "similarity of the names", "名称の類似度")                            \
  X(SAME_NAME, "same-name", 300, "the name is the same", "名称が一致")                             \
  X(NAME_BEGINS, "name-begins", 120, "the name begins with the text",                              \
    "名称の先頭が入力した文字列と一致")                                                            \
  X(NAME_CONTAINS, "name-contains", 80, "the name contains the text",                              \
    "名称に入力した文字列を含む")                                                                  \
  X(ALL_WORDS, "all-words", 80, "the name contains every word", "名称に入力した語をすべて含む")    \
  X(NAME_INSIDE, "name-inside", 150, "the text contains the name", "入力した文字列に名称を含む")   \
  X(STRENGTH_SAME, "strength-same", 60, "the strength agrees", "規格（含量）が一致")               \
  X(FORM_SAME, "form-same", 30, "the dosage form agrees", "剤形が一致")                            \
  X(SPECIMEN_SAME, "specimen-same", 60, "the specimen agrees", "検体材料が一致")                   \
  X(STRENGTH_DIFFERS, "strength-differs", -250, "the strength differs", "規格（含量）が異なる")    \
  X(STRENGTH_UNSTATED, "strength-unstated", -20,                                                   \
    "only one of the names states (all of) the strength",                                          \
    "規格（含量）の記載が一方にしかない、または一部のみ一致")                                      \
  X(FORM_DIFFERS, "form-differs", -150, "the dosage form differs", "剤形が異なる")                 \
  X(FORM_UNSTATED, "form-unstated", -10, "only one of the names states the dosage form",           \
    "剤形の記載が一方にしかない")                                                                  \
  X(SPECIMEN_DIFFERS, "specimen-differs", -250, "the specimen differs", "検体材料が異なる")        \
  X(SPECIMEN_UNSTATED, "specimen-unstated", -20, "the specimen of the code is not known",          \
    "コードの検体材料が不明")                                                                      \
  X(NOT_STANDALONE, "not-standalone", -50, "the name must not be used alone",                      \
    "単独では使用できない病名")                                                                    \
  X(NOT_VALID, "not-valid", -300, "the code is abolished or not valid on the day",                 \
    "廃止されたコード、または指定日に有効でないコード")

#endif
