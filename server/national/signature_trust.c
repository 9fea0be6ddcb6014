#include "server/national/signature_trust.h"

#include "server/base/file.h"
#include "server/base/log.h"
#include "server/limits.h"
#include "server/national/certificate_file.h"
#include "server/national/signature_messages.h"

#include <dirent.h>
#include <errno.h>
#include <pthread.h>
#include <stdlib.h>

/* How old the picture of the folder may be. */
#define LISTS_AGE_MS 60000
/* RSA of 2048 bits, SHA-256: OpenSSL's security level of 112 bits. */
#define SECURITY_LEVEL 2

struct signature_trust {
  STACK_OF(X509) * anchors;
  const char *lists_folder; /* NULL = none */
  struct revocation_source source;
  pthread_mutex_t mutex; /* for the two below */
  STACK_OF(X509_CRL) * lists;
  int64_t lists_read_ms;
};

/* ---- lists of the folder ------------------------------------------------------------------------
 */

static void list_add(STACK_OF(X509_CRL) * lists, const char *path) {
  struct arena *arena = arena_new_small(LIMIT_REVOCATION_LIST_BYTES + 65536u);
  struct view content;
  bool done = arena != NULL &&
              file_read(arena, path, LIMIT_REVOCATION_LIST_BYTES, &content) == ERROR_OK &&
              revocation_list_read(content, lists);
  arena_free(arena);
  if (!done) {
    log_write(LOG_LEVEL_WARNING, "revocation-list-unusable",
              (struct log_field[]){LOG_TEXT("path", view_of(path))}, 1);
  }
}

static void folder_read(const char *folder, STACK_OF(X509_CRL) * lists) {
  DIR *directory = opendir(folder);
  if (directory == NULL) {
    log_write(LOG_LEVEL_WARNING, "revocation-folder-unusable",
              (struct log_field[]){LOG_TEXT("path", view_of(folder)),
                                   LOG_TEXT("reason", view_of(strerror(errno)))},
              2);
    return;
  }
  struct arena *arena = arena_new_small(LIMIT_CONFIG_BYTES);
  const struct dirent *entry;
  while (arena != NULL && (entry = readdir(directory)) != NULL) {
    if (view_ends_with(view_of(entry->d_name), view_of(".crl"))) {
      struct view path = arena_format(arena, "%s/%s", folder, entry->d_name);
      if (path.data != NULL) {
        list_add(lists, path.data);
      }
    }
  }
  arena_free(arena);
  closedir(directory);
}

/* The mutex is held. */
static void lists_refresh(struct signature_trust *trust, int64_t now_ms) {
  int64_t age_ms = now_ms - trust->lists_read_ms;
  if (trust->lists_folder == NULL ||
      (trust->lists != NULL && age_ms >= 0 && age_ms < LISTS_AGE_MS)) {
    return;
  }
  STACK_OF(X509_CRL) *lists = sk_X509_CRL_new_null();
  if (lists != NULL) {
    folder_read(trust->lists_folder, lists);
    sk_X509_CRL_pop_free(trust->lists, X509_CRL_free);
    trust->lists = lists;
    trust->lists_read_ms = now_ms;
  }
}

static STACK_OF(X509_CRL) * lists_copy(STACK_OF(X509_CRL) * lists) {
  STACK_OF(X509_CRL) *copy = sk_X509_CRL_new_null();
  for (int i = 0; copy != NULL && i < sk_X509_CRL_num(lists); i++) {
    X509_CRL *list = sk_X509_CRL_value(lists, i);
    if (sk_X509_CRL_push(copy, list) > 0) {
      X509_CRL_up_ref(list);
    }
  }
  return copy;
}

STACK_OF(X509_CRL) * signature_trust_lists(struct signature_trust *trust, int64_t now_ms) {
  pthread_mutex_lock(&trust->mutex);
  lists_refresh(trust, now_ms);
  STACK_OF(X509_CRL) *copy = lists_copy(trust->lists);
  pthread_mutex_unlock(&trust->mutex);
  return copy;
}

/* ---- anchors ------------------------------------------------------------------------------------
 */

X509_STORE *signature_trust_store(const struct signature_trust *trust, int64_t now_ms) {
  X509_STORE *store = X509_STORE_new();
  bool done = store != NULL;
  for (int i = 0; done && i < sk_X509_num(trust->anchors); i++) {
    done = X509_STORE_add_cert(store, sk_X509_value(trust->anchors, i)) == 1;
  }
  if (!done) {
    X509_STORE_free(store);
    return NULL;
  }
  X509_VERIFY_PARAM *parameters = X509_STORE_get0_param(store);
  X509_VERIFY_PARAM_set_time(parameters, (time_t)(now_ms / 1000));
  X509_VERIFY_PARAM_set_flags(parameters, X509_V_FLAG_PARTIAL_CHAIN);
  X509_VERIFY_PARAM_set_auth_level(parameters, SECURITY_LEVEL);
  return store;
}

const struct revocation_source *signature_trust_source(const struct signature_trust *trust) {
  return &trust->source;
}

enum error signature_trust_open(const struct signature_trust_settings *settings,
                                struct issue_list *issues, struct signature_trust **ret_trust) {
  STACK_OF(X509) *anchors = NULL;
  enum error error = certificate_file_read(settings->anchors_file, issues, &anchors);
  if (error != ERROR_OK) {
    return error;
  }
  bool has_folder = settings->lists_folder != NULL && settings->lists_folder[0] != '\0';
  DIR *folder = has_folder ? opendir(settings->lists_folder) : NULL;
  if (has_folder && folder == NULL) {
    issue_add_with(issues, signature_messages_get(SIGNATURE_MESSAGE_FILE_UNREADABLE),
                   view_of(settings->lists_folder), view_of(strerror(errno)));
    sk_X509_pop_free(anchors, X509_free);
    return ERROR_CONFIGURATION;
  }
  if (folder != NULL) {
    closedir(folder);
  }
  struct signature_trust *trust = calloc(1, sizeof(*trust));
  if (trust == NULL) {
    sk_X509_pop_free(anchors, X509_free);
    return ERROR_MEMORY;
  }
  trust->anchors = anchors;
  trust->lists_folder = has_folder ? settings->lists_folder : NULL;
  trust->source = settings->source;
  pthread_mutex_init(&trust->mutex, NULL);
  *ret_trust = trust;
  return ERROR_OK;
}

void signature_trust_close(struct signature_trust *trust) {
  if (trust == NULL) {
    return;
  }
  sk_X509_pop_free(trust->anchors, X509_free);
  sk_X509_CRL_pop_free(trust->lists, X509_CRL_free);
  pthread_mutex_destroy(&trust->mutex);
  free(trust);
}
