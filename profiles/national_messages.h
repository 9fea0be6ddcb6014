/* What the national layer can say, in the form of profiles/message_list.h, which takes it in. */
#ifndef PROFILES_NATIONAL_MESSAGES_H
#define PROFILES_NATIONAL_MESSAGES_H

/* clang-format off */
#define NATIONAL_MESSAGES_LABORATORY(X) \
  X(NATIONAL_HALF_WIDTH_KANA, "national-half-width-kana", ERROR, "value", \
    "the name '{0}' of a laboratory test must not hold half-width katakana", \
    "検査項目の名称「{0}」に半角カナが含まれています") \
  X(NATIONAL_FULL_WIDTH_SPACE, "national-full-width-space", ERROR, "value", \
    "the name '{0}' of a laboratory test must not hold a full-width space", \
    "検査項目の名称「{0}」に全角空白が含まれています") \
  X(NATIONAL_CONTROL_CHARACTER, "national-control-character", ERROR, "value", \
    "the name of a laboratory test must not hold control characters, line breaks or tabs", \
    "検査項目の名称に制御文字（改行・タブを含む）が含まれています") \
  X(NATIONAL_LOCAL_CODE_FORM, "national-local-code-form", ERROR, "code-invalid", \
    "local laboratory code '{0}': only letters, digits, hyphen and underscore of ASCII are allowed", \
    "検査のローカルコード「{0}」に使えるのは、半角英数字・ハイフン・アンダースコアだけです") \
  X(NATIONAL_LOCAL_CODE_MISSING, "national-local-code-missing", ERROR, "code-invalid", \
    "the laboratory test has no local code; it is always needed beside the standard code", \
    "検査項目にローカルコードがありません。標準コードの有無にかかわらず必須です") \
  X(NATIONAL_STANDARD_CODE_MISSING, "national-standard-code-missing", ERROR, "code-invalid", \
    "the laboratory test has no standard code: a shared item, JLAC10 or the code for 'not standardised' is needed", \
    "検査項目に標準コードがありません。共有項目コード、JLAC10 コード、未標準化コードのいずれかが必要です") \
  X(NATIONAL_SHARED_CODE_SYSTEM, "national-shared-code-system", ERROR, "code-invalid", \
    "code '{0}' is one of the shared laboratory items and must also stand under {1}", \
    "コード「{0}」は共有項目です。コード体系 {1} でも記述する必要があります") \
  X(NATIONAL_UNCODED_BESIDE_CODE, "national-uncoded-beside-code", WARNING, "code-invalid", \
    "the code for 'not standardised' stands beside a standard code; only one of them can be right", \
    "未標準化コードと標準コードが併記されています。どちらか一方にしてください") \
  X(NATIONAL_LABORATORY_TEXT, "national-laboratory-text", WARNING, "value", \
    "code.text should be the name given with the local code ('{0}'), found '{1}'", \
    "code.text は、ローカルコードの表示名「{0}」と同じにします。現在は「{1}」です") \
  X(NATIONAL_HAS_MEMBER, "national-has-member", ERROR, "structure", \
    "hasMember must not be used in clinical information sent to the national service", \
    "電子カルテ情報共有サービスへ送る検査結果に hasMember は使えません") \
  X(NATIONAL_OBSERVATION_STATUS, "national-observation-status", WARNING, "value", \
    "status '{0}' is not used: with a result preliminary, final or corrected, without registered or cancelled", \
    "status「{0}」は使いません。結果があれば preliminary・final・corrected、なければ registered・cancelled を使います") \
  X(NATIONAL_OBSERVATION_STATUS_RESULT, "national-observation-status-result", WARNING, "value", \
    "status '{0}' does not fit: registered and cancelled mean that there is no result, the others that there is one", \
    "status「{0}」が結果の有無と合っていません。registered・cancelled は結果のない検査、ほかは結果のある検査に使います") \
  X(NATIONAL_RESULT_MISSING, "national-result-missing", ERROR, "required", \
    "the test has neither a value nor a reason in dataAbsentReason.text", \
    "検査結果の値がありません。dataAbsentReason.text に理由を書く必要があります")

#define NATIONAL_MESSAGES_CLINICAL(X) \
  X(NATIONAL_CLINICAL_STATUS_UNUSED, "national-clinical-status-unused", WARNING, "value", \
    "clinicalStatus '{0}' is not used; use active, remission or resolved", \
    "clinicalStatus「{0}」は使いません。active・remission・resolved のいずれかを使います") \
  X(NATIONAL_CLINICAL_STATUS_MISSING, "national-clinical-status-missing", ERROR, "required", \
    "clinicalStatus is needed unless verificationStatus is entered-in-error", \
    "verificationStatus が entered-in-error でなければ clinicalStatus は必須です") \
  X(NATIONAL_ABATEMENT_STATUS, "national-abatement-status", WARNING, "value", \
    "a disease with an end date must have clinicalStatus remission or resolved, found '{0}'", \
    "終了日のある病名の clinicalStatus は remission か resolved でなければなりませんが、「{0}」です") \
  X(NATIONAL_CONDITION_ENCOUNTER, "national-condition-encounter", ERROR, "required", \
    "encounter is needed on a disease sent as clinical information", \
    "臨床情報として送る病名には encounter が必須です") \
  X(NATIONAL_CONDITION_CATEGORY, "national-condition-category", ERROR, "code-invalid", \
    "category must be encounter-diagnosis, found '{0}'", \
    "category は encounter-diagnosis でなければなりませんが、「{0}」です") \
  X(NATIONAL_CONDITION_SUSPECTED, "national-condition-suspected", ERROR, "value", \
    "a suspected disease (modifier 8002) must have verificationStatus unconfirmed, found '{0}'", \
    "疑い病名（修飾語 8002）の verificationStatus は unconfirmed でなければなりませんが、「{0}」です") \
  X(NATIONAL_CONDITION_NOT_SHOWN, "national-condition-not-shown", INFORMATION, "informational", \
    "a disease with verificationStatus '{0}' is stored by the national service but neither shown nor used", \
    "verificationStatus が「{0}」の病名は、サービスに保存されても表示・利用されません") \
  X(NATIONAL_DISEASE_DUMMY, "national-disease-dummy", ERROR, "code-invalid", \
    "the code for a disease that cannot be coded is 99999999 (eight nines), found '{0}'", \
    "コード化できない病名の病名管理番号は 99999999（9 を 8 桁）ですが、「{0}」です") \
  X(NATIONAL_ALLERGY_CATEGORY, "national-allergy-category", WARNING, "value", \
    "a drug code needs category medication or biologic, else it is taken for another kind of allergy", \
    "医薬品コードのアレルギーは category を medication か biologic にしないと、その他アレルギーとして扱われます") \
  X(NATIONAL_ALLERGY_NOT_DRUG, "national-allergy-not-drug", WARNING, "value", \
    "category '{0}' does not go with a code of foods or other substances", \
    "category「{0}」と、食品・非医薬品のコードが合っていません") \
  X(NATIONAL_TAG_CODE, "national-tag-code", ERROR, "code-invalid", \
    "indication '{0}' is not allowed on {1}", \
    "{1} に指示フラグ「{0}」は付けられません") \
  X(NATIONAL_TAG_INFECTION, "national-tag-infection", ERROR, "code-invalid", \
    "LTS is allowed only on the designated infection tests", \
    "長期保存フラグ LTS を付けられる検査は、指定された感染症検査だけです")

#define NATIONAL_MESSAGES_BUNDLE(X) \
  X(NATIONAL_BUNDLE_MIXED, "national-bundle-mixed", ERROR, "structure", \
    "{0} must not stand in a Bundle of {1}: one Bundle holds one kind of clinical information", \
    "{1} の Bundle に {0} は入れられません。1 つの Bundle に入る臨床情報は 1 種類です") \
  X(NATIONAL_BUNDLE_NOT_PROCESSED, "national-bundle-not-processed", WARNING, "informational", \
    "{0} is not processed by the national service in a Bundle of clinical information and will be dropped", \
    "臨床情報の Bundle に入れた {0} は、サービスで処理されず捨てられます") \
  X(NATIONAL_PATIENT_ONLY, "national-patient-only", INFORMATION, "informational", \
    "a Bundle with nothing but the Patient asks to delete all '{0}' sent before", \
    "Patient だけの Bundle は、これまでに送った「{0}」をすべて削除する指示になります") \
  X(NATIONAL_REFERENCE, "national-reference", ERROR, "value", \
    "'{0}': only the Patient may be referred to, by its fullUrl (urn:uuid:…); everything else must be contained (#id)", \
    "「{0}」は参照できません。fullUrl（urn:uuid:…）で参照できるのは Patient だけで、ほかは contained に入れて #id で参照します") \
  X(NATIONAL_REFERENCE_LOGICAL, "national-reference-logical", ERROR, "value", \
    "a reference by identifier alone is not used in a Bundle of clinical information", \
    "臨床情報の Bundle では、identifier だけによる参照は使えません") \
  X(NATIONAL_FULL_URL_UUID, "national-full-url-uuid", ERROR, "value", \
    "fullUrl '{0}' must be a UUID: urn:uuid: and 8-4-4-4-12 hexadecimal digits", \
    "fullUrl「{0}」は UUID（urn:uuid: に続けて 16 進 8-4-4-4-12 桁）でなければなりません") \
  X(NATIONAL_FULL_URL_REPEATED, "national-full-url-repeated", ERROR, "duplicate", \
    "fullUrl '{0}' stands twice in the Bundle", \
    "fullUrl「{0}」が Bundle の中で重複しています") \
  X(NATIONAL_BUNDLE_SIZE, "national-bundle-size", ERROR, "too-long", \
    "the file has {0} bytes; the national service takes at most {1}", \
    "ファイルが {0} バイトあります。サービスが受け付けるのは {1} バイトまでです") \
  X(NATIONAL_PROFILE_VERSION, "national-profile-version", INFORMATION, "informational", \
    "profile '{0}' has no version: the newest version at the time of reception will apply", \
    "プロファイル「{0}」にバージョンがないため、受付時点の最新版として扱われます") \
  X(NATIONAL_DISCHARGE_SUMMARY_ALONE, "national-discharge-summary-alone", ERROR, "business-rule", \
    "a discharge summary cannot be registered by itself, only as an attachment of a referral", \
    "退院時サマリーは単独では登録できません。診療情報提供書の添付情報としてだけ登録できます") \
  X(NATIONAL_REFERRAL_CATEGORY, "national-referral-category", WARNING, "code-invalid", \
    "category '{0}' is not used for a referral; use OUTPATIENT or DISCHARGE", \
    "診療情報提供書の category に「{0}」は使いません。OUTPATIENT か DISCHARGE を使います") \
  X(NATIONAL_COMPOSITION_DATE, "national-composition-date", WARNING, "value", \
    "date '{0}' must have seconds and a time zone", \
    "date「{0}」には秒とタイムゾーンが必要です")

#define NATIONAL_MESSAGES_IDENTIFIER(X) \
  X(NATIONAL_DOCUMENT_NUMBER, "national-document-number", ERROR, "value", \
    "document number '{0}' must be 10 digits of the institution, ^, year, ^, 1 to 32 characters", \
    "文書番号「{0}」は、医療機関番号 10 桁^西暦 4 桁^32 文字以内の番号でなければなりません") \
  X(NATIONAL_DOCUMENT_INSTITUTION, "national-document-institution", WARNING, "value", \
    "the document number names institution {0}, Bundle.identifier names {1}", \
    "文書番号の医療機関番号 {0} と Bundle.identifier の医療機関番号 {1} が違います") \
  X(NATIONAL_MEMBER_WIDTH, "national-member-width", ERROR, "value", \
    "symbol and number of the insured must each be wholly full-width or wholly half-width: '{0}'", \
    "被保険者記号・番号は、それぞれ全角か半角のどちらかにそろえる必要があります:「{0}」") \
  X(NATIONAL_PUBLIC_PAYER_FORM, "national-public-payer-form", ERROR, "value", \
    "public payer member '{0}' must be 8 digits, ::, 7 characters, :", \
    "生活保護受給者の識別子「{0}」は、公費負担者番号 8 桁::受給者番号 7 桁: の形でなければなりません") \
  X(NATIONAL_INSTITUTION_DIFFERS, "national-institution-differs", WARNING, "value", \
    "institution number {0} differs from that of Bundle.identifier, {1}", \
    "医療機関番号 {0} が、Bundle.identifier の医療機関番号 {1} と違います") \
  X(NATIONAL_INSTITUTION_PREFECTURE, "national-institution-prefecture", ERROR, "value", \
    "institution number {0} does not begin with a prefecture (01 to 47)", \
    "医療機関番号 {0} の先頭 2 桁が都道府県番号（01〜47）ではありません") \
  X(NATIONAL_INSTITUTION_CHECK_DIGIT, "national-institution-check-digit", WARNING, "value", \
    "the check digit of institution number {0} does not agree (modulus 10, weights 1 and 2 from the right)", \
    "医療機関番号 {0} の検証番号が合いません（モジュラス 10、右から重み 1・2）") \
  X(NATIONAL_INSURER_CHECK_DIGIT, "national-insurer-check-digit", WARNING, "value", \
    "the check digit of insurer number {0} does not agree (modulus 10, weights 1 and 2 from the right)", \
    "保険者番号 {0} の検証番号が合いません（モジュラス 10、右から重み 1・2）") \
  X(NATIONAL_PRICE_CHECK_DIGIT, "national-price-check-digit", WARNING, "code-invalid", \
    "the check digit of drug code '{0}' does not agree (modulus 11, weights 2 to 7 from the right)", \
    "医薬品コード「{0}」のチェックディジットが合いません（モジュラス 11、右から重み 2〜7）") \
  X(NATIONAL_HOT_CHECK_DIGIT, "national-hot-check-digit", WARNING, "code-invalid", \
    "the check digit (seventh digit) of HOT code '{0}' does not agree (modulus 10, weights 1 and 3)", \
    "HOT コード「{0}」のチェックディジット（7 桁目）が合いません（モジュラス 10、重み 1・3）") \
  X(NATIONAL_ORGANIZATION_NUMBER, "national-organization-number", ERROR, "value", \
    "institution number '{0}' must have 10 digits: prefecture 2, kind 1, institution 7", \
    "医療機関番号「{0}」は、都道府県 2 桁・点数表 1 桁・医療機関 7 桁の 10 桁でなければなりません") \
  X(NATIONAL_RESOURCE_IDENTIFIER, "national-resource-identifier", WARNING, "duplicate", \
    "two {1} resources of this Bundle have the same resource identifier '{0}'", \
    "この Bundle の {1} に、同じリソース識別子「{0}」を持つものが二つあります") \
  X(NATIONAL_PRACTITIONER_OID, "national-practitioner-oid", WARNING, "value", \
    "the system '{0}' of a practitioner's number must end with 1 and the 10-digit institution number", \
    "医療従事者番号の system「{0}」は、末尾が 1 と医療機関番号 10 桁でなければなりません") \
  X(NATIONAL_SHOULD_SEND, "national-should-send", INFORMATION, "informational", \
    "'{0}' should be sent when the system holds it", \
    "準必須項目「{0}」がありません。システムにデータがあれば送信する必要があります")
/* clang-format on */

#define NATIONAL_MESSAGES(X)                                                                       \
  NATIONAL_MESSAGES_LABORATORY(X)                                                                  \
  NATIONAL_MESSAGES_CLINICAL(X)                                                                    \
  NATIONAL_MESSAGES_BUNDLE(X)                                                                      \
  NATIONAL_MESSAGES_IDENTIFIER(X)

#endif
