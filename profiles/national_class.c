#include "profiles/national_class.h"

struct message_class {
  struct view id; /* of the message */
  enum national_class class;
};

#define ROW(id, class)                                                                             \
  { VIEW_LITERAL(id), NATIONAL_CLASS_##class }

/* clang-format off */
static const struct message_class message_classes[] = {
    ROW("document-syntax", STRUCTURE),
    ROW("resource-not-object", STRUCTURE),
    ROW("resource-type-missing", STRUCTURE),
    ROW("resource-type-unknown", STRUCTURE),
    ROW("resource-type-abstract", STRUCTURE),
    ROW("resource-type-mismatch", STRUCTURE),
    ROW("element-unknown", STRUCTURE),
    ROW("value-null", STRUCTURE),
    ROW("document-byte-order-mark", STRUCTURE),
    ROW("object-empty", STRUCTURE),
    ROW("object-without-value", INVARIANT),
    ROW("array-empty", STRUCTURE),
    ROW("string-empty", DATA_TYPE),
    ROW("array-expected", STRUCTURE),
    ROW("array-not-expected", STRUCTURE),
    ROW("object-expected", STRUCTURE),
    ROW("primitive-expected", DATA_TYPE),
    ROW("string-expected", DATA_TYPE),
    ROW("number-expected", DATA_TYPE),
    ROW("boolean-expected", DATA_TYPE),
    ROW("twin-not-object", STRUCTURE),
    ROW("twin-length", STRUCTURE),
    ROW("cardinality-minimum", CARDINALITY),
    ROW("cardinality-maximum", CARDINALITY),
    ROW("choice-repeated", STRUCTURE),
    ROW("choice-type", DATA_TYPE),
    ROW("too-deep", STRUCTURE),
    ROW("xml-syntax", STRUCTURE),
    ROW("xml-namespace", STRUCTURE),
    ROW("xml-attribute-unknown", STRUCTURE),
    ROW("xml-attribute-expected", STRUCTURE),
    ROW("xml-text", STRUCTURE),
    ROW("xml-element-order", STRUCTURE),
    ROW("xml-resource-count", STRUCTURE),
    ROW("xml-instruction", STRUCTURE),
    ROW("format-boolean", DATA_TYPE),
    ROW("format-integer", DATA_TYPE),
    ROW("format-positive-int", DATA_TYPE),
    ROW("format-unsigned-int", DATA_TYPE),
    ROW("format-decimal", DATA_TYPE),
    ROW("format-string", DATA_TYPE),
    ROW("format-string-length", DATA_TYPE),
    ROW("format-code", DATA_TYPE),
    ROW("format-id", DATA_TYPE),
    ROW("format-uri", DATA_TYPE),
    ROW("format-url", DATA_TYPE),
    ROW("format-canonical", DATA_TYPE),
    ROW("format-oid", DATA_TYPE),
    ROW("format-uuid", DATA_TYPE),
    ROW("format-base64", DATA_TYPE),
    ROW("format-instant", DATA_TYPE),
    ROW("format-date", DATA_TYPE),
    ROW("format-date-time", DATA_TYPE),
    ROW("format-time", DATA_TYPE),
    ROW("value-below-minimum", DATA_TYPE),
    ROW("value-above-maximum", DATA_TYPE),
    ROW("text-too-long", DATA_TYPE),
    ROW("narrative-syntax", DATA_TYPE),
    ROW("narrative-root", DATA_TYPE),
    ROW("narrative-nesting", DATA_TYPE),    ROW("narrative-element", DATA_TYPE),
    ROW("narrative-attribute", DATA_TYPE),
    ROW("narrative-link", DATA_TYPE),
    ROW("narrative-active", DATA_TYPE),
    ROW("narrative-external", DATA_TYPE),
    ROW("html-in-string", DATA_TYPE),
    ROW("narrative-empty", DATA_TYPE),
    ROW("value-fixed", PROFILE),
    ROW("value-pattern", PROFILE),
    ROW("slice-closed", PROFILE),
    ROW("slice-order", PROFILE),
    ROW("slice-at-end", PROFILE),
    ROW("slice-several", STRUCTURE),
    ROW("slice-minimum", PROFILE),
    ROW("slice-maximum", PROFILE),
    ROW("type-not-allowed", PROFILE),
    ROW("profile-not-matched", PROFILE),
    ROW("profile-unknown", PROFILE),
    ROW("profile-not-of-resource", PROFILE),
    ROW("profile-version-unknown", PROFILE),
    ROW("guide-preview", PROFILE),
    ROW("profile-wrong-type", PROFILE),
    ROW("profile-broken", PROFILE),
    ROW("invariant", INVARIANT),
    ROW("invariant-not-compiled", INVARIANT),
    ROW("invariant-not-run", INVARIANT),
    ROW("code-not-in-value-set", BINDING),
    ROW("code-missing", BINDING),
    ROW("code-outside-extensible", BINDING),
    ROW("code-outside-maximum", BINDING),
    ROW("code-not-checked", BINDING),
    ROW("unit-malformed", BINDING),
    ROW("media-type-malformed", BINDING),
    ROW("code-too-long", BINDING),
    ROW("language-malformed", BINDING),
    ROW("country-unknown", BINDING),
    ROW("currency-unknown", BINDING),
    ROW("time-zone-unknown", BINDING),
    ROW("code-empty", BINDING),
    ROW("extension-unknown", PROFILE),
    ROW("extension-modifier-unknown", PROFILE),
    ROW("extension-not-modifier", PROFILE),
    ROW("extension-is-modifier", PROFILE),
    ROW("extension-condition", PROFILE),    ROW("extension-url-version", PROFILE),    ROW("extension-url-other", PROFILE),    ROW("extension-context", PROFILE),
    ROW("reference-contained-missing", PROFILE),
    ROW("reference-target-type", PROFILE),
    ROW("reference-target-profile", PROFILE),
    ROW("reference-type-unknown", PROFILE),
    ROW("reference-type-mismatch", PROFILE),
    ROW("reference-not-in-bundle", PROFILE),
    ROW("reference-not-in-message", PROFILE),
    ROW("reference-relative-form", DATA_TYPE),
    ROW("reference-ambiguous", PROFILE),
    ROW("bundle-full-url-relative", INVARIANT),
    ROW("bundle-full-url-id", INVARIANT),
    ROW("bundle-full-url-missing", INVARIANT),
    ROW("bundle-first-entry", INVARIANT),
    ROW("bundle-entry-unreachable", INVARIANT),
    ROW("bundle-full-url-no-id", INVARIANT),
    ROW("resource-id-extension", STRUCTURE),
    ROW("element-id-duplicate", INVARIANT),
    ROW("extension-url-relative", DATA_TYPE),
    ROW("extension-part-unknown", PROFILE),
    ROW("contained-id-missing", INVARIANT),
    ROW("contained-id-duplicate", INVARIANT),
    ROW("national-half-width-kana", DATA_TYPE),
    ROW("national-full-width-space", DATA_TYPE),
    ROW("national-control-character", DATA_TYPE),
    ROW("national-local-code-form", BINDING),
    ROW("national-local-code-missing", BINDING),
    ROW("national-standard-code-missing", BINDING),
    ROW("national-shared-code-system", BINDING),
    ROW("national-uncoded-beside-code", BINDING),
    ROW("national-laboratory-text", INVARIANT),
    ROW("national-has-member", STRUCTURE),
    ROW("national-observation-status", INVARIANT),
    ROW("national-observation-status-result", INVARIANT),
    ROW("national-result-missing", CARDINALITY),
    ROW("national-clinical-status-unused", INVARIANT),
    ROW("national-clinical-status-missing", CARDINALITY),
    ROW("national-abatement-status", INVARIANT),
    ROW("national-condition-encounter", CARDINALITY),
    ROW("national-condition-category", BINDING),
    ROW("national-condition-suspected", INVARIANT),
    ROW("national-condition-not-shown", INVARIANT),
    ROW("national-disease-dummy", BINDING),
    ROW("national-allergy-category", BINDING),
    ROW("national-allergy-not-drug", BINDING),
    ROW("national-tag-code", BINDING),
    ROW("national-tag-infection", BINDING),
    ROW("national-bundle-mixed", STRUCTURE),
    ROW("national-bundle-not-processed", STRUCTURE),
    ROW("national-patient-only", STRUCTURE),
    ROW("national-reference", INVARIANT),
    ROW("national-reference-logical", INVARIANT),
    ROW("national-full-url-uuid", IDENTIFIER),
    ROW("national-full-url-repeated", IDENTIFIER),
    ROW("national-bundle-size", STRUCTURE),
    ROW("national-profile-version", PROFILE),
    ROW("national-discharge-summary-alone", STRUCTURE),
    ROW("national-referral-category", BINDING),
    ROW("national-composition-date", DATA_TYPE),
    ROW("national-document-number", IDENTIFIER),
    ROW("national-document-institution", IDENTIFIER),
    ROW("national-member-width", IDENTIFIER),
    ROW("national-public-payer-form", IDENTIFIER),
    ROW("national-institution-differs", IDENTIFIER),
    ROW("national-institution-prefecture", IDENTIFIER),
    ROW("national-institution-check-digit", IDENTIFIER),
    ROW("national-insurer-check-digit", IDENTIFIER),
    ROW("national-price-check-digit", BINDING),
    ROW("national-hot-check-digit", BINDING),
    ROW("national-organization-number", IDENTIFIER),
    ROW("national-resource-identifier", IDENTIFIER),
    ROW("national-practitioner-oid", IDENTIFIER),
    ROW("national-should-send", CARDINALITY),
    ROW("text-too-short", DATA_TYPE),
    ROW("value-needed", CARDINALITY),
    ROW("attachment-size", DATA_TYPE),
    ROW("attachment-hash", DATA_TYPE),
    ROW("value-part-missing", PROFILE),
    ROW("slice-near-miss", PROFILE),
    ROW("bundle-link-search", INVARIANT),
    ROW("bundle-link-twice", INVARIANT),
    ROW("bundle-search-id", INVARIANT),
    ROW("bundle-search-outcome", INVARIANT),
    ROW("bundle-search-type", INVARIANT),
    ROW("security-label-duplicate", DATA_TYPE),
    ROW("code-outside-preferred", BINDING),
    ROW("code-unknown", BINDING),
    ROW("code-retired", BINDING),
    ROW("system-relative", BINDING),
    ROW("system-wrong", BINDING),
    ROW("system-value-set", BINDING),
    ROW("identifier-value-uri", IDENTIFIER),
    ROW("display-mismatch", BINDING),
    ROW("reference-type-case", PROFILE),
};
/* clang-format on */

/* Invariants that check an identifier belong to that class, the others to invariants. */
static const struct view identifier_rules[] = {
    VIEW_LITERAL("R02151"), VIEW_LITERAL("R2152"), VIEW_LITERAL("R1010"),   VIEW_LITERAL("R1012"),
    VIEW_LITERAL("R1013"),  VIEW_LITERAL("R9011"), VIEW_LITERAL("R901101"), VIEW_LITERAL("R9012"),
};

static const struct message_class *find_row(struct view id) {
  for (size_t i = 0; i < sizeof(message_classes) / sizeof(message_classes[0]); i++) {
    if (view_equal(message_classes[i].id, id)) {
      return &message_classes[i];
    }
  }
  return NULL;
}

/* For messages of other rooms. */
static enum national_class class_of_type(struct view type) {
  static const struct message_class types[] = {
      ROW("structure", STRUCTURE), ROW("required", CARDINALITY), ROW("value", DATA_TYPE),
      ROW("too-long", DATA_TYPE),  ROW("code-invalid", BINDING), ROW("extension", PROFILE),
      ROW("not-found", PROFILE),   ROW("duplicate", IDENTIFIER),
  };
  for (size_t i = 0; i < sizeof(types) / sizeof(types[0]); i++) {
    if (view_equal(types[i].id, type)) {
      return types[i].class;
    }
  }
  return NATIONAL_CLASS_INVARIANT;
}

enum national_class national_class_of(const struct issue *issue) {
  for (size_t i = 0; i < sizeof(identifier_rules) / sizeof(identifier_rules[0]); i++) {
    if (view_equal(identifier_rules[i], issue->rule)) {
      return NATIONAL_CLASS_IDENTIFIER;
    }
  }
  const struct message_class *row = find_row(view_of(issue->message->id));
  return row != NULL ? row->class : class_of_type(view_of(issue->message->type));
}

bool national_class_known(const char *message_id) {
  return find_row(view_of(message_id)) != NULL;
}

const char *national_class_name(enum national_class class, enum language language) {
  static const char *const names[NATIONAL_CLASS_COUNT][2] = {
#define NATIONAL_CLASS_NAMES(name, japanese, english) {english, japanese},
      NATIONAL_CLASSES(NATIONAL_CLASS_NAMES)
#undef NATIONAL_CLASS_NAMES
  };
  return names[class][language == LANGUAGE_JAPANESE];
}
