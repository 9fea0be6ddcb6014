/* The words of an adapter file, each list once: operations, placeholders of templates, fields and
 * lists of answers, words, classes and reasons of result codes. The reader's tables and the enums
 * are made from them. */
#ifndef SERVER_NATIONAL_ADAPTER_VOCABULARY_H
#define SERVER_NATIONAL_ADAPTER_VOCABULARY_H

/* X(name, text, required): what the service can be asked. One that the file leaves out is not
 * offered by the service. */
#define ADAPTER_OPERATIONS(X)                                                                      \
  X(REGISTER, "register", true)                                                                    \
  X(RESULT, "result", true)                                                                        \
  X(REPLACE, "replace", false)                                                                     \
  X(CANCEL, "cancel", false)                                                                       \
  X(CANCEL_UNDO, "cancel-undo", false)                                                             \
  X(CANCEL_DERIVED, "cancel-derived", false)                                                       \
  X(STATUS, "status", false)                                                                       \
  X(FACILITY_LOOKUP, "facility-lookup", false)                                                     \
  X(DOCUMENT_LIST, "document-list", false)                                                         \
  X(DOCUMENT_FETCH, "document-fetch", false)                                                       \
  X(CLINICAL_VIEW, "clinical-view", false)                                                         \
  X(CHECKUP_VIEW, "checkup-view", false)                                                           \
  X(MASTER_CHECK, "master-check", false)

/* What a template may hold in braces; "{{" stands for one brace. The content comes as Base64, as
 * text with XML's characters escaped, or as Base64 of what "wrapper" makes of it. */
#define ADAPTER_PLACEHOLDERS(X)                                                                    \
  X(INSTITUTION, "institution")                                                                    \
  X(MESSAGE_ID, "message_id")                                                                      \
  X(ORIGINAL_MESSAGE_ID, "original_message_id")                                                    \
  X(RECEIPT, "receipt")                                                                            \
  X(TIME, "time")                                                                                  \
  X(KIND, "kind")                                                                                  \
  X(IDENTIFIER_SYSTEM, "identifier_system")                                                        \
  X(IDENTIFIER_VALUE, "identifier_value")                                                          \
  X(INSURED, "insured")                             /* the identifier's value as it stands */      \
  X(INSURER_NUMBER, "insurer_number")               /* its parts: eight digits, zeros before */    \
  X(INSURER_NUMBER_SPACED, "insurer_number_spaced") /* spaces before */                            \
  X(INSURED_SYMBOL, "insured_symbol")                                                              \
  X(INSURED_NUMBER, "insured_number")                                                              \
  X(INSURED_BRANCH, "insured_branch")                                                              \
  X(CONSENT, "consent") /* the word of "consent-1", ... */                                         \
  X(DESTINATION, "destination")                                                                    \
  X(SIGNATURE, "signature")                                                                        \
  X(CONTENT_BASE64, "content_base64")                                                              \
  X(CONTENT_TEXT, "content_text")                                                                  \
  X(CONTENT_WRAPPED_BASE64, "content_wrapped_base64")                                              \
  X(NAME, "name")                                                                                  \
  X(KANA, "kana")                                                                                  \
  X(PHONE, "phone")                                                                                \
  X(POSTAL_CODE, "postal_code")                                                                    \
  X(ADDRESS, "address")                                                                            \
  X(DOCUMENT_KEY, "document_key")                                                                  \
  X(CONSENT_AT, "consent_at")                                                                      \
  X(PERIOD_FROM, "period_from")                                                                    \
  X(PERIOD_TO, "period_to")                                                                        \
  X(FORM, "form") /* the word of "form-xml" or "form-pdf" */                                       \
  X(MASTER_NAME, "master_name")                                                                    \
  X(MASTER_VERSION, "master_version")

/* X(name, text, required): what is read from an answer; message_* is the envelope's own verdict,
 * the rest the business one. */
#define ADAPTER_FIELDS(X)                                                                          \
  X(MESSAGE_STATUS, "message_status", true)                                                        \
  X(MESSAGE_CODE, "message_code", true)                                                            \
  X(MESSAGE_TEXT, "message_text", true)                                                            \
  X(MESSAGE_ID, "message_id", true)                                                                \
  X(INSTITUTION, "institution", true)                                                              \
  X(RESULT_STATUS, "result_status", true)                                                          \
  X(RESULT_CODE, "result_code", true)                                                              \
  X(RESULT_TEXT, "result_text", true)                                                              \
  X(RECEIPT, "receipt", true)                                                                      \
  X(REGISTRATION_STATE, "registration_state", false)                                               \
  X(CONSENT_STATE, "consent_state", false)                                                         \
  X(ACQUISITION_STATE, "acquisition_state", false)                                                 \
  X(REGISTERED_AT, "registered_at", false)                                                         \
  X(DOCUMENT_KEY, "document_key", false)                                                           \
  X(CONTENT_TYPE, "content_type", false)                                                           \
  X(CONTENT_BASE64, "content_base64", false)                                                       \
  X(SIGNATURE, "signature", false)                                                                 \
  X(MASTER_NAME, "master_name", false)                                                             \
  X(MASTER_VERSION, "master_version", false)                                                       \
  X(FILE_NAME, "file_name", false)

/* X(name, text): lists in answers, and their columns below. */
#define ADAPTER_LISTS(X)                                                                           \
  X(FACILITIES, "facilities")                                                                      \
  X(DOCUMENTS, "documents")                                                                        \
  X(FINDINGS, "findings")

/* X(list, name, text) */
#define ADAPTER_COLUMNS(X)                                                                         \
  X(FACILITIES, NUMBER, "number")                                                                  \
  X(FACILITIES, NAME, "name")                                                                      \
  X(FACILITIES, KANA, "kana")                                                                      \
  X(FACILITIES, POSTAL_CODE, "postal_code")                                                        \
  X(FACILITIES, ADDRESS, "address")                                                                \
  X(FACILITIES, PHONE, "phone")                                                                    \
  X(FACILITIES, PARTICIPATING, "participating")                                                    \
  X(DOCUMENTS, KEY, "key")                                                                         \
  X(DOCUMENTS, KIND, "kind")                                                                       \
  X(DOCUMENTS, IDENTIFIER_SYSTEM, "identifier_system")                                             \
  X(DOCUMENTS, IDENTIFIER_VALUE, "identifier_value")                                               \
  X(DOCUMENTS, TITLE, "title")                                                                     \
  X(DOCUMENTS, PATIENT, "patient")                                                                 \
  X(DOCUMENTS, SENDER_NUMBER, "sender_number")                                                     \
  X(DOCUMENTS, SENDER_NAME, "sender_name")                                                         \
  X(DOCUMENTS, STATE, "state")                                                                     \
  X(DOCUMENTS, REGISTERED_AT, "registered_at")                                                     \
  X(FINDINGS, CODE, "code")                                                                        \
  X(FINDINGS, TEXT, "text")                                                                        \
  X(FINDINGS, LOCATION, "location")

/* X(name, text): notions for which the service has words of its own. */
#define ADAPTER_WORDS(X)                                                                           \
  X(PARTICIPATING, "participating")                                                                \
  X(VIEWABLE, "viewable") /* states of a document: 閲覧可, 閲覧保留, 取得済 */           \
  X(WITHHELD, "withheld")                                                                          \
  X(ACQUIRED, "acquired")                                                                          \
  X(REGISTERED, "registered")                                                                      \
  X(CANCELLED, "cancelled")                                                                        \
  X(CONSENTED, "consented")                                                                        \
  X(CONSENT_PENDING, "consent-pending")                                                            \
  X(NOT_ACQUIRED, "not-acquired")                                                                  \
  X(CONSENT_1, "consent-1") /* patterns of the national guide, 1.6.3 */                            \
  X(CONSENT_2, "consent-2")                                                                        \
  X(CONSENT_3, "consent-3")                                                                        \
  X(FORM_XML, "form-xml")                                                                          \
  X(FORM_PDF, "form-pdf")

/* X(name, text): classes of result codes, in the order of the answer events of state.h. */
#define ADAPTER_CLASSES(X)                                                                         \
  X(ACCEPTED, "accepted")                                                                          \
  X(PROCESSING, "processing")                                                                      \
  X(REFUSED, "refused")                                                                            \
  X(TRANSIENT, "transient")                                                                        \
  X(NOT_RECEIVED, "not-received")

/* X(name, text): why the service refuses, as far as its codes tell: what a person can do follows
 * from it. */
#define ADAPTER_REASONS(X)                                                                         \
  X(NONE, "")                                                                                      \
  X(INVALID_INSURED, "invalid-insured")                                                            \
  X(DESTINATION, "destination-not-participating")                                                  \
  X(VALIDATION, "validation")                                                                      \
  X(SIGNATURE, "signature")                                                                        \
  X(TOO_LARGE, "too-large")                                                                        \
  X(NOT_FOUND, "not-found")                                                                        \
  X(DUPLICATE, "duplicate")                                                                        \
  X(FORBIDDEN_STATE, "forbidden-state")                                                            \
  X(NO_CONSENT, "no-consent")                                                                      \
  X(AUTHENTICATION, "authentication")                                                              \
  X(FORMAT, "format")

enum adapter_operation {
#define ADAPTER_OPERATION_ENUM(name, text, required) ADAPTER_OPERATION_##name,
  ADAPTER_OPERATIONS(ADAPTER_OPERATION_ENUM)
#undef ADAPTER_OPERATION_ENUM
      ADAPTER_OPERATION_COUNT
};

enum adapter_placeholder {
#define ADAPTER_PLACEHOLDER_ENUM(name, text) ADAPTER_PLACEHOLDER_##name,
  ADAPTER_PLACEHOLDERS(ADAPTER_PLACEHOLDER_ENUM)
#undef ADAPTER_PLACEHOLDER_ENUM
      ADAPTER_PLACEHOLDER_COUNT
};

enum adapter_field {
#define ADAPTER_FIELD_ENUM(name, text, required) ADAPTER_FIELD_##name,
  ADAPTER_FIELDS(ADAPTER_FIELD_ENUM)
#undef ADAPTER_FIELD_ENUM
      ADAPTER_FIELD_COUNT
};

enum adapter_list {
#define ADAPTER_LIST_ENUM(name, text) ADAPTER_LIST_##name,
  ADAPTER_LISTS(ADAPTER_LIST_ENUM)
#undef ADAPTER_LIST_ENUM
      ADAPTER_LIST_COUNT
};

enum adapter_column {
#define ADAPTER_COLUMN_ENUM(list, name, text) ADAPTER_COLUMN_##list##_##name,
  ADAPTER_COLUMNS(ADAPTER_COLUMN_ENUM)
#undef ADAPTER_COLUMN_ENUM
      ADAPTER_COLUMN_COUNT
};

enum adapter_word {
#define ADAPTER_WORD_ENUM(name, text) ADAPTER_WORD_##name,
  ADAPTER_WORDS(ADAPTER_WORD_ENUM)
#undef ADAPTER_WORD_ENUM
      ADAPTER_WORD_COUNT
};

enum adapter_reason {
#define ADAPTER_REASON_ENUM(name, text) ADAPTER_REASON_##name,
  ADAPTER_REASONS(ADAPTER_REASON_ENUM)
#undef ADAPTER_REASON_ENUM
      ADAPTER_REASON_COUNT
};

#endif
