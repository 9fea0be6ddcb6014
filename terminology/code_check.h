/* $validate-code without HTTP: whether a code, a Coding or one of a CodeableConcept's codings is
 * valid, in a value set or in its code system alone, with the findings that HL7's terminology
 * ecosystem agreed on (FHIR R4 valueset-operation-validate-code.html,
 * codesystem-operation-validate-code.html). Findings go to the question's issues. */
#ifndef TERMINOLOGY_CODE_CHECK_H
#define TERMINOLOGY_CODE_CHECK_H

#include "terminology/value_set_membership.h"

struct code_check_coding {
  struct view system;
  struct view version;
  struct view code;
  struct view display;
};

enum code_check_form {
  CODE_CHECK_CODE,    /* parameters code, system, systemVersion, display */
  CODE_CHECK_CODING,  /* a Coding */
  CODE_CHECK_CONCEPT, /* a CodeableConcept */
};

struct code_check {
  struct content_question *question;
  const struct value_set *value_set; /* NULL: the code system alone */
  enum code_check_form form;
  const struct code_check_coding *codings;
  size_t coding_count; /* 1 but for a concept */
  struct display_languages languages;
  bool refuses_abstract;
  bool infers_system;
  bool is_lenient_display; /* a wrong display is only a warning */
  bool membership_only;    /* nothing is said of code system and display */
};

/* Empty views: not told. */
struct code_check_result {
  bool is_valid;
  struct view system;
  struct view code;
  struct view version;
  struct view display;
  struct view normalized_code; /* the code system's way to write it, when it differs */
  struct view status;
  bool is_inactive;
  const struct view *caused_by_unknown; /* systems that the value set needs */
  size_t caused_by_unknown_count;
  const struct view *unknown; /* systems of the codes */
  size_t unknown_count;
};

/* ERROR_NOT_PROCESSABLE with issues: the value set cannot be used. ERROR_MEMORY. */
enum error code_check_run(const struct code_check *check,
                          struct code_check_result *ret_result) MUST_USE;

#endif
