#include "server/orca/orca_curl.h"

#include "server/base/buffer.h"
#include "server/limits.h"
#include "server/orca/orca_gate.h"
#include "server/orca/orca_identity.h"
#include "server/orca/orca_password.h"

#include <curl/curl.h>
#include <stdlib.h>

/* ORCA's front end closes a connection silently after 60 s: ours is not used again after less than
 * half. */
#define IDLE_SECONDS 25L
#define CONNECT_MS 5000L

struct orca_curl {
  const struct orca_settings *settings;
  struct curl_slist *post_headers;
  struct curl_slist *json_headers;
  struct curl_slist *get_headers;
  CURL *handles[ORCA_GATE_SLOTS];
  char reasons[ORCA_GATE_SLOTS][CURL_ERROR_SIZE]; /* libcurl's words about the latest failure */
  struct orca_password password;
};

static size_t receive(char *data, size_t size, size_t count, void *context) {
  struct buffer *buffer = context;
  buffer_append(buffer, view_make(data, size * count));
  return buffer->error == ERROR_OK ? size * count : 0;
}

static int watch_stop(void *context, curl_off_t a, curl_off_t b, curl_off_t c, curl_off_t d) {
  const struct orca_curl *transport = context;
  const _Atomic bool *stopping = transport->settings->stopping;
  (void)a;
  (void)b;
  (void)c;
  (void)d;
  return stopping != NULL && atomic_load(stopping) ? 1 : 0;
}

static CURLcode use_identity(CURL *handle, void *context, void *identity) {
  (void)handle;
  return orca_identity_use(identity, context) ? CURLE_OK : CURLE_SSL_CERTPROBLEM;
}

static bool is_given(const char *text) {
  return text != NULL && text[0] != '\0';
}

static void prepare_tls(const struct orca_settings *settings, CURL *handle) {
  curl_easy_setopt(handle, CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2);
  if (settings->identity != NULL) {
    curl_easy_setopt(handle, CURLOPT_SSL_CTX_FUNCTION, use_identity);
    curl_easy_setopt(handle, CURLOPT_SSL_CTX_DATA, settings->identity);
  } else if (is_given(settings->client_certificate)) {
    curl_easy_setopt(handle, CURLOPT_SSLCERT, settings->client_certificate);
    if (is_given(settings->client_key)) {
      curl_easy_setopt(handle, CURLOPT_SSLKEY, settings->client_key);
    }
  }
  if (is_given(settings->ca_file)) {
    curl_easy_setopt(handle, CURLOPT_CAINFO, settings->ca_file);
  }
}

static void handle_prepare(struct orca_curl *transport, CURL *handle) {
  const struct orca_settings *settings = transport->settings;
  curl_easy_setopt(handle, CURLOPT_NOSIGNAL, 1L);
  curl_easy_setopt(handle, CURLOPT_PROTOCOLS_STR, "http,https");
  curl_easy_setopt(handle, CURLOPT_FOLLOWLOCATION, 0L);
  curl_easy_setopt(handle, CURLOPT_MAXAGE_CONN, IDLE_SECONDS);
  curl_easy_setopt(handle, CURLOPT_MAXCONNECTS, 1L); /* a repeat leaves no other one open */
  curl_easy_setopt(handle, CURLOPT_WRITEFUNCTION, receive);
  curl_easy_setopt(handle, CURLOPT_PROXY, "");
  curl_easy_setopt(handle, CURLOPT_NOPROGRESS, 0L);
  curl_easy_setopt(handle, CURLOPT_XFERINFOFUNCTION, watch_stop);
  curl_easy_setopt(handle, CURLOPT_XFERINFODATA, transport);
  prepare_tls(settings, handle);
  if (is_given(settings->user)) {
    curl_easy_setopt(handle, CURLOPT_HTTPAUTH, (long)CURLAUTH_BASIC);
    curl_easy_setopt(handle, CURLOPT_USERNAME, settings->user);
  }
}

static CURL *slot_handle(struct orca_curl *transport, uint32_t slot) {
  if (transport->handles[slot] == NULL) {
    transport->handles[slot] = curl_easy_init();
    if (transport->handles[slot] != NULL) {
      handle_prepare(transport, transport->handles[slot]);
    }
  }
  return transport->handles[slot];
}

struct curl_failure {
  CURLcode code;
  enum error error;
  enum orca_fault fault;
};

static const struct curl_failure failures[] = {
    {CURLE_OPERATION_TIMEDOUT, ERROR_ORCA_TIMEOUT, ORCA_FAULT_TIMEOUT},
    {CURLE_PARTIAL_FILE, ERROR_ORCA_ANSWER, ORCA_FAULT_CUT},
    {CURLE_WRITE_ERROR, ERROR_ORCA_ANSWER, ORCA_FAULT_CUT},
    {CURLE_WEIRD_SERVER_REPLY, ERROR_ORCA_ANSWER, ORCA_FAULT_UNREADABLE},
    {CURLE_UNSUPPORTED_PROTOCOL, ERROR_ORCA_ANSWER, ORCA_FAULT_UNREADABLE},
    {CURLE_SSL_CERTPROBLEM, ERROR_ORCA_REFUSED, ORCA_FAULT_UNREACHABLE},
    {CURLE_OUT_OF_MEMORY, ERROR_MEMORY, ORCA_FAULT_NONE},
};

/* What is wrong with ORCA's certificate is worth its words; those about connections name addresses,
 * which are no business of the client that is told. */
static struct view reason_of(CURLcode code, const char *words) {
  bool is_certificate = code == CURLE_PEER_FAILED_VERIFICATION && words[0] != '\0';
  return view_of(is_certificate ? words : curl_easy_strerror(code));
}

static enum error report(CURLcode code, bool has_status, struct view reason,
                         struct orca_trouble *trouble) {
  struct curl_failure row = {code, ERROR_ORCA_UNREACHABLE, ORCA_FAULT_UNREACHABLE};
  for (size_t i = 0; i < sizeof(failures) / sizeof(failures[0]); i++) {
    if (failures[i].code == code) {
      row = failures[i];
    }
  }
  if (row.error == ERROR_ORCA_UNREACHABLE && has_status) {
    row.error = ERROR_ORCA_ANSWER;
    row.fault = ORCA_FAULT_CUT;
  }
  orca_trouble_set(trouble, row.fault, (struct view){NULL, 0}, reason);
  return row.error;
}

static bool may_retry(CURLcode code, long status) {
  return status == 0 &&
         (code == CURLE_GOT_NOTHING || code == CURLE_RECV_ERROR || code == CURLE_SEND_ERROR);
}

static void set_timeout(CURL *handle, int64_t timeout_us) {
  long milliseconds = (long)(timeout_us / 1000);
  milliseconds = milliseconds > 0 ? milliseconds : 1;
  curl_easy_setopt(handle, CURLOPT_TIMEOUT_MS, milliseconds);
  curl_easy_setopt(handle, CURLOPT_CONNECTTIMEOUT_MS,
                   milliseconds < CONNECT_MS ? milliseconds : CONNECT_MS);
}

static struct curl_slist *headers_for(const struct orca_curl *transport,
                                      const struct orca_call *call) {
  if (call->api->method != ORCA_POST) {
    return transport->get_headers;
  }
  bool is_json = call->body.length != 0 && call->body.data[0] == '{';
  return is_json ? transport->json_headers : transport->post_headers;
}

static void call_prepare(const struct orca_curl *transport, CURL *handle,
                         const struct orca_call *call) {
  bool post = call->api->method == ORCA_POST;
  if (post) {
    curl_easy_setopt(handle, CURLOPT_POST, 1L);
    curl_easy_setopt(handle, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)call->body.length);
    curl_easy_setopt(handle, CURLOPT_POSTFIELDS, call->body.data);
  } else {
    curl_easy_setopt(handle, CURLOPT_HTTPGET, 1L);
  }
  curl_easy_setopt(handle, CURLOPT_HTTPHEADER, headers_for(transport, call));
  set_timeout(handle, call->timeout_us);
}

/* A read does no harm twice; the usual reason is an idle connection that ORCA closed. */
static CURLcode run(CURL *handle, const struct orca_call *call, struct buffer *body,
                    long *ret_status) {
  CURLcode code = curl_easy_perform(handle);
  curl_easy_getinfo(handle, CURLINFO_RESPONSE_CODE, ret_status);
  if (!may_retry(code, *ret_status)) {
    return code;
  }
  curl_off_t spent_us = 0;
  curl_easy_getinfo(handle, CURLINFO_TOTAL_TIME_T, &spent_us);
  set_timeout(handle, call->timeout_us - spent_us);
  buffer_reset(body);
  curl_easy_setopt(handle, CURLOPT_FRESH_CONNECT, 1L);
  code = curl_easy_perform(handle);
  curl_easy_setopt(handle, CURLOPT_FRESH_CONNECT, 0L);
  curl_easy_getinfo(handle, CURLINFO_RESPONSE_CODE, ret_status);
  return code;
}

/* One call with the password of now; when ORCA refuses it and the file of passwords has another
 * one, once more with that. */
static CURLcode run_with_password(struct orca_curl *transport, CURL *handle,
                                  const struct orca_call *call, struct buffer *body,
                                  long *ret_status) {
  char password[ORCA_PASSWORD_BYTES];
  uint64_t edition = orca_password_get(&transport->password, password);
  curl_easy_setopt(handle, CURLOPT_PASSWORD, password);
  CURLcode code = run(handle, call, body, ret_status);
  if (code == CURLE_OK && *ret_status == 401 &&
      orca_password_renew(&transport->password, edition)) {
    (void)orca_password_get(&transport->password, password);
    curl_easy_setopt(handle, CURLOPT_PASSWORD, password);
    buffer_reset(body);
    code = run(handle, call, body, ret_status);
  }
  explicit_bzero(password, sizeof(password));
  return code;
}

static enum error perform(void *context, const struct orca_call *call, struct arena *arena,
                          struct view *ret_body, struct orca_trouble *trouble) {
  struct orca_curl *transport = context;
  CURL *handle = slot_handle(transport, call->slot);
  struct view url =
      arena_format(arena, "%s%.*s", transport->settings->base_url, VIEW_ARGUMENTS(call->target));
  if (handle == NULL || url.data == NULL) {
    return ERROR_MEMORY;
  }
  struct buffer body = buffer_make(arena, LIMIT_ORCA_ANSWER_BYTES);
  long status = 0;
  call_prepare(transport, handle, call);
  transport->reasons[call->slot][0] = '\0';
  curl_easy_setopt(handle, CURLOPT_ERRORBUFFER, transport->reasons[call->slot]);
  curl_easy_setopt(handle, CURLOPT_URL, url.data);
  curl_easy_setopt(handle, CURLOPT_WRITEDATA, &body);
  CURLcode code = run_with_password(transport, handle, call, &body, &status);
  trouble->http_status = status;
  if (code == CURLE_WRITE_ERROR && body.error == ERROR_MEMORY) {
    return ERROR_MEMORY;
  }
  if (code != CURLE_OK) {
    return report(code, status != 0, reason_of(code, transport->reasons[call->slot]), trouble);
  }
  *ret_body = buffer_view(&body);
  return ERROR_OK;
}

static void close_transport(void *context) {
  struct orca_curl *transport = context;
  for (size_t i = 0; i < ORCA_GATE_SLOTS; i++) {
    curl_easy_cleanup(transport->handles[i]);
  }
  curl_slist_free_all(transport->post_headers);
  curl_slist_free_all(transport->json_headers);
  curl_slist_free_all(transport->get_headers);
  orca_password_done(&transport->password);
  free(transport);
  curl_global_cleanup();
}

static bool is_http_url(const char *url) {
  struct view view = view_of(url);
  return view_starts_with(view, view_of("http://")) || view_starts_with(view, view_of("https://"));
}

/* ORCA refuses a POST without Content-Type; "Expect: 100-continue" is not understood everywhere. */
static struct curl_slist *post_headers(const char *content_type) {
  struct curl_slist *headers = curl_slist_append(NULL, content_type);
  struct curl_slist *more = headers != NULL ? curl_slist_append(headers, "Expect:") : NULL;
  if (more == NULL) {
    curl_slist_free_all(headers);
  }
  return more;
}

enum error orca_curl_open(const struct orca_settings *settings,
                          struct orca_transport *ret_transport) {
  if (settings->base_url == NULL || !is_http_url(settings->base_url)) {
    return ERROR_CONFIGURATION;
  }
  struct orca_curl *transport = calloc(1, sizeof(*transport));
  if (transport == NULL || curl_global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK) {
    free(transport);
    return ERROR_MEMORY;
  }
  transport->settings = settings;
  orca_password_init(&transport->password, settings->password, settings->password_file);
  transport->post_headers = post_headers("Content-Type: application/xml; charset=UTF-8");
  transport->json_headers = post_headers("Content-Type: application/json; charset=UTF-8");
  transport->get_headers = curl_slist_append(NULL, "Accept: application/xml");
  if (transport->post_headers == NULL || transport->json_headers == NULL ||
      transport->get_headers == NULL) {
    close_transport(transport);
    return ERROR_MEMORY;
  }
  *ret_transport = (struct orca_transport){transport, perform, close_transport, NULL};
  return ERROR_OK;
}
