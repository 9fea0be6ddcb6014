/* What `fhir-facade validate` tells of its inputs, and the texts that all forms of it share. */
#ifndef SERVER_REPORT_H
#define SERVER_REPORT_H

#include "profiles/national_verdict.h"
#include "server/base/document.h"
#include "server/base/hash.h"
#include "server/base/json_writer.h"

enum report_format {
  REPORT_TEXT,
  REPORT_LIST,
  REPORT_JSON,
  REPORT_SARIF,
  REPORT_JUNIT,
  REPORT_FORMAT_COUNT
};

/* Texts in one language, or in both, the first one first. */
struct report_language {
  enum language first;
  bool both;
};

enum report_state { REPORT_VALID, REPORT_INVALID, REPORT_UNREADABLE };

/* One input after its validation. */
struct report_file {
  const char *name;      /* as it was asked for */
  struct view kept_name; /* for records */
  struct view text;      /* its bytes; empty when it could not be read */
  bool has_text;         /* it could be opened and read */
  bool is_lines;         /* NDJSON */
  bool is_xml;           /* FHIR XML */
  enum report_state state;
  uint32_t resource_count;
  struct issue_list issues;                  /* sorted and cut; offsets point into text */
  const struct document_position *positions; /* of each issue; line 0 = unknown */
  bool has_verdict;                          /* the national layer was on */
  struct national_verdict verdict;
  uint32_t advisor_changes;
};

struct report_totals {
  uint32_t files;
  uint32_t states[3]; /* by enum report_state */
  uint32_t errors;    /* fatal ones included */
  uint32_t warnings;
  uint32_t information;
};

struct report {
  struct arena *arena; /* of the run */
  enum report_format format;
  struct report_language language;
  bool several;              /* more than one input was asked for */
  struct buffer buffer;      /* what is not handed out yet */
  struct json_writer writer; /* into buffer, for the forms that are JSON */
  struct report_totals totals;
};

/* In the arena. */
struct view report_issue_text(const struct issue *issue, struct report_language language,
                              struct arena *arena);
/* One of two texts, or both of them. */
struct view report_choose(struct report_language language, struct view english,
                          struct view japanese, struct arena *arena);
/* "national verdict: registrable (errors: structure 1; …)". */
struct view report_verdict_text(const struct report_file *file, struct report_language language,
                                struct arena *arena);
/* "適合" */
const char *report_state_name(enum report_state state, enum language language);
/* "valid", in every language the same. */
const char *report_state_code(enum report_state state);
/* "エラー" */
const char *report_severity_japanese(enum severity severity);
/* "構造"; empty for remarks, which belong to no class of checks. */
const char *report_class_name(const struct issue *issue);
uint32_t report_error_count(const struct issue_list *issues);
/* The line of totals of the first language. */
struct view report_summary(const struct report_totals *totals, enum language language,
                           struct arena *arena);

#endif
