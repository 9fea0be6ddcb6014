/* A small HTTP server on loopback that answers one request at a time with given bytes. */
#ifndef TESTS_UNIT_NATIONAL_WEB_FIXTURE_H
#define TESTS_UNIT_NATIONAL_WEB_FIXTURE_H

#include "server/base/view.h"

#include <check.h>
#include <netinet/in.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

/* Makes the reply to a request (head and body); data is freed with free. */
typedef struct view web_reply(void *context, struct view request);

struct web_server {
  int listener;
  char url[64];
  char received[65536];
  size_t received_length;
  web_reply *reply;
  void *context;
  pthread_t thread;
};

static inline void web_server_open(struct web_server *server) {
  struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
  socklen_t length = sizeof(address);
  server->listener = socket(AF_INET, SOCK_STREAM, 0);
  ck_assert_int_eq(bind(server->listener, (struct sockaddr *)&address, length), 0);
  ck_assert_int_eq(listen(server->listener, 8), 0);
  ck_assert_int_eq(getsockname(server->listener, (struct sockaddr *)&address, &length), 0);
  snprintf(server->url, sizeof(server->url), "http://127.0.0.1:%d/", ntohs(address.sin_port));
}

static inline void web_server_close(struct web_server *server) {
  close(server->listener);
}

/* The body of a request; data is NULL until head and body are there as a whole. */
static inline struct view web_body(struct view request) {
  size_t head = view_find(request, view_of("\r\n\r\n"), 0);
  if (head == SIZE_MAX) {
    return (struct view){NULL, 0};
  }
  size_t length = 0;
  size_t at = view_find(request, view_of("Content-Length: "), 0);
  if (at != SIZE_MAX && at < head) {
    length = strtoul(request.data + at + strlen("Content-Length: "), NULL, 10);
  }
  struct view body = view_make(request.data + head + 4, request.length - head - 4);
  return body.length >= length ? body : (struct view){NULL, 0};
}

static inline void web_receive(struct web_server *server, int client) {
  ssize_t count = 1;
  server->received_length = 0;
  while (count > 0 && web_body(view_make(server->received, server->received_length)).data == NULL) {
    count = read(client, server->received + server->received_length,
                 sizeof(server->received) - 1 - server->received_length);
    server->received_length += count > 0 ? (size_t)count : 0;
    server->received[server->received_length] = '\0';
  }
}

static inline void *web_serve_once(void *context) {
  struct web_server *server = context;
  int client = accept(server->listener, NULL, NULL);
  web_receive(server, client);
  struct view reply =
      server->reply(server->context, view_make(server->received, server->received_length));
  for (size_t sent = 0; sent < reply.length;) {
    ssize_t count = send(client, reply.data + sent, reply.length - sent, MSG_NOSIGNAL);
    sent = count > 0 ? sent + (size_t)count : reply.length;
  }
  free((void *)(uintptr_t)reply.data);
  close(client);
  return NULL;
}

static inline void web_server_start(struct web_server *server, web_reply *reply, void *context) {
  server->reply = reply;
  server->context = context;
  ck_assert_int_eq(pthread_create(&server->thread, NULL, web_serve_once, server), 0);
}

static inline void web_server_join(struct web_server *server) {
  pthread_join(server->thread, NULL);
}

/* A reply of that status and body. */
static inline struct view web_reply_make(int status, struct view body) {
  size_t room = body.length + 128;
  char *text = malloc(room);
  ck_assert_ptr_nonnull(text);
  int head =
      snprintf(text, room, "HTTP/1.1 %d X\r\nContent-Length: %zu\r\n\r\n", status, body.length);
  if (body.length > 0) {
    memcpy(text + head, body.data, body.length);
  }
  return view_make(text, (size_t)head + body.length);
}

#endif
