/* The lab: simulators of ORCA and of the national service in one process. See tests/lab/README.md.
 */
#include "server/base/file.h"
#include "tests/lab/lab_admin.h"
#include "tests/lab/lab_options.h"
#include "tests/lab/national_folder.h"
#include "tests/lab/scenario.h"

#include <errno.h>
#include <libxml/parser.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>

#define ARENA_BYTES 1048576u
#define PEM_BYTES 65536u

struct lab {
  struct lab_options options;
  struct arena *arena; /* of what was read from files */
  struct lab_clock *clock;
  struct faults *faults;
  struct orca_sim *orca;
  struct national_sim national;
  struct national_load load;
  struct lab_admin admin;
  struct lab_http *orca_server;
  struct lab_http *national_server;
  struct national_folder *folder;
  struct push_store *push;
  struct push_server *push_server;
};

static bool failed(const char *what) {
  fprintf(stderr, "fhir-facade-lab: %s\n", what);
  return false;
}

static bool build(struct lab *lab) {
  lab->push = push_store_new();
  const struct orca_sim_settings settings = {.prefix = lab->options.orca_prefix,
                                             .user = lab->options.orca_user,
                                             .password = lab->options.orca_password,
                                             .recordings = lab->options.recordings,
                                             .faults = lab->faults,
                                             .push = lab->push};
  lab->orca = orca_sim_new(&settings);
  lab->national.faults = lab->faults;
  lab->national.clock = lab->clock;
  lab->national.load = &lab->load;
  lab->national.store = national_store_open(lab->options.state_file);
  lab->admin = (struct lab_admin){.faults = lab->faults,
                                  .clock = lab->clock,
                                  .orca = lab->orca,
                                  .national = &lab->national,
                                  .push = lab->push,
                                  .oauth = lab_oauth_new(lab->clock)};
  if (lab->orca == NULL || lab->push == NULL || lab->admin.oauth == NULL) {
    return failed("memory is short");
  }
  return lab->national.store != NULL || failed("the state file cannot be used");
}

/* A PEM file's text; NULL without a path. */
static bool read_pem(struct lab *lab, const char *path, const char **ret_text) {
  struct view content;
  if (path == NULL) {
    return true;
  }
  if (file_read(lab->arena, path, PEM_BYTES, &content) != ERROR_OK) {
    return failed("a certificate or key cannot be read");
  }
  *ret_text = arena_string(lab->arena, content);
  return *ret_text != NULL;
}

static bool read_tls(struct lab *lab, struct lab_http_settings *settings) {
  return read_pem(lab, lab->options.orca_tls_certificate, &settings->tls_certificate) &&
         read_pem(lab, lab->options.orca_tls_key, &settings->tls_key) &&
         read_pem(lab, lab->options.orca_tls_client_ca, &settings->tls_client_ca);
}

static bool serve_push(struct lab *lab) {
  if (lab->options.push_port == LAB_NO_PORT) {
    return true;
  }
  const struct push_server_settings settings = {.store = lab->push,
                                                .port = (uint16_t)lab->options.push_port,
                                                .tls_certificate =
                                                    lab->options.orca_tls_certificate,
                                                .tls_key = lab->options.orca_tls_key,
                                                .tls_client_ca = lab->options.orca_tls_client_ca};
  enum error error = push_server_start(&settings, &lab->push_server);
  lab->admin.push_server = lab->push_server;
  return error == ERROR_OK || failed("the PUSH port cannot be opened");
}

static bool serve(struct lab *lab) {
  struct lab_http_settings orca = {.name = "orca",
                                   .address = lab->options.listen_address,
                                   .port = (uint16_t)lab->options.orca_port,
                                   .raw_urls = true,
                                   .clock = lab->clock,
                                   .verbose = lab->options.verbose,
                                   .handle = orca_sim_handle,
                                   .context = lab->orca};
  struct lab_http_settings national = {.name = "national",
                                       .address = lab->options.listen_address,
                                       .port = (uint16_t)lab->options.national_port,
                                       .clock = lab->clock,
                                       .verbose = lab->options.verbose,
                                       .handle = lab_admin_handle,
                                       .context = &lab->admin};
  struct national_folder_settings folder = {.request_dir = lab->options.request_dir,
                                            .result_dir = lab->options.result_dir,
                                            .sim = &lab->national,
                                            .verbose = lab->options.verbose};
  if (!read_tls(lab, &orca) ||
      !read_pem(lab, lab->options.signature_crl, &lab->national.signature.crl) ||
      !serve_push(lab)) {
    return false;
  }
  if (lab_http_start(&orca, &lab->orca_server) != ERROR_OK) {
    return failed("the ORCA port cannot be opened");
  }
  if (lab_http_start(&national, &lab->national_server) != ERROR_OK) {
    return failed("the national port cannot be opened");
  }
  if (folder.request_dir != NULL && national_folder_start(&folder, &lab->folder) != ERROR_OK) {
    return failed("the shared folder cannot be used");
  }
  return true;
}

static void close_lab(struct lab *lab) {
  national_folder_stop(lab->folder);
  lab_http_stop(lab->national_server);
  lab_http_stop(lab->orca_server);
  push_server_stop(lab->push_server);
  national_store_close(lab->national.store);
  orca_sim_free(lab->orca);
  push_store_free(lab->push);
  lab_oauth_free(lab->admin.oauth);
  faults_free(lab->faults);
  lab_clock_free(lab->clock);
  arena_free(lab->arena);
}

static void say_ready(const struct lab *lab) {
  if (lab->options.print_ports) {
    printf("orca=%u national=%u", lab_http_port(lab->orca_server),
           lab_http_port(lab->national_server));
    if (lab->push_server != NULL) {
      printf(" push=%u", push_server_port(lab->push_server));
    }
    printf("\n");
    (void)fflush(stdout);
  }
}

static int run(struct lab *lab, const sigset_t *ends) {
  int received = 0;
  if (!build(lab) || !serve(lab)) {
    return EXIT_FAILURE;
  }
  say_ready(lab);
  (void)sigwait(ends, &received);
  return EXIT_SUCCESS;
}

/* The signals are blocked before any thread starts, so that only sigwait takes them. */
static void block_signals(sigset_t *ret_ends) {
  sigemptyset(ret_ends);
  sigaddset(ret_ends, SIGINT);
  sigaddset(ret_ends, SIGTERM);
  (void)pthread_sigmask(SIG_BLOCK, ret_ends, NULL);
  (void)signal(SIGPIPE, SIG_IGN);
}

static int run_lab(int argc, char **argv) {
  struct lab lab = {.clock = lab_clock_new(), .arena = arena_new(ARENA_BYTES)};
  sigset_t ends;
  lab.faults = lab.clock != NULL ? faults_new(lab.clock) : NULL;
  if (lab.faults == NULL || lab.arena == NULL) {
    return EXIT_FAILURE;
  }
  int status = lab_options_parse(argc, argv, lab.faults, &lab.options);
  if (status == OPTIONS_GO) {
    block_signals(&ends);
    xmlInitParser();
    status = run(&lab, &ends);
  }
  close_lab(&lab);
  xmlCleanupParser();
  return status;
}

int main(int argc, char **argv) {
  if (argc > 1 && strcmp(argv[1], "scenario") == 0) {
    return scenario_main(argc - 1, argv + 1);
  }
  return run_lab(argc, argv);
}
