#include "server/store/postgres_pool.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

/* How often an operation is begun at most. */
#define ATTEMPTS 4
/* Of a server's name in the audit trail, with NUL. */
#define SERVER_NAME_BYTES 33

struct slot {
  struct postgres_connection connection;
  bool busy;
};

struct postgres_pool {
  char *url;
  pthread_mutex_t mutex;
  pthread_cond_t returned;
  uint32_t count;
  struct slot slots[];
};

static struct slot *find_free(struct postgres_pool *pool) {
  for (uint32_t i = 0; i < pool->count; i++) {
    if (!pool->slots[i].busy) {
      return &pool->slots[i];
    }
  }
  return NULL;
}

/* The first free one, so that no more are opened than are used at a time. */
static struct slot *take(struct postgres_pool *pool) {
  pthread_mutex_lock(&pool->mutex);
  struct slot *slot = find_free(pool);
  while (slot == NULL) {
    pthread_cond_wait(&pool->returned, &pool->mutex);
    slot = find_free(pool);
  }
  slot->busy = true;
  pthread_mutex_unlock(&pool->mutex);
  return slot;
}

static void give_back(struct postgres_pool *pool, struct slot *slot) {
  pthread_mutex_lock(&pool->mutex);
  slot->busy = false;
  pthread_cond_signal(&pool->returned);
  pthread_mutex_unlock(&pool->mutex);
}

/* After this nothing is known of a commit that failed, so that it is not repeated. */
static enum error commit(struct postgres_connection *connection) {
  enum error error = postgres_connection_execute(connection, "COMMIT");
  connection->may_repeat = false;
  return error;
}

/* A connection that cannot even roll back is closed, which does the same. */
static void roll_back(struct postgres_connection *connection) {
  bool may_repeat = connection->may_repeat;
  bool open = PQtransactionStatus(connection->connection) != PQTRANS_IDLE;
  bool lost = PQstatus(connection->connection) != CONNECTION_OK;
  if (lost || (open && postgres_connection_execute(connection, "ROLLBACK") != ERROR_OK)) {
    postgres_connection_close(connection);
  }
  connection->may_repeat = may_repeat;
}

static enum error run_once(struct postgres_connection *connection, bool transaction,
                           postgres_operation *operation, const struct postgres_work *work) {
  connection->may_repeat = false;
  enum error error = postgres_connection_open(connection);
  if (error != ERROR_OK) {
    return error;
  }
  if (transaction) {
    error = postgres_connection_execute(connection, "BEGIN");
  }
  if (error == ERROR_OK) {
    error = operation(connection, work);
  }
  if (error == ERROR_OK && transaction) {
    error = commit(connection);
  }
  if (error != ERROR_OK) {
    roll_back(connection);
  }
  return error;
}

static enum error run(struct postgres_pool *pool, bool transaction, postgres_operation *operation,
                      const struct postgres_work *work) {
  struct slot *slot = take(pool);
  enum error error = run_once(&slot->connection, transaction, operation, work);
  for (int i = 1; error != ERROR_OK && slot->connection.may_repeat && i < ATTEMPTS; i++) {
    error = run_once(&slot->connection, transaction, operation, work);
  }
  give_back(pool, slot);
  return error;
}

enum error postgres_pool_transact(struct postgres_pool *pool, postgres_operation *operation,
                                  const struct postgres_work *work) {
  return run(pool, true, operation, work);
}

enum error postgres_pool_run(struct postgres_pool *pool, postgres_operation *operation,
                             const struct postgres_work *work) {
  return run(pool, false, operation, work);
}

/* Each connection has a chain of its own in the audit trail, so that no transaction waits for
 * another one's: letters, digits, "." and "-" of the server's name, as in FHIR ids. */
static void name_chain(struct postgres_connection *connection, const char *server,
                       uint32_t number) {
  char machine[SERVER_NAME_BYTES] = "server";
  if (server == NULL || server[0] == '\0') {
    (void)gethostname(machine, sizeof machine - 1);
    server = machine;
  }
  char name[SERVER_NAME_BYTES];
  size_t length = 0;
  for (; server[length] != '\0' && length + 1 < sizeof name; length++) {
    char byte = server[length];
    bool fits = byte_is_digit(byte) || (byte >= 'a' && byte <= 'z') ||
                (byte >= 'A' && byte <= 'Z') || byte == '.' || byte == '-';
    name[length] = fits ? byte : '-';
  }
  name[length] = '\0';
  snprintf(connection->chain, sizeof connection->chain, "%s.%u", name, number);
}

enum error postgres_pool_open(const struct postgres_pool_settings *settings,
                              struct postgres_pool **ret_pool) {
  uint32_t count = settings->connections;
  struct postgres_pool *pool = calloc(1, sizeof *pool + count * sizeof pool->slots[0]);
  char *url = strdup(settings->url);
  if (pool == NULL || url == NULL) {
    free(pool);
    free(url);
    return ERROR_MEMORY;
  }
  pool->url = url;
  pool->count = count;
  for (uint32_t i = 0; i < count; i++) {
    pool->slots[i].connection =
        (struct postgres_connection){.url = url, .read_only = settings->read_only};
    name_chain(&pool->slots[i].connection, settings->server, i);
  }
  pthread_mutex_init(&pool->mutex, NULL);
  pthread_cond_init(&pool->returned, NULL);
  enum error error = postgres_connection_open(&pool->slots[0].connection);
  if (error != ERROR_OK) {
    postgres_pool_close(pool);
    return error;
  }
  *ret_pool = pool;
  return ERROR_OK;
}

void postgres_pool_close(struct postgres_pool *pool) {
  if (pool == NULL) {
    return;
  }
  for (uint32_t i = 0; i < pool->count; i++) {
    postgres_connection_close(&pool->slots[i].connection);
  }
  pthread_cond_destroy(&pool->returned);
  pthread_mutex_destroy(&pool->mutex);
  free(pool->url);
  free(pool);
}
