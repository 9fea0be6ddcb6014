#include "handlers/subscription_resource.h"

#include "handlers/services.h"
#include "handlers/subscription_check.h"
#include "handlers/subscription_message.h"
#include "server/limits.h"

#define TYPE "Subscription"
#define SUBSETTED                                                                                  \
  "[{\"system\":\"http://terminology.hl7.org/CodeSystem/v3-ObservationValue\","                    \
  "\"code\":\"SUBSETTED\"}]"

/* ---- reading ------------------------------------------------------------------------------------
 */
static enum error read_id(struct request *request, struct view in_body, struct view wanted,
                          struct view *ret_id) {
  char fresh[UUID_BYTES];
  if (wanted.length > 0) {
    *ret_id = wanted;
    return view_equal(in_body, wanted)
               ? ERROR_OK
               : request_fail(request, ERROR_NOT_PROCESSABLE,
                              subscription_message_get(SUBSCRIPTION_MESSAGE_ID), wanted, in_body);
  }
  uuid_random(fresh);
  *ret_id = arena_copy(request->arena, view_of(fresh));
  return ret_id->data == NULL ? ERROR_MEMORY : ERROR_OK;
}

enum error subscription_resource_read(struct request *request, struct view id,
                                      struct store_subscription *ret_subscription) {
  struct document document;
  struct view in_body = {NULL, 0};
  struct store_subscription subscription = {.content = request->body, .request_id = request->id};
  enum error error = subscription_check_document(request, &document);
  if (error == ERROR_OK) {
    in_body = document_member_string(&document, 0, "id", request->arena);
    error = read_id(request, in_body, id, &subscription.id);
  }
  if (error == ERROR_OK) {
    error = subscription_check(request, &document, &subscription);
  }
  if (error == ERROR_OK) {
    *ret_subscription = subscription;
  }
  return error;
}

enum error subscription_resource_channel(struct arena *arena, struct view content,
                                         struct subscription_channel *ret_channel) {
  struct document document;
  struct document_failure failure;
  enum error error = document_read(arena, content, NULL, &document, &failure);
  if (error != ERROR_OK) {
    return error;
  }
  uint32_t channel = document_member(&document, 0, view_of("channel"));
  uint32_t list = document_member(&document, channel, view_of("header"));
  struct subscription_channel result = {
      .has_payload = document_member(&document, channel, view_of("payload")) != NODE_NONE};
  uint32_t count = list == NODE_NONE ? 0 : document_count(&document, list);
  result.headers = arena_array(arena, count + 1, sizeof *result.headers);
  if (result.headers == NULL) {
    return ERROR_MEMORY;
  }
  for (uint32_t i = 0; i < count; i++) {
    result.headers[i] = document_string(&document, document_item(&document, list, i), arena);
    if (result.headers[i].data == NULL) {
      return ERROR_MEMORY;
    }
  }
  result.header_count = count;
  *ret_channel = result;
  return ERROR_OK;
}

/* ---- writing ------------------------------------------------------------------------------------
 */
struct writing {
  const struct request *request;
  const struct store_subscription *subscription;
  const struct document *document;
  bool with_headers;
};

/* The value as received, quotes and all. */
static struct view value_of(const struct document *document, uint32_t key) {
  struct view raw = document_raw(document, key + 1);
  return document_type(document, key + 1) == NODE_STRING ? view_make(raw.data - 1, raw.length + 2)
                                                         : raw;
}

static bool is_one_of(struct view name, const char *const *names) {
  while (*names != NULL && !view_is(name, *names)) {
    names++;
  }
  return *names != NULL;
}

/* The members of an object but those; NODE_NONE has none. */
static void write_rest(const struct writing *writing, struct json_writer *writer, uint32_t object,
                       const char *const *but) {
  const struct document *document = writing->document;
  if (object == NODE_NONE || document_type(document, object) != NODE_OBJECT) {
    return;
  }
  for (uint32_t key = document_first(document, object); key != NODE_NONE;
       key = document_next(document, object, key)) {
    struct view name = document_string(document, key, writing->request->arena);
    if (name.data == NULL) {
      writer->buffer->error = ERROR_MEMORY;
    } else if (!is_one_of(name, but)) {
      writer_key_view(writer, name);
      writer_raw(writer, value_of(document, key));
    }
  }
}

static uint32_t member(const struct writing *writing, const char *name) {
  return document_member(writing->document, 0, view_of(name));
}

static bool hides_headers(const struct writing *writing) {
  uint32_t channel = member(writing, "channel");
  return !writing->with_headers &&
         document_member(writing->document, channel, view_of("header")) != NODE_NONE;
}

static void write_meta(const struct writing *writing, struct json_writer *writer) {
  static const char *const ours[] = {"lastUpdated", "versionId", NULL};
  static const char *const ours_with_tag[] = {"lastUpdated", "versionId", "tag", NULL};
  char instant[CLOCK_INSTANT_BYTES];
  bool hides = hides_headers(writing);
  clock_instant(writing->subscription->updated_ms, instant);
  writer_key(writer, "meta");
  writer_object_begin(writer);
  writer_member_text(writer, "lastUpdated", instant);
  write_rest(writing, writer, member(writing, "meta"), hides ? ours_with_tag : ours);
  if (hides) {
    writer_member_raw(writer, "tag", view_of(SUBSETTED));
  }
  writer_object_end(writer);
}

static void write_channel(const struct writing *writing, struct json_writer *writer) {
  static const char *const secret[] = {"header", "_header", NULL};
  static const char *const nothing[] = {NULL};
  writer_key(writer, "channel");
  writer_object_begin(writer);
  write_rest(writing, writer, member(writing, "channel"), writing->with_headers ? nothing : secret);
  writer_object_end(writer);
}

static enum error write_error(const struct writing *writing, struct json_writer *writer) {
  const struct store_subscription *subscription = writing->subscription;
  const struct message *message = subscription_message_find(subscription->error);
  struct arena *arena = writing->request->arena;
  if (message == NULL) {
    return ERROR_OK;
  }
  const struct issue issue = {.message = message, .arguments = {subscription->error_detail}};
  struct view text = issue_text(&issue, writing->request->language, arena);
  writer_member_optional(writer, "error", text);
  return text.data == NULL ? ERROR_MEMORY : ERROR_OK;
}

enum error subscription_resource_write(const struct request *request, struct json_writer *writer,
                                       const struct store_subscription *subscription,
                                       bool with_headers) {
  static const char *const written[] = {"resourceType", "id",     "meta",    "status", "_status",
                                        "error",        "_error", "channel", NULL};
  struct document document;
  struct document_failure failure;
  enum error error =
      document_read(request->arena, subscription->content, NULL, &document, &failure);
  if (error != ERROR_OK) {
    return error == ERROR_SYNTAX ? ERROR_INTERNAL : error;
  }
  const struct writing writing = {request, subscription, &document, with_headers};
  writer_object_begin(writer);
  writer_member_text(writer, "resourceType", TYPE);
  writer_member_string(writer, "id", subscription->id);
  write_meta(&writing, writer);
  writer_member_string(writer, "status", subscription->status);
  write_rest(&writing, writer, 0, written);
  error = write_error(&writing, writer);
  write_channel(&writing, writer);
  writer_object_end(writer);
  return error;
}

enum error subscription_resource_answer(const struct request *request, struct response *response,
                                        const struct store_subscription *subscription) {
  struct buffer buffer = buffer_make(request->arena, LIMIT_SUBSCRIPTION_BYTES * (size_t)4);
  struct json_writer writer = json_writer_make(&buffer, request->pretty);
  enum error error = subscription_resource_write(request, &writer, subscription, true);
  if (error == ERROR_OK) {
    error = json_writer_end(&writer);
  }
  if (error == ERROR_OK) {
    response_fhir(response, buffer_view(&buffer));
  }
  return error;
}

/* ---- keeping ------------------------------------------------------------------------------------
 */
/* What is answered is what is kept, with its time. One that another client deleted meanwhile is
 * answered as it was. */
static enum error keep(struct request *request, struct store_subscription *subscription,
                       bool *ret_created) {
  struct store *store = request->services->store;
  struct store_subscription *rows = NULL;
  size_t count = 0;
  enum error error = store->subscription_put(store, subscription, ret_created);
  if (error == ERROR_CONFLICT) {
    return request_fail(
        request, ERROR_NOT_PROCESSABLE, subscription_message_get(SUBSCRIPTION_MESSAGE_MANY),
        arena_format(request->arena, "%d", LIMIT_SUBSCRIPTIONS), (struct view){NULL, 0});
  }
  if (error == ERROR_OK) {
    error = store->subscription_list(store, subscription->id, request->arena, &rows, &count);
  }
  if (error == ERROR_OK && count > 0) {
    *subscription = rows[0];
  }
  return error;
}

enum error subscription_resource_keep(struct request *request, struct response *response,
                                      struct view id) {
  struct store_subscription subscription;
  bool created = false;
  enum error error = subscription_resource_read(request, id, &subscription);
  if (error == ERROR_OK) {
    error = keep(request, &subscription, &created);
  }
  if (error == ERROR_OK) {
    error = subscription_resource_answer(request, response, &subscription);
  }
  if (error != ERROR_OK) {
    return error;
  }
  struct view place =
      arena_format(request->arena, "%.*s/" TYPE "/%.*s", VIEW_ARGUMENTS(request->base_url),
                   VIEW_ARGUMENTS(subscription.id));
  response->outcome = created ? RESPONSE_CREATED : RESPONSE_OK;
  response_header(response, "Location", place);
  return place.data == NULL ? ERROR_MEMORY : ERROR_OK;
}
