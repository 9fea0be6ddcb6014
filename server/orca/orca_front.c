#include "server/orca/orca_front.h"

MESSAGE_TABLE(orca_front, orca_front_get, ORCA_FRONT_LIST);

#define CLOUD_HOSTS ".cloud.orcamo.jp"

static const char *const kind_names[] = {"auto", "classic", "weborca", "cloud"};

const char *orca_front_kind_name(enum orca_kind kind) {
  return kind_names[kind];
}

enum orca_kind orca_front_kind_of(const char *name) {
  for (size_t i = 0; i < sizeof(kind_names) / sizeof(kind_names[0]); i++) {
    if (strcmp(kind_names[i], name) == 0) {
      return (enum orca_kind)i;
    }
  }
  return ORCA_KIND_AUTO;
}

static bool has_api(struct view url) {
  return view_ends_with(url, view_of("/api"));
}

/* The host of scheme://host:port/path. */
static struct view host_of(struct view url) {
  size_t begin = view_find(url, view_of("://"), 0);
  struct view rest = begin == SIZE_MAX ? url : view_part(url, begin + 3, url.length);
  struct view authority = view_split(&rest, '/');
  return view_split(&authority, ':');
}

enum orca_kind orca_front_kind(const struct orca_settings *settings) {
  struct view url = view_of(settings->base_url);
  if (settings->kind != ORCA_KIND_AUTO) {
    return settings->kind;
  }
  if (view_ends_with(host_of(url), view_of(CLOUD_HOSTS))) {
    return ORCA_KIND_CLOUD;
  }
  return has_api(url) ? ORCA_KIND_WEBORCA : ORCA_KIND_CLASSIC;
}

static enum orca_front judge_path(const struct orca_settings *settings, long status) {
  bool may_be_web = settings->kind != ORCA_KIND_CLASSIC && !has_api(view_of(settings->base_url));
  /* WebORCA answers a POST without /api with 405; the classic server does not know 405, but 404 is
   * also its word for an unknown user. */
  if (status == 405) {
    return may_be_web ? ORCA_FRONT_NO_API : ORCA_FRONT_STRANGE;
  }
  return may_be_web && settings->kind != ORCA_KIND_AUTO ? ORCA_FRONT_NO_API : ORCA_FRONT_NO_PATH;
}

static bool has_certificate(const struct orca_settings *settings) {
  return settings->identity != NULL ||
         (settings->client_certificate != NULL && settings->client_certificate[0] != '\0');
}

static enum orca_front judge_status(const struct orca_settings *settings, long status) {
  switch (status) {
  case 401:
  case 403:
    return ORCA_FRONT_REFUSED;
  case 404:
  case 405:
    return judge_path(settings, status);
  case 502:
    return orca_front_kind(settings) == ORCA_KIND_CLOUD && !has_certificate(settings)
               ? ORCA_FRONT_NO_CERTIFICATE
               : ORCA_FRONT_BUSY;
  case 429:
  case 503:
  case 504:
    return ORCA_FRONT_BUSY;
  default:
    return ORCA_FRONT_STRANGE;
  }
}

enum orca_front orca_front_judge(const struct orca_settings *settings, enum error error,
                                 const struct orca_trouble *trouble) {
  static const enum orca_front fronts[ORCA_FAULT_COUNT] = {
      [ORCA_FAULT_NONE] = ORCA_FRONT_ANSWERS,
      [ORCA_FAULT_NOT_CONFIGURED] = ORCA_FRONT_UNKNOWN,
      [ORCA_FAULT_UNREACHABLE] = ORCA_FRONT_SILENT,
      [ORCA_FAULT_TIMEOUT] = ORCA_FRONT_SILENT,
      [ORCA_FAULT_QUEUE] = ORCA_FRONT_UNKNOWN,
      [ORCA_FAULT_BREAKER] = ORCA_FRONT_SILENT,
      [ORCA_FAULT_STATUS] = ORCA_FRONT_STRANGE,
      [ORCA_FAULT_CUT] = ORCA_FRONT_STRANGE,
      [ORCA_FAULT_UNREADABLE] = ORCA_FRONT_STRANGE,
      [ORCA_FAULT_ROOT] = ORCA_FRONT_STRANGE,
      [ORCA_FAULT_PATIENT] = ORCA_FRONT_STRANGE,
      [ORCA_FAULT_RESULT] = ORCA_FRONT_ANSWERS,
  };
  if (trouble->fault == ORCA_FAULT_STATUS) {
    return judge_status(settings, trouble->http_status);
  }
  if (error == ERROR_ORCA_REFUSED) {
    return ORCA_FRONT_REFUSED;
  }
  return error == ERROR_MEMORY ? ORCA_FRONT_UNKNOWN : fronts[trouble->fault];
}
