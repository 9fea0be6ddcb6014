#include "server/http/entity.h"

#include "server/base/hash.h"
#include "server/http/header_list.h"

#include <zlib.h>

#define STATUS_OK 200
#define STATUS_NOT_MODIFIED 304
/* zlib: largest window, with the gzip frame around it. */
#define GZIP_WINDOW (15 + 16)
#define GZIP_MEMORY 8

static const struct view none = {NULL, 0};

static bool has_header(const struct response *response, const char *name) {
  for (size_t i = 0; i < response->header_count; i++) {
    if (view_is(response->headers[i].name, name)) {
      return true;
    }
  }
  return false;
}

static void add_header(struct response *response, const char *name, struct view value) {
  if (value.length > 0 && response->header_count < RESPONSE_HEADERS &&
      !has_header(response, name)) {
    response_header(response, name, value);
  }
}

/* ---- tag ---------------------------------------------------------------------------------------
 */
/* Overwrites the string values of a member wherever it stands. */
static void blank_member(char *text, size_t length, struct view key) {
  struct view view = view_make(text, length);
  size_t at = view_find(view, key, 0);
  while (at != SIZE_MAX) {
    size_t begin = view_find_byte(view, '"', at + key.length);
    size_t end = begin == SIZE_MAX ? SIZE_MAX : view_find_byte(view, '"', begin + 1);
    if (end == SIZE_MAX) {
      return;
    }
    memset(text + begin, ' ', end - begin);
    at = view_find(view, key, end);
  }
}

static struct view content_tag(struct arena *arena, struct view body) {
  struct arena_mark mark = arena_mark(arena);
  char *copy = arena_bytes(arena, body.length);
  if (copy == NULL) {
    return none;
  }
  memcpy(copy, body.data, body.length);
  blank_member(copy, body.length, view_of("\"lastUpdated\":"));
  blank_member(copy, body.length, view_of("\"recorded\":"));
  uint64_t digest = hash_64(view_make(copy, body.length));
  arena_back(arena, mark);
  return arena_format(arena, "W/\"%016llx-%zx\"", (unsigned long long)digest, body.length);
}

static struct view opaque(struct view tag) {
  return view_starts_with(tag, view_of("W/")) ? view_part(tag, 2, tag.length) : tag;
}

/* Weak comparison (RFC 9110 section 8.8.3.2). */
static bool is_known_to_client(struct view list, struct view tag) {
  while (list.length > 0) {
    struct view item = view_trim(view_split(&list, ','));
    if (view_is(item, "*") || (item.length > 0 && view_equal(opaque(item), opaque(tag)))) {
      return true;
    }
  }
  return false;
}

static struct view tag_of(const struct response *response) {
  for (size_t i = 0; i < response->header_count; i++) {
    if (view_is(response->headers[i].name, "ETag")) {
      return response->headers[i].value;
    }
  }
  return none;
}

static void validate_copy(struct dispatch *dispatch) {
  const struct request *request = &dispatch->request;
  struct response *response = &dispatch->response;
  if (!has_header(response, "ETag")) {
    add_header(response, "ETag", content_tag(request->arena, response->body));
  }
  struct view tag = tag_of(response);
  if (tag.length > 0 && !has_header(response, "Cache-Control")) {
    /* A copy may be kept by this client alone and is asked about before each use. */
    add_header(response, "Cache-Control", view_of("private, no-cache"));
  }
  if (tag.length > 0 && is_known_to_client(request_header(request, "if-none-match"), tag)) {
    dispatch->status = STATUS_NOT_MODIFIED;
    response->body = none;
  }
}

/* ---- compression -------------------------------------------------------------------------------
 */
static bool accepts_gzip(struct view accepted) {
  uint32_t any = 0;
  struct header_item item;
  while (header_list_next(&accepted, &item)) {
    if (view_equal_ignore_case(item.value, view_of("gzip")) ||
        view_equal_ignore_case(item.value, view_of("x-gzip"))) {
      return item.quality > 0;
    }
    if (view_is(item.value, "*")) {
      any = item.quality;
    }
  }
  return any > 0;
}

static voidpf take_memory(voidpf arena, uInt items, uInt size) {
  return arena_array(arena, items, size);
}

/* The arena frees all at once. */
static void leave_memory(voidpf arena, voidpf address) {
  (void)arena;
  (void)address;
}

static struct view deflate_all(z_stream *stream, struct arena *arena, struct view body) {
  struct view packed = none;
  size_t room = deflateBound(stream, body.length);
  char *bytes = arena_bytes(arena, room);
  if (bytes != NULL && body.length <= UINT32_MAX && room <= UINT32_MAX) {
    stream->next_in = (z_const Bytef *)(uintptr_t)body.data;
    stream->avail_in = (uInt)body.length;
    stream->next_out = (Bytef *)bytes;
    stream->avail_out = (uInt)room;
    if (deflate(stream, Z_FINISH) == Z_STREAM_END) {
      packed = view_make(bytes, (size_t)stream->total_out);
    }
  }
  return packed;
}

static struct view gzip(struct arena *arena, struct view body) {
  z_stream stream = {.zalloc = take_memory, .zfree = leave_memory, .opaque = arena};
  if (deflateInit2(&stream, Z_BEST_SPEED, Z_DEFLATED, GZIP_WINDOW, GZIP_MEMORY,
                   Z_DEFAULT_STRATEGY) != Z_OK) {
    return none;
  }
  struct view packed = deflate_all(&stream, arena, body);
  (void)deflateEnd(&stream);
  return packed;
}

static void compress_body(struct dispatch *dispatch) {
  struct response *response = &dispatch->response;
  if (!accepts_gzip(request_header(&dispatch->request, "accept-encoding"))) {
    return;
  }
  struct view packed = gzip(dispatch->request.arena, response->body);
  if (packed.length > 0 && packed.length < response->body.length) {
    response->body = packed;
    add_header(response, "Content-Encoding", view_of("gzip"));
  }
}

/* ---- all of it ---------------------------------------------------------------------------------
 */
static bool is_readable(const struct dispatch *dispatch) {
  const struct request *request = &dispatch->request;
  return dispatch->status == STATUS_OK && dispatch->response.body.length > 0 &&
         request->route != NULL && (request->route->flags & ROUTE_NO_FHIR) == 0 &&
         (request->method == HTTP_METHOD_GET || request->method == HTTP_METHOD_HEAD);
}

void entity_finish(struct dispatch *dispatch, int64_t now_ms) {
  struct request *request = &dispatch->request;
  struct response *response = &dispatch->response;
  if (request->data_ms != 0) {
    int64_t age_ms = now_ms > request->data_ms ? now_ms - request->data_ms : 0;
    add_header(response, "Age", arena_format(request->arena, "%lld", (long long)(age_ms / 1000)));
  }
  if (is_readable(dispatch)) {
    add_header(response, "Vary", view_of("Accept, Accept-Encoding, Accept-Language"));
    validate_copy(dispatch);
  }
  if (response->body.length >= ENTITY_COMPRESSED_BYTES) {
    add_header(response, "Vary", view_of("Accept-Encoding"));
    compress_body(dispatch);
  }
}
