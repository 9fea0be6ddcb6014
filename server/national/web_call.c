#include "server/national/web_call.h"

#include "server/base/buffer.h"

#include <curl/curl.h>

static size_t receive(char *data, size_t size, size_t count, void *context) {
  struct buffer *body = context;
  buffer_append(body, view_make(data, size * count));
  return body->error == ERROR_OK ? size * count : 0;
}

static int watch_stop(void *context, curl_off_t a, curl_off_t b, curl_off_t c, curl_off_t d) {
  const struct web_settings *settings = context;
  (void)a;
  (void)b;
  (void)c;
  (void)d;
  return settings->stopping != NULL && atomic_load(settings->stopping) ? 1 : 0;
}

static bool is_given(const char *text) {
  return text != NULL && text[0] != '\0';
}

static void set_connection(const struct web_settings *settings, CURL *easy) {
  curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
  curl_easy_setopt(easy, CURLOPT_FRESH_CONNECT, 1L);
  curl_easy_setopt(easy, CURLOPT_FORBID_REUSE, 1L);
  curl_easy_setopt(easy, CURLOPT_FOLLOWLOCATION, 0L);
  curl_easy_setopt(easy, CURLOPT_PROTOCOLS_STR, "http,https");
  curl_easy_setopt(easy, CURLOPT_PROXY, "");
  curl_easy_setopt(easy, CURLOPT_HTTP_VERSION, (long)CURL_HTTP_VERSION_1_1);
  curl_easy_setopt(easy, CURLOPT_CONNECTTIMEOUT_MS, (long)settings->connect_ms);
  curl_easy_setopt(easy, CURLOPT_TIMEOUT_MS, (long)settings->answer_ms);
  curl_easy_setopt(easy, CURLOPT_SSLVERSION,
                   settings->tls_1_2 ? (long)CURL_SSLVERSION_TLSv1_2
                                     : (long)CURL_SSLVERSION_TLSv1_3);
  if (is_given(settings->client_certificate)) {
    curl_easy_setopt(easy, CURLOPT_SSLCERT, settings->client_certificate);
  }
  if (is_given(settings->client_key)) {
    curl_easy_setopt(easy, CURLOPT_SSLKEY, settings->client_key);
  }
  if (is_given(settings->ca_file)) {
    curl_easy_setopt(easy, CURLOPT_CAINFO, settings->ca_file);
  }
  curl_easy_setopt(easy, CURLOPT_NOPROGRESS, 0L);
  curl_easy_setopt(easy, CURLOPT_XFERINFOFUNCTION, watch_stop);
  curl_easy_setopt(easy, CURLOPT_XFERINFODATA, settings);
}

/* The header list of a POST; NULL when memory is short. */
static struct curl_slist *set_request(const struct web_call *call, CURL *easy,
                                      struct arena *arena) {
  curl_easy_setopt(easy, CURLOPT_URL, call->url);
  if (call->bearer != NULL) {
    curl_easy_setopt(easy, CURLOPT_HTTPAUTH, (long)CURLAUTH_BEARER);
    curl_easy_setopt(easy, CURLOPT_XOAUTH2_BEARER, call->bearer);
  }
  if (call->media_type == NULL) {
    return curl_slist_append(NULL, "Accept: */*");
  }
  curl_easy_setopt(easy, CURLOPT_POST, 1L);
  curl_easy_setopt(easy, CURLOPT_POSTFIELDS, call->body.data);
  curl_easy_setopt(easy, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)call->body.length);
  struct view type = arena_format(arena, "Content-Type: %s", call->media_type);
  struct curl_slist *headers = type.data != NULL ? curl_slist_append(NULL, type.data) : NULL;
  /* Without this libcurl waits a second for "100 Continue" before a large body. */
  struct curl_slist *more = headers != NULL ? curl_slist_append(headers, "Expect:") : NULL;
  if (more == NULL) {
    curl_slist_free_all(headers);
  }
  return more;
}

static enum web_outcome outcome_of(CURLcode code, const struct buffer *body) {
  if (body->error != ERROR_OK) {
    return body->error == ERROR_TOO_LARGE ? WEB_TOO_LARGE : WEB_MEMORY;
  }
  switch ((int)code) {
  case CURLE_OK:
    return WEB_ANSWERED;
  case CURLE_OPERATION_TIMEDOUT:
    return WEB_TIMEOUT;
  case CURLE_OUT_OF_MEMORY:
    return WEB_MEMORY;
  default:
    return WEB_UNREACHABLE;
  }
}

enum web_outcome web_call_run(const struct web_settings *settings, const struct web_call *call,
                              struct arena *arena, struct web_answer *ret_answer) {
  struct buffer body = buffer_make(arena, call->maximum);
  CURL *easy = curl_easy_init();
  struct curl_slist *headers = easy != NULL ? set_request(call, easy, arena) : NULL;
  if (headers == NULL) {
    curl_easy_cleanup(easy);
    return WEB_MEMORY;
  }
  set_connection(settings, easy);
  curl_easy_setopt(easy, CURLOPT_HTTPHEADER, headers);
  curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, receive);
  curl_easy_setopt(easy, CURLOPT_WRITEDATA, &body);
  CURLcode code = curl_easy_perform(easy);
  enum web_outcome outcome = outcome_of(code, &body);
  *ret_answer = (struct web_answer){.reason = curl_easy_strerror(code)};
  if (outcome == WEB_ANSWERED) {
    curl_easy_getinfo(easy, CURLINFO_RESPONSE_CODE, &ret_answer->status);
    ret_answer->content = buffer_view(&body);
  }
  curl_easy_cleanup(easy);
  curl_slist_free_all(headers);
  return outcome;
}
