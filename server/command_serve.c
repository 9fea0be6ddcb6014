#include "handlers/access_audit.h"
#include "server/app.h"
#include "server/app_messages.h"
#include "server/base/log.h"
#include "server/command_options.h"
#include "server/commands.h"
#include "server/exposure.h"
#include "server/http/access.h"
#include "server/http/listen.h"
#include "server/http/metrics.h"
#include "server/http/tls.h"
#include "server/limits.h"
#include "server/serve_reload.h"
#include "server/service_notify.h"
#include "server/startup.h"
#include "server/version.h"

#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* A stop lasts at most a second in all; the relay's workers need a part of it. */
#define STOP_GRACE_MS 700u
/* A handler may ask ORCA twice (a page that was truncated) and still answer by itself. */
#define DEADLINE_FACTOR 2
/* How often certificates, keys and the like are looked at. */
#define REFRESH_SECONDS 2

struct serve_options {
  const char *config;
  struct options_list assignments;
  struct options_list packages;
  bool sample;
};

struct server {
  struct arena *arena;
  struct issue_list issues;
  struct config config;
  struct config_sources sources;
  struct tls *tls; /* NULL: plain HTTP */
  struct listen *listen;
  struct app *app;
  struct view local_url; /* with the real port */
  struct view base_url;  /* that clients see */
};

#define AT(member) offsetof(struct serve_options, member)
static const struct options_row rows[] = {
    COMMAND_OPTION_CONFIG(AT(config)),
    COMMAND_OPTION_PACKAGES(AT(packages)),
    COMMAND_OPTION_SET(AT(assignments)),
    {.name = "print-sample-config",
     .kind = OPTIONS_FLAG,
     .offset = AT(sample),
     .english = "a commented sample",
     .japanese = "コメント付きの設定例を表示する"},
};
#undef AT

static void print_settings(FILE *file) {
  fputs(
      "\n"
      "Settings: defaults < file < environment (FHIR_FACADE_LISTEN_PORT for listen.port) < --set\n"
      "設定の優先順位: 既定値 < ファイル < 環境変数 < --set\n\n",
      file);
  config_print_help(file);
}

static const struct options_table table = {
    .program = "fhir-facade serve",
    .usage = "[--config FILE] [--packages PATH]... [--set KEY=VALUE]...\n"
             "--print-sample-config",
    .introduction = "Serves FHIR R4 until SIGTERM or SIGINT.\n"
                    "SIGTERM か SIGINT を受けるまで FHIR R4 サーバーとして動作します。\n",
    .rows = rows,
    .row_count = sizeof rows / sizeof rows[0],
    .more = print_settings,
};

static enum error open_listen(struct server *server) {
  const struct config *config = &server->config;
  struct listen_settings settings = {
      .address = config->listen_address,
      .port = (uint16_t)config->listen_port,
      .threads = (unsigned)config->listen_threads,
      .waiting_threads = (unsigned)config->listen_waiting_threads,
      .timeout_ms = (uint32_t)config->listen_timeout_ms,
      .max_connections = (unsigned)config->listen_max_connections,
      .max_connections_per_address = (unsigned)config->listen_max_connections_per_address,
  };
  enum error error = exposure_check(config, &server->issues);
  if (error == ERROR_OK) {
    error = exposure_read_proxies(config, &server->issues, &settings.proxies);
  }
  if (error == ERROR_OK) {
    error = exposure_open_tls(config, &server->issues, &server->tls);
  }
  if (error != ERROR_OK) {
    return error;
  }
  settings.tls = server->tls;
  errno = 0;
  error = listen_open(&settings, &server->listen);
  if (error == ERROR_OK) {
    return ERROR_OK;
  }
  int reason = errno;
  struct view where = arena_format(server->arena, "%s:%u", settings.address, settings.port);
  errno = reason;
  return app_message_fail(&server->issues, APP_MESSAGE_ADDRESS, where, error);
}

/* Where this machine listens; IPv6 addresses stand in brackets (RFC 3986 3.2.2). */
static struct view make_local_url(struct server *server) {
  const char *address = server->config.listen_address;
  bool is_ipv6 = strchr(address, ':') != NULL;
  return arena_format(server->arena, "%s://%s%s%s:%u/fhir", server->tls != NULL ? "https" : "http",
                      is_ipv6 ? "[" : "", address, is_ipv6 ? "]" : "", listen_port(server->listen));
}

static enum error start(struct server *server) {
  const struct config *config = &server->config;
  const struct services *services = app_services(server->app);
  struct listen_context context = {
      .routes = services->routes,
      .services = services,
      .metrics = services->metrics,
      .access = app_access(server->app),
      .clock = services->clock,
      .audit = access_audit,
      .base_url = server->base_url,
      .deadline_ms = config->orca_timeout_ms * DEADLINE_FACTOR,
  };
  if (server->tls != NULL) {
    app_set_tls(server->app, server->tls);
    metrics_add_callback(services->metrics, tls_metrics, server->tls);
  }
  enum error error = listen_start(server->listen, &context);
  return error == ERROR_OK
             ? error
             : app_message_fail(&server->issues, APP_MESSAGE_SERVER, view_of(""), error);
}

static enum error open_server(struct server *server, const struct serve_options *options) {
  server->sources = (struct config_sources){.file = options->config,
                                            .environment = (const char *const *)environ,
                                            .assignments = options->assignments.items,
                                            .assignment_count = options->assignments.count,
                                            .packages = options->packages.items,
                                            .package_count = options->packages.count};
  enum error error = config_load(server->arena, &server->sources, &server->issues, &server->config);
  if (error != ERROR_OK) {
    return error;
  }
  enum log_level level = LOG_LEVEL_INFO;
  if (log_level_parse(view_of(server->config.log_level), &level)) {
    log_set_level(level);
  }
  error = open_listen(server);
  if (error != ERROR_OK) {
    return error;
  }
  server->local_url = make_local_url(server);
  server->base_url = server->config.listen_base_url[0] != '\0'
                         ? view_of(server->config.listen_base_url)
                         : server->local_url;
  error = app_open(&server->config, server->base_url, &server->issues, &server->app);
  return error == ERROR_OK ? start(server) : error;
}

/* Signals are taken by sigwait alone, so no handler runs in the middle of anything. */
static void block_signals(sigset_t *ret_signals) {
  sigemptyset(ret_signals);
  sigaddset(ret_signals, SIGTERM);
  sigaddset(ret_signals, SIGINT);
  sigaddset(ret_signals, SIGHUP);
  (void)pthread_sigmask(SIG_BLOCK, ret_signals, NULL);
  (void)signal(SIGPIPE, SIG_IGN);
}

/* Until SIGTERM or SIGINT, whose number it returns; meanwhile files that have changed are taken. */
static int wait_for_end(struct server *server, const sigset_t *signals) {
  const struct timespec pause = {.tv_sec = REFRESH_SECONDS};
  for (;;) {
    int number = sigtimedwait(signals, NULL, &pause);
    if (number == SIGTERM || number == SIGINT) {
      return number;
    }
    if (number == SIGHUP) {
      serve_reload(&server->sources, &server->config, app_access(server->app));
    }
    exposure_refresh_tls(server->tls, number == SIGHUP);
    access_refresh(app_access(server->app), number == SIGHUP);
  }
}

static void notify(const char *state) {
  if (!service_notify(state)) {
    log_write(LOG_LEVEL_WARNING, "service manager cannot be told",
              (struct log_field[]){LOG_TEXT("state", view_of(state)),
                                   LOG_TEXT("reason", view_of(strerror(errno)))},
              2);
  }
}

static void serve(struct server *server, const sigset_t *signals) {
  printf("listening on %.*s\n", VIEW_ARGUMENTS(server->local_url));
  (void)fflush(stdout);
  log_write(LOG_LEVEL_INFO, "started",
            (struct log_field[]){LOG_TEXT("version", view_of(VERSION_NUMBER)),
                                 LOG_INTEGER("port", listen_port(server->listen))},
            2);
  notify(SERVICE_NOTIFY_READY);
  int number = wait_for_end(server, signals);
  notify(SERVICE_NOTIFY_STOPPING);
  bool ended = listen_stop(server->listen, STOP_GRACE_MS);
  log_write(ended ? LOG_LEVEL_INFO : LOG_LEVEL_WARNING, "stopped",
            (struct log_field[]){LOG_INTEGER("signal", number), LOG_INTEGER("complete", ended)}, 2);
  if (!ended) {
    app_note_stop(server->app);
    _exit(0); /* a handler still waits for a neighbour; what was accepted is on disk */
  }
}

static int run(const struct serve_options *options) {
  struct server server = {.arena = arena_new(LIMIT_APPLICATION_BYTES)};
  sigset_t signals;
  if (server.arena == NULL) {
    return STARTUP_FAILED;
  }
  server.issues = issue_list_make(server.arena, LIMIT_ISSUES);
  block_signals(&signals);
  enum error error = open_server(&server, options);
  if (error == ERROR_OK) {
    serve(&server, &signals);
  } else {
    startup_complain(&server.issues, error);
  }
  listen_close(server.listen);
  app_close(server.app);
  tls_close(server.tls);
  arena_free(server.arena);
  return error == ERROR_OK ? 0 : STARTUP_FAILED;
}

int command_serve(int argc, char **argv) {
  struct serve_options options = {.sample = false};
  struct options_words words;
  int status = options_read(&table, argc, argv, &options, &words);
  if (status != OPTIONS_GO) {
    return status;
  }
  if (options.sample) {
    config_print_sample(stdout);
    return 0;
  }
  return run(&options);
}
