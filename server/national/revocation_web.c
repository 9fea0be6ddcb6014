#include "server/national/revocation_web.h"

#include "server/limits.h"

#include <curl/curl.h>
#include <pthread.h>
#include <stdlib.h>

/* Authorities of one installation: few. */
#define KEPT_LISTS 8u

struct kept_list {
  char *url; /* NULL = free */
  char *content;
  size_t length;
  int64_t fetched_ms;
};

struct revocation_web {
  struct web_settings web;
  int64_t keep_ms;
  const struct clock *clock;
  pthread_mutex_t mutex;
  struct kept_list lists[KEPT_LISTS];
};

static void kept_clear(struct kept_list *list) {
  free(list->url);
  free(list->content);
  *list = (struct kept_list){0};
}

/* A copy in the arena; false when none is kept or it is too old. */
static bool kept_get(struct revocation_web *web, struct view url, struct arena *arena,
                     struct view *ret_content) {
  int64_t now_ms = clock_now_ms(web->clock);
  struct view copy = {NULL, 0};
  pthread_mutex_lock(&web->mutex);
  for (size_t i = 0; i < KEPT_LISTS; i++) {
    const struct kept_list *list = &web->lists[i];
    int64_t age_ms = now_ms - list->fetched_ms;
    if (list->url != NULL && view_is(url, list->url) && age_ms >= 0 && age_ms < web->keep_ms) {
      copy = arena_copy(arena, view_make(list->content, list->length));
    }
  }
  pthread_mutex_unlock(&web->mutex);
  if (copy.data != NULL) {
    *ret_content = copy;
  }
  return copy.data != NULL;
}

/* The place of that address, a free one, or the one fetched longest ago. */
static struct kept_list *kept_place(struct revocation_web *web, struct view url) {
  struct kept_list *place = &web->lists[0];
  for (size_t i = 0; i < KEPT_LISTS; i++) {
    struct kept_list *list = &web->lists[i];
    if (list->url != NULL && view_is(url, list->url)) {
      return list;
    }
    bool is_better = list->url == NULL ? place->url != NULL
                                       : place->url != NULL && list->fetched_ms < place->fetched_ms;
    place = is_better ? list : place;
  }
  return place;
}

static void kept_put(struct revocation_web *web, struct view url, struct view content) {
  struct kept_list made = {.url = strndup(url.data, url.length),
                           .content = malloc(content.length + 1),
                           .length = content.length,
                           .fetched_ms = clock_now_ms(web->clock)};
  if (made.url == NULL || made.content == NULL || content.length == 0) {
    kept_clear(&made); /* it is fetched again next time */
    return;
  }
  memcpy(made.content, content.data, content.length);
  pthread_mutex_lock(&web->mutex);
  struct kept_list *place = kept_place(web, url);
  kept_clear(place);
  *place = made;
  pthread_mutex_unlock(&web->mutex);
}

static enum error fetch_error(enum web_outcome outcome, long status) {
  switch (outcome) {
  case WEB_ANSWERED:
    return status == 200 ? ERROR_OK : ERROR_NOT_FOUND;
  case WEB_TIMEOUT:
    return ERROR_TIMEOUT;
  case WEB_TOO_LARGE:
    return ERROR_TOO_LARGE;
  case WEB_MEMORY:
    return ERROR_MEMORY;
  case WEB_UNREACHABLE:
    break;
  }
  return ERROR_NOT_FOUND;
}

/* A page of something between is not kept. */
static bool has_list(struct view content) {
  STACK_OF(X509_CRL) *lists = sk_X509_CRL_new_null();
  bool done = lists != NULL && revocation_list_read(content, lists);
  sk_X509_CRL_pop_free(lists, X509_CRL_free);
  return done;
}

static enum error web_fetch(void *context, struct view url, struct view request,
                            struct arena *arena, struct view *ret_answer) {
  struct revocation_web *web = context;
  bool is_list = request.length == 0;
  if (is_list && kept_get(web, url, arena, ret_answer)) {
    return ERROR_OK;
  }
  const char *url_text = arena_string(arena, url);
  if (url_text == NULL) {
    return ERROR_MEMORY;
  }
  const struct web_call call = {.url = url_text,
                                .media_type = is_list ? NULL : "application/ocsp-request",
                                .body = request,
                                .maximum =
                                    is_list ? LIMIT_REVOCATION_LIST_BYTES : LIMIT_OCSP_BYTES};
  struct web_answer answer = {0};
  enum web_outcome outcome = web_call_run(&web->web, &call, arena, &answer);
  enum error error = fetch_error(outcome, answer.status);
  if (error != ERROR_OK) {
    return error;
  }
  if (is_list && has_list(answer.content)) {
    kept_put(web, url, answer.content);
  }
  *ret_answer = answer.content;
  return ERROR_OK;
}

enum error revocation_web_open(const struct revocation_web_settings *settings,
                               struct revocation_web **ret_web) {
  struct revocation_web *web = calloc(1, sizeof(*web));
  if (web == NULL || curl_global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK) {
    free(web);
    return ERROR_MEMORY;
  }
  web->web = (struct web_settings){.ca_file = settings->ca_file,
                                   .connect_ms = settings->connect_ms,
                                   .answer_ms = settings->answer_ms,
                                   .tls_1_2 = true, /* what is fetched is signed by itself */
                                   .stopping = settings->stopping};
  web->keep_ms = settings->keep_ms;
  web->clock = settings->clock;
  pthread_mutex_init(&web->mutex, NULL);
  *ret_web = web;
  return ERROR_OK;
}

void revocation_web_close(struct revocation_web *web) {
  if (web == NULL) {
    return;
  }
  for (size_t i = 0; i < KEPT_LISTS; i++) {
    kept_clear(&web->lists[i]);
  }
  pthread_mutex_destroy(&web->mutex);
  free(web);
  curl_global_cleanup();
}

struct revocation_source revocation_web_source(struct revocation_web *web) {
  return (struct revocation_source){web, web_fetch};
}
