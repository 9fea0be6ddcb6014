/* A world whose server asks for keys: clients made by the command, in a file that the tests write;
 * and changes of the mapping table by such clients. */
#ifndef TESTS_BLACKBOX_ACCESS_FIXTURE_H
#define TESTS_BLACKBOX_ACCESS_FIXTURE_H

#include "server/base/arena.h"
#include "tests/blackbox/harness.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define KEY_BYTES 100

#define ROW(code)                                                                                  \
  "{\"domain\":\"d\",\"source_system\":\"urn:s\",\"source_code\":\"" code                          \
  "\",\"target_system\":\"urn:t\",\"target_code\":\"T\"}"

struct access_world {
  struct world world;
  char folder[HARNESS_PATH];
  char clients[HARNESS_PATH + 60]; /* path */
  char setting[HARNESS_PATH + 100];
  char rows[8000]; /* of the file */
  struct arena *arena;
};

static inline void folder_set_up(struct access_world *self) {
  const char *base = getenv("TMPDIR");
  *self = (struct access_world){.arena = arena_new(1 << 24)};
  self->world.transport = "none";
  snprintf(self->folder, sizeof self->folder, "%s/access-XXXXXX",
           base != NULL && base[0] != '\0' ? base : "/tmp");
  ck_assert_ptr_nonnull(mkdtemp(self->folder));
  snprintf(self->clients, sizeof self->clients, "%s/clients.json", self->folder);
  snprintf(self->setting, sizeof self->setting, "FHIR_FACADE_ACCESS_KEYS_FILE=%s", self->clients);
}

static inline void folder_tear_down(struct access_world *self) {
  char command[HARNESS_PATH + 20];
  world_stop(&self->world);
  snprintf(command, sizeof command, "rm -rf '%s'", self->folder);
  ck_assert_int_eq(system(command), 0);
  arena_free(self->arena);
}

static inline void write_clients(const struct access_world *self) {
  char fresh[HARNESS_PATH + 80];
  snprintf(fresh, sizeof fresh, "%s.new", self->clients);
  FILE *file = fopen(fresh, "w");
  ck_assert_ptr_nonnull(file);
  fprintf(file, "{\"clients\":[%s]}", self->rows);
  fclose(file);
  ck_assert_int_eq(rename(fresh, self->clients), 0);
}

/* Runs "fhir-facade key new" and adds its row; the key without line end. */
static inline void add_client(struct access_world *self, const char *arguments,
                              char ret_key[KEY_BYTES]) {
  const char *build = getenv("FHIR_FACADE_BUILD");
  char command[600];
  char row[2000] = "";
  snprintf(command, sizeof command, "'%s/fhir-facade' key new %s 2>/dev/null",
           build != NULL && build[0] != '\0' ? build : "build", arguments);
  FILE *output = popen(command, "r");
  ck_assert_ptr_nonnull(output);
  ck_assert_ptr_nonnull(fgets(ret_key, KEY_BYTES, output));
  ck_assert_ptr_nonnull(fgets(row, sizeof row, output));
  ck_assert_int_eq(pclose(output), 0);
  ret_key[strcspn(ret_key, "\n")] = '\0';
  row[strcspn(row, "\n")] = '\0';
  ck_assert_uint_eq(strlen(ret_key), 43); /* 256 bits in base64url */
  ck_assert_ptr_null(strstr(row, ret_key));
  size_t length = strlen(self->rows);
  snprintf(self->rows + length, sizeof self->rows - length, "%s%s", length > 0 ? "," : "", row);
}

static inline void start_with_keys(struct access_world *self) {
  write_clients(self);
  self->world.settings[0] = "FHIR_FACADE_ACCESS_MODE=keys";
  self->world.settings[1] = self->setting;
  world_start(&self->world);
}

/* name is "X-API-Key: " or "Authorization: Bearer ". */
static inline struct reply ask(const struct access_world *self, struct call call, const char *name,
                               const char *key) {
  char header[4000];
  snprintf(header, sizeof header, "%s%s", name, key);
  call.headers[0] = key[0] != '\0' ? header : NULL;
  return http_call(&self->world, &call);
}

/* POST with a key or token, and X-Facade-User when who is not NULL. */
static inline struct reply act(const struct access_world *self, const char *credential,
                               const char *who, const char *path, const char *body) {
  struct view user = arena_format(self->arena, "X-Facade-User: %s", who != NULL ? who : "");
  struct view header = arena_format(self->arena, "Authorization: Bearer %s", credential);
  struct call call = {
      .path = path,
      .body = body,
      .type = body[0] == '{' ? "application/json" : "text/csv",
      .headers = {header.data, "Accept-Language: en", who != NULL ? user.data : NULL}};
  return http_call(&self->world, &call);
}

struct proposal {
  char path[200]; /* of the row */
  char proposer[200];
};

/* Creates a row as act does. */
static inline struct proposal propose(const struct access_world *self, const char *credential,
                                      const char *who, const char *body) {
  struct reply reply = act(self, credential, who, "/mapping/rows", body);
  struct proposal proposal;
  ck_assert_msg(reply.status == 201, "%ld %s", reply.status, reply.body);
  snprintf(proposal.path, sizeof proposal.path, "/mapping/rows/%s", text_at(reply.json, "id"));
  snprintf(proposal.proposer, sizeof proposal.proposer, "%s", text_at(reply.json, "proposer"));
  reply_free(&reply);
  return proposal;
}

#endif
