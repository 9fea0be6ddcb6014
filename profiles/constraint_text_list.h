/* What constraints want, in our own words, for those that people meet often: a FHIRPath expression
 * alone is hard to act on. Columns: key, English, Japanese. Keys of R4 core and of the Japanese
 * guides; the same key means the same everywhere. */
#ifndef PROFILES_CONSTRAINT_TEXT_LIST_H
#define PROFILES_CONSTRAINT_TEXT_LIST_H

/* clang-format off */
#define CONSTRAINT_TEXTS_CORE(X) \
  X("ext-1", "an extension has either a value or extensions, not both", \
    "拡張には値か子拡張のどちらか一方だけを書きます") \
  X("dom-2", "a contained resource must not contain others", \
    "contained のリソースの中に contained は書けません") \
  X("dom-3", "every contained resource must be referred to (as #id), or refer to its container (as #)", \
    "contained のリソースは、#id でどこかから参照するか、# で親のリソースを参照する必要があります") \
  X("dom-4", "a contained resource has no meta.versionId and no meta.lastUpdated", \
    "contained のリソースに meta.versionId と meta.lastUpdated は書けません") \
  X("dom-5", "a contained resource has no security label", \
    "contained のリソースにセキュリティラベルは付けられません") \
  X("per-1", "start must not be later than end", "start は end 以前でなければなりません") \
  X("qty-3", "a code for the unit needs a system", "単位の code には system が必要です") \
  X("sqty-1", "a comparator is not allowed here", "ここに comparator は書けません") \
  X("age-1", "an age needs a UCUM code and must not be negative", \
    "年齢には UCUM の code が必要で、負の値は書けません") \
  X("drt-1", "a duration needs a UCUM unit of time", "期間には UCUM の時間の単位が必要です") \
  X("rng-2", "low must not be above high", "low は high 以下でなければなりません") \
  X("rat-1", "give both numerator and denominator, or neither with an extension", \
    "numerator と denominator は両方書くか、両方省略して拡張を付けます") \
  X("cpt-2", "a value needs a system (phone, email ...)", \
    "value を書くときは system（phone、email など）が必要です") \
  X("att-1", "data needs a contentType", "data を書くときは contentType が必要です") \
  X("tim-1", "duration needs durationUnit", "duration には durationUnit が必要です") \
  X("tim-2", "period needs periodUnit", "period には periodUnit が必要です") \
  X("tim-4", "duration must not be negative", "duration に負の値は書けません") \
  X("tim-5", "period must not be negative", "period に負の値は書けません") \
  X("tim-6", "periodMax needs period", "periodMax には period が必要です") \
  X("tim-7", "durationMax needs duration", "durationMax には duration が必要です") \
  X("tim-8", "countMax needs count", "countMax には count が必要です") \
  X("tim-9", "offset needs a 'when' that is not a meal alone (C, CM, CD, CV)", \
    "offset には when が必要です（C・CM・CD・CV だけは不可）") \
  X("tim-10", "give timeOfDay or when, not both", "timeOfDay と when は同時に書けません") \
  X("pat-1", "a contact needs name, telecom, address or organization", \
    "contact には name・telecom・address・organization のいずれかが必要です") \
  X("org-1", "an organization needs an identifier or a name", \
    "Organization には identifier か name が必要です") \
  X("org-2", "a telecom of an organization is never 'home'", \
    "Organization の telecom の use に home は使えません") \
  X("org-3", "an address of an organization is never 'home'", \
    "Organization の address の use に home は使えません") \
  X("obs-3", "a referenceRange needs low, high or text", \
    "referenceRange には low・high・text のいずれかが必要です") \
  X("obs-6", "dataAbsentReason is only for results without a value", \
    "dataAbsentReason は value がないときだけ書きます") \
  X("obs-7", "a value that stands in a component of the same code is not repeated outside", \
    "同じ code の component があるとき、value は component 側にだけ書きます") \
  X("vs-2", "a result needs a value, a dataAbsentReason, components or hasMember", \
    "value がなければ dataAbsentReason・component・hasMember のいずれかが必要です") \
  X("vs-3", "a component needs a value or a dataAbsentReason", \
    "component には value か dataAbsentReason が必要です") \
  X("con-1", "a stage needs a summary or an assessment", \
    "stage には summary か assessment が必要です") \
  X("con-2", "evidence needs a code or a detail", "evidence には code か detail が必要です") \
  X("con-3", "a problem-list item that is not entered-in-error needs clinicalStatus", \
    "problem-list-item の病名には、entered-in-error でない限り clinicalStatus が必要です") \
  X("con-4", "with abatement, clinicalStatus must be inactive, remission or resolved", \
    "abatement があるとき、clinicalStatus は inactive・remission・resolved のいずれかです") \
  X("con-5", "clinicalStatus is left out when verificationStatus is entered-in-error", \
    "verificationStatus が entered-in-error のとき、clinicalStatus は書けません") \
  X("ait-1", "clinicalStatus is needed unless verificationStatus is entered-in-error", \
    "verificationStatus が entered-in-error でない限り、clinicalStatus が必要です") \
  X("ait-2", "clinicalStatus is left out when verificationStatus is entered-in-error", \
    "verificationStatus が entered-in-error のとき、clinicalStatus は書けません") \
  X("cmp-1", "a section needs text, entries or sections", \
    "section には text・entry・section のいずれかが必要です") \
  X("cmp-2", "emptyReason is only for sections without entries", \
    "emptyReason は entry のない section にだけ書きます") \
  X("app-1", "a participant needs a type or an actor", "participant には type か actor が必要です") \
  X("app-2", "give both start and end, or neither", "start と end は両方書くか、両方省略します") \
  X("app-3", "start and end are needed unless the status is proposed, cancelled or waitlist", \
    "status が proposed・cancelled・waitlist でない限り、start と end が必要です") \
  X("mad-1", "a dosage needs a dose or a rate", "dosage には dose か rate が必要です") \
  X("qrs-1", "an answer and items of its own must not stand side by side", \
    "answer と item を並べて書くことはできません") \
  X("bdl-1", "total is only for search results and history", \
    "total は検索結果と履歴の Bundle にだけ書きます") \
  X("bdl-2", "entry.search is only for search results", \
    "entry.search は検索結果の Bundle にだけ書きます") \
  X("bdl-3", "entry.request is needed in batch, transaction and history, and not allowed elsewhere", \
    "entry.request は batch・transaction・history の Bundle では必須で、ほかでは書けません") \
  X("bdl-4", "entry.response is needed in responses and history, and not allowed elsewhere", \
    "entry.response は応答と history の Bundle では必須で、ほかでは書けません") \
  X("bdl-5", "an entry needs a resource, a request or a response", \
    "entry には resource・request・response のいずれかが必要です") \
  X("bdl-7", "a fullUrl stands once in a Bundle", "同じ fullUrl は Bundle の中に 1 つだけです") \
  X("bdl-8", "a fullUrl names no version (/_history/)", "fullUrl に版（/_history/）は書けません") \
  X("bdl-9", "a document needs an identifier with system and value", \
    "document の Bundle には system と value のある identifier が必要です") \
  X("bdl-10", "a document needs a timestamp", "document の Bundle には timestamp が必要です")

#define CONSTRAINT_TEXTS_BUNDLE(X) \
  X("first-bundle-entry-is-Patient", "the first entry must be the Patient", \
    "先頭の entry は Patient でなければなりません") \
  X("patients-profile-is-JP-Patient-eCS", "the Patient must claim the profile JP_Patient_eCS", \
    "Patient の meta.profile に JP_Patient_eCS が必要です") \
  X("bundle-profile-is-JP-Bundle-CLINS", "meta.profile must name JP_Bundle_CLINS", \
    "meta.profile に JP_Bundle_CLINS が必要です") \
  X("bundle-profile-is-JP-Bundle-eCheckupGeneral", "meta.profile must name JP_Bundle_eCheckupGeneral", \
    "meta.profile に JP_Bundle_eCheckupGeneral が必要です") \
  X("composition-profile-is-JP-Composition-eCheckupGeneral", \
    "meta.profile must name JP_Composition_eCheckupGeneral", \
    "meta.profile に JP_Composition_eCheckupGeneral が必要です") \
  X("bundle-meta-tag-resourceType-exists", \
    "meta.tag needs the kind of information (system BundleResourceType_CS)", \
    "meta.tag に情報の種類（system が BundleResourceType_CS）が必要です") \
  X("bundle-meta-tag-resourceType-valid", \
    "the kind in meta.tag is one of AllergyIntolerance, Observation, Condition", \
    "meta.tag の情報の種類は AllergyIntolerance・Observation・Condition のいずれか 1 つです") \
  X("mustHaveOneMoreResources-with-designatedResourceType", \
    "the Bundle must hold a resource of the kind that meta.tag names", \
    "meta.tag で示した種類のリソースが Bundle に 1 件以上必要です") \
  X("valid-system-bundleIdenfifier", \
    "identifier.system must be http://jpfhir.jp/fhir/clins/bundle-identifier", \
    "identifier.system は http://jpfhir.jp/fhir/clins/bundle-identifier です") \
  X("valid-value-bundleIdenfifier", \
    "identifier.value is institution number (10 digits)^year^1 to 36 letters, digits or hyphens", \
    "identifier.value は「医療機関番号 10 桁^西暦 4 桁^英数字・ハイフン 36 文字以内」です") \
  X("all-entries-needs-extension-of-institutionNumber", \
    "every resource but the Patient needs the extension JP_eCS_InstitutionNumber", \
    "Patient 以外のすべてのリソースに、拡張 JP_eCS_InstitutionNumber（医療機関番号）が必要です") \
  X("all-entries-needs-valid-institutionNumber", \
    "the institution number is prefecture (2 digits), 1 to 3, 7 digits", \
    "医療機関番号は、都道府県 2 桁・点数表 1 桁（1〜3）・医療機関 7 桁の 10 桁です") \
  X("condition-needs-contained-of-Encounter", \
    "every Condition needs a contained Encounter that claims JP_Encounter", \
    "すべての Condition の contained に、JP_Encounter の Encounter が必要です") \
  X("observation-needs-contained-of-Encounter", \
    "every Observation needs a contained Encounter that claims JP_Encounter", \
    "すべての Observation の contained に、JP_Encounter の Encounter が必要です") \
  X("observation-needs-contained-of-Practitioner", \
    "every Observation needs a contained Practitioner that claims JP_Practitioner", \
    "すべての Observation の contained に、JP_Practitioner の Practitioner が必要です") \
  X("condition-needs-extension-of-Department", \
    "every Condition needs the extension JP_eCS_Department", \
    "すべての Condition に、拡張 JP_eCS_Department（診療科）が必要です") \
  X("observation-needs-extension-of-Department", \
    "every Observation needs the extension JP_eCS_Department", \
    "すべての Observation に、拡張 JP_eCS_Department（診療科）が必要です") \
  X("condition-needs-onsetDateTime", "every Condition needs onsetDateTime", \
    "すべての Condition に onsetDateTime が必要です") \
  X("observation-needs-encounter", "every Observation needs encounter", \
    "すべての Observation に encounter が必要です") \
  X("observation-needs-performer", "every Observation needs performer", \
    "すべての Observation に performer が必要です") \
  X("observation-has-no-hasMember", "an Observation must not have hasMember", \
    "Observation に hasMember は書けません") \
  X("needs-localCode-observation-laboresult", \
    "every Observation needs a local code (system JP_CLINS_ObsLabResult_LocalCode_CS)", \
    "すべての Observation の code に、ローカルコード（JP_CLINS_ObsLabResult_LocalCode_CS）が必要です") \
  X("check-LTS-MemberOf-infectionLabo", "the LTS tag is only for the listed infection tests", \
    "LTS タグを付けられるのは、感染症項目のコードを持つ検査だけです") \
  X("validEntryProfile-AllergyIntolerance", "every AllergyIntolerance must claim JP_AllergyIntolerance_eCS", \
    "AllergyIntolerance の meta.profile に JP_AllergyIntolerance_eCS が必要です") \
  X("validEntryProfile-Condition", "every Condition must claim JP_Condition_eCS", \
    "Condition の meta.profile に JP_Condition_eCS が必要です") \
  X("validEntryProfile-MedicationRequest", "every MedicationRequest must claim JP_MedicationRequest_eCS", \
    "MedicationRequest の meta.profile に JP_MedicationRequest_eCS が必要です") \
  X("validEntryProfile-ObservationLabResult", "every Observation must claim JP_Observation_LabResult_eCS", \
    "Observation の meta.profile に JP_Observation_LabResult_eCS が必要です")

#define CONSTRAINT_TEXTS_RESOURCE(X) \
  X("valid-system-local-patientID", \
    "the system of the local patient number ends with 1 and the institution number (10 digits)", \
    "患者番号の system は、urn:oid:1.2.392.100495.20.3.51. に 1 と医療機関番号 10 桁を続けます") \
  X("valid-system-insurance-patientIdentifier", \
    "exactly one identifier is needed with the system JP_Insurance_memberID (or JP_PublicPayer_memberID)", \
    "被保険者識別子（JP_Insurance_memberID など）の identifier がちょうど 1 つ必要です") \
  X("valid-value-insurance-patientIdentifier", \
    "the member ID is insurer (8 digits):symbol:number:branch (2 digits or empty)", \
    "被保険者識別子は「保険者番号 8 桁:記号:番号:枝番 2 桁（省略可）」です") \
  X("valid-value-publicPayer-patientIdentifier", \
    "the public-payer ID is payer (8 digits)::recipient (7 characters):", \
    "公費の識別子は「公費負担者番号 8 桁::受給者番号 7 桁:」です") \
  X("either-KanjiName-KanaName-exist", "a name is needed in kanji (IDE) or kana (SYL)", \
    "漢字（IDE）またはカナ（SYL）の氏名が必要です") \
  X("kanjiName-kanaName-donot-contain-ZenkakuKuuhaku", \
    "name.text must not hold a full-width space: use an ordinary space", \
    "name.text に全角空白は使えません。半角空白で区切ってください") \
  X("warning-medication-allergy", "a drug allergy needs the category medication, without criticality high", \
    "薬剤アレルギーの category は medication とし、criticality は high 以外とします") \
  X("needs-anyOfStandardCode-medication", \
    "the drug needs exactly one standard code (YJ, general name or the code for uncoded drugs)", \
    "薬剤の code に、YJ コード・一般名コード・未コード化のいずれか 1 つが必要です") \
  X("warning-anyOf-YJ-or-KikakubetsuYakuzaiSeibun-medicationCode", \
    "the drug needs exactly one YJ code or ingredient code", \
    "薬剤の code に、YJ コードか規格別薬剤成分コードが 1 つ必要です") \
  X("warning-anyOf-YJ-medicationCode", "the drug needs exactly one YJ code", \
    "薬剤の code に YJ コードが 1 つ必要です") \
  X("validUsage-MedicationUsage-codesystem", \
    "the usage needs a code of the e-prescription usage master, or else the dummy 0X0XXXXXXXXX0000", \
    "用法には電子処方箋用法コードか、ダミーコード 0X0XXXXXXXXX0000 のどちらか一方が必要です") \
  X("invalidUsage-MedicationUsage-codesystem", \
    "a usage code and the dummy 0X0XXXXXXXXX0000 must not stand side by side", \
    "用法コードとダミーコード 0X0XXXXXXXXX0000 は併記できません") \
  X("warn-localCode-observation-laboresult", \
    "code needs a local code (system JP_CLINS_ObsLabResult_LocalCode_CS)", \
    "code にローカルコード（JP_CLINS_ObsLabResult_LocalCode_CS）が必要です") \
  X("needs-performer-on-CLINS", "performer is needed when it is sent as clinical information", \
    "臨床情報として送るときは performer が必要です") \
  X("resource-needs-extension-of-institutionNumber", \
    "the extension JP_eCS_InstitutionNumber is needed", \
    "拡張 JP_eCS_InstitutionNumber（医療機関番号）が必要です") \
  X("valid-value-institutionNumberExtension", \
    "the institution number is prefecture (2 digits), 1 to 3, 7 digits", \
    "医療機関番号は、都道府県 2 桁・点数表 1 桁（1〜3）・医療機関 7 桁の 10 桁です") \
  X("require-refRange-forQuantityValue-against-CoreLaboOrInfectionSet", \
    "a number as the result of a shared item needs referenceRange.low or high", \
    "共有項目の数値の結果には referenceRange の low か high が必要です") \
  X("referenceRangeLowUnits-isSameAs-resultValueUnits", \
    "referenceRange.low must have the unit of the result", \
    "referenceRange.low の単位は結果の単位と同じでなければなりません") \
  X("referenceRangeHighUnits-isSameAs-resultValueUnits", \
    "referenceRange.high must have the unit of the result", \
    "referenceRange.high の単位は結果の単位と同じでなければなりません") \
  X("checkExist-CDASection-or-structuredSection", \
    "either the section 200 (CDA) or the section 300 (structured) is needed, not both", \
    "CDA セクション（200）か構造情報セクション（300）のどちらか一方が必要です") \
  X("checkExist-CDASection-or-CompositionSection", \
    "either the section 200 (CDA) or the section 300 (structured) is needed, not both", \
    "CDA セクション（200）か構造情報セクション（300）のどちらか一方が必要です") \
  X("designatedMetaProfile-eCS-organization", "meta.profile must name JP_Organization_eCS", \
    "meta.profile に JP_Organization_eCS が必要です") \
  X("designatedMetaProfile-eCS-department", "meta.profile must name JP_Organization_eCS_department", \
    "meta.profile に JP_Organization_eCS_department が必要です") \
  X("jp-inv-local-prescriptionid", \
    "the system ends with 1, prefecture (01 to 47), one digit and 7 digits", \
    "system は、urn:oid:1.2.392.100495.20.3.11. に 1 と医療機関番号 10 桁を続けます")
/* clang-format on */

#define CONSTRAINT_TEXTS(X)                                                                        \
  CONSTRAINT_TEXTS_CORE(X)                                                                         \
  CONSTRAINT_TEXTS_BUNDLE(X)                                                                       \
  CONSTRAINT_TEXTS_RESOURCE(X)

#endif
