/* The connections of one process to PostgreSQL: an operation takes a free one and waits when all
 * are busy. What failed because the connection was lost, or because the server chose another
 * transaction, is done anew, but never after a commit of which nobody knows what became of it. */
#ifndef SERVER_STORE_POSTGRES_POOL_H
#define SERVER_STORE_POSTGRES_POOL_H

#include "server/store/postgres_connection.h"

struct postgres_pool;

struct postgres_pool_settings {
  const char *url;
  uint32_t connections; /* at a time, from 1 */
  bool read_only;
  const char *server; /* its name in the audit trail; NULL or "" = that of the machine */
};

/* What an operation works on. */
struct postgres_work {
  int64_t now_ms;
  struct arena *arena; /* of what is returned */
  const void *input;
  void *output; /* may be set although the operation failed */
};

/* May run several times: it must only set its results, not add to them. */
typedef enum error postgres_operation(struct postgres_connection *connection,
                                      const struct postgres_work *work);

/* Opens the first connection only to see that there is a server. ERROR_STORAGE. */
enum error postgres_pool_open(const struct postgres_pool_settings *settings,
                              struct postgres_pool **ret_pool) MUST_USE;
/* Nobody may use it any more. NULL is allowed. */
void postgres_pool_close(struct postgres_pool *pool);

/* In one transaction, which is undone unless the operation ends with ERROR_OK. ERROR_STORAGE when
 * the connection was lost while it was committed: it may have been kept. */
enum error postgres_pool_transact(struct postgres_pool *pool, postgres_operation *operation,
                                  const struct postgres_work *work) MUST_USE;
/* Without a transaction around: reads, and single statements that may be done twice. */
enum error postgres_pool_run(struct postgres_pool *pool, postgres_operation *operation,
                             const struct postgres_work *work) MUST_USE;

#endif
