/* The options of `fhir-facade validate`. */
#ifndef SERVER_VALIDATE_OPTIONS_H
#define SERVER_VALIDATE_OPTIONS_H

#include "server/base/options.h"
#include "server/report.h"

struct validate_options {
  const char *definitions;
  struct options_list packages;
  struct view profiles[OPTIONS_LIST_MAXIMUM];
  size_t profile_count;
  const char *clins_version;
  bool compare;            /* --compare-versions: the two below instead of clins_version */
  struct view versions[2]; /* from, to */
  enum report_format format;
  struct report_language language;
  bool national;
  const char *evidence; /* folder, or NULL */
  const char *advisor;  /* file, or NULL */
  const char *data_dir; /* folder with masters.pack and the server's store, or NULL */
  const char *masters;  /* file, or NULL */
  int64_t day_ms;       /* --date; VALIDATE_TODAY: the clock's */
  uint32_t issue_maximum;
  struct options_words inputs; /* files, folders, "-" */
};

#define VALIDATE_TODAY INT64_MIN

/* OPTIONS_GO, or the exit status of the command when it has nothing to do. */
int validate_options_read(int argc, char **argv, struct validate_options *ret_options);

#endif
