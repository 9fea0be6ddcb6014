#include "tests/blackbox/receiver.h"

#include "tests/blackbox/harness.h"

#include <netinet/in.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define POLL_MS 20

static size_t content_length(const char *head) {
  const char *line = strcasestr(head, "\r\ncontent-length:");
  return line != NULL ? strtoul(line + strlen("\r\ncontent-length:"), NULL, 10) : 0;
}

/* True when head and body are complete. */
static bool is_whole(const char *text, size_t length) {
  const char *end = strstr(text, "\r\n\r\n");
  return end != NULL && length - (size_t)(end + 4 - text) >= content_length(text);
}

static char *read_request(int client) {
  char *text = calloc(1, RECEIVER_TEXT);
  size_t length = 0;
  while (text != NULL && length + 1 < RECEIVER_TEXT) {
    ssize_t count = recv(client, text + length, RECEIVER_TEXT - 1 - length, 0);
    if (count <= 0) {
      break;
    }
    length += (size_t)count;
    if (is_whole(text, length)) {
      break;
    }
  }
  return text;
}

static void answer(int client, int status) {
  char reply[200];
  int length = snprintf(reply, sizeof reply,
                        "HTTP/1.1 %d Test\r\nLocation: /elsewhere\r\nContent-Length: 0\r\n"
                        "Connection: close\r\n\r\n",
                        status);
  (void)send(client, reply, (size_t)length, MSG_NOSIGNAL);
}

static void serve(struct receiver *receiver) {
  int client = accept(receiver->listener, NULL, NULL);
  char *text = client >= 0 ? read_request(client) : NULL;
  int status = 0;
  pthread_mutex_lock(&receiver->mutex);
  if (text != NULL && receiver->count < RECEIVER_REQUESTS) {
    status = receiver->statuses[receiver->count];
    receiver->requests[receiver->count++] = text;
    text = NULL;
  }
  pthread_mutex_unlock(&receiver->mutex);
  free(text);
  answer(client, status != 0 ? status : 200);
  close(client);
}

static bool is_stopping(struct receiver *receiver) {
  pthread_mutex_lock(&receiver->mutex);
  bool stopping = receiver->stopping;
  pthread_mutex_unlock(&receiver->mutex);
  return stopping;
}

static void *run(void *context) {
  struct receiver *receiver = context;
  while (!is_stopping(receiver)) {
    struct pollfd waiting = {.fd = receiver->listener, .events = POLLIN};
    if (poll(&waiting, 1, POLL_MS) == 1) {
      serve(receiver);
    }
  }
  return NULL;
}

void receiver_start(struct receiver *receiver) {
  struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
  socklen_t size = sizeof address;
  *receiver = (struct receiver){.listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)};
  ck_assert_int_eq(bind(receiver->listener, (struct sockaddr *)&address, sizeof address), 0);
  ck_assert_int_eq(listen(receiver->listener, 16), 0);
  ck_assert_int_eq(getsockname(receiver->listener, (struct sockaddr *)&address, &size), 0);
  receiver->port = ntohs(address.sin_port);
  pthread_mutex_init(&receiver->mutex, NULL);
  ck_assert_int_eq(pthread_create(&receiver->thread, NULL, run, receiver), 0);
}

void receiver_stop(struct receiver *receiver) {
  if (receiver->port == 0) {
    return;
  }
  pthread_mutex_lock(&receiver->mutex);
  receiver->stopping = true;
  pthread_mutex_unlock(&receiver->mutex);
  pthread_join(receiver->thread, NULL);
  close(receiver->listener);
  for (size_t i = 0; i < receiver->count; i++) {
    free(receiver->requests[i]);
  }
  pthread_mutex_destroy(&receiver->mutex);
  *receiver = (struct receiver){.port = 0};
}

void receiver_answer(struct receiver *receiver, size_t from, int status) {
  pthread_mutex_lock(&receiver->mutex);
  for (size_t i = from; i < RECEIVER_REQUESTS; i++) {
    receiver->statuses[i] = status;
  }
  pthread_mutex_unlock(&receiver->mutex);
}

size_t receiver_count(struct receiver *receiver) {
  pthread_mutex_lock(&receiver->mutex);
  size_t count = receiver->count;
  pthread_mutex_unlock(&receiver->mutex);
  return count;
}

const char *receiver_request(struct receiver *receiver, size_t index) {
  pthread_mutex_lock(&receiver->mutex);
  const char *text = index < receiver->count ? receiver->requests[index] : "";
  pthread_mutex_unlock(&receiver->mutex);
  return text;
}

struct arrival {
  struct receiver *receiver;
  size_t count;
};

static bool has_arrived(void *context) {
  const struct arrival *arrival = context;
  return receiver_count(arrival->receiver) >= arrival->count;
}

bool receiver_wait(struct receiver *receiver, size_t count) {
  struct arrival arrival = {receiver, count};
  return wait_until(has_arrived, &arrival);
}
