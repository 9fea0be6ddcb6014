#include "server/subscription_send.h"

#include <curl/curl.h>

#define CONNECT_MS 5000L

enum error subscription_send_open(void) {
  return curl_global_init(CURL_GLOBAL_DEFAULT) == CURLE_OK ? ERROR_OK : ERROR_MEMORY;
}

void subscription_send_close(void) {
  curl_global_cleanup();
}

static size_t ignore(char *data, size_t size, size_t count, void *context) {
  (void)data;
  (void)context;
  return size * count;
}

static int watch_stop(void *context, curl_off_t a, curl_off_t b, curl_off_t c, curl_off_t d) {
  const struct subscription_send_settings *settings = context;
  (void)a;
  (void)b;
  (void)c;
  (void)d;
  return atomic_load(settings->stopping) ? 1 : 0;
}

static void set_connection(const struct subscription_send_settings *settings, CURL *easy) {
  long timeout_ms = (long)settings->timeout_ms;
  curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
  curl_easy_setopt(easy, CURLOPT_FOLLOWLOCATION, 0L);
  curl_easy_setopt(easy, CURLOPT_PATH_AS_IS, 1L);
  curl_easy_setopt(easy, CURLOPT_PROTOCOLS_STR, "http,https");
  curl_easy_setopt(easy, CURLOPT_PROXY, "");
  curl_easy_setopt(easy, CURLOPT_HTTP_VERSION, (long)CURL_HTTP_VERSION_1_1);
  curl_easy_setopt(easy, CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_3);
  curl_easy_setopt(easy, CURLOPT_TIMEOUT_MS, timeout_ms);
  curl_easy_setopt(easy, CURLOPT_CONNECTTIMEOUT_MS,
                   timeout_ms < CONNECT_MS ? timeout_ms : CONNECT_MS);
  curl_easy_setopt(easy, CURLOPT_USERAGENT, "fhir-facade");
  curl_easy_setopt(easy, CURLOPT_NOPROGRESS, 0L);
  curl_easy_setopt(easy, CURLOPT_XFERINFOFUNCTION, watch_stop);
  curl_easy_setopt(easy, CURLOPT_XFERINFODATA, settings);
  curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, ignore);
  if (settings->ca_file[0] != '\0') {
    curl_easy_setopt(easy, CURLOPT_CAINFO, settings->ca_file);
  }
}

static bool add_line(struct curl_slist **list, const char *line) {
  struct curl_slist *longer = line == NULL ? NULL : curl_slist_append(*list, line);
  *list = longer != NULL ? longer : *list;
  return longer != NULL;
}

/* Without "Expect:" libcurl waits a second before a large body. */
static bool make_headers(const struct subscription_notice *message, struct arena *arena,
                         struct curl_slist **list) {
  bool is_made = add_line(list, "Expect:") &&
                 add_line(list, message->has_resource ? "Content-Type: application/fhir+json"
                                                      : "Content-Type:");
  for (size_t i = 0; i < message->header_count && is_made; i++) {
    is_made = add_line(list, arena_string(arena, message->headers[i]));
  }
  return is_made;
}

static void set_content(const struct subscription_notice *message, CURL *easy) {
  curl_easy_setopt(easy, CURLOPT_POST, 1L);
  curl_easy_setopt(easy, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)message->resource.length);
  curl_easy_setopt(easy, CURLOPT_POSTFIELDS,
                   message->resource.length > 0 ? message->resource.data : "");
  if (message->has_resource) {
    curl_easy_setopt(easy, CURLOPT_CUSTOMREQUEST, "PUT");
  }
}

/* The status counts, whatever becomes of the content behind it. */
static void perform(CURL *easy, struct subscription_answer *ret_answer) {
  struct subscription_answer answer = {.status = 0, .fault = ""};
  CURLcode code = curl_easy_perform(easy);
  curl_easy_getinfo(easy, CURLINFO_RESPONSE_CODE, &answer.status);
  if (answer.status == 0) {
    answer.fault = curl_easy_strerror(code);
  }
  *ret_answer = answer;
}

enum error subscription_send(const struct subscription_send_settings *settings,
                             const struct subscription_notice *message, struct arena *arena,
                             struct subscription_answer *ret_answer) {
  struct curl_slist *headers = NULL;
  CURL *easy = curl_easy_init();
  char *url = arena_string(arena, message->url);
  bool is_ready = easy != NULL && url != NULL && make_headers(message, arena, &headers);
  if (is_ready) {
    set_connection(settings, easy);
    set_content(message, easy);
    curl_easy_setopt(easy, CURLOPT_URL, url);
    curl_easy_setopt(easy, CURLOPT_HTTPHEADER, headers);
    perform(easy, ret_answer);
  }
  curl_easy_cleanup(easy);
  curl_slist_free_all(headers);
  return is_ready ? ERROR_OK : ERROR_MEMORY;
}
