/* One validation: how strict it is and what it is asked for. */
#ifndef PROFILES_VALIDATION_H
#define PROFILES_VALIDATION_H

#include "profiles/advisor.h"
#include "profiles/definitions.h"
#include "server/base/document.h"
#include "server/base/issue.h"

struct terminology; /* terminology/terminology.h */

/* What is said of text in strings and markdown that looks like HTML (FHIR R4 security.html). */
enum validation_html {
  VALIDATION_HTML_INFORMATION,
  VALIDATION_HTML_WARNING,
  VALIDATION_HTML_ERROR,
  VALIDATION_HTML_PASS, /* nothing */
};

struct validation_settings {
  struct view
      clins_version; /* which JP-CLINS a meta.profile without |version means, e.g. "1.10.0" */
  bool clins_version_forced; /* it also replaces the |version of profiles that its guide covers */
  uint32_t issue_maximum;    /* LIMIT_ISSUES by default */
  const struct advisor *advisor; /* applied to the findings; NULL: none */
  bool unknown_extension_is_error;
  enum validation_html html_in_strings;
  /* Imported masters and stored code systems and value sets: asked where the definitions cannot
   * decide about a code. A snapshot that stays as it is for the run; NULL: none. */
  const struct terminology *terminology;
  uint32_t today; /* yyyymmdd, for codes of resources that state no day; 0: not known */
  bool national;  /* the national layer: prose rules of the Japanese guides, 準必須
                     (profiles/national_rules.h, national_tier.h) */
};

struct validation_request {
  const struct document *document; /* read with definitions_names() */
  uint32_t node;                   /* the resource object; 0 = whole document */
  struct view resource_type;       /* the type that the URL named; empty = any */
  const struct view *profiles;     /* asked for besides meta.profile, "url" or "url|version" */
  size_t profile_count;
  bool is_xml; /* values were attributes: what is no number or boolean of JSON is a string */
};

#endif
