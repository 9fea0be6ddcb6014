#include "tests/writes/wire.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>
#include <zlib.h>

#define ANSWER_BYTES (16u << 20)
#define HEAD_END "\r\n\r\n"
#define GZIP_WINDOW (15 + 16)

/* What was read so far. */
struct intake {
  char *data;
  size_t length;
};

/* ---- connection --------------------------------------------------------------------------------
 */
static int connect_to(int port) {
  const struct timeval patience = {.tv_sec = WIRE_PATIENCE_MS / 1000};
  struct sockaddr_in address = {.sin_family = AF_INET,
                                .sin_port = htons((uint16_t)port),
                                .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
  int one = 1;
  int descriptor = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (connect(descriptor, (struct sockaddr *)&address, sizeof address) != 0) {
    (void)close(descriptor);
    return -1;
  }
  (void)setsockopt(descriptor, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
  (void)setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
  (void)setsockopt(descriptor, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience);
  return descriptor;
}

struct wire wire_open(int port, SSL_CTX *tls) {
  struct wire wire = {.socket = connect_to(port)};
  if (wire.socket < 0 || tls == NULL) {
    return wire;
  }
  wire.ssl = SSL_new(tls);
  if (wire.ssl == NULL || SSL_set_fd(wire.ssl, wire.socket) != 1 || SSL_connect(wire.ssl) != 1) {
    wire_close(&wire);
  }
  return wire;
}

void wire_close(struct wire *wire) {
  SSL_free(wire->ssl);
  if (wire->socket >= 0) {
    (void)close(wire->socket);
  }
  *wire = (struct wire){.socket = -1};
}

static bool send_all(const struct wire *wire, const char *bytes, size_t length) {
  while (length > 0) {
    long sent = wire->ssl != NULL ? SSL_write(wire->ssl, bytes, (int)length)
                                  : send(wire->socket, bytes, length, MSG_NOSIGNAL);
    if (sent <= 0) {
      return false;
    }
    bytes += sent;
    length -= (size_t)sent;
  }
  return true;
}

enum receipt { RECEIPT_MORE, RECEIPT_END, RECEIPT_SILENCE };

static enum receipt receive(const struct wire *wire, struct intake *intake) {
  char *at = intake->data + intake->length;
  size_t room = ANSWER_BYTES - intake->length;
  errno = 0;
  long count =
      wire->ssl != NULL ? SSL_read(wire->ssl, at, (int)room) : recv(wire->socket, at, room, 0);
  if (count > 0) {
    intake->length += (size_t)count;
    at[count] = '\0';
    return RECEIPT_MORE;
  }
  return errno == EAGAIN ? RECEIPT_SILENCE : RECEIPT_END;
}

/* ---- answer ------------------------------------------------------------------------------------
 */
void wire_header(const struct wire_answer *answer, const char *name, char *ret_value, size_t size) {
  size_t length = strlen(name);
  ret_value[0] = '\0';
  for (const char *line = strstr(answer->head, "\r\n"); line != NULL; line = strstr(line, "\r\n")) {
    line += 2;
    if (strncasecmp(line, name, length) == 0 && line[length] == ':') {
      const char *value = line + length + 1 + strspn(line + length + 1, " ");
      snprintf(ret_value, size, "%.*s", (int)strcspn(value, "\r"), value);
      return;
    }
  }
}

/* The bytes behind the head that the head promises; false when it promises nothing. */
static bool promised(const struct wire_answer *answer, size_t *ret_length) {
  char value[24];
  wire_header(answer, "Content-Length", value, sizeof value);
  bool has_none = answer->status == 204 || answer->status == 304;
  *ret_length = strtoul(value, NULL, 10);
  return value[0] != '\0' || has_none;
}

static bool read_head(struct wire_answer *answer, const struct intake *intake) {
  const char *end = strstr(intake->data, HEAD_END);
  if (end == NULL) {
    return false;
  }
  char connection[20];
  answer->head = strndup(intake->data, (size_t)(end - intake->data) + 4);
  answer->status =
      strncmp(answer->head, "HTTP/1.1 ", 9) == 0 ? (int)strtol(answer->head + 9, NULL, 10) : 0;
  wire_header(answer, "Connection", connection, sizeof connection);
  answer->keeps = strcasecmp(connection, "close") != 0;
  return true;
}

static bool unzip(struct wire_answer *answer) {
  z_stream stream = {0};
  char *plain = malloc(ANSWER_BYTES);
  if (plain == NULL || inflateInit2(&stream, GZIP_WINDOW) != Z_OK) {
    abort();
  }
  stream.next_in = (Bytef *)answer->body;
  stream.avail_in = (uInt)answer->length;
  stream.next_out = (Bytef *)plain;
  stream.avail_out = ANSWER_BYTES - 1;
  bool whole = inflate(&stream, Z_FINISH) == Z_STREAM_END && stream.avail_in == 0;
  free(answer->body);
  plain[stream.total_out] = '\0';
  answer->body = strdup(plain);
  answer->length = stream.total_out;
  free(plain);
  (void)inflateEnd(&stream);
  return whole;
}

/* The head is there; reads what it promises. */
static enum wire_end read_body(const struct wire *wire, struct wire_answer *answer,
                               struct intake *intake) {
  size_t head = strlen(answer->head);
  size_t length = 0;
  if (answer->status == 0 || !promised(answer, &length)) {
    return WIRE_WRONG;
  }
  enum receipt receipt = RECEIPT_MORE;
  while (receipt == RECEIPT_MORE && intake->length < head + length) {
    receipt = receive(wire, intake);
  }
  if (intake->length > head + length) {
    return WIRE_WRONG;
  }
  answer->body = strndup(intake->data + head, intake->length - head);
  answer->length = intake->length - head;
  if (receipt != RECEIPT_MORE) {
    return receipt == RECEIPT_END ? WIRE_CUT : WIRE_SILENCE;
  }
  char coding[20];
  wire_header(answer, "Content-Encoding", coding, sizeof coding);
  if (coding[0] == '\0') {
    return WIRE_WHOLE;
  }
  free(answer->body);
  answer->body = malloc(length);
  if (answer->body == NULL) {
    abort();
  }
  memcpy(answer->body, intake->data + head, length);
  return strcmp(coding, "gzip") == 0 && unzip(answer) ? WIRE_WHOLE : WIRE_WRONG;
}

static enum wire_end read_answer(const struct wire *wire, struct wire_answer *answer,
                                 struct intake *intake) {
  while (!read_head(answer, intake)) {
    enum receipt receipt = receive(wire, intake);
    if (receipt != RECEIPT_MORE) {
      return receipt == RECEIPT_END ? WIRE_CUT : WIRE_SILENCE;
    }
  }
  return read_body(wire, answer, intake);
}

struct wire_answer wire_ask(struct wire *wire, const struct wire_request *request) {
  struct wire_answer answer = {.end = WIRE_CUT};
  struct intake intake = {.data = malloc(ANSWER_BYTES + 1)};
  char *text = NULL;
  const char *body = request->body != NULL ? request->body : "";
  int length =
      asprintf(&text, "%s %s HTTP/1.1\r\nHost: localhost\r\nContent-Length: %zu\r\n%s\r\n%s",
               request->method, request->target, strlen(body), request->headers, body);
  if (length < 0 || intake.data == NULL) {
    abort();
  }
  intake.data[0] = '\0';
  (void)send_all(wire, text, (size_t)length); /* an answer may come all the same */
  answer.end = read_answer(wire, &answer, &intake);
  free(text);
  free(intake.data);
  return answer;
}

void wire_answer_free(struct wire_answer *answer) {
  free(answer->head);
  free(answer->body);
  *answer = (struct wire_answer){0};
}
