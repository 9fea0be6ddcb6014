/* The lab's command line. */
#ifndef TESTS_LAB_LAB_OPTIONS_H
#define TESTS_LAB_LAB_OPTIONS_H

#include "server/base/options.h"
#include "tests/lab/faults.h"

#define LAB_NO_PORT UINT32_MAX

struct lab_options {
  struct faults *faults; /* --fault goes straight there */
  const char *listen_address;
  uint32_t orca_port;
  uint32_t national_port;
  const char *request_dir; /* both or neither */
  const char *result_dir;
  uint32_t push_port; /* LAB_NO_PORT = no PUSH server */
  const char *orca_prefix;
  const char *orca_user;
  const char *orca_password;
  const char *orca_tls_certificate; /* PEM files; both or neither: TLS on the ORCA port */
  const char *orca_tls_key;
  const char *orca_tls_client_ca; /* or NULL */
  const char *recordings;         /* or NULL */
  const char *state_file;         /* or NULL */
  const char *signature_crl;      /* PEM file, or NULL */
  bool print_ports;
  bool verbose;
};

/* Strings are borrowed from argv. OPTIONS_GO, or the exit status of the program. */
int lab_options_parse(int argc, char **argv, struct faults *faults,
                      struct lab_options *ret_options);

#endif
