/* What the terminology operations say of codes and value sets. Ids and English texts are those of
 * HL7's terminology ecosystem, which its clients compare; the Japanese ones are for readers here.
 * Columns: name, message id, severity, FHIR issue type, code of tx-issue-type, whether the text
 * joins the answer's `message`, English, Japanese. */
#ifndef TERMINOLOGY_TX_MESSAGE_LIST_H
#define TERMINOLOGY_TX_MESSAGE_LIST_H

/* clang-format off */
#define TX_MESSAGE_LIST(X) \
  /* ---- code systems: {0} system, {1} version, {2} versions at hand */ \
  X(UNKNOWN_SYSTEM, "UNKNOWN_CODESYSTEM", ERROR, "not-found", "not-found", true, \
    "A definition for CodeSystem '{0}' could not be found, so the code cannot be validated", \
    "コードシステム「{0}」の定義がないため、コードを検証できません") \
  X(UNKNOWN_SYSTEM_VERSION, "UNKNOWN_CODESYSTEM_VERSION", ERROR, "not-found", "not-found", true, \
    "A definition for CodeSystem '{0}' version '{1}' could not be found, so the code cannot be validated. Valid versions: {2}", \
    "コードシステム「{0}」の版「{1}」の定義がないため、コードを検証できません。使用できる版: {2}") \
  X(UNKNOWN_SYSTEM_VERSIONS_NONE, "UNKNOWN_CODESYSTEM_VERSION_NONE", ERROR, "not-found", "not-found", true, \
    "A definition for CodeSystem '{0}' version '{1}' could not be found, so the code cannot be validated. No versions of this code system are known", \
    "コードシステム「{0}」の版「{1}」の定義がないため、コードを検証できません。このコードシステムはどの版もありません") \
  X(UNKNOWN_SYSTEM_EXPAND, "UNKNOWN_CODESYSTEM_EXP", ERROR, "not-found", "not-found", true, \
    "A definition for CodeSystem '{0}' could not be found, so the value set cannot be expanded", \
    "コードシステム「{0}」の定義がないため、値セットを展開できません") \
  X(UNKNOWN_SYSTEM_VERSION_EXPAND, "UNKNOWN_CODESYSTEM_VERSION_EXP", ERROR, "not-found", "not-found", true, \
    "A definition for CodeSystem '{0}' version '{1}' could not be found, so the value set cannot be expanded. Valid versions: {2}", \
    "コードシステム「{0}」の版「{1}」の定義がないため、値セットを展開できません。使用できる版: {2}") \
  X(SYSTEM_WITHOUT_CONTENT, "CODESYSTEM_CONTENT_NOT_PRESENT", ERROR, "not-supported", "not-found", true, \
    "The CodeSystem '{0}' is known without its codes, so the value set cannot be expanded", \
    "コードシステム「{0}」はコードの一覧を持たないため、値セットを展開できません") \
  X(SYSTEM_WITH_GRAMMAR, "VALUESET_TOO_COSTLY_GRAMMAR", ERROR, "too-costly", "", true, \
    "The code System '{0}' has a grammar and so has infinite members; the value set cannot be expanded", \
    "コードシステム「{0}」は文法で定義され、コードが無数にあるため、値セットを展開できません") \
  X(SYSTEM_IS_VALUE_SET, "Terminology_TX_System_ValueSet2", ERROR, "invalid", "invalid-data", true, \
    "The Coding references a value set, not a code system ('{0}')", \
    "Coding がコードシステムではなく値セットを参照しています（{0}）") \
  X(SYSTEM_IS_SUPPLEMENT, "CODESYSTEM_CS_NO_SUPPLEMENT", ERROR, "invalid", "invalid-data", true, \
    "CodeSystem {0} is a supplement, so can't be used as a value in Coding.system", \
    "コードシステム {0} は補足（supplement）のため、Coding.system には使えません") \
  X(SYSTEM_RELATIVE, "Terminology_TX_System_Relative", ERROR, "invalid", "invalid-data", true, \
    "Coding.system must be an absolute reference, not a local reference", \
    "Coding.system には絶対 URI が必要です（ローカル参照は使えません）") \
  X(NO_SYSTEM, "Coding_has_no_system__cannot_validate", WARNING, "invalid", "invalid-data", true, \
    "Coding has no system. A code with no system has no defined meaning, and it cannot be validated. A system should be provided", \
    "Coding に system がありません。system のないコードは意味が定まらず、検証できません") \
  /* ---- versions: {0} system, {1} version of the value set, {2} version of the value */ \
  X(VERSION_MISMATCH, "VALUESET_VALUE_MISMATCH", ERROR, "invalid", "vs-invalid", true, \
    "The code system '{0}' version '{1}' in the ValueSet include is different to the one in the value ('{2}')", \
    "値セットが指定するコードシステム「{0}」の版「{1}」は、値の版（{2}）と異なります") \
  X(VERSION_MISMATCH_DEFAULT, "VALUESET_VALUE_MISMATCH_DEFAULT", WARNING, "invalid", "vs-invalid", false, \
    "The code system '{0}' version '{1}' for the versionless include in the ValueSet include is different to the one in the value ('{2}')", \
    "値セットは版を指定しておらず、コードシステム「{0}」の版「{1}」を用います。値の版（{2}）と異なります") \
  /* {3} version that the value set states */ \
  X(VERSION_MISMATCH_CHANGED, "VALUESET_VALUE_MISMATCH_CHANGED", ERROR, "invalid", "vs-invalid", true, \
    "The code system '{0}' version '{1}' resulting from the version '{3}' in the ValueSet include is different to the one in the value ('{2}')", \
    "値セットの版指定「{3}」から定まるコードシステム「{0}」の版「{1}」は、値の版（{2}）と異なります") \
  /* {0} version, {1} system, {2} pattern */ \
  X(VERSION_CHECK, "VALUESET_VERSION_CHECK", ERROR, "exception", "version-error", true, \
    "The version '{0}' is not allowed for system '{1}': required to be '{2}' by a version-check parameter", \
    "コードシステム「{1}」の版「{0}」は使えません。check-system-version により「{2}」が必要です") \
  /* ---- value sets: {0} value set */ \
  X(UNKNOWN_VALUE_SET, "Unable_to_resolve_value_Set_", ERROR, "not-found", "not-found", true, \
    "A definition for the value Set '{0}' could not be found", \
    "値セット「{0}」の定義がありません") \
  /* {1} the way from one value set to the next */ \
  X(CIRCULAR, "VALUESET_CIRCULAR_REFERENCE", ERROR, "processing", "vs-invalid", true, \
    "Cyclic reference detected when including {0} via {1}", \
    "値セット {0} の参照が循環しています（経路: {1}）") \
  X(CIRCULAR_EXCLUDE, "VALUESET_CIRCULAR_REFERENCE", ERROR, "processing", "vs-invalid", true, \
    "Cyclic reference detected when excluding {0} via {1}", \
    "値セット {0} の除外の参照が循環しています（経路: {1}）") \
  /* {1} limit */ \
  X(TOO_COSTLY, "VALUESET_TOO_COSTLY", ERROR, "too-costly", "", true, \
    "The value set '{0}' expansion has too many codes to display (>{1}); use count and offset, or a filter", \
    "値セット「{0}」のコードは {1} 件を超えるため、一度に展開できません。count と offset、または filter を使ってください") \
  X(SUPPLEMENT_MISSING, "VALUESET_SUPPLEMENT_MISSING", ERROR, "not-found", "not-found", true, \
    "Required supplement not found: {0}", "必要な補足（supplement）がありません: {0}") \
  X(SUPPLEMENTS_MISSING, "VALUESET_SUPPLEMENT_MISSING", ERROR, "not-found", "not-found", true, \
    "Required supplements not found: {0}", "必要な補足（supplement）がありません: {0}") \
  /* {0} system, {1} property, {2} operator */ \
  X(FILTER_WITHOUT_VALUE, "UNABLE_TO_HANDLE_SYSTEM_FILTER_WITH_NO_VALUE", ERROR, "invalid", "vs-invalid", true, \
    "The system {0} filter with property = {1}, op = {2} has no value", \
    "コードシステム {0} に対する filter（property = {1}、op = {2}）に value がありません") \
  /* {0} property, {1} operator, {2} value, {3} system */ \
  X(FILTER_UNKNOWN, "FILTER_NOT_UNDERSTOOD", ERROR, "not-supported", "vs-invalid", true, \
    "The filter \"{0} {1} {2}\" was not understood in the context of {3}", \
    "filter「{0} {1} {2}」は {3} では解釈できません") \
  /* {0} pattern */ \
  X(FILTER_REGEX, "INVALID_REGEX", ERROR, "invalid", "vs-invalid", true, \
    "The regex '{0}' could not be executed", "正規表現「{0}」を実行できません") \
  /* ---- codes: {0} code, {1} system, {2} version */ \
  X(UNKNOWN_CODE_VERSION, "Unknown_Code_in_Version", ERROR, "code-invalid", "invalid-code", true, \
    "Unknown code '{0}' in the CodeSystem '{1}' version '{2}'", \
    "コード「{0}」はコードシステム「{1}」（版 {2}）にありません") \
  X(UNKNOWN_CODE, "Unknown_Code_in", ERROR, "code-invalid", "invalid-code", true, \
    "Unknown code '{0}' in the CodeSystem '{1}'", \
    "コード「{0}」はコードシステム「{1}」にありません") \
  X(UNKNOWN_CODE_FRAGMENT, "UNKNOWN_CODE_IN_FRAGMENT", WARNING, "code-invalid", "invalid-code", false, \
    "Unknown Code '{0}' in the CodeSystem '{1}' version '{2}' - note that the code system is labeled as a fragment, so the code may be valid in some other fragment", \
    "コード「{0}」は手元のコードシステム「{1}」（版 {2}）にありません。手元にあるのは一部（fragment）のため、他の部分では有効かもしれません") \
  X(UNIT_FAULT, "", INFORMATION, "code-invalid", "invalid-code", false, \
    "Error processing unit '{0}': The unit '{1}' is unknown at character {2}", \
    "単位「{0}」を解釈できません: {2} 文字目の「{1}」は未知の単位です") \
  /* {0} the code as given, {1} value set */ \
  X(NOT_IN_VALUE_SET, "None_of_the_provided_codes_are_in_the_value_set_one", ERROR, "code-invalid", "not-in-vs", true, \
    "The provided code '{0}' was not found in the value set '{1}'", \
    "コード「{0}」は値セット「{1}」にありません") \
  X(THIS_NOT_IN_VALUE_SET, "None_of_the_provided_codes_are_in_the_value_set_one", INFORMATION, "code-invalid", "this-code-not-in-vs", false, \
    "The provided code '{0}' was not found in the value set '{1}'", \
    "コード「{0}」は値セット「{1}」にありません") \
  /* {0} value set */ \
  X(NO_VALID_CODING, "TX_GENERAL_CC_ERROR_MESSAGE", ERROR, "code-invalid", "not-in-vs", true, \
    "No valid coding was found for the value set '{0}'", \
    "値セット「{0}」に含まれる coding がありません") \
  /* {0} code, {1} value set, {2} systems */ \
  X(CANNOT_INFER, "UNABLE_TO_INFER_CODESYSTEM", ERROR, "not-found", "cannot-infer", true, \
    "The System URI could not be determined for the code '{0}' in the ValueSet '{1}'", \
    "値セット「{1}」からコード「{0}」のコードシステムを決定できません") \
  X(CANNOT_INFER_MANY, "Unable_to_resolve_system__value_set_has_multiple_matches", ERROR, "not-found", "cannot-infer", true, \
    "The System URI could not be determined for the code '{0}' in the ValueSet '{1}': value set expansion has multiple matches: [{2}]", \
    "値セット「{1}」ではコード「{0}」のコードシステムが一つに決まりません: [{2}]") \
  /* {0} system#code */ \
  X(ABSTRACT_CODE, "ABSTRACT_CODE_NOT_ALLOWED", ERROR, "business-rule", "code-rule", true, \
    "The code '{0}' is abstract, and not allowed in this context", \
    "コード「{0}」は抽象概念のため、ここでは使えません") \
  /* {0} code */ \
  X(NOT_ACTIVE, "STATUS_CODE_WARNING_CODE", ERROR, "business-rule", "code-rule", true, \
    "The concept '{0}' is valid but is not active", \
    "概念「{0}」は存在しますが、有効な状態ではありません") \
  /* {0} code, {1} status */ \
  X(INACTIVE_CONCEPT, "INACTIVE_CONCEPT_FOUND", WARNING, "business-rule", "code-comment", true, \
    "The concept '{0}' has a status of {1} and its use should be reviewed", \
    "概念「{0}」の状態は {1} です。使用を見直してください") \
  X(DEPRECATED_CONCEPT, "DEPRECATED_CONCEPT_FOUND", WARNING, "business-rule", "code-comment", true, \
    "The concept '{0}' is deprecated and its use should be reviewed", \
    "概念「{0}」は非推奨です。使用を見直してください") \
  /* {0} code, {1} system, {2} value set, {3} status */ \
  X(DEPRECATED_IN_VALUE_SET, "CONCEPT_DEPRECATED_IN_VALUESET", WARNING, "business-rule", "code-comment", false, \
    "The presence of the concept '{0}' in the system '{1}' in the value set {2} is marked with a status of {3} and its use should be reviewed", \
    "値セット {2} は、コードシステム「{1}」の概念「{0}」に状態 {3} を付けています。使用を見直してください") \
  /* {0} code as given, {1} code as defined, {2} system */ \
  X(CODE_CASE, "CODE_CASE_DIFFERENCE", INFORMATION, "business-rule", "code-rule", false, \
    "The code '{0}' differs from the correct code '{1}' by case. Although the code system '{2}' is case insensitive, implementers are strongly encouraged to use the correct case anyway", \
    "コード「{0}」は正しいコード「{1}」と大文字・小文字が異なります。コードシステム「{2}」は区別しませんが、正しい表記の使用を強く勧めます") \
  /* ---- displays: {0} display, {1} system#code, {2} valid displays, {3} languages, {4} how many */ \
  X(WRONG_DISPLAY, "Display_Name_for__should_be_one_of__instead_of", ERROR, "invalid", "invalid-display", true, \
    "Wrong Display Name '{0}' for {1}. Valid display is {2} (for the language(s) '{3}')", \
    "{1} の表示名「{0}」は正しくありません。正しい表示名: {2}（言語: {3}）") \
  X(WRONG_DISPLAY_MANY, "Display_Name_for__should_be_one_of__instead_of", ERROR, "invalid", "invalid-display", true, \
    "Wrong Display Name '{0}' for {1}. Valid display is one of {4} choices: {2} (for the language(s) '{3}')", \
    "{1} の表示名「{0}」は正しくありません。正しい表示名（{4} 件）: {2}（言語: {3}）") \
  /* {2} default display */ \
  X(NO_DISPLAY_WRONG, "NO_VALID_DISPLAY_FOUND_NONE_FOR_LANG_ERR", ERROR, "invalid", "invalid-display", true, \
    "Wrong Display Name '{0}' for {1}. There are no valid display names found for language(s) '{3}'. Default display is '{2}'", \
    "{1} の表示名「{0}」は正しくありません。言語 {3} の表示名はなく、既定の表示名は「{2}」です") \
  X(NO_DISPLAY_DEFAULT, "NO_VALID_DISPLAY_FOUND_NONE_FOR_LANG_OK", INFORMATION, "invalid", "invalid-display", true, \
    "There are no valid display names found for the code {1} for language(s) '{3}'. The display is '{0}' which is a valid display for the default language", \
    "コード {1} に言語 {3} の表示名はありません。「{0}」は既定の言語の正しい表示名です") \
  /* ---- state of resources: {0} kind, {1} canonical */ \
  X(STATE_DEPRECATED, "MSG_DEPRECATED", INFORMATION, "business-rule", "status-check", false, \
    "Reference to deprecated {0} {1}", "非推奨の {0} {1} を参照しています") \
  X(STATE_WITHDRAWN, "MSG_WITHDRAWN", INFORMATION, "business-rule", "status-check", false, \
    "Reference to withdrawn {0} {1}", "取り下げられた {0} {1} を参照しています") \
  X(STATE_RETIRED, "MSG_RETIRED", INFORMATION, "business-rule", "status-check", false, \
    "Reference to retired {0} {1}", "廃止された {0} {1} を参照しています") \
  X(STATE_EXPERIMENTAL, "MSG_EXPERIMENTAL", INFORMATION, "business-rule", "status-check", false, \
    "Reference to experimental {0} {1}", "試験的な {0} {1} を参照しています") \
  X(STATE_DRAFT, "MSG_DRAFT", INFORMATION, "business-rule", "status-check", false, \
    "Reference to draft {0} {1}", "草案の {0} {1} を参照しています") \
  /* ---- requests */ \
  X(NOTHING_TO_CHECK, "", ERROR, "invalid", "", true, \
    "Unable to find code to validate (looked for coding | codeableConcept | code+system | code+inferSystem in parameters", \
    "検証するコードがありません（coding、codeableConcept、code と system、code と inferSystem のいずれかが必要です）") \
  X(NO_VALUE_SET, "", ERROR, "invalid", "", true, \
    "No value set was given: the parameter url or valueSet is needed", \
    "値セットの指定がありません（url または valueSet が必要です）") \
  X(NO_CODE_SYSTEM, "", ERROR, "invalid", "", true, \
    "No code system was given: the parameter url, system, coding or codeSystem is needed", \
    "コードシステムの指定がありません（url、system、coding、codeSystem のいずれかが必要です）") \
  /* {0} parameter, {1} value */ \
  X(BAD_PARAMETER, "", ERROR, "invalid", "", true, \
    "The value '{1}' of the parameter '{0}' is not valid", \
    "パラメーター「{0}」の値「{1}」は正しくありません")
/* clang-format on */

#endif
