#include "tests/lab/lab_options.h"

#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>

/* Columns: letter for getopt, name, kind, member, value in the help, meaning. */
#define OPTION_LIST(X)                                                                             \
  X('a', "listen-address", TEXT, listen_address, " IPV4", "address of both ports (127.0.0.1)")     \
  X('o', "orca-port", PORT, orca_port, " N", "port of the ORCA simulator (18000; 0 = a free one)") \
  X('n', "national-port", PORT, national_port, " N",                                               \
    "port of the national service and of /lab (18001; 0 = a free one)")                            \
  X('q', "request-dir", TEXT, request_dir, " DIR", "shared folder: requests are taken from here")  \
  X('r', "result-dir", TEXT, result_dir, " DIR", "shared folder: results are put here")            \
  X('x', "orca-prefix", TEXT, orca_prefix, " PATH", "path before the APIs, e.g. /api (none)")      \
  X('u', "orca-user", TEXT, orca_user, " NAME", "Basic user (ormaster)")                           \
  X('p', "orca-password", TEXT, orca_password, " TEXT", "Basic password (ormaster)")               \
  X('d', "recordings", TEXT, recordings, " DIR", "recorded answers <module>_<api>[_NN].json")      \
  X('s', "state-file", TEXT, state_file, " FILE", "journal of the registrations over restarts")    \
  X('P', "print-ports", SWITCH, print_ports, "", "write \"orca=PORT national=PORT\" when ready")   \
  X('v', "verbose", SWITCH, verbose, "", "one line a call on stderr")                              \
  X('h', "help", SWITCH, help, "", "this text")

#define FAULT_LETTER 'f'

enum kind { KIND_TEXT, KIND_PORT, KIND_SWITCH };

struct row {
  int letter;
  enum kind kind;
  size_t offset;
};

static const struct row rows[] = {
#define OPTION_ROW(letter, name, kind, member, value, meaning)                                     \
  {(letter), KIND_##kind, offsetof(struct lab_options, member)},
    OPTION_LIST(OPTION_ROW)
#undef OPTION_ROW
};

#define ROW_COUNT (sizeof rows / sizeof rows[0])

static const struct option long_options[] = {
#define OPTION_TAKES_TEXT required_argument
#define OPTION_TAKES_PORT required_argument
#define OPTION_TAKES_SWITCH no_argument
#define OPTION_LONG(letter, name, kind, member, value, meaning)                                    \
  {(name), OPTION_TAKES_##kind, NULL, (letter)},
    OPTION_LIST(OPTION_LONG)
#undef OPTION_LONG
        {"fault", required_argument, NULL, FAULT_LETTER},
    {NULL, 0, NULL, 0},
};

void lab_options_help(void) {
  fputs("usage: fhir-facade-lab [options]\n"
        "Simulators of ORCA and of the national service, for tests and for learning.\n\n"
#define OPTION_HELP(letter, name, kind, member, value, meaning)                                    \
  "  --" name value "\n      " meaning "\n"
        OPTION_LIST(OPTION_HELP)
#undef OPTION_HELP
            "  --fault NAME=VALUE\n      may be given again; also by POST /lab/faults:\n\n",
        stdout);
  fputs(faults_help(), stdout);
}

static bool complain(const char *what, const char *value) {
  fprintf(stderr, "fhir-facade-lab: %s: %s\n", what, value);
  return false;
}

static bool set_port(const char *text, uint16_t *port) {
  uint64_t number;
  if (!view_to_unsigned(view_of(text), UINT16_MAX, &number)) {
    return complain("not a port", text);
  }
  *port = (uint16_t)number;
  return true;
}

static bool set_option(struct lab_options *options, const struct row *row, const char *text) {
  char *member = (char *)options + row->offset;
  const bool yes = true;
  switch (row->kind) {
  case KIND_TEXT:
    memcpy(member, &text, sizeof text);
    return true;
  case KIND_SWITCH:
    memcpy(member, &yes, sizeof yes);
    return true;
  case KIND_PORT: {
    uint16_t port;
    if (!set_port(text, &port)) {
      return false;
    }
    memcpy(member, &port, sizeof port);
    return true;
  }
  }
  return false;
}

static bool set_fault(struct faults *faults, const char *text) {
  struct view value = view_of(text);
  struct view name = view_split(&value, '=');
  return faults_set(faults, name, value) == ERROR_OK || complain("no such fault or value", text);
}

static bool take(int letter, struct faults *faults, struct lab_options *options) {
  if (letter == FAULT_LETTER) {
    return set_fault(faults, optarg);
  }
  for (size_t i = 0; i < ROW_COUNT; i++) {
    if (rows[i].letter == letter) {
      return set_option(options, &rows[i], optarg);
    }
  }
  return false;
}

enum error lab_options_parse(int argc, char **argv, struct faults *faults,
                             struct lab_options *ret_options) {
  struct lab_options options = {.listen_address = "127.0.0.1",
                                .orca_port = 18000,
                                .national_port = 18001,
                                .orca_prefix = "",
                                .orca_user = "ormaster",
                                .orca_password = "ormaster"};
  int letter;
  while ((letter = getopt_long(argc, argv, "", long_options, NULL)) != -1) {
    if (!take(letter, faults, &options)) {
      return ERROR_CONFIGURATION;
    }
  }
  if (optind < argc) {
    (void)complain("not an option", argv[optind]);
    return ERROR_CONFIGURATION;
  }
  if ((options.request_dir == NULL) != (options.result_dir == NULL)) {
    (void)complain("--request-dir and --result-dir", "both or neither");
    return ERROR_CONFIGURATION;
  }
  *ret_options = options;
  return ERROR_OK;
}
