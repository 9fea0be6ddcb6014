#include "server/outbox_resend.h"

#include "server/base/file.h"
#include "server/limits.h"
#include "server/national/web_call.h"
#include "server/startup.h"

#include <curl/curl.h>
#include <stdio.h>
#include <stdlib.h>

#define CONNECT_MS 10000
#define ANSWER_MS 120000
#define ANSWER_BYTES 4000000u
#define EXIT_REFUSED 1
#define STATUS_ACCEPTED 202
#define STATUS_FAILED 500

static int say(const struct outbox_resend *resend, int status, const char *subject,
               const char *english, const char *japanese) {
  FILE *file = status == EXIT_SUCCESS ? stdout : stderr;
  fprintf(file, "%s: %s\n", subject, resend->language == LANGUAGE_JAPANESE ? japanese : english);
  return status;
}

/* The key's line; *ret_key NULL when none is wanted. */
static enum error read_key(const struct outbox_resend *resend, struct arena *arena,
                           const char **ret_key) {
  struct view content;
  *ret_key = NULL;
  if (resend->key_file == NULL) {
    return ERROR_OK;
  }
  enum error error = file_read(arena, resend->key_file, LIMIT_SECRET_BYTES, &content);
  if (error == ERROR_OK) {
    *ret_key = arena_string(arena, view_trim(content));
  }
  return error == ERROR_OK && *ret_key == NULL ? ERROR_MEMORY : error;
}

static int tell(const struct outbox_resend *resend, enum web_outcome outcome,
                const struct web_answer *answer) {
  if (outcome != WEB_ANSWERED) {
    return say(resend, STARTUP_FAILED, resend->server, answer->reason, answer->reason);
  }
  bool accepted = answer->status == STATUS_ACCEPTED;
  fprintf(accepted ? stdout : stderr, "%.*s\n", VIEW_ARGUMENTS(answer->content));
  if (accepted) {
    return say(resend, EXIT_SUCCESS, resend->job, "the corrected Bundle takes its place",
               "修正した Bundle に置き換えました");
  }
  return say(resend, answer->status >= STATUS_FAILED ? STARTUP_FAILED : EXIT_REFUSED, resend->job,
             "the corrected Bundle was not accepted", "修正した Bundle は受け付けられませんでした");
}

static int post(const struct outbox_resend *resend, struct view bundle, const char *key,
                struct arena *arena) {
  const struct web_settings settings = {
      .ca_file = resend->ca_file, .connect_ms = CONNECT_MS, .answer_ms = ANSWER_MS};
  struct view url = arena_format(arena, "%s/Task/%s/$resend", resend->server, resend->job);
  const struct web_call call = {.url = url.data,
                                .media_type = "application/fhir+json",
                                .body = bundle,
                                .bearer = key,
                                .maximum = ANSWER_BYTES};
  struct web_answer answer = {0, {NULL, 0}, ""};
  if (url.data == NULL || curl_global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK) {
    return say(resend, STARTUP_FAILED, resend->server, error_english(ERROR_MEMORY),
               error_japanese(ERROR_MEMORY));
  }
  enum web_outcome outcome = web_call_run(&settings, &call, arena, &answer);
  int status = tell(resend, outcome, &answer);
  curl_global_cleanup();
  return status;
}

int outbox_resend_run(const struct outbox_resend *resend, struct arena *arena) {
  struct view bundle;
  const char *key = NULL;
  enum error error = file_read(arena, resend->file, LIMIT_BUNDLE_BYTES, &bundle);
  if (error != ERROR_OK) {
    return say(resend, STARTUP_FAILED, resend->file, error_english(error), error_japanese(error));
  }
  error = read_key(resend, arena, &key);
  if (error != ERROR_OK) {
    return say(resend, STARTUP_FAILED, resend->key_file, error_english(error),
               error_japanese(error));
  }
  return post(resend, bundle, key, arena);
}
