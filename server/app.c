#include "server/app.h"

#include "handlers/subscription_endpoint.h"
#include "server/app_access.h"
#include "server/app_audit.h"
#include "server/app_definitions.h"
#include "server/app_messages.h"
#include "server/app_metrics.h"
#include "server/app_signature.h"
#include "server/app_terminology.h"
#include "server/auto_register.h"
#include "server/base/file.h"
#include "server/base/log.h"
#include "server/http/access.h"
#include "server/http/metrics.h"
#include "server/document_intake.h"
#include "server/limits.h"
#include "server/masters_update.h"
#include "server/national/relay.h"
#include "server/orca/orca_front.h"
#include "server/orca/orca_identity.h"
#include "server/orca/orca_push.h"
#include "server/orca/orca_watch.h"
#include "server/routes.h"
#include "server/store/audit_recorder.h"
#include "server/store_place.h"
#include "server/subscription_notify.h"
#include "terminology/mapping_csv.h"
#include "terminology/mapping_library.h"
#include "terminology/terminology_library.h"

#include <errno.h>

#define DAY_MS 86400000

struct app {
  const struct config *config;
  struct arena *arena; /* of the issues; lives as long as the process */
  struct issue_list *issues;
  struct definitions *definitions;
  struct mapping_csv_rows mapping_file;
  struct orca_identity *orca_identity;
  struct auto_register *auto_register;
  struct subscription_notify *subscriptions;
  struct document_intake *intake;
  struct app_signature *signature;
  struct masters_update *masters_update;
  struct access *access;
  struct app_audit *audit;
  struct services services;
};

/* The error itself; when it is one, with an issue that says what could not be opened. */
static enum error opened(struct app *app, enum error error, enum app_message message,
                         const char *subject) {
  return error == ERROR_OK ? error
                           : app_message_fail(app->issues, message, view_of(subject), error);
}

static enum validation_html html_setting(const char *word) {
  static const struct {
    const char *word;
    enum validation_html setting;
  } rows[] = {{"information", VALIDATION_HTML_INFORMATION},
              {"warning", VALIDATION_HTML_WARNING},
              {"error", VALIDATION_HTML_ERROR},
              {"pass", VALIDATION_HTML_PASS}};
  for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
    if (strcmp(rows[i].word, word) == 0) {
      return rows[i].setting;
    }
  }
  return VALIDATION_HTML_INFORMATION; /* the table of settings allows no other word */
}

static enum error open_definitions(struct app *app) {
  const struct config *config = app->config;
  struct app_definitions wanted = {config->definitions, config->definitions_dir,
                                   config->packages.items, config->packages.count};
  enum error error = app_definitions_open(&wanted, app->arena, app->issues, &app->definitions);
  app->services.definitions = app->definitions;
  app->services.clins_version = view_of(config->national_clins_version);
  app->services.validation = (struct validation_settings){
      .clins_version = app->services.clins_version,
      .issue_maximum = LIMIT_ISSUES,
      .unknown_extension_is_error = strcmp(config->validation_unknown_extensions, "error") == 0,
      .html_in_strings = html_setting(config->validation_html_in_strings)};
  return error;
}

static enum error open_advisor(struct app *app) {
  const char *path = app->config->validation_advisor;
  struct advisor_source source = {.name = view_of(path), .clock = app->services.clock};
  struct advisor *advisor = NULL;
  if (path[0] == '\0') {
    return ERROR_OK;
  }
  errno = 0;
  enum error error = file_read(app->arena, path, LIMIT_ADVISOR_BYTES, &source.json);
  if (error == ERROR_OK) {
    error = advisor_read(app->arena, &source, app->issues, &advisor);
  }
  app->services.validation.advisor = advisor;
  return opened(app, error, APP_MESSAGE_ADVISOR, path);
}

/* What a person at this machine wrote needs no approval. */
static enum error read_mapping_file(struct app *app) {
  const char *path = app->config->mapping_file;
  struct mapping_csv_settings settings = {.institution_number = app->services.institution_number,
                                          .status = MAPPING_STATUS_APPROVED};
  struct view csv;
  if (path[0] == '\0') {
    return ERROR_OK;
  }
  errno = 0;
  enum error error = file_read(app->arena, path, LIMIT_MAPPING_BYTES, &csv);
  if (error == ERROR_OK) {
    error = mapping_csv_read(app->arena, csv, &settings, app->issues, &app->mapping_file);
  }
  return opened(app, error, APP_MESSAGE_MAPPING, path);
}

static enum error open_mapping(struct app *app) {
  app->services.mapping_second_person = strcmp(app->config->mapping_second_person, "on") == 0;
  enum error error = read_mapping_file(app);
  if (error != ERROR_OK) {
    return error;
  }
  error = mapping_library_open(app->services.store, app->mapping_file.rows, app->mapping_file.count,
                               &app->services.mapping);
  const struct store_place place = store_place_of(app->config);
  return opened(app, error, APP_MESSAGE_DATA, store_place_name(&place));
}

static enum error open_store(struct app *app) {
  const struct store_place place = store_place_of(app->config);
  errno = 0;
  enum error error = store_place_open(&place, false, app->services.clock, &app->services.store);
  enum app_message message = place.url[0] != '\0'          ? APP_MESSAGE_STORE
                             : error == ERROR_STORAGE_BUSY ? APP_MESSAGE_DATA_BUSY
                                                           : APP_MESSAGE_DATA;
  return opened(app, error, message, store_place_name(&place));
}

static enum error open_audit(struct app *app) {
  const struct store_place place = store_place_of(app->config);
  enum error error = app_audit_open(app->config, app->arena, &app->services, &app->audit);
  return opened(app, error, APP_MESSAGE_DATA, store_place_name(&place));
}

static enum error open_terminology(struct app *app) {
  struct view path = arena_format(app->arena, "%s/" MASTERS_FILE_NAME, app->config->data_dir);
  enum error error = path.data == NULL ? ERROR_MEMORY
                                       : app_terminology_open(&app->services, path.data,
                                                              &app->services.terminology);
  return opened(app, error, APP_MESSAGE_MASTERS, path.data);
}

static enum error open_orca_identity(struct app *app) {
  const char *path = app->config->orca_client_pkcs12;
  if (path[0] == '\0') {
    return ERROR_OK;
  }
  enum error error =
      orca_identity_open(path, app->config->orca_client_pkcs12_password.value, &app->orca_identity);
  return opened(app, error, APP_MESSAGE_ORCA_IDENTITY, path);
}

static enum error open_orca(struct app *app) {
  const struct config *config = app->config;
  if (config->orca_base_url[0] == '\0') {
    return ERROR_OK;
  }
  struct orca_settings settings = {
      .base_url = config->orca_base_url,
      .user = config->orca_user,
      .password = config->orca_password.value,
      .password_file = config->orca_password.file,
      .identity = app->orca_identity,
      .client_certificate = config->orca_client_certificate,
      .client_key = config->orca_client_key,
      .ca_file = config->orca_ca_file,
      .timeout_ms = (uint32_t)config->orca_timeout_ms,
      .max_parallel = (uint32_t)config->orca_max_parallel,
      .cache_seconds = (uint32_t)config->orca_cache_seconds,
      .cache_bytes = (size_t)config->orca_cache_bytes,
      .breaker_failures = (uint32_t)config->orca_breaker_failures,
      .kind = orca_front_kind_of(config->orca_kind),
      .clock = app->services.clock,
  };
  app->services.orca_former_names = strcmp(app->config->orca_former_names, "on") == 0;
  app->services.orca_test_patients = strcmp(app->config->orca_test_patients, "show") == 0;
  enum error error = orca_open(&settings, &app->services.orca);
  if (error == ERROR_OK) {
    error = orca_watch_start(app->services.orca, &app->services.orca_watch);
  }
  return opened(app, error, APP_MESSAGE_ORCA, "");
}

/* Before PUSH, whose events it takes; its thread starts when everything is open. */
static enum error open_auto_register(struct app *app) {
  const struct config *config = app->config;
  bool on_account = strcmp(config->register_on_account, "on") == 0;
  struct auto_register_settings settings = {.on_account = on_account,
                                            .at_minute = AUTO_REGISTER_NEVER};
  if (config->register_at[0] != '\0' &&
      !auto_register_time(view_of(config->register_at), &settings.at_minute)) {
    return app_message_fail(app->issues, APP_MESSAGE_REGISTER_AT, view_of(config->register_at),
                            ERROR_CONFIGURATION);
  }
  if (!on_account && settings.at_minute == AUTO_REGISTER_NEVER) {
    return ERROR_OK;
  }
  if (app->services.orca == NULL || (on_account && config->orca_push_url[0] == '\0')) {
    return app_message_fail(app->issues, APP_MESSAGE_REGISTER_NEEDS,
                            view_of(app->services.orca == NULL ? "orca.base_url" : "orca.push.url"),
                            ERROR_CONFIGURATION);
  }
  return opened(app, auto_register_open(&settings, &app->services, &app->auto_register),
                APP_MESSAGE_REGISTER, "");
}

static enum error start_auto_register(struct app *app) {
  return opened(app, auto_register_start(app->auto_register), APP_MESSAGE_REGISTER, "");
}

/* Subscriptions that are there and are told nothing. */
static enum error warn_of_subscriptions(struct app *app) {
  struct store *store = app->services.store;
  struct store_subscription_counts counts;
  enum error error = store->subscription_counts(store, &counts);
  if (error == ERROR_OK && counts.active > 0) {
    const struct log_field fields[] = {LOG_TEXT("needs", view_of("orca.push.url")),
                                       LOG_INTEGER("active", counts.active)};
    log_write(LOG_LEVEL_WARNING, "subscriptions-without-push", fields,
              sizeof fields / sizeof fields[0]);
  }
  return opened(app, error, APP_MESSAGE_DATA, app->config->data_dir);
}

/* Before PUSH, as with the automatic registration. */
static enum error open_subscriptions(struct app *app) {
  const struct config *config = app->config;
  const struct subscription_notify_settings settings = {
      .ca_file = config->subscription_ca_file,
      .timeout_ms = (uint32_t)config->subscription_timeout_ms,
      .retry = {.attempts = (uint32_t)config->subscription_attempts,
                .first_wait_ms = config->subscription_first_wait_ms,
                .longest_wait_ms = config->subscription_longest_wait_ms}};
  app->services.subscription_endpoints = view_of(config->subscription_endpoints);
  app->services.subscription_http = strcmp(config->subscription_http, "on") == 0;
  struct view bad = subscription_endpoint_bad_item(app->services.subscription_endpoints);
  if (bad.length > 0) {
    return app_message_fail(app->issues, APP_MESSAGE_SUBSCRIPTION_ENDPOINTS, bad,
                            ERROR_CONFIGURATION);
  }
  if (app->services.orca == NULL || config->orca_push_url[0] == '\0') {
    return warn_of_subscriptions(app);
  }
  return opened(app, subscription_notify_open(&settings, &app->services, &app->subscriptions),
                APP_MESSAGE_SUBSCRIPTION, "");
}

static enum error start_subscriptions(struct app *app) {
  return opened(app, subscription_notify_start(app->subscriptions), APP_MESSAGE_SUBSCRIPTION, "");
}

static void tell_of_event(void *context, const struct orca_event *event) {
  struct app *app = context;
  auto_register_event(app->auto_register, event);
  subscription_notify_event(app->subscriptions, event);
}

static enum error open_orca_push(struct app *app) {
  const struct config *config = app->config;
  if (app->services.orca == NULL || config->orca_push_url[0] == '\0') {
    return ERROR_OK;
  }
  const struct orca_push_settings settings = {.url = config->orca_push_url,
                                              .events = config->orca_push_events,
                                              .tenant = config->orca_push_tenant,
                                              .basic = strcmp(config->orca_push_basic, "on") == 0,
                                              .listener = {tell_of_event, app}};
  enum error error = orca_push_start(&settings, app->services.orca, &app->services.orca_push);
  return opened(app, error, APP_MESSAGE_ORCA_PUSH, config->orca_push_url);
}

static enum error open_signature(struct app *app) {
  enum error error =
      app_signature_open(app->config, app->services.clock, app->issues, &app->signature);
  if (error == ERROR_OK) {
    app->services.signing = app_signature_signing(app->signature);
    app->services.signature_check = app_signature_check(app->signature);
  }
  return opened(app, error, APP_MESSAGE_SIGNATURE, "");
}

static enum error open_relay(struct app *app) {
  const struct config *config = app->config;
  app->services.check_destination = strcmp(config->national_check_destination, "on") == 0;
  app->services.patient_only = strcmp(config->national_patient_only, "on") == 0;
  app->services.cancel_undo = strcmp(config->national_cancel_undo, "on") == 0;
  app->services.refuse_unsigned = strcmp(config->national_accept_unsigned, "off") == 0;
  struct relay_settings settings = {
      .transport = config->national_transport,
      .adapter_file = config->national_adapter,
      .institution_number = config->institution_number,
      .webapi_base_url = config->national_webapi_base_url,
      .webapi_client_certificate = config->national_webapi_client_certificate,
      .webapi_client_key = config->national_webapi_client_key,
      .webapi_ca_file = config->national_webapi_ca_file,
      .folder_request_dir = config->national_folder_request_dir,
      .folder_result_dir = config->national_folder_result_dir,
      .signature_extension =
          strcmp(config->signature_place, "file") == 0 ? config->signature_file_extension : NULL,
      .keep_ms = (int64_t)config->outbox_keep_days * DAY_MS,
      .takeover_ms = (int64_t)config->outbox_takeover_seconds * 1000,
      .issues = app->issues,
  };
  enum error error =
      relay_open(&settings, app->services.store, app->services.clock, &app->services.relay);
  return opened(app, error, APP_MESSAGE_RELAY, "");
}

static enum error open_intake(struct app *app) {
  const char *dir = app->config->intake_dir;
  return dir[0] == '\0' ? ERROR_OK
                        : opened(app, document_intake_open(dir, &app->services, &app->intake),
                                 APP_MESSAGE_INTAKE, dir);
}

static enum error start_intake(struct app *app) {
  return opened(app, document_intake_start(app->intake), APP_MESSAGE_INTAKE,
                app->config->intake_dir);
}

/* Behind the relay, which it asks. */
static enum error open_masters_update(struct app *app) {
  const struct config *config = app->config;
  struct view at = view_of(config->masters_check_at);
  struct view names = view_of(config->masters_names);
  struct masters_update_settings settings = {.data_dir = config->data_dir,
                                             .apply = strcmp(config->masters_apply, "on") == 0};
  if (at.length == 0) {
    return ERROR_OK;
  }
  if (!auto_register_time(at, &settings.at_minute)) {
    return app_message_fail(app->issues, APP_MESSAGE_MASTERS_AT, at, ERROR_CONFIGURATION);
  }
  if (!masters_update_names(names, &settings)) {
    return app_message_fail(app->issues, APP_MESSAGE_MASTERS_NAMES, names, ERROR_CONFIGURATION);
  }
  if (strcmp(config->national_transport, "none") == 0) {
    return app_message_fail(app->issues, APP_MESSAGE_MASTERS_NEED, view_of("national.transport"),
                            ERROR_CONFIGURATION);
  }
  return opened(app, masters_update_open(&settings, &app->services, &app->masters_update),
                APP_MESSAGE_MASTERS_UPDATE, "");
}

static enum error start_masters_update(struct app *app) {
  return opened(app, masters_update_start(app->masters_update), APP_MESSAGE_MASTERS_UPDATE, "");
}

static enum error open_access(struct app *app) {
  return app_access_open(app->config, &app->services, app->issues, &app->access);
}

static enum error open_metrics(struct app *app) {
  app->services.metrics = metrics_new(app->services.routes);
  if (app->services.metrics == NULL) {
    return ERROR_MEMORY;
  }
  app_metrics_add(&app->services);
  metrics_add_callback(app->services.metrics, access_metrics, app->access);
  metrics_add_callback(app->services.metrics, audit_recorder_metrics, app->services.recorder);
  if (app->auto_register != NULL) {
    metrics_add_callback(app->services.metrics, auto_register_metrics, app->auto_register);
  }
  if (app->subscriptions != NULL) {
    metrics_add_callback(app->services.metrics, subscription_notify_metrics, app->subscriptions);
  }
  if (app->intake != NULL) {
    metrics_add_callback(app->services.metrics, document_intake_metrics, app->intake);
  }
  if (app->masters_update != NULL) {
    metrics_add_callback(app->services.metrics, masters_update_metrics, app->masters_update);
  }
  return ERROR_OK;
}

static enum error open_all(struct app *app) {
  static enum error (*const steps[])(struct app * app) = {
      open_access,    open_definitions,    open_advisor,        open_store,
      open_audit,     open_mapping,        open_terminology,    open_orca_identity,
      open_orca,      open_auto_register,  open_subscriptions,  open_orca_push,
      open_signature, open_relay,          open_masters_update, open_intake,
      open_metrics,   start_auto_register, start_subscriptions, start_masters_update,
      start_intake};
  enum error error = ERROR_OK;
  for (size_t i = 0; i < sizeof steps / sizeof steps[0] && error == ERROR_OK; i++) {
    error = steps[i](app);
  }
  return error;
}

enum error app_open(const struct config *config, struct view base_url, struct issue_list *issues,
                    struct app **ret_app) {
  struct app *app = arena_alloc(issues->arena, sizeof *app);
  if (app == NULL) {
    return ERROR_MEMORY;
  }
  app->config = config;
  app->arena = issues->arena;
  app->issues = issues;
  app->services.clock = clock_system();
  app->services.routes = routes_table();
  app->services.institution_number = view_of(config->institution_number);
  app->services.base_url = base_url;
  enum error error = open_all(app);
  if (error != ERROR_OK) {
    app_close(app);
    return error;
  }
  *ret_app = app;
  return ERROR_OK;
}

const struct services *app_services(const struct app *app) {
  return &app->services;
}

void app_set_tls(struct app *app, const struct tls *tls) {
  app->services.tls = tls;
}

struct access *app_access(const struct app *app) {
  return app->access;
}

void app_note_stop(struct app *app) {
  app_audit_finish(app->audit);
}

void app_close(struct app *app) {
  if (app == NULL) {
    return;
  }
  orca_stop(app->services.orca);
  orca_push_stop(app->services.orca_push);
  auto_register_stop(app->auto_register);
  document_intake_stop(app->intake);
  subscription_notify_stop(app->subscriptions);
  orca_watch_stop(app->services.orca_watch);
  masters_update_stop(app->masters_update);
  relay_close(app->services.relay);
  app_signature_close(app->signature);
  terminology_library_close(app->services.terminology);
  mapping_library_close(app->services.mapping);
  orca_close(app->services.orca);
  orca_identity_free(app->orca_identity);
  app_audit_close(app->audit);
  if (app->services.store != NULL) {
    app->services.store->close(app->services.store);
  }
  metrics_free(app->services.metrics);
  access_close(app->access);
  definitions_close(app->definitions);
}
