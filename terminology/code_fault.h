/* What a grammar or a published list has against a code: the reason, where in the code it lies, and
 * what would be right where that is evident. The texts are messages whose arguments are {0} the
 * code, {1} the position as a character counted from 1, {2} the part at fault, {3} the suggestion.
 */
#ifndef TERMINOLOGY_CODE_FAULT_H
#define TERMINOLOGY_CODE_FAULT_H

#include "server/base/message.h"

#define CODE_FAULT_SUGGESTION_BYTES 32u

/* clang-format off */
/* X(name, id, English, Japanese) */
#define CODE_FAULT_LIST(X) \
  X(EMPTY, "code-empty", \
    "the code is empty", "コードが空です") \
  X(TOO_LONG, "code-too-long", \
    "the code is too long", "コードが長すぎます") \
  X(UNIT_CHARACTER, "unit-malformed", \
    "unit '{0}': '{2}' at character {1} must not stand in a UCUM unit (only ASCII without blanks)", \
    "単位「{0}」の {1} 文字目「{2}」は UCUM の単位に使えません（空白を除く ASCII 文字のみ）") \
  X(UNIT_UNKNOWN, "unit-malformed", \
    "unit '{0}': '{2}' at character {1} is not a unit of UCUM (case matters)", \
    "単位「{0}」の {1} 文字目「{2}」は UCUM にない単位です（大文字と小文字は区別されます）") \
  X(UNIT_UNKNOWN_NEAR, "unit-malformed", \
    "unit '{0}': '{2}' at character {1} is not a unit of UCUM; did you mean '{3}'?", \
    "単位「{0}」の {1} 文字目「{2}」は UCUM にない単位です。「{3}」の誤りではありませんか") \
  X(UNIT_PREFIX, "unit-malformed", \
    "unit '{0}': '{2}' at character {1} is not possible, this unit takes no metric prefix", \
    "単位「{0}」の {1} 文字目「{2}」は使えません。この単位に接頭語は付けられません") \
  X(UNIT_EXPONENT, "unit-malformed", \
    "unit '{0}': '{2}' at character {1} is not an exponent: write it as digits behind the unit (m2, s-1)", \
    "単位「{0}」の {1} 文字目「{2}」は指数として正しくありません（m2、s-1 のように書きます）") \
  X(UNIT_MISSING, "unit-malformed", \
    "unit '{0}': a unit is missing at character {1}", \
    "単位「{0}」の {1} 文字目に単位がありません") \
  X(UNIT_OPERATOR, "unit-malformed", \
    "unit '{0}': '.' or '/' is missing before '{2}' at character {1}", \
    "単位「{0}」の {1} 文字目「{2}」の前に「.」または「/」が必要です") \
  X(UNIT_ANNOTATION, "unit-malformed", \
    "unit '{0}': the brace at character {1} has no counterpart", \
    "単位「{0}」の {1} 文字目の波かっこが対応していません") \
  X(UNIT_BRACKET, "unit-malformed", \
    "unit '{0}': the square bracket at character {1} has no counterpart", \
    "単位「{0}」の {1} 文字目の角かっこが対応していません") \
  X(UNIT_PARENTHESIS, "unit-malformed", \
    "unit '{0}': the parenthesis at character {1} has no counterpart", \
    "単位「{0}」の {1} 文字目の丸かっこが対応していません") \
  X(UNIT_DEPTH, "unit-malformed", \
    "unit '{0}': too many parentheses in each other at character {1}", \
    "単位「{0}」の {1} 文字目で丸かっこの入れ子が深すぎます") \
  X(LANGUAGE_FORM, "language-malformed", \
    "language '{0}': '{2}' at character {1} cannot stand there in a tag of BCP 47", \
    "言語「{0}」の {1} 文字目「{2}」は BCP 47 の言語タグとして正しくありません") \
  X(LANGUAGE_SEPARATOR, "language-malformed", \
    "language '{0}': '{2}' at character {1} is not possible, parts are joined by '-': '{3}'", \
    "言語「{0}」の {1} 文字目「{2}」は使えません。区切りは「-」です: 「{3}」") \
  X(LANGUAGE_UNKNOWN, "language-malformed", \
    "language '{0}': '{2}' is not the code of a language (ISO 639)", \
    "言語「{0}」の「{2}」は言語コード (ISO 639) にありません") \
  X(LANGUAGE_UNKNOWN_NEAR, "language-malformed", \
    "language '{0}': '{2}' is not the code of a language (ISO 639); did you mean '{3}'?", \
    "言語「{0}」の「{2}」は言語コード (ISO 639) にありません。「{3}」の誤りではありませんか") \
  X(LANGUAGE_SCRIPT, "language-malformed", \
    "language '{0}': '{2}' at character {1} is not the code of a script (ISO 15924)", \
    "言語「{0}」の {1} 文字目「{2}」は文字体系コード (ISO 15924) にありません") \
  X(LANGUAGE_REGION, "language-malformed", \
    "language '{0}': '{2}' at character {1} is not the code of a region (ISO 3166, UN M.49)", \
    "言語「{0}」の {1} 文字目「{2}」は地域コード (ISO 3166、UN M.49) にありません") \
  X(LANGUAGE_REPEATED, "language-malformed", \
    "language '{0}': '{2}' at character {1} stands twice", \
    "言語「{0}」の {1} 文字目「{2}」は重複しています") \
  X(LANGUAGE_EXTENSION, "language-malformed", \
    "language '{0}': something must follow '{2}' at character {1}", \
    "言語「{0}」の {1} 文字目「{2}」の後に続く部分がありません") \
  X(MEDIA_TYPE_FORM, "media-type-malformed", \
    "media type '{0}': it must have the form type/subtype", \
    "メディアタイプ「{0}」は type/subtype の形で書く必要があります") \
  X(MEDIA_TYPE_FORM_NEAR, "media-type-malformed", \
    "media type '{0}': it must have the form type/subtype; did you mean '{3}'?", \
    "メディアタイプ「{0}」は type/subtype の形で書く必要があります。「{3}」の誤りではありませんか") \
  X(MEDIA_TYPE_NAME, "media-type-malformed", \
    "media type '{0}': '{2}' at character {1} is not possible in a name", \
    "メディアタイプ「{0}」の {1} 文字目「{2}」は名前に使えません") \
  X(MEDIA_TYPE_UNKNOWN, "media-type-malformed", \
    "media type '{0}': there is no top-level type '{2}'", \
    "メディアタイプ「{0}」の「{2}」という種別はありません") \
  X(MEDIA_TYPE_PARAMETER, "media-type-malformed", \
    "media type '{0}': '{2}' at character {1} is not a parameter of the form name=value", \
    "メディアタイプ「{0}」の {1} 文字目「{2}」はパラメーター (名前=値) として正しくありません") \
  X(CURRENCY_UNKNOWN, "currency-unknown", \
    "'{0}' is not a currency of ISO 4217 (three capital letters)", \
    "「{0}」は ISO 4217 の通貨コード（大文字 3 文字）にありません") \
  X(CURRENCY_UNKNOWN_NEAR, "currency-unknown", \
    "'{0}' is not a currency of ISO 4217 (three capital letters); did you mean '{3}'?", \
    "「{0}」は ISO 4217 の通貨コード（大文字 3 文字）にありません。「{3}」の誤りではありませんか") \
  X(COUNTRY_UNKNOWN, "country-unknown", \
    "'{0}' is not a country of ISO 3166-1", \
    "「{0}」は ISO 3166-1 の国コードにありません") \
  X(COUNTRY_UNKNOWN_NEAR, "country-unknown", \
    "'{0}' is not a country of ISO 3166-1; did you mean '{3}'?", \
    "「{0}」は ISO 3166-1 の国コードにありません。「{3}」の誤りではありませんか") \
  X(SUBDIVISION_FORM, "country-unknown", \
    "'{0}' is not a subdivision of ISO 3166-2: country, '-', one to three letters or digits", \
    "「{0}」は ISO 3166-2 の行政区画コード（国コード、「-」、英数字 1〜3 文字）として正しくありません") \
  X(TIME_ZONE_UNKNOWN, "time-zone-unknown", \
    "'{0}' is not a time zone of the IANA database", \
    "「{0}」は IANA のタイムゾーンにありません") \
  X(TIME_ZONE_UNKNOWN_NEAR, "time-zone-unknown", \
    "'{0}' is not a time zone of the IANA database; did you mean '{3}'?", \
    "「{0}」は IANA のタイムゾーンにありません。「{3}」の誤りではありませんか")
/* clang-format on */

enum code_fault_reason {
#define CODE_FAULT_ENUM(name, id, english, japanese) CODE_FAULT_##name,
  CODE_FAULT_LIST(CODE_FAULT_ENUM)
#undef CODE_FAULT_ENUM
      CODE_FAULT_COUNT
};

struct code_fault {
  enum code_fault_reason reason;
  size_t offset;                                /* bytes from the start of the code */
  size_t length;                                /* bytes of the part at fault; may be 0 */
  char suggestion[CODE_FAULT_SUGGESTION_BYTES]; /* ends with NUL; empty when there is none */
};

/* Describes a fault at [offset, offset + length) without a suggestion; always false, so that a
 * checker can return it. */
bool code_fault_set(struct code_fault *fault, enum code_fault_reason reason, size_t offset,
                    size_t length);
/* Adds the suggestion and takes the reason that speaks of one; without effect when it is too long
 * for the fault. The parts are joined. */
void code_fault_suggest(struct code_fault *fault, enum code_fault_reason reason, struct view first,
                        struct view second);
/* The position of the fault as a character of the (UTF-8) code, counted from 1. */
size_t code_fault_position(const struct code_fault *fault, struct view code);
/* The message row of a reason: static, severity error, FHIR issue type "code-invalid". */
const struct message *code_fault_message(enum code_fault_reason reason);

#endif
