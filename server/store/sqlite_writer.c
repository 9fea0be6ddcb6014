#include "server/store/sqlite_writer.h"

#include <pthread.h>
#include <stdlib.h>

/* One group at most: bounds how long the first caller waits for the last one's work. */
#define GROUP_MAXIMUM 128u

struct order {
  sqlite_operation *operation;
  void *arguments;
  enum error result;
  bool done;
  pthread_cond_t finished; /* of its own: who waits for a later group is not woken */
  struct order *next;
};

struct sqlite_writer {
  struct sqlite_connection connection;
  pthread_t thread;
  pthread_mutex_t mutex;
  pthread_cond_t arrived;
  struct order *first;
  struct order *last;
  uint64_t commits;
  bool stopping;
};

static bool is_answer(enum error error) {
  return error == ERROR_OK || error == ERROR_CONFLICT || error == ERROR_NOT_FOUND;
}

static void roll_back(struct sqlite_connection *connection) {
  if (sqlite3_get_autocommit(connection->database) == 0 &&
      sqlite_connection_execute(connection, SQLITE_STATEMENT_ROLLBACK) != ERROR_OK) {
    sqlite3_exec(connection->database, "ROLLBACK", NULL, NULL, NULL);
  }
}

/* A COMMIT that failed may stand whole in the log, only its sync failed: a process that is killed
 * later would find it there and deliver what was answered with an error. Another commit overwrites
 * it; of all tables the least harm is done here, where readers only look again. */
static void overwrite_failed_commit(struct sqlite_connection *connection) {
  enum error error = sqlite_connection_execute(connection, SQLITE_STATEMENT_BEGIN);
  if (error == ERROR_OK) {
    error = sqlite_connection_execute(connection, SQLITE_STATEMENT_MAPPING_TOUCH);
  }
  if (error == ERROR_OK) {
    error = sqlite_connection_execute(connection, SQLITE_STATEMENT_COMMIT);
  }
  if (error != ERROR_OK) {
    roll_back(connection);
  }
}

/* One transaction over the orders first..end (exclusive). */
static enum error run_group(struct sqlite_writer *writer, struct order *first, struct order *end) {
  struct sqlite_connection *connection = &writer->connection;
  enum error error = sqlite_connection_execute(connection, SQLITE_STATEMENT_BEGIN);
  for (struct order *order = first; error == ERROR_OK && order != end; order = order->next) {
    order->result = order->operation(connection, order->arguments);
    if (!is_answer(order->result)) {
      error = order->result;
    }
  }
  bool complete = error == ERROR_OK;
  if (complete) {
    error = sqlite_connection_execute(connection, SQLITE_STATEMENT_COMMIT);
  }
  if (error != ERROR_OK) {
    roll_back(connection);
  }
  if (complete && error != ERROR_OK) {
    overwrite_failed_commit(connection);
  }
  return error;
}

static void run_alone(struct sqlite_writer *writer, struct order *order) {
  enum error error = run_group(writer, order, order->next);
  if (error != ERROR_OK) {
    order->result = error;
  }
}

static void run_all(struct sqlite_writer *writer, struct order *first) {
  enum error error = run_group(writer, first, NULL);
  if (error == ERROR_OK) {
    return;
  }
  if (first->next == NULL) {
    first->result = error;
    return;
  }
  for (struct order *order = first; order != NULL; order = order->next) {
    run_alone(writer, order);
  }
}

/* Takes up to GROUP_MAXIMUM orders off the queue; the mutex is held. */
static struct order *take_group(struct sqlite_writer *writer) {
  struct order *first = writer->first;
  struct order *last = first;
  for (unsigned count = 1; count < GROUP_MAXIMUM && last->next != NULL; count++) {
    last = last->next;
  }
  writer->first = last->next;
  if (writer->first == NULL) {
    writer->last = NULL;
  }
  last->next = NULL;
  return first;
}

static void *writer_main(void *argument) {
  struct sqlite_writer *writer = argument;
  pthread_mutex_lock(&writer->mutex);
  for (;;) {
    while (writer->first == NULL && !writer->stopping) {
      pthread_cond_wait(&writer->arrived, &writer->mutex);
    }
    if (writer->first == NULL) {
      break;
    }
    struct order *group = take_group(writer);
    pthread_mutex_unlock(&writer->mutex);
    run_all(writer, group);
    pthread_mutex_lock(&writer->mutex);
    writer->commits++;
    /* An order is its caller's memory: it is gone once done is seen, so next is read before. */
    for (struct order *order = group, *next = NULL; order != NULL; order = next) {
      next = order->next;
      order->done = true;
      pthread_cond_signal(&order->finished);
    }
  }
  pthread_mutex_unlock(&writer->mutex);
  return NULL;
}

enum error sqlite_writer_start(struct sqlite_connection *connection,
                               struct sqlite_writer **ret_writer) {
  struct sqlite_writer *writer = calloc(1, sizeof(*writer));
  if (writer == NULL) {
    return ERROR_MEMORY;
  }
  writer->connection = *connection;
  pthread_mutex_init(&writer->mutex, NULL);
  pthread_cond_init(&writer->arrived, NULL);
  if (pthread_create(&writer->thread, NULL, writer_main, writer) != 0) {
    free(writer);
    return ERROR_MEMORY;
  }
  *ret_writer = writer;
  return ERROR_OK;
}

void sqlite_writer_stop(struct sqlite_writer *writer) {
  pthread_mutex_lock(&writer->mutex);
  writer->stopping = true;
  pthread_cond_signal(&writer->arrived);
  pthread_mutex_unlock(&writer->mutex);
  pthread_join(writer->thread, NULL);
  sqlite_connection_close(&writer->connection);
  pthread_cond_destroy(&writer->arrived);
  pthread_mutex_destroy(&writer->mutex);
  free(writer);
}

enum error sqlite_writer_run(struct sqlite_writer *writer, sqlite_operation *operation,
                             void *arguments) {
  struct order order = {.operation = operation, .arguments = arguments};
  pthread_cond_init(&order.finished, NULL);
  pthread_mutex_lock(&writer->mutex);
  if (writer->last != NULL) {
    writer->last->next = &order;
  } else {
    writer->first = &order;
  }
  writer->last = &order;
  pthread_cond_signal(&writer->arrived);
  while (!order.done) {
    pthread_cond_wait(&order.finished, &writer->mutex);
  }
  pthread_mutex_unlock(&writer->mutex);
  pthread_cond_destroy(&order.finished);
  return order.result;
}

uint64_t sqlite_writer_commits(struct sqlite_writer *writer) {
  pthread_mutex_lock(&writer->mutex);
  uint64_t commits = writer->commits;
  pthread_mutex_unlock(&writer->mutex);
  return commits;
}
