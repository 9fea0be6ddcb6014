#include "server/app_audit.h"

#include "server/base/log.h"
#include "server/config_digest.h"
#include "server/store/audit_recorder.h"
#include "server/version.h"

#include <unistd.h>

#define MACHINE_BYTES 64u

struct app_audit {
  struct services *services;
  struct audit_recorder *recorder;
  bool finished;
};

static struct view server_name(const struct config *config, struct arena *arena) {
  char machine[MACHINE_BYTES] = "";
  if (config->audit_server[0] != '\0') {
    return view_of(config->audit_server);
  }
  (void)gethostname(machine, sizeof machine - 1);
  return arena_copy(arena, view_of(machine[0] == '\0' ? VERSION_NAME : machine));
}

static enum error note_start(const struct config *config, struct arena *arena,
                             const struct services *services) {
  struct sha256 digest;
  char hex[SHA256_HEX_BYTES];
  enum error error = config_digest(config, arena, &digest);
  if (error != ERROR_OK) {
    return error;
  }
  hash_sha256_hex(&digest, hex);
  const struct store_audit row = {
      .action = view_of("server-started"),
      .detail = arena_format(arena, "version=%s definitions=%s settings=%s clock=%s",
                             VERSION_NUMBER, definitions_id(services->definitions), hex,
                             clock_source_name(clock_source_get(services->clock)))};
  return row.detail.data == NULL ? ERROR_MEMORY : services->store->audit(services->store, &row);
}

enum error app_audit_open(const struct config *config, struct arena *arena,
                          struct services *services, struct app_audit **ret_audit) {
  struct app_audit *audit = arena_alloc(arena, sizeof *audit);
  struct view folder = arena_format(arena, "%s/audit", config->data_dir);
  services->audit_server = server_name(config, arena);
  services->audit_batched_reads = strcmp(config->audit_patient_reads, "batched") == 0;
  if (audit == NULL || folder.data == NULL || services->audit_server.data == NULL) {
    return ERROR_MEMORY;
  }
  const struct audit_recorder_settings settings = {services->store, services->clock, folder.data,
                                                   (uint32_t)config->audit_keep_days};
  enum error error = note_start(config, arena, services);
  if (error == ERROR_OK) {
    error = audit_recorder_start(&settings, &audit->recorder);
  }
  if (error == ERROR_OK) {
    services->recorder = audit->recorder;
    audit->services = services;
    *ret_audit = audit;
  }
  return error;
}

void app_audit_finish(struct app_audit *audit) {
  if (audit == NULL || audit->finished) {
    return;
  }
  struct store *store = audit->services->store;
  const struct store_audit row = {.action = view_of("server-stopped"),
                                  .detail = view_of("version=" VERSION_NUMBER)};
  audit->finished = true;
  audit_recorder_finish(audit->recorder);
  enum error error = store->audit(store, &row);
  if (error != ERROR_OK) {
    log_write(LOG_LEVEL_ERROR, "audit-failed",
              (struct log_field[]){LOG_TEXT("error", view_of(error_name(error)))}, 1);
  }
}

void app_audit_close(struct app_audit *audit) {
  app_audit_finish(audit);
  if (audit != NULL) {
    audit_recorder_free(audit->recorder);
    audit->services->recorder = NULL;
  }
}
