#include "server/exposure.h"

#include "server/app_messages.h"
#include "server/base/log.h"
#include "server/http/listen.h"
#include "server/http/tls.h"
#include "server/limits.h"

#include <errno.h>
#include <string.h>

static const struct view none = {NULL, 0};

static bool has_tls(const struct config *config) {
  return config->listen_tls_certificate[0] != '\0';
}

static enum error refuse(struct issue_list *issues, enum app_message message, const char *subject) {
  errno = 0;
  return app_message_fail(issues, message, view_of(subject), ERROR_CONFIGURATION);
}

static enum error check_revocation(const struct config *config, bool asks_clients,
                                   struct issue_list *issues) {
  bool has_lists = config->listen_tls_crl[0] != '\0';
  if (has_lists && !asks_clients) {
    return refuse(issues, APP_MESSAGE_CRL_WITHOUT_CLIENTS, "listen.tls.client_certificate");
  }
  if (!has_lists && strcmp(config->listen_tls_revocation, "hard") == 0) {
    return refuse(issues, APP_MESSAGE_CRL_NEEDED, "listen.tls.crl");
  }
  return ERROR_OK;
}

static enum error check_tls(const struct config *config, struct issue_list *issues) {
  bool asks_clients = strcmp(config->listen_tls_client_certificate, "off") != 0;
  if (has_tls(config) != (config->listen_tls_key[0] != '\0')) {
    return refuse(issues, APP_MESSAGE_TLS_NEEDS,
                  has_tls(config) ? "listen.tls.key" : "listen.tls.certificate");
  }
  if (asks_clients && !has_tls(config)) {
    return refuse(issues, APP_MESSAGE_TLS_NEEDS, "listen.tls.certificate");
  }
  if (asks_clients && config->listen_tls_client_ca[0] == '\0') {
    return refuse(issues, APP_MESSAGE_TLS_NEEDS, "listen.tls.client_ca");
  }
  return check_revocation(config, asks_clients, issues);
}

enum error exposure_check(const struct config *config, struct issue_list *issues) {
  enum error error = check_tls(config, issues);
  if (error != ERROR_OK || strcmp(config->listen_plain, "anywhere") == 0 ||
      listen_is_loopback(config->listen_address)) {
    return error;
  }
  if (!has_tls(config)) {
    return refuse(issues, APP_MESSAGE_PLAIN, config->listen_address);
  }
  bool knows_clients = strcmp(config->listen_tls_client_certificate, "required") == 0 ||
                       strcmp(config->access_mode, "open") != 0;
  return knows_clients ? ERROR_OK : refuse(issues, APP_MESSAGE_OPEN, config->listen_address);
}

enum error exposure_read_proxies(const struct config *config, struct issue_list *issues,
                                 struct trusted_proxies *ret_proxies) {
  struct trusted_proxies_mistake mistake;
  enum error error =
      trusted_proxies_read(view_of(config->listen_trusted_proxies), ret_proxies, &mistake);
  if (error == ERROR_OK) {
    return ERROR_OK;
  }
  if (error != ERROR_NOT_PROCESSABLE) {
    enum app_message message =
        error == ERROR_TOO_LARGE ? APP_MESSAGE_PROXY_COUNT : APP_MESSAGE_PROXY_FORM;
    return app_message_fail(issues, message, mistake.item, ERROR_CONFIGURATION);
  }
  struct issue *issue =
      issue_add_with(issues, app_message_get(APP_MESSAGE_PROXY_NETWORK), mistake.item,
                     ip_network_text(issues->arena, &mistake.network));
  issue->arguments[2] = ip_address_text(issues->arena, &mistake.network.address);
  return ERROR_CONFIGURATION;
}

static enum tls_client_certificate client_certificate_of(const char *word) {
  if (strcmp(word, "required") == 0) {
    return TLS_CLIENT_REQUIRED;
  }
  return strcmp(word, "optional") == 0 ? TLS_CLIENT_OPTIONAL : TLS_CLIENT_OFF;
}

static enum tls_client_revocation revocation_of(const char *word) {
  if (strcmp(word, "hard") == 0) {
    return TLS_REVOCATION_HARD;
  }
  return strcmp(word, "soft") == 0 ? TLS_REVOCATION_SOFT : TLS_REVOCATION_OFF;
}

static const enum app_message list_messages[] = {
    [TLS_LIST_UNREADABLE] = APP_MESSAGE_CRL_UNREADABLE,
    [TLS_LIST_NONE] = APP_MESSAGE_CRL_CONTENT,
    [TLS_LIST_ENDLESS] = APP_MESSAGE_CRL_ENDLESS,
    [TLS_LIST_FORGED] = APP_MESSAGE_CRL_FORGED,
    [TLS_LIST_MANY] = APP_MESSAGE_CRL_MANY,
};

static enum error fail_lists(const struct tls_list_problem *problem, struct issue_list *issues) {
  struct view detail = problem->fault == TLS_LIST_MANY
                           ? arena_format(issues->arena, "%u", LIMIT_REVOCATION_FILES)
                           : view_of(strerror(problem->reason));
  struct issue *issue = issue_add_with(issues, app_message_get(list_messages[problem->fault]),
                                       view_of(problem->path), detail);
  issue->arguments[2] = issue->arguments[1];
  return ERROR_CONFIGURATION;
}

enum error exposure_open_tls(const struct config *config, struct issue_list *issues,
                             struct tls **ret_tls) {
  const struct tls_settings settings = {
      .certificate = config->listen_tls_certificate,
      .key = config->listen_tls_key,
      .client_ca = config->listen_tls_client_ca,
      .client_certificate = client_certificate_of(config->listen_tls_client_certificate),
      .revocation_lists = config->listen_tls_crl,
      .revocation = revocation_of(config->listen_tls_revocation),
      .allow_1_2 = strcmp(config->listen_tls_minimum, "1.2") == 0,
  };
  struct tls_list_problem problem;
  if (!has_tls(config)) {
    *ret_tls = NULL;
    return ERROR_OK;
  }
  errno = 0;
  enum error error = tls_open(&settings, &problem, ret_tls);
  if (error != ERROR_OK && problem.fault != TLS_LIST_USABLE) {
    return fail_lists(&problem, issues);
  }
  return error == ERROR_OK ? error : app_message_fail(issues, APP_MESSAGE_TLS, none, error);
}

void exposure_refresh_tls(struct tls *tls, bool forced) {
  if (tls == NULL) {
    return;
  }
  tls_refresh_lists(tls, forced);
  if (!forced && !tls_files_changed(tls)) {
    return;
  }
  enum error error = tls_reload(tls);
  const struct log_field fields[] = {
      LOG_TEXT("error", view_of(error_name(error))),
      LOG_INTEGER("ends_ms", tls_not_after_ms(tls)),
  };
  log_write(error == ERROR_OK ? LOG_LEVEL_INFO : LOG_LEVEL_ERROR,
            error == ERROR_OK ? "tls-certificate-read" : "tls-certificate-kept", fields,
            sizeof fields / sizeof fields[0]);
}
