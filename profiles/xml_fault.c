#include "profiles/xml_fault.h"

#include <libxml/xmlerror.h>
#include <stddef.h>

static const struct xml_fault faults[] = {
    {XML_FAULT_OTHER, "the rules of XML are not kept here", "XML の文法に合っていません"},
    {XML_FAULT_EMPTY, "the content is empty", "内容が空です"},
    {XML_FAULT_UTF8, "these bytes are not UTF-8", "UTF-8 ではないバイト列があります"},
    {XML_FAULT_ENCODING, "the encoding must be UTF-8", "文字コードは UTF-8 でなければなりません"},
    {XML_FAULT_DOCTYPE, "a document type (<!DOCTYPE>) is not allowed in FHIR",
     "FHIR では文書型宣言 (<!DOCTYPE>) は使えません"},
    {XML_FAULT_DEPTH, "the content is nested too deeply", "入れ子が深すぎます"},
    {XML_FAULT_ATTRIBUTES, "a tag has too many attributes", "属性が多すぎるタグがあります"},
    {XML_FAULT_NAMES, "there are more different names than FHIR has",
     "名前の種類が多すぎます。FHIR にこれほど多くの名前はありません"},
    {XML_FAULT_NAMESPACES, "too many namespaces are declared", "名前空間の宣言が多すぎます"},
    {XML_ERR_DOCUMENT_EMPTY, "this does not begin with an element", "要素で始まっていません"},
    {XML_ERR_DOCUMENT_END, "something follows the end of the root element",
     "ルート要素の後に余分な内容があります"},
    {XML_ERR_TAG_NAME_MISMATCH, "this end tag does not fit the element that is open",
     "終了タグが、開いている要素と対応していません"},
    {XML_ERR_TAG_NOT_FINISHED, "the content ends before all elements are closed",
     "要素が閉じられないまま内容が終わっています"},
    {XML_ERR_GT_REQUIRED, "the tag is not closed with '>'", "タグが「>」で閉じられていません"},
    {XML_ERR_LTSLASH_REQUIRED, "the content ends before all elements are closed",
     "要素が閉じられないまま内容が終わっています"},
    {XML_ERR_NAME_REQUIRED,
     "a name is missing behind '<' or '&'; write &lt; or &amp; for the character",
     "「<」または「&」の後に名前がありません。文字としては &lt; や &amp; と書きます"},
    {XML_ERR_ATTRIBUTE_NOT_STARTED, "the value of an attribute must stand in quotation marks",
     "属性の値は引用符で囲む必要があります"},
    {XML_ERR_ATTRIBUTE_NOT_FINISHED, "the value of an attribute is not closed",
     "属性の値が閉じられていません"},
    {XML_ERR_ATTRIBUTE_WITHOUT_VALUE, "an attribute has no value", "値のない属性があります"},
    {XML_ERR_ATTRIBUTE_REDEFINED, "the same attribute stands twice in one tag",
     "同じタグに同じ属性が2回あります"},
    {XML_ERR_SPACE_REQUIRED, "blanks are needed between attributes", "属性の間には空白が必要です"},
    {XML_ERR_LT_IN_ATTRIBUTE, "'<' in the value of an attribute must be written as &lt;",
     "属性の値の中の「<」は &lt; と書く必要があります"},
    {XML_ERR_UNDECLARED_ENTITY,
     "this entity does not exist in XML; only &lt; &gt; &amp; &quot; &apos; and numbers do",
     "この実体参照は XML にありません。使えるのは &lt; &gt; &amp; &quot; &apos; "
     "と数値の参照だけです"},
    {XML_ERR_ENTITYREF_SEMICOL_MISSING, "the ';' of an entity is missing; write &amp; for '&'",
     "実体参照の「;」がありません。文字としての「&」は &amp; と書きます"},
    {XML_ERR_INVALID_CHAR, "this character is not allowed in XML", "XML で使えない文字があります"},
    {XML_ERR_INVALID_CHARREF, "this character reference is not valid",
     "文字参照が正しくありません"},
    {XML_ERR_INVALID_HEX_CHARREF, "this character reference is not valid",
     "文字参照が正しくありません"},
    {XML_ERR_INVALID_DEC_CHARREF, "this character reference is not valid",
     "文字参照が正しくありません"},
    {XML_ERR_COMMENT_NOT_FINISHED, "the comment is not closed", "コメントが閉じられていません"},
    {XML_ERR_HYPHEN_IN_COMMENT, "'--' is not allowed in a comment",
     "コメントの中に「--」は使えません"},
    {XML_ERR_CDATA_NOT_FINISHED, "the CDATA section is not closed", "CDATA が閉じられていません"},
    {XML_ERR_MISPLACED_CDATA_END, "']]>' must be written as ]]&gt;",
     "「]]>」は ]]&gt; と書く必要があります"},
    {XML_ERR_PI_NOT_FINISHED, "the processing instruction is not closed",
     "処理命令が閉じられていません"},
    {XML_ERR_RESERVED_XML_NAME, "an XML declaration may stand only at the very beginning",
     "XML 宣言は先頭にだけ書けます"},
    {XML_ERR_XMLDECL_NOT_FINISHED, "the XML declaration is not closed",
     "XML 宣言が閉じられていません"},
    {XML_NS_ERR_UNDEFINED_NAMESPACE, "the prefix of this name is declared nowhere",
     "宣言されていない名前空間接頭辞があります"},
    {XML_NS_ERR_ATTRIBUTE_REDEFINED, "the same attribute stands twice in one tag",
     "同じタグに同じ属性が2回あります"},
    {XML_NS_ERR_QNAME, "this name is not correct", "名前の書き方が正しくありません"},
    {XML_NS_ERR_COLON, "this name is not correct", "名前の書き方が正しくありません"},
};

const struct xml_fault *xml_fault_get(int code) {
  for (size_t i = 0; i < sizeof faults / sizeof faults[0]; i++) {
    if (faults[i].code == code) {
      return &faults[i];
    }
  }
  return &faults[0];
}
