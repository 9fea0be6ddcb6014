/* A client that looks at every byte: one connection, plain or TLS, one request, and whether what
 * came back is an answer that is whole (RFC 9112 6.3, 8), one that was cut, or none at all. */
#ifndef TESTS_WRITES_WIRE_H
#define TESTS_WRITES_WIRE_H

#include <openssl/ssl.h>
#include <stdbool.h>
#include <stddef.h>

struct wire {
  int socket;
  SSL *ssl; /* NULL = plain */
};

struct wire_request {
  const char *method;
  const char *target;
  const char *headers; /* further lines, each with CRLF */
  const char *body;    /* NULL = none */
};

enum wire_end {
  WIRE_WHOLE,   /* as many bytes as Content-Length says */
  WIRE_CUT,     /* the connection ended before; the client can see that */
  WIRE_WRONG,   /* no HTTP, or nothing tells where the answer ends */
  WIRE_SILENCE, /* neither answer nor end within WIRE_PATIENCE_MS */
};

#define WIRE_PATIENCE_MS 8000

/* body is what the client sees: gzip undone. To be freed with wire_answer_free. */
struct wire_answer {
  enum wire_end end;
  int status; /* 0 = no line of status */
  bool keeps; /* the connection may be used again */
  char *head; /* with the empty line */
  char *body; /* a NUL behind */
  size_t length;
};

/* tls NULL = plain. socket -1 when nobody listens or there is no handshake. */
struct wire wire_open(int port, SSL_CTX *tls);
void wire_close(struct wire *wire);
struct wire_answer wire_ask(struct wire *wire, const struct wire_request *request);
/* Copies the value of the first such header; "" when there is none. */
void wire_header(const struct wire_answer *answer, const char *name, char *ret_value, size_t size);
void wire_answer_free(struct wire_answer *answer);

#endif
