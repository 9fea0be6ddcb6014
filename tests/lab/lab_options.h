/* The lab's command line. */
#ifndef TESTS_LAB_LAB_OPTIONS_H
#define TESTS_LAB_LAB_OPTIONS_H

#include "tests/lab/faults.h"

struct lab_options {
  const char *listen_address;
  uint16_t orca_port;
  uint16_t national_port;
  const char *request_dir; /* both or neither */
  const char *result_dir;
  const char *orca_prefix;
  const char *orca_user;
  const char *orca_password;
  const char *recordings; /* or NULL */
  const char *state_file; /* or NULL */
  bool print_ports;
  bool verbose;
  bool help;
};

/* Strings are borrowed from argv. --fault goes straight into faults. ERROR_CONFIGURATION: what is
 * wrong was written to stderr. */
enum error lab_options_parse(int argc, char **argv, struct faults *faults,
                             struct lab_options *ret_options) MUST_USE;
/* To stdout. */
void lab_options_help(void);

#endif
