#include "server/app_access.h"

#include "server/app_messages.h"
#include "server/http/access.h"

#include <errno.h>
#include <string.h>

static bool is_set(const char *text) {
  return text[0] != '\0';
}

static bool has_mode(const struct config *config, const char *mode) {
  return strcmp(config->access_mode, mode) == 0 || strcmp(config->access_mode, "both") == 0;
}

/* A mode that nobody could use is a mistake. */
static bool is_complete(const struct config *config) {
  bool oauth = is_set(config->access_oauth_issuer) && is_set(config->access_oauth_audience) &&
               is_set(config->access_oauth_jwks_file) != is_set(config->access_oauth_jwks_url);
  return (!has_mode(config, "keys") || is_set(config->access_keys_file)) &&
         (!has_mode(config, "oauth") || oauth);
}

static struct access_rates rates_of(const struct config *config) {
  return (struct access_rates){(uint32_t)config->access_rate_per_client,
                               (uint32_t)config->access_rate_per_address};
}

enum error app_access_open(const struct config *config, struct services *services,
                           struct issue_list *issues, struct access **ret_access) {
  const struct access_settings settings = {
      .keys = has_mode(config, "keys"),
      .oauth = has_mode(config, "oauth"),
      .clients_file = config->access_keys_file,
      .token = {view_of(config->access_oauth_issuer), view_of(config->access_oauth_audience),
                config->access_oauth_clock_skew_seconds},
      .jwks = {config->access_oauth_jwks_file, config->access_oauth_jwks_url,
               config->access_oauth_ca_file, services->clock},
      .institution_number = services->institution_number,
      .rates = rates_of(config),
      .clock = services->clock,
  };
  errno = 0;
  if (!is_complete(config)) {
    return app_message_fail(issues, APP_MESSAGE_ACCESS_NEEDS, view_of(config->access_mode),
                            ERROR_CONFIGURATION);
  }
  enum error error = access_open(&settings, ret_access);
  if (error != ERROR_OK) {
    return app_message_fail(issues, APP_MESSAGE_ACCESS, view_of(""), error);
  }
  services->access = (struct access_offer){
      .keys = settings.keys,
      .oauth = settings.oauth,
      .issuer = settings.token.issuer,
      .token_endpoint = view_of(config->access_oauth_token_endpoint),
      .jwks_url = view_of(config->access_oauth_jwks_url),
  };
  return ERROR_OK;
}

void app_access_set_rates(struct access *access, const struct config *config) {
  access_set_rates(access, rates_of(config));
}
