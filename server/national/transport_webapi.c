#include "server/national/transport_webapi.h"

#include "server/base/buffer.h"
#include "server/base/log.h"
#include "server/national/national_messages.h"

#include <curl/curl.h>
#include <stdatomic.h>
#include <stdlib.h>

/* How often an interrupt is looked for while waiting. */
#define SLICE_MS 50

struct webapi {
  struct transport transport;
  struct transport_webapi_settings settings;
  const struct adapter *adapter;
  atomic_bool interrupted;
};

/* One exchange. */
struct call {
  CURL *easy;
  CURLM *multi;
  struct curl_slist *headers;
  struct buffer body;
};

static size_t receive(char *data, size_t size, size_t count, void *context) {
  struct buffer *body = context;
  buffer_append(body, view_make(data, size * count));
  return body->error == ERROR_OK ? size * count : 0;
}

static const char *or_null(const char *text) {
  return text != NULL && text[0] != '\0' ? text : NULL;
}

/* A connection is never used twice: libcurl repeats a request by itself when a kept connection
 * turns out to be dead, and a repeat that nobody decided on could register twice. */
static void set_connection(const struct webapi *webapi, CURL *easy) {
  curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
  curl_easy_setopt(easy, CURLOPT_FRESH_CONNECT, 1L);
  curl_easy_setopt(easy, CURLOPT_FORBID_REUSE, 1L);
  curl_easy_setopt(easy, CURLOPT_FOLLOWLOCATION, 0L);
  curl_easy_setopt(easy, CURLOPT_PROTOCOLS_STR, "http,https");
  curl_easy_setopt(easy, CURLOPT_PROXY, "");
  curl_easy_setopt(easy, CURLOPT_HTTP_VERSION, (long)CURL_HTTP_VERSION_1_1);
  curl_easy_setopt(easy, CURLOPT_CONNECTTIMEOUT_MS, (long)webapi->adapter->connect_ms);
  curl_easy_setopt(easy, CURLOPT_TIMEOUT_MS, (long)webapi->adapter->answer_ms);
  curl_easy_setopt(easy, CURLOPT_SSLVERSION,
                   webapi->adapter->tls_1_2 ? (long)CURL_SSLVERSION_TLSv1_2
                                            : (long)CURL_SSLVERSION_TLSv1_3);
  curl_easy_setopt(easy, CURLOPT_SSLCERT, or_null(webapi->settings.client_certificate));
  curl_easy_setopt(easy, CURLOPT_SSLKEY, or_null(webapi->settings.client_key));
  if (or_null(webapi->settings.ca_file) != NULL) {
    curl_easy_setopt(easy, CURLOPT_CAINFO, webapi->settings.ca_file);
  }
}

static bool set_headers(struct call *call, struct view media_type, struct arena *arena) {
  struct view type = arena_format(arena, "Content-Type: %.*s", VIEW_ARGUMENTS(media_type));
  if (type.data == NULL) {
    return false;
  }
  call->headers = curl_slist_append(NULL, type.data);
  /* Without this libcurl waits a second for "100 Continue" before a large body. */
  struct curl_slist *more =
      call->headers != NULL ? curl_slist_append(call->headers, "Expect:") : NULL;
  return more != NULL;
}

static bool call_prepare(const struct webapi *webapi, const struct transport_message *message,
                         struct arena *arena, struct call *call) {
  struct view url = arena_format(arena, "%s%.*s", webapi->settings.base_url,
                                 VIEW_ARGUMENTS(message->address->path));
  call->body = buffer_make(arena, message->answer_maximum);
  call->easy = curl_easy_init();
  call->multi = curl_multi_init();
  if (call->easy == NULL || call->multi == NULL || url.data == NULL ||
      !set_headers(call, message->media_type, arena)) {
    return false;
  }
  set_connection(webapi, call->easy);
  curl_easy_setopt(call->easy, CURLOPT_URL, url.data);
  curl_easy_setopt(call->easy, CURLOPT_POST, 1L);
  curl_easy_setopt(call->easy, CURLOPT_POSTFIELDS, message->content.data);
  curl_easy_setopt(call->easy, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)message->content.length);
  curl_easy_setopt(call->easy, CURLOPT_HTTPHEADER, call->headers);
  curl_easy_setopt(call->easy, CURLOPT_WRITEFUNCTION, receive);
  curl_easy_setopt(call->easy, CURLOPT_WRITEDATA, &call->body);
  return curl_multi_add_handle(call->multi, call->easy) == CURLM_OK;
}

static void call_done(struct call *call) {
  if (call->multi != NULL && call->easy != NULL) {
    curl_multi_remove_handle(call->multi, call->easy);
  }
  curl_easy_cleanup(call->easy);
  curl_multi_cleanup(call->multi);
  curl_slist_free_all(call->headers);
}

/* Runs to the end or to an interrupt. */
static CURLcode call_run(struct webapi *webapi, struct call *call) {
  int running = 1;
  while (running > 0 && !atomic_load(&webapi->interrupted)) {
    if (curl_multi_perform(call->multi, &running) != CURLM_OK) {
      return CURLE_FAILED_INIT;
    }
    if (running > 0) {
      curl_multi_poll(call->multi, NULL, 0, SLICE_MS, NULL);
    }
  }
  int left = 0;
  const CURLMsg *message = curl_multi_info_read(call->multi, &left);
  return message != NULL && message->msg == CURLMSG_DONE ? message->data.result
                                                         : CURLE_ABORTED_BY_CALLBACK;
}

static enum transport_outcome failure_outcome(const struct call *call, CURLcode code) {
  long sent = 0;
  curl_easy_getinfo(call->easy, CURLINFO_REQUEST_SIZE, &sent);
  log_write(LOG_LEVEL_WARNING, "national-call-failed",
            (struct log_field[]){LOG_TEXT("reason", view_of(curl_easy_strerror(code))),
                                 LOG_INTEGER("sent_bytes", sent)},
            2);
  return sent == 0 ? TRANSPORT_NOT_SENT : TRANSPORT_LOST;
}

static enum transport_outcome webapi_exchange(struct transport *transport,
                                              const struct transport_message *message,
                                              struct arena *arena,
                                              struct transport_answer *ret_answer) {
  struct webapi *webapi = transport->implementation;
  struct call call = {0};
  enum transport_outcome outcome = TRANSPORT_NOT_SENT;
  if (call_prepare(webapi, message, arena, &call)) {
    CURLcode code = call_run(webapi, &call);
    if (code == CURLE_OK) {
      outcome = TRANSPORT_ANSWERED;
      ret_answer->content = buffer_view(&call.body);
      curl_easy_getinfo(call.easy, CURLINFO_RESPONSE_CODE, &ret_answer->status);
    } else {
      outcome = failure_outcome(&call, code);
    }
  }
  call_done(&call);
  return outcome;
}

static enum transport_outcome webapi_collect(struct transport *transport,
                                             const struct transport_message *message,
                                             struct arena *arena,
                                             struct transport_answer *ret_answer) {
  (void)transport;
  (void)message;
  (void)arena;
  (void)ret_answer;
  return TRANSPORT_NOT_SENT;
}

static void webapi_settle(struct transport *transport, const struct transport_message *message) {
  (void)transport;
  (void)message;
}

static void webapi_interrupt(struct transport *transport) {
  struct webapi *webapi = transport->implementation;
  atomic_store(&webapi->interrupted, true);
}

static void webapi_close(struct transport *transport) {
  free(transport->implementation);
  curl_global_cleanup();
}

enum error transport_webapi_open(const struct transport_webapi_settings *settings,
                                 const struct adapter *adapter, struct issue_list *issues,
                                 struct transport **ret_transport) {
  if (or_null(settings->base_url) == NULL) {
    issue_add_with(issues, national_messages_get(NATIONAL_MESSAGE_SETTING_MISSING),
                   view_of("national.webapi.base_url"), view_of("webapi"));
    return ERROR_CONFIGURATION;
  }
  struct webapi *webapi = calloc(1, sizeof(*webapi));
  if (webapi == NULL || curl_global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK) {
    free(webapi);
    return ERROR_MEMORY;
  }
  webapi->settings = *settings;
  webapi->adapter = adapter;
  atomic_init(&webapi->interrupted, false);
  webapi->transport = (struct transport){
      .implementation = webapi,
      .collect = webapi_collect,
      .exchange = webapi_exchange,
      .settle = webapi_settle,
      .interrupt = webapi_interrupt,
      .close = webapi_close,
  };
  *ret_transport = &webapi->transport;
  return ERROR_OK;
}
