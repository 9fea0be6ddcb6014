#include "tests/lab/lab_options.h"

static bool take_fault(void *target, const char *const *values) {
  const struct lab_options *options = target;
  struct view value = view_of(values[0]);
  struct view name = view_split(&value, '=');
  return faults_set(options->faults, name, value) == ERROR_OK;
}

/* Columns: name, value in the help, kind, member, meaning. */
#define ROW(option, word, type, member, meaning)                                                   \
  {                                                                                                \
    .name = (option), .value = (word), .kind = OPTIONS_##type,                                     \
    .offset = offsetof(struct lab_options, member), .maximum = UINT16_MAX, .english = (meaning)    \
  }

static const struct options_row rows[] = {
    ROW("listen-address", "IPV4", TEXT, listen_address, "address of both ports (127.0.0.1)"),
    ROW("orca-port", "N", NUMBER, orca_port, "port of the ORCA simulator (18000; 0 = a free one)"),
    ROW("national-port", "N", NUMBER, national_port,
        "port of the national service and of /lab (18001; 0 = a free one)"),
    ROW("push-port", "N", NUMBER, push_port, "port of ORCA's PUSH server (none; 0 = a free one)"),
    ROW("request-dir", "DIR", TEXT, request_dir, "shared folder: requests are taken from here"),
    ROW("result-dir", "DIR", TEXT, result_dir, "shared folder: results are put here"),
    ROW("orca-prefix", "PATH", TEXT, orca_prefix, "path before the APIs, e.g. /api (none)"),
    ROW("orca-user", "NAME", TEXT, orca_user, "Basic user (ormaster)"),
    ROW("orca-password", "TEXT", TEXT, orca_password, "Basic password (ormaster)"),
    ROW("orca-tls-certificate", "FILE", TEXT, orca_tls_certificate, "TLS on the ORCA port (PEM)"),
    ROW("orca-tls-key", "FILE", TEXT, orca_tls_key, "its key (PEM)"),
    ROW("orca-tls-client-ca", "FILE", TEXT, orca_tls_client_ca,
        "clients must show a certificate of this authority; others get 502"),
    ROW("recordings", "DIR", TEXT, recordings, "recorded answers <module>_<api>[_NN].json"),
    ROW("signature-crl", "FILE", TEXT, signature_crl,
        "revocation list for certificates of signatures (PEM)"),
    ROW("state-file", "FILE", TEXT, state_file, "journal of the registrations over restarts"),
    ROW("print-ports", NULL, FLAG, print_ports, "write \"orca=PORT national=PORT\" when ready"),
    ROW("verbose", NULL, FLAG, verbose, "one line a call on stderr"),
    {.name = "fault",
     .value = "NAME=VALUE",
     .kind = OPTIONS_TAKE,
     .take = take_fault,
     .english = "may be given again; also by POST /lab/faults (below)"},
};

static void print_faults(FILE *file) {
  fprintf(file, "\n%s", faults_help());
}

static const struct options_table table = {
    .program = "fhir-facade-lab",
    .usage = "[OPTION]...",
    .introduction = "Simulators of ORCA and of the national service, for tests and for learning.\n",
    .rows = rows,
    .row_count = sizeof rows / sizeof rows[0],
    .more = print_faults,
};

int lab_options_parse(int argc, char **argv, struct faults *faults,
                      struct lab_options *ret_options) {
  struct lab_options options = {.faults = faults,
                                .listen_address = "127.0.0.1",
                                .orca_port = 18000,
                                .national_port = 18001,
                                .push_port = LAB_NO_PORT,
                                .orca_prefix = "",
                                .orca_user = "ormaster",
                                .orca_password = "ormaster"};
  struct options_words words;
  int status = options_read(&table, argc, argv, &options, &words);
  if (status != OPTIONS_GO) {
    return status;
  }
  if ((options.request_dir == NULL) != (options.result_dir == NULL)) {
    return options_complain(&table, "--request-dir and --result-dir: both or neither",
                            "--request-dir と --result-dir は両方指定するか、両方省いてください");
  }
  *ret_options = options;
  return OPTIONS_GO;
}
