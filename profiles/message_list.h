/* The only place that knows what the validator can say: one row a finding. Columns: enum name,
 * stable id, default severity, FHIR issue type, English, Japanese. {0}..{3} are the issue's
 * arguments. */
#ifndef PROFILES_MESSAGE_LIST_H
#define PROFILES_MESSAGE_LIST_H

#include "profiles/national_messages.h"
#include "server/base/message.h"

/* clang-format off */
#define VALIDATION_MESSAGES_STRUCTURE(X) \
  X(DOCUMENT_SYNTAX, "document-syntax", FATAL, "structure", \
    "this is not valid JSON: {0}", "JSON として正しくありません: {1}") \
  X(BYTE_ORDER_MARK, "document-byte-order-mark", WARNING, "structure", \
    "the content begins with a byte order mark; JSON is sent without (RFC 8259)", \
    "先頭に BOM があります。JSON は BOM なしで送ります（RFC 8259）") \
  X(NOT_A_RESOURCE, "resource-not-object", ERROR, "structure", \
    "a resource must be a JSON object", \
    "リソースは JSON オブジェクトでなければなりません") \
  X(RESOURCE_TYPE_MISSING, "resource-type-missing", ERROR, "structure", \
    "resourceType is missing or is not a string", \
    "resourceType がないか、文字列ではありません") \
  X(RESOURCE_TYPE_UNKNOWN, "resource-type-unknown", ERROR, "structure", \
    "'{0}' is not a resource type of FHIR R4", \
    "「{0}」は FHIR R4 のリソース型ではありません") \
  X(RESOURCE_TYPE_ABSTRACT, "resource-type-abstract", ERROR, "structure", \
    "{0} is an abstract type; a resource of a concrete type is needed", \
    "{0} は抽象型です。具体的な型のリソースが必要です") \
  X(RESOURCE_TYPE_MISMATCH, "resource-type-mismatch", ERROR, "invalid", \
    "a {0} was expected here, but this is a {1}", \
    "ここには {0} が必要ですが、{1} が書かれています") \
  X(ELEMENT_UNKNOWN, "element-unknown", ERROR, "structure", \
    "there is no element '{0}' here", \
    "ここに「{0}」という要素はありません") \
  X(ELEMENT_UNKNOWN_NEAR, "element-unknown", ERROR, "structure", \
    "there is no element '{0}' here; did you mean '{1}'?", \
    "ここに「{0}」という要素はありません。「{1}」の誤りではありませんか") \
  X(VALUE_NULL, "value-null", ERROR, "structure", \
    "null is not allowed here: leave the element out", \
    "ここに null は書けません。要素ごと省略してください") \
  X(OBJECT_EMPTY, "object-empty", ERROR, "structure", \
    "this is empty: an element must have a value or children", \
    "中身がありません。要素には値または子要素が必要です") \
  X(OBJECT_WITHOUT_VALUE, "object-without-value", ERROR, "invariant", \
    "an element must have a value or children, an id alone is not enough", \
    "要素には値または子要素が必要です。id だけでは足りません") \
  X(ARRAY_EMPTY, "array-empty", ERROR, "structure", \
    "an array must not be empty: leave the element out", \
    "空の配列は書けません。要素ごと省略してください") \
  X(STRING_EMPTY, "string-empty", ERROR, "value", \
    "a value must not be empty: leave the element out", \
    "空の値は書けません。要素ごと省略してください") \
  X(ARRAY_EXPECTED, "array-expected", ERROR, "structure", \
    "'{0}' may repeat and must be written as an array", \
    "「{0}」は繰り返し要素なので、配列で書く必要があります") \
  X(ARRAY_NOT_EXPECTED, "array-not-expected", ERROR, "structure", \
    "'{0}' does not repeat and must not be an array", \
    "「{0}」は繰り返さない要素なので、配列では書けません") \
  X(OBJECT_EXPECTED, "object-expected", ERROR, "structure", \
    "a {0} must be written as an object", \
    "{0} 型はオブジェクトで書く必要があります") \
  X(PRIMITIVE_EXPECTED, "primitive-expected", ERROR, "structure", \
    "a {0} is a simple value, not an object or array", \
    "{0} 型は単純な値です。オブジェクトや配列では書けません") \
  X(STRING_EXPECTED, "string-expected", ERROR, "structure", \
    "a {0} must be written as a string in quotation marks", \
    "{0} 型は引用符で囲んだ文字列で書く必要があります") \
  X(NUMBER_EXPECTED, "number-expected", ERROR, "structure", \
    "a {0} must be written as a number without quotation marks", \
    "{0} 型は引用符のない数値で書く必要があります") \
  X(BOOLEAN_EXPECTED, "boolean-expected", ERROR, "structure", \
    "a boolean must be true or false without quotation marks", \
    "boolean 型は引用符のない true または false で書く必要があります") \
  X(TWIN_NOT_PRIMITIVE, "twin-not-object", ERROR, "structure", \
    "'{0}' holds id and extensions of a simple value and must be an object", \
    "「{0}」は単純な値の id と拡張を持つもので、オブジェクトでなければなりません") \
  X(TWIN_LENGTH, "twin-length", ERROR, "structure", \
    "'{0}' must have as many items as the array that it belongs to", \
    "「{0}」の項目数は、対になる配列と同じでなければなりません") \
  X(CARDINALITY_MINIMUM, "cardinality-minimum", ERROR, "required", \
    "'{0}' is needed at least {1} time(s), found {2}", \
    "「{0}」は {1} 個以上必要ですが、{2} 個です") \
  X(CARDINALITY_MAXIMUM, "cardinality-maximum", ERROR, "structure", \
    "'{0}' may stand at most {1} time(s), found {2}", \
    "「{0}」は {1} 個までですが、{2} 個あります") \
  X(CHOICE_REPEATED, "choice-repeated", ERROR, "structure", \
    "only one type of '{0}' may be given", \
    "「{0}」に指定できる型は 1 つだけです") \
  X(CHOICE_TYPE, "choice-type", ERROR, "structure", \
    "the profile does not allow '{0}' here", \
    "このプロファイルでは、ここに「{0}」は使えません") \
  X(TOO_DEEP, "too-deep", ERROR, "too-costly", \
    "profiles refer to each other too deeply; this part was not checked further", \
    "プロファイルの参照が深すぎるため、この先は検査していません")

#define VALIDATION_MESSAGES_XML(X) \
  X(XML_SYNTAX, "xml-syntax", FATAL, "structure", \
    "this is not valid XML: {0}", "XML として正しくありません: {1}") \
  X(XML_NAMESPACE, "xml-namespace", ERROR, "structure", \
    "'{0}' must be in the namespace {1}, found '{2}'", \
    "「{0}」の名前空間は {1} でなければなりませんが、「{2}」です") \
  X(XML_NAMESPACE_MISSING, "xml-namespace", ERROR, "structure", \
    "'{0}' has no namespace; it must be {1}", \
    "「{0}」に名前空間がありません。{1} でなければなりません") \
  X(XML_ATTRIBUTE_UNKNOWN, "xml-attribute-unknown", ERROR, "structure", \
    "there is no attribute '{0}' here", \
    "ここに「{0}」という属性はありません") \
  X(XML_ATTRIBUTE_EXPECTED, "xml-attribute-expected", ERROR, "structure", \
    "'{0}' must be written as an attribute, not as an element", \
    "「{0}」は要素ではなく属性として書く必要があります") \
  X(XML_TEXT, "xml-text", ERROR, "structure", \
    "text is not allowed here: '{0}'; values stand in the attribute 'value'", \
    "ここに文字列「{0}」は書けません。値は value 属性に書きます") \
  X(XML_ORDER, "xml-element-order", ERROR, "structure", \
    "'{0}' must come before '{1}': the order of elements is fixed in XML", \
    "「{0}」は「{1}」より前に書く必要があります。XML では要素の順序が決まっています") \
  X(XML_RESOURCE_COUNT, "xml-resource-count", ERROR, "structure", \
    "'{0}' must hold exactly one resource, found {1}", \
    "「{0}」にはリソースをちょうど 1 個書く必要がありますが、{1} 個あります") \
  X(XML_INSTRUCTION, "xml-instruction", ERROR, "structure", \
    "the processing instruction '{0}' is not allowed in a resource", \
    "リソースの中に処理命令「{0}」は書けません")

#define VALIDATION_MESSAGES_FORMAT(X) \
  X(FORMAT_BOOLEAN, "format-boolean", ERROR, "value", "'{0}' is not true or false", "「{0}」は true でも false でもありません") \
  X(FORMAT_INTEGER, "format-integer", ERROR, "value", \
    "'{0}' is not a whole number from -2147483648 to 2147483647", \
    "「{0}」は -2147483648 から 2147483647 までの整数ではありません") \
  X(FORMAT_POSITIVE_INT, "format-positive-int", ERROR, "value", \
    "'{0}' is not a whole number from 1 to 2147483647", \
    "「{0}」は 1 から 2147483647 までの整数ではありません") \
  X(FORMAT_UNSIGNED_INT, "format-unsigned-int", ERROR, "value", \
    "'{0}' is not a whole number from 0 to 2147483647", \
    "「{0}」は 0 から 2147483647 までの整数ではありません") \
  X(FORMAT_DECIMAL, "format-decimal", ERROR, "value", \
    "'{0}' is not a decimal number", "「{0}」は十進数ではありません") \
  X(FORMAT_STRING, "format-string", ERROR, "value", \
    "the text holds a control character", \
    "文字列に制御文字が含まれています") \
  X(FORMAT_STRING_LENGTH, "format-string-length", ERROR, "too-long", \
    "the text is longer than 1048576 characters", \
    "文字列が 1048576 文字を超えています") \
  X(FORMAT_CODE, "format-code", ERROR, "value", \
    "'{0}' is not a code: no blank at either end, only single blanks inside", \
    "「{0}」はコードとして正しくありません（前後の空白、連続する空白は使えません）") \
  X(FORMAT_ID, "format-id", ERROR, "value", \
    "'{0}' is not an id: 1 to 64 of A-Z a-z 0-9 - .", \
    "「{0}」は id として正しくありません（英数字・ハイフン・ピリオドで 1〜64 文字）") \
  X(FORMAT_URI, "format-uri", ERROR, "value", \
    "'{0}' is not a URI", "「{0}」は URI として正しくありません") \
  X(FORMAT_URL, "format-url", ERROR, "value", \
    "'{0}' is not a URL", "「{0}」は URL として正しくありません") \
  X(FORMAT_CANONICAL, "format-canonical", ERROR, "value", \
    "'{0}' is not a canonical URL", "「{0}」は canonical URL として正しくありません") \
  X(FORMAT_OID, "format-oid", ERROR, "value", \
    "'{0}' is not an OID: urn:oid: and numbers with dots", \
    "「{0}」は OID として正しくありません（urn:oid: に続けて、数字をピリオドで区切ります）") \
  X(FORMAT_UUID, "format-uuid", ERROR, "value", \
    "'{0}' is not a UUID: urn:uuid: and 8-4-4-4-12 lower-case hexadecimal digits", \
    "「{0}」は UUID として正しくありません（urn:uuid: に続けて、小文字 16 進で 8-4-4-4-12 桁）") \
  X(FORMAT_BASE64, "format-base64", ERROR, "value", \
    "the value is not base64", "値が base64 として正しくありません") \
  X(FORMAT_INSTANT, "format-instant", ERROR, "value", \
    "'{0}' is not an instant: YYYY-MM-DDThh:mm:ss with time zone, a day and time that exist", \
    "「{0}」は instant 型の値ではありません（YYYY-MM-DDThh:mm:ss とタイムゾーンで、実在する日時）") \
  X(FORMAT_DATE, "format-date", ERROR, "value", \
    "'{0}' is not a date: YYYY, YYYY-MM or YYYY-MM-DD, a day that exists", \
    "「{0}」は date 型の値ではありません（YYYY、YYYY-MM または YYYY-MM-DD で、実在する日付）") \
  X(FORMAT_DATE_TIME, "format-date-time", ERROR, "value", \
    "'{0}' is not a dateTime: YYYY, YYYY-MM, YYYY-MM-DD or YYYY-MM-DDThh:mm:ss with time zone", \
    "「{0}」は dateTime 型の値ではありません（YYYY、YYYY-MM、YYYY-MM-DD、または YYYY-MM-DDThh:mm:ss とタイムゾーン）") \
  X(FORMAT_TIME, "format-time", ERROR, "value", \
    "'{0}' is not a time: hh:mm:ss without time zone", \
    "「{0}」は time 型の値ではありません（hh:mm:ss、タイムゾーンなし）") \
  X(FACET_MINIMUM, "value-below-minimum", ERROR, "value", \
    "{0} is below the smallest allowed value {1}", "{0} は最小値 {1} を下回っています") \
  X(FACET_MAXIMUM, "value-above-maximum", ERROR, "value", \
    "{0} is above the largest allowed value {1}", "{0} は最大値 {1} を超えています") \
  X(FACET_SHORT, "text-too-short", ERROR, "value", \
    "the text has {0} characters, at least {1} are needed", \
    "文字列は {1} 文字以上でなければなりませんが、{0} 文字です") \
  X(VALUE_NEEDED, "value-needed", ERROR, "required", \
    "a value is needed here, extensions alone are not enough", \
    "ここには値が必要です。拡張だけでは足りません") \
  X(ATTACHMENT_SIZE, "attachment-size", ERROR, "value", \
    "size says {0} bytes, but the data has {1}", \
    "size は {0} バイトですが、data は {1} バイトです") \
  X(ATTACHMENT_HASH, "attachment-hash", WARNING, "value", \
    "hash is not the SHA-1 of the data", "hash が data の SHA-1 と一致しません") \
  X(FACET_LENGTH, "text-too-long", ERROR, "too-long", \
    "the text has {0} characters, at most {1} are allowed", \
    "文字列は {1} 文字以内でなければなりませんが、{0} 文字あります")

#define VALIDATION_MESSAGES_NARRATIVE(X) \
  X(NARRATIVE_TAG, "narrative-syntax", ERROR, "invalid", \
    "the narrative is not well-formed XHTML: the '<' at character {1} starts no tag; write &lt; for the character", \
    "説明文 (div) が XHTML として正しくありません: {1} 文字目の「<」はタグではありません。文字としては &lt; と書きます") \
  X(NARRATIVE_TAG_FORM, "narrative-syntax", ERROR, "invalid", \
    "the narrative is not well-formed XHTML: <{0}> at character {1} is not complete", \
    "説明文 (div) が XHTML として正しくありません: {1} 文字目の <{0}> が閉じかっこで終わっていません") \
  X(NARRATIVE_NOT_CLOSED, "narrative-syntax", ERROR, "invalid", \
    "the narrative is not well-formed XHTML: <{0}> has no end tag", \
    "説明文 (div) が XHTML として正しくありません: <{0}> の終了タグがありません") \
  X(NARRATIVE_END_TAG, "narrative-syntax", ERROR, "invalid", \
    "the narrative is not well-formed XHTML: </{0}> at character {1} does not fit the element that is open", \
    "説明文 (div) が XHTML として正しくありません: {1} 文字目の </{0}> に対応する開始タグがありません") \
  X(NARRATIVE_ATTRIBUTE_FORM, "narrative-syntax", ERROR, "invalid", \
    "the narrative is not well-formed XHTML: attribute '{0}' at character {1} needs a value in quotation marks, without '<'", \
    "説明文 (div) が XHTML として正しくありません: {1} 文字目の属性「{0}」には、引用符で囲んだ値が必要です（「<」は使えません）") \
  X(NARRATIVE_ATTRIBUTE_TWICE, "narrative-syntax", ERROR, "invalid", \
    "the narrative is not well-formed XHTML: attribute '{0}' at character {1} stands twice in its tag", \
    "説明文 (div) が XHTML として正しくありません: {1} 文字目の属性「{0}」が同じタグの中で重複しています") \
  X(NARRATIVE_ENTITY, "narrative-syntax", ERROR, "invalid", \
    "the narrative is not well-formed XHTML: '{0}' at character {1} is not an entity of XML; write the character itself, and &amp; for &", \
    "説明文 (div) が XHTML として正しくありません: {1} 文字目の「{0}」は XML の実体参照ではありません。文字そのものを書き、& は &amp; とします") \
  X(NARRATIVE_COMMENT, "narrative-syntax", ERROR, "invalid", \
    "the narrative is not well-formed XHTML: the comment at character {1} is not closed, or has -- in it", \
    "説明文 (div) が XHTML として正しくありません: {1} 文字目のコメントが閉じていないか、中に「--」があります") \
  X(NARRATIVE_MARKUP, "narrative-syntax", ERROR, "invalid", \
    "the narrative is not well-formed XHTML: '{0}' at character {1} (declaration, instruction or CDATA) is not allowed", \
    "説明文 (div) が XHTML として正しくありません: {1} 文字目の「{0}」（宣言、処理命令、CDATA）は使えません") \
  X(NARRATIVE_DEPTH, "narrative-syntax", ERROR, "invalid", \
    "the narrative is not well-formed XHTML: <{0}> at character {1} is nested too deeply", \
    "説明文 (div) が XHTML として正しくありません: {1} 文字目の <{0}> の入れ子が深すぎます") \
  X(NARRATIVE_ROOT, "narrative-root", ERROR, "invalid", \
    "the narrative must be one <div> of the XHTML namespace (http://www.w3.org/1999/xhtml), see character {1}", \
    "説明文は XHTML 名前空間 (http://www.w3.org/1999/xhtml) の <div> 一つでなければなりません（{1} 文字目）") \
  X(NARRATIVE_ELEMENT, "narrative-element", ERROR, "invalid", \
    "<{0}> at character {1} is not allowed in a narrative", \
    "説明文に <{0}> は使えません（{1} 文字目）") \
  X(NARRATIVE_NESTING, "narrative-nesting", ERROR, "invalid", \
    "<{0}> at character {1} must not stand in a paragraph", \
    "段落 <p> の中に <{0}> は書けません（{1} 文字目）") \
  X(NARRATIVE_ATTRIBUTE, "narrative-attribute", ERROR, "invalid", \
    "attribute '{0}' at character {1} is not allowed on <{2}> in a narrative", \
    "説明文の <{2}> に属性「{0}」は使えません（{1} 文字目）") \
  X(NARRATIVE_LINK, "narrative-link", ERROR, "invalid", \
    "'{0}' at character {1} is not a URL", \
    "{1} 文字目の「{0}」は URL として正しくありません") \
  X(NARRATIVE_ACTIVE, "narrative-active", ERROR, "invalid", \
    "'{0}' at character {1} would run something; a narrative must not be active", \
    "{1} 文字目の「{0}」は実行される内容です。説明文にスクリプトなど動的なものは含められません") \
  X(NARRATIVE_EXTERNAL, "narrative-external", WARNING, "invalid", \
    "'{0}' at character {1} is fetched from elsewhere when the narrative is shown; put the image into the resource", \
    "{1} 文字目の「{0}」は表示のたびに外部から読み込まれます。画像はリソースの中に入れてください") \
  X(HTML_IN_STRING, "html-in-string", INFORMATION, "invalid", \
    "the text looks like HTML at character {0}: whoever shows it must not take it as such", \
    "{0} 文字目が HTML のタグのように見えます。表示する側で HTML として扱わないよう注意が必要です") \
  X(NARRATIVE_EMPTY, "narrative-empty", ERROR, "invalid", \
    "the narrative has no content", "説明文に内容がありません")

#define VALIDATION_MESSAGES_PROFILE(X) \
  X(VALUE_FIXED, "value-fixed", ERROR, "value", \
    "the value must be exactly {0}, found {1}", \
    "値は {0} でなければなりませんが、{1} です") \
  X(VALUE_FIXED_OTHER, "value-fixed", ERROR, "value", \
    "'{0}' is not part of the fixed value {1}", \
    "「{0}」は固定値 {1} に含まれていません") \
  X(VALUE_PART_MISSING, "value-part-missing", ERROR, "value", \
    "'{0}' is missing; the profile wants {1}", \
    "「{0}」がありません。プロファイルで定められた値は {1} です") \
  X(VALUE_PATTERN, "value-pattern", ERROR, "value", \
    "the value must contain {0}, found {1}", \
    "値は {0} を含まなければなりませんが、{1} です") \
  X(SLICE_CLOSED, "slice-closed", ERROR, "structure", \
    "this item is none of those that the profile allows for '{0}' (the list is closed)", \
    "この項目は、プロファイルで「{0}」に定められたスライスのいずれにも該当しません（それ以外の項目は追加できません）") \
  X(SLICE_ORDER, "slice-order", ERROR, "structure", \
    "'{0}' stands behind an item that must come later: the order is fixed", \
    "「{0}」の順序が誤っています。プロファイルで並び順が定められています") \
  X(SLICE_AT_END, "slice-at-end", ERROR, "structure", \
    "other items of '{0}' may stand only behind those that the profile names", \
    "「{0}」のそれ以外の項目は、プロファイルで定められた項目より後に書く必要があります") \
  X(SLICE_MINIMUM, "slice-minimum", ERROR, "required", \
    "'{0}' is needed at least {1} time(s), found {2}", \
    "「{0}」は {1} 個以上必要ですが、{2} 個です") \
  X(SLICE_MAXIMUM, "slice-maximum", ERROR, "structure", \
    "'{0}' may stand at most {1} time(s), found {2}", \
    "「{0}」は {1} 個までですが、{2} 個あります") \
  X(SLICE_SEVERAL, "slice-several", ERROR, "structure", \
    "this item is both a '{0}' and a '{1}'; the profile wants it to be one of them", \
    "この項目は「{0}」にも「{1}」にも当たります。プロファイルではどちらか一方でなければなりません") \
  X(SLICE_NEAR_MISS, "slice-near-miss", INFORMATION, "informational", \
    "this item is none of those that the profile names; the nearest is '{0}', which has {1} '{2}', but here it is '{3}'", \
    "この項目は、プロファイルで定められたスライスのいずれにも該当しません。最も近い「{0}」の {1} は「{2}」ですが、ここでは「{3}」です") \
  X(SLICE_NEAR_MISS_ABSENT, "slice-near-miss", INFORMATION, "informational", \
    "this item is none of those that the profile names; the nearest is '{0}', which has {1} '{2}', but here is no {1}", \
    "この項目は、プロファイルで定められたスライスのいずれにも該当しません。最も近い「{0}」の {1} は「{2}」ですが、ここには {1} がありません") \
  X(TYPE_NOT_ALLOWED, "type-not-allowed", ERROR, "structure", \
    "{0} is not allowed here; allowed: {1}", \
    "ここに {0} 型は使えません。使える型: {1}") \
  X(PROFILE_NOT_MATCHED, "profile-not-matched", ERROR, "structure", \
    "this conforms to none of the profiles allowed here: {0}", \
    "ここで認められているプロファイルのいずれにも適合しません: {0}") \
  X(PROFILE_NOT_OF_RESOURCE, "profile-not-of-resource", ERROR, "structure", \
    "'{0}' is not a profile of a resource", \
    "「{0}」はリソースのプロファイルではありません") \
  X(PROFILE_UNKNOWN, "profile-unknown", ERROR, "not-found", \
    "profile '{0}' is not known, so conformance to it cannot be shown", \
    "プロファイル「{0}」が見つからないため、適合を確認できません") \
  X(PROFILE_VERSION_UNKNOWN, "profile-version-unknown", ERROR, "not-found", \
    "profile '{0}' is known, but not in version '{1}'", \
    "プロファイル「{0}」のバージョン「{1}」はありません") \
  X(GUIDE_PREVIEW, "guide-preview", INFORMATION, "informational", \
    "the definitions of {0} are a preview rebuilt from drafts, not the published package", \
    "{0} の定義は公開版ではなく、草案から再構成したものです") \
  X(PROFILE_WRONG_TYPE, "profile-wrong-type", ERROR, "invalid", \
    "profile '{0}' is for {1}, not for {2}", \
    "プロファイル「{0}」は {1} 用で、{2} には使えません") \
  X(PROFILE_BROKEN, "profile-broken", ERROR, "not-supported", \
    "profile '{0}' was published without usable content and cannot be checked", \
    "プロファイル「{0}」は、公開されている定義に内容がないため検査できません") \
  X(INVARIANT, "invariant", ERROR, "invariant", \
    "rule {0} is not satisfied: {1}", "制約 {0} を満たしていません: {1}") \
  X(INVARIANT_NOT_COMPILED, "invariant-not-compiled", INFORMATION, "not-supported", \
    "rule {0} could not be evaluated: the expression that its guide gives is not valid FHIRPath", \
    "制約 {0} は、定義されている式が FHIRPath として正しくないため評価できませんでした") \
  X(INVARIANT_NOT_RUN, "invariant-not-run", WARNING, "not-supported", \
    "rule {0} could not be evaluated: {1}", "制約 {0} を評価できませんでした: {1}")

#define VALIDATION_MESSAGES_TERMINOLOGY(X) \
  X(CODE_NOT_IN_VALUE_SET, "code-not-in-value-set", ERROR, "code-invalid", \
    "code '{0}' is not in the required value set {1}", \
    "コード「{0}」は、使用が必須の値セット {1} に含まれていません") \
  X(CODE_MISSING, "code-missing", ERROR, "code-invalid", \
    "a code from value set {0} is required", \
    "値セット {0} のコードが必要です") \
  X(CODE_OUTSIDE_EXTENSIBLE, "code-outside-extensible", WARNING, "code-invalid", \
    "code '{0}' is not in value set {1}; use one of its codes when one fits", \
    "コード「{0}」は値セット {1} に含まれていません。該当するコードがあれば、そちらを使ってください") \
  X(CODE_OUTSIDE_PREFERRED, "code-outside-preferred", INFORMATION, "code-invalid", \
    "code '{0}' is not in value set {1}, which is recommended", \
    "コード「{0}」は推奨の値セット {1} に含まれていません") \
  X(CODE_OUTSIDE_MAXIMUM, "code-outside-maximum", ERROR, "code-invalid", \
    "code '{0}' is outside of the largest allowed value set {1}", \
    "コード「{0}」は、許容範囲の上限を定める値セット {1} に含まれていません") \
  X(SYSTEM_RELATIVE, "system-relative", ERROR, "value", \
    "system '{0}' must be an absolute URI; an OID is written urn:oid:", \
    "system「{0}」は絶対 URI でなければなりません（OID は urn:oid: を付けます）") \
  X(SYSTEM_WRONG, "system-wrong", ERROR, "value", \
    "'{0}' is not the URL of this code system; it is '{1}'", \
    "「{0}」はこのコード体系の URL ではありません。正しくは「{1}」です") \
  X(SYSTEM_VALUE_SET, "system-value-set", ERROR, "value", \
    "'{0}' is a value set; system must name the code system that the code is from", \
    "「{0}」は値セットです。system にはコードの属するコード体系を書きます") \
  X(IDENTIFIER_VALUE_URI, "identifier-value-uri", ERROR, "value", \
    "with system urn:ietf:rfc:3986 the value is a URI with its scheme, found '{0}'", \
    "system が urn:ietf:rfc:3986 のとき、value はスキームから書いた URI でなければなりませんが、「{0}」です") \
  X(CODE_UNKNOWN, "code-unknown", ERROR, "code-invalid", \
    "code '{0}' does not exist in {1}", \
    "コード「{0}」は {1} に存在しません") \
  X(DISPLAY_MISMATCH, "display-mismatch", WARNING, "code-invalid", \
    "the display of code '{0}' is '{1}', found '{2}'", \
    "コード「{0}」の表示名は「{1}」ですが、「{2}」と書かれています") \
  X(CODE_RETIRED, "code-retired", WARNING, "business-rule", \
    "code '{0}' of {1} is retired", \
    "{1} のコード「{0}」は廃止されています") \
  X(CODE_ENDED, "code-retired", WARNING, "business-rule", \
    "code '{0}' of {1} was valid until {2}", \
    "{1} のコード「{0}」の有効期限は {2} です") \
  X(CODE_NOT_CHECKED, "code-not-checked", INFORMATION, "informational", \
    "code '{0}' could not be checked against value set {1}: its content is not available locally", \
    "コード「{0}」は、値セット {1} の内容がローカルにないため照合できません")

#define VALIDATION_MESSAGES_REFERENCE(X) \
  X(EXTENSION_UNKNOWN, "extension-unknown", INFORMATION, "informational", \
    "extension '{0}' is not known, so its content was not checked", \
    "拡張「{0}」の定義がないため、内容は検査していません") \
  X(EXTENSION_MODIFIER_UNKNOWN, "extension-modifier-unknown", ERROR, "extension", \
    "modifier extension '{0}' is not known; it may change the meaning and cannot be ignored", \
    "修飾拡張「{0}」の定義がありません。意味を変えるおそれがあり、無視できません") \
  X(EXTENSION_NOT_MODIFIER, "extension-not-modifier", ERROR, "extension", \
    "extension '{0}' is not a modifier and must stand in 'extension'", \
    "拡張「{0}」は修飾拡張ではないため、extension に書く必要があります") \
  X(EXTENSION_IS_MODIFIER, "extension-is-modifier", ERROR, "extension", \
    "extension '{0}' is a modifier and must stand in 'modifierExtension'", \
    "拡張「{0}」は修飾拡張のため、modifierExtension に書く必要があります") \
  X(EXTENSION_CONTEXT, "extension-context", ERROR, "extension", \
    "extension '{0}' may not be used on {1}; allowed: {2}", \
    "拡張「{0}」は {1} には使えません。使える場所: {2}") \
  X(EXTENSION_CONDITION, "extension-condition", ERROR, "extension", \
    "extension '{0}' may be used only where this holds: {1}", \
    "拡張「{0}」は、次の条件が成り立つところにだけ使えます: {1}") \
  X(EXTENSION_URL_VERSION, "extension-url-version", ERROR, "value", \
    "the url of an extension has no version, found '{0}'", \
    "拡張の url には版を付けられません:「{0}」") \
  X(EXTENSION_URL_OTHER, "extension-url-other", ERROR, "extension", \
    "'{0}' is no extension", "「{0}」は拡張ではありません") \
  X(REFERENCE_CONTAINED_MISSING, "reference-contained-missing", ERROR, "not-found", \
    "there is no contained resource '{0}'", \
    "contained にリソース「{0}」がありません") \
  X(REFERENCE_TARGET_TYPE, "reference-target-type", ERROR, "structure", \
    "a reference to {0} is not allowed here; allowed: {1}", \
    "ここから {0} は参照できません。参照できる型: {1}") \
  X(REFERENCE_TARGET_PROFILE, "reference-target-profile", ERROR, "structure", \
    "'{0}' conforms to none of the profiles allowed for this reference: {1}", \
    "参照先「{0}」は、認められているプロファイルのいずれにも適合しません: {1}") \
  X(REFERENCE_TYPE_UNKNOWN, "reference-type-unknown", ERROR, "value", \
    "'{0}' is not a resource type", "「{0}」はリソース型ではありません") \
  X(REFERENCE_TYPE_CASE, "reference-type-case", WARNING, "value", \
    "'{0}' is not a resource type; the name is {1}", \
    "「{0}」はリソース型ではありません。正しくは {1} です") \
  X(REFERENCE_TYPE_MISMATCH, "reference-type-mismatch", ERROR, "value", \
    "type says {0}, but the reference leads to a {1}", \
    "type は {0} ですが、参照先は {1} です") \
  X(REFERENCE_NOT_IN_BUNDLE, "reference-not-in-bundle", ERROR, "not-found", \
    "'{0}' is not in the Bundle; a document must hold what its Composition refers to", \
    "「{0}」が Bundle の中にありません。文書には Composition の参照先が必要です") \
  X(REFERENCE_NOT_IN_MESSAGE, "reference-not-in-message", ERROR, "not-found", \
    "'{0}' is not in the Bundle; a message must hold what its MessageHeader.focus refers to", \
    "「{0}」が Bundle の中にありません。メッセージには MessageHeader.focus の参照先が必要です") \
  X(REFERENCE_RELATIVE_FORM, "reference-relative-form", ERROR, "value", \
    "relative reference '{0}' must have the form [type]/[id]", \
    "相対参照「{0}」は [型]/[id] の形でなければなりません") \
  X(REFERENCE_AMBIGUOUS, "reference-ambiguous", ERROR, "value", \
    "several entries of the Bundle have the fullUrl that '{0}' means; name the version", \
    "「{0}」に当たる fullUrl の entry が Bundle に複数あります。版を指定してください") \
  X(BUNDLE_FULL_URL_RELATIVE, "bundle-full-url-relative", ERROR, "invalid", \
    "fullUrl '{0}' must be an absolute URL", \
    "fullUrl「{0}」は絶対 URL でなければなりません") \
  X(BUNDLE_FULL_URL_ID, "bundle-full-url-id", ERROR, "invalid", \
    "fullUrl '{0}' is a server's URL, but does not end with the resource's type and id '{1}'", \
    "fullUrl「{0}」はサーバーの URL の形ですが、末尾がリソースの型と id「{1}」と一致しません") \
  X(BUNDLE_FULL_URL_MISSING, "bundle-full-url-missing", ERROR, "required", \
    "each entry of a {0} Bundle needs a fullUrl", \
    "{0} の Bundle では、どの entry にも fullUrl が必要です") \
  X(BUNDLE_FIRST_ENTRY, "bundle-first-entry", ERROR, "invalid", \
    "the first entry of a {0} must be a {1}", \
    "{0} の先頭の entry は {1} でなければなりません") \
  X(BUNDLE_ENTRY_UNREACHABLE, "bundle-entry-unreachable", ERROR, "invalid", \
    "no reference connects '{0}' with the document's Composition", \
    "「{0}」は、どの参照によっても文書の Composition とつながっていません") \
  X(BUNDLE_FULL_URL_NO_ID, "bundle-full-url-no-id", ERROR, "invalid", \
    "fullUrl '{0}' looks like a server's URL, but the resource has no id", \
    "fullUrl「{0}」はサーバーの URL の形ですが、リソースに id がありません") \
  X(RESOURCE_ID_EXTENSION, "resource-id-extension", ERROR, "structure", \
    "the id of a resource must not have extensions", \
    "リソースの id に拡張は書けません") \
  X(ELEMENT_ID_DUPLICATE, "element-id-duplicate", ERROR, "invalid", \
    "id '{0}' stands twice in this resource", \
    "id「{0}」がこのリソースの中で重複しています") \
  X(EXTENSION_URL_RELATIVE, "extension-url-relative", ERROR, "value", \
    "the url of an extension must be absolute, found '{0}'", \
    "拡張の url は絶対 URL でなければなりませんが、「{0}」です") \
  X(EXTENSION_PART_UNKNOWN, "extension-part-unknown", ERROR, "structure", \
    "the extension defines no part '{0}'", \
    "この拡張に「{0}」という子拡張はありません") \
  X(BUNDLE_LINK_SEARCH, "bundle-link-search", ERROR, "invalid", \
    "a link '{0}' belongs to search results and history, not to a Bundle of type {1}", \
    "リンク「{0}」は検索結果や履歴で使うもので、type が {1} の Bundle には使えません") \
  X(BUNDLE_LINK_TWICE, "bundle-link-twice", ERROR, "duplicate", \
    "there may be one link '{0}' only", \
    "リンク「{0}」は一つだけ書けます") \
  X(BUNDLE_SEARCH_ID, "bundle-search-id", ERROR, "required", \
    "a resource in search results needs an id", \
    "検索結果のリソースには id が必要です") \
  X(BUNDLE_SEARCH_OUTCOME, "bundle-search-outcome", ERROR, "invalid", \
    "an entry with search mode 'outcome' holds an OperationOutcome, not a {0}", \
    "search.mode が outcome の entry に書けるのは OperationOutcome で、{0} ではありません") \
  X(BUNDLE_SEARCH_TYPE, "bundle-search-type", ERROR, "invalid", \
    "the search was for {1}, a {0} is no match", \
    "検索の対象は {1} のため、{0} は該当しません") \
  X(SECURITY_LABEL_DUPLICATE, "security-label-duplicate", ERROR, "duplicate", \
    "security label '{0}' stands twice", \
    "セキュリティラベル「{0}」が重複しています") \
  X(CONTAINED_ID_MISSING, "contained-id-missing", ERROR, "required", \
    "a contained resource needs an id", \
    "contained のリソースには id が必要です") \
  X(CONTAINED_ID_DUPLICATE, "contained-id-duplicate", ERROR, "duplicate", \
    "id '{0}' stands twice in contained", \
    "contained に id「{0}」が重複しています")
/* clang-format on */

#define VALIDATION_MESSAGES(X)                                                                     \
  VALIDATION_MESSAGES_STRUCTURE(X)                                                                 \
  VALIDATION_MESSAGES_XML(X)                                                                       \
  VALIDATION_MESSAGES_FORMAT(X)                                                                    \
  VALIDATION_MESSAGES_NARRATIVE(X)                                                                 \
  VALIDATION_MESSAGES_PROFILE(X)                                                                   \
  VALIDATION_MESSAGES_TERMINOLOGY(X)                                                               \
  VALIDATION_MESSAGES_REFERENCE(X)                                                                 \
  NATIONAL_MESSAGES(X)

#define MESSAGE_NAME(name, ...) MESSAGE_##name,
MESSAGE_LIST(message_id, message_row, VALIDATION_MESSAGES, MESSAGE_NAME);

#endif
