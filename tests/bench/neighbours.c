#include "tests/bench/neighbours.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define PATIENCE_US 10e6

static const char validate_body[] = "{\"resourceType\":\"Patient\",\"gender\":\"male\"}";

static void give_up(const char *what) {
  fprintf(stderr, "neighbours: %s\n", what);
  exit(1);
}

static char *text_of(const char *first, const char *second, const char *third) {
  char *text = NULL;
  if (asprintf(&text, "%s%s%s", first, second, third) < 0) {
    give_up("no memory");
  }
  return text;
}

static void set_port(struct neighbours *neighbours, const char *name, const char *before,
                     int port) {
  char digits[12];
  snprintf(digits, sizeof digits, "%d", port);
  char *value = text_of(before, digits, "");
  neighbours_set(neighbours, name, value);
  free(value);
}

void neighbours_make(struct neighbours *neighbours, const char *build) {
  *neighbours = (struct neighbours){.folder = NEIGHBOURS_FOLDER};
  if (mkdtemp(neighbours->folder) == NULL) {
    give_up("no temporary folder");
  }
  neighbours->server_program = text_of(build, "/fhir-facade", "");
  neighbours->lab_program = text_of(build, "/fhir-facade-lab", "");
  neighbours->port = bench_free_port();
  neighbours->orca_port = bench_free_port();
  neighbours->national_port = bench_free_port();
  neighbours->push_port = bench_free_port();
  set_port(neighbours, "LISTEN_PORT", "", neighbours->port);
  set_port(neighbours, "ORCA_BASE_URL", "http://127.0.0.1:", neighbours->orca_port);
  neighbours_set(neighbours, "DATA_DIR", neighbours->folder);
  neighbours_set(neighbours, "ORCA_USER", "ormaster");
  neighbours_set(neighbours, "ORCA_PASSWORD", "ormaster");
}

void neighbours_set(struct neighbours *neighbours, const char *name, const char *value) {
  if (neighbours->setting_count == NEIGHBOURS_SETTINGS) {
    give_up("too many settings");
  }
  char *setting = text_of(name, "=", value);
  neighbours->settings[neighbours->setting_count++] = text_of("FHIR_FACADE_", setting, "");
  free(setting);
}

/* The lab prints its line of ports when they are open. */
static bool has_line(const char *path) {
  char line[200] = "";
  FILE *file = fopen(path, "r");
  bool has = file != NULL && fgets(line, sizeof line, file) != NULL && strchr(line, '\n') != NULL;
  if (file != NULL) {
    fclose(file);
  }
  return has;
}

void neighbours_lab_start(struct neighbours *neighbours) {
  char ports[3][12];
  const char *const arguments[] = {
      "--orca-port",           ports[0],
      "--national-port",       ports[1],
      "--push-port",           ports[2],
      "--print-ports",         neighbours->request_dir != NULL ? "--request-dir" : NULL,
      neighbours->request_dir, "--result-dir",
      neighbours->result_dir,  NULL};
  snprintf(ports[0], sizeof ports[0], "%d", neighbours->orca_port);
  snprintf(ports[1], sizeof ports[1], "%d", neighbours->national_port);
  snprintf(ports[2], sizeof ports[2], "%d", neighbours->push_port);
  char *output = text_of(neighbours->folder, "/lab.out", "");
  (void)unlink(output);
  neighbours->lab = bench_spawn(neighbours->lab_program, arguments, NULL, output);
  double end = bench_now_us() + PATIENCE_US;
  while (!has_line(output)) {
    if (bench_now_us() > end) {
      give_up("the lab did not start");
    }
    usleep(1000);
  }
  free(output);
}

void neighbours_lab_stop(struct neighbours *neighbours) {
  if (neighbours->lab > 0) {
    bench_stop(neighbours->lab);
  }
  neighbours->lab = 0;
}

void neighbours_server_start(struct neighbours *neighbours) {
  static const char *const arguments[] = {"serve", NULL};
  const char *environment[NEIGHBOURS_SETTINGS + 1] = {NULL};
  for (size_t i = 0; i < neighbours->setting_count; i++) {
    environment[i] = neighbours->settings[i];
  }
  neighbours->server = bench_spawn(neighbours->server_program, arguments, environment, "/dev/null");
}

double neighbours_server_wait(const struct neighbours *neighbours) {
  char request[400];
  int length = snprintf(request, sizeof request,
                        "POST /fhir/Patient/$validate HTTP/1.1\r\nHost: localhost\r\n"
                        "Content-Type: application/fhir+json\r\nContent-Length: %zu\r\n\r\n%s",
                        sizeof validate_body - 1, validate_body);
  double end = bench_now_us() + PATIENCE_US;
  while (bench_now_us() < end) {
    int descriptor = bench_connect(neighbours->port);
    int status = descriptor >= 0 ? bench_exchange(descriptor, request, (size_t)length) : 0;
    if (descriptor >= 0) {
      close(descriptor);
    }
    if (status == 200) {
      return bench_now_us();
    }
    usleep(200);
  }
  give_up("the server did not answer");
  return 0;
}

void neighbours_server_stop(struct neighbours *neighbours) {
  if (neighbours->server > 0) {
    bench_stop(neighbours->server);
  }
  neighbours->server = 0;
}

static void remove_folder(const char *path) {
  const struct dirent *entry;
  DIR *folder = opendir(path);
  while (folder != NULL && (entry = readdir(folder)) != NULL) {
    (void)unlinkat(dirfd(folder), entry->d_name, 0);
  }
  if (folder != NULL) {
    closedir(folder);
  }
  (void)rmdir(path);
}

void neighbours_done(struct neighbours *neighbours) {
  neighbours_server_stop(neighbours);
  neighbours_lab_stop(neighbours);
  remove_folder(neighbours->folder);
  for (size_t i = 0; i < neighbours->setting_count; i++) {
    free(neighbours->settings[i]);
  }
  free(neighbours->server_program);
  free(neighbours->lab_program);
}
