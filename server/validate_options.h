/* The options of `fhir-facade validate`. */
#ifndef SERVER_VALIDATE_OPTIONS_H
#define SERVER_VALIDATE_OPTIONS_H

#include "server/report.h"

#include <stdio.h>

#define VALIDATE_OPTION_MAXIMUM 64u

struct validate_options {
  const char *definitions;
  const char *packages[VALIDATE_OPTION_MAXIMUM];
  size_t package_count;
  struct view profiles[VALIDATE_OPTION_MAXIMUM];
  size_t profile_count;
  struct view clins_version;
  bool compare;            /* --compare-versions: the two below instead of clins_version */
  struct view versions[2]; /* from, to */
  enum report_format format;
  struct report_language language;
  bool national;
  const char *evidence; /* folder, or NULL */
  const char *advisor;  /* file, or NULL */
  int64_t day_ms;       /* --date for the advisor's `until`; VALIDATE_TODAY: the clock's */
  uint32_t issue_maximum;
  bool help;
  char *const *inputs; /* files, folders, "-" */
  size_t input_count;
};

#define VALIDATE_TODAY INT64_MIN

/* False when the options cannot be used; standard error says why. Options may stand behind files.
 */
bool validate_options_read(int argc, char **argv, struct validate_options *ret_options);
void validate_options_print_usage(FILE *file);

#endif
