#include "handlers/health_ready.h"

#include "handlers/services.h"
#include "server/base/json_writer.h"
#include "server/http/tls.h"
#include "server/orca/orca_push.h"

#define BODY_BYTES 16384u

/* The server is ready without ORCA: it validates and relays. What ORCA does is said beside it. */
static void write_orca(struct request *request, struct json_writer *writer) {
  const struct services *services = request->services;
  struct orca_outlook_news news;
  if (services->orca == NULL ||
      orca_outlook_get(orca_outlook(services->orca), request->arena, &news) != ERROR_OK) {
    return;
  }
  struct orca_statistics statistics = orca_statistics(services->orca);
  writer_key(writer, "orca");
  writer_object_begin(writer);
  writer_member_string(writer, "front", view_of(orca_front_get(news.front)->id));
  writer_member_string(writer, "breaker", view_of(orca_breaker_name(statistics.breaker)));
  if (services->orca_push != NULL) {
    struct orca_push_statistics push = orca_push_statistics(services->orca_push);
    writer_member_string(writer, "push", view_of(orca_push_state_name(push.state)));
  }
  writer_member_string(writer, "english", news.english);
  writer_member_string(writer, "japanese", news.japanese);
  writer_object_end(writer);
}

/* Whom ended lists keep out cannot ask; who comes without a certificate, or by a list that has not
 * ended, can. */
static void write_revocation(const struct services *services, struct json_writer *writer) {
  unsigned outdated = services->tls == NULL ? 0 : tls_outdated_lists(services->tls);
  if (outdated == 0) {
    return;
  }
  writer_key(writer, "clientCertificates");
  writer_object_begin(writer);
  writer_member_integer(writer, "outdatedLists", outdated);
  writer_member_string(writer, "english",
                       view_of("revocation lists (listen.tls.crl) have ended: client certificates "
                               "of their authorities are refused until newer ones are there"));
  writer_member_string(writer, "japanese",
                       view_of("失効リスト(listen.tls.crl)の有効期限が切れています。新しいリストに"
                               "差し替えるまで、その認証局のクライアント証明書を受け付けません"));
  writer_object_end(writer);
}

/* Rows of the audit trail, tokens and the service's messages carry the time. */
static void write_clock(const struct services *services, struct json_writer *writer) {
  enum clock_source source = clock_source_get(services->clock);
  writer_key(writer, "clock");
  writer_object_begin(writer);
  writer_member_string(writer, "source", view_of(clock_source_name(source)));
  if (source == CLOCK_SOURCE_FREE) {
    writer_member_string(writer, "english",
                         view_of("no time service (NTP) keeps the clock of this machine"));
    writer_member_string(writer, "japanese",
                         view_of("このコンピューターの時計は時刻同期(NTP)されていません"));
  }
  writer_object_end(writer);
}

static enum error write_body(struct request *request, const char *status, struct view *ret_body) {
  struct buffer buffer = buffer_make(request->arena, BODY_BYTES);
  struct json_writer writer = json_writer_make(&buffer, false);
  writer_object_begin(&writer);
  writer_member_string(&writer, "status", view_of(status));
  write_orca(request, &writer);
  write_revocation(request->services, &writer);
  write_clock(request->services, &writer);
  writer_object_end(&writer);
  enum error error = json_writer_end(&writer);
  buffer_append_byte(&buffer, '\n');
  *ret_body = buffer_view(&buffer);
  return error;
}

enum error handle_health_ready(struct request *request, struct response *response) {
  struct store *store = request->services->store;
  const char *status = "ready";
  response->media_type = MEDIA_TYPE_JSON;
  response->outcome = RESPONSE_NOT_READY;
  if (request->stopping) {
    status = "stopping";
  } else if (store != NULL && store->ping(store) != ERROR_OK) {
    status = "storage does not answer";
  } else {
    response->outcome = RESPONSE_OK;
  }
  return write_body(request, status, &response->body);
}
