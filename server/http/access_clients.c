#include "server/http/access_clients.h"

#include "server/base/clock.h"
#include "server/base/document.h"
#include "server/base/file.h"
#include "server/base/hash.h"
#include "server/base/log.h"
#include "server/http/access_scope.h"
#include "server/http/file_stamp.h"
#include "server/limits.h"

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <pthread.h>
#include <stdlib.h>

#define DAY_MS 86400000

struct row {
  struct access_client client;
  bool has_key;
  struct view salt;
  struct view digest;
};

struct table {
  struct arena *arena;
  struct row *rows;
  size_t count;
};

struct access_clients {
  const char *path;
  struct file_stamp stamp;
  pthread_rwlock_t lock;
  struct table table;
};

struct reading {
  struct arena *arena;
  struct document document;
  struct table table;
  const char *path;
};

/* ---- reading -----------------------------------------------------------------------------------
 */
static enum error complain(const struct reading *reading, size_t row, const char *member) {
  const struct log_field fields[] = {LOG_TEXT("file", view_of(reading->path)),
                                     LOG_INTEGER("client", row + 1),
                                     LOG_TEXT("member", view_of(member))};
  log_write(LOG_LEVEL_ERROR, "access-file", fields, sizeof fields / sizeof fields[0]);
  return ERROR_CONFIGURATION;
}

static int digit_of(char byte) {
  if (byte_is_digit(byte)) {
    return byte - '0';
  }
  return byte >= 'a' && byte <= 'f' ? byte - 'a' + 10 : -1;
}

static bool read_hex(struct arena *arena, struct view text, struct view *ret_bytes) {
  char *bytes = arena_bytes(arena, text.length / 2 + 1);
  if (bytes == NULL || text.length == 0 || text.length % 2 != 0) {
    return false;
  }
  for (size_t i = 0; i < text.length; i += 2) {
    int high = digit_of(text.data[i]);
    int low = digit_of(text.data[i + 1]);
    if (high < 0 || low < 0) {
      return false;
    }
    bytes[i / 2] = (char)(high * 16 + low);
  }
  *ret_bytes = view_make(bytes, text.length / 2);
  return true;
}

static bool take_id(struct reading *reading, uint32_t node, struct row *row) {
  struct view id = document_string(&reading->document, node, reading->arena);
  bool valid = id.length > 0 && id.length <= 100;
  for (size_t i = 0; i < id.length && valid; i++) {
    valid = id.data[i] > ' ' && id.data[i] != '"' && id.data[i] != '\\' && id.data[i] != 0x7f;
  }
  for (size_t i = 0; i < reading->table.count && valid; i++) {
    valid = !view_equal(reading->table.rows[i].client.id, id);
  }
  row->client.id = id;
  return valid;
}

static bool take_salt(struct reading *reading, uint32_t node, struct row *row) {
  struct view text = document_string(&reading->document, node, reading->arena);
  return read_hex(reading->arena, text, &row->salt) && row->salt.length >= ACCESS_SALT_BYTES;
}

static bool take_digest(struct reading *reading, uint32_t node, struct row *row) {
  struct view text = document_string(&reading->document, node, reading->arena);
  row->has_key = true;
  return read_hex(reading->arena, text, &row->digest) && row->digest.length == SHA256_BYTES;
}

static bool take_scope(struct reading *reading, uint32_t node, struct row *row) {
  struct view rest = document_string(&reading->document, node, reading->arena);
  bool known = document_type(&reading->document, node) == NODE_STRING;
  row->client.scopes = rest;
  while (rest.length > 0 && known) {
    known = access_scope_is_known(view_split(&rest, ' '));
  }
  return known;
}

static bool take_institution(struct reading *reading, uint32_t node, struct row *row) {
  row->client.institution = document_string(&reading->document, node, reading->arena);
  return row->client.institution.length > 0;
}

/* An empty list is a client that may see no patient. */
static bool take_patients(struct reading *reading, uint32_t node, struct row *row) {
  const struct document *document = &reading->document;
  struct view list = view_of("");
  if (document_type(document, node) != NODE_ARRAY) {
    return false;
  }
  for (uint32_t item = document_first(document, node); item != NODE_NONE;
       item = document_next(document, node, item)) {
    struct view id = document_string(document, item, reading->arena);
    if (id.length == 0 || view_find_byte(id, ',', 0) != SIZE_MAX) {
      return false;
    }
    list = arena_format(reading->arena, "%.*s%s%.*s", VIEW_ARGUMENTS(list),
                        list.length > 0 ? "," : "", VIEW_ARGUMENTS(id));
  }
  row->client.limited = true;
  row->client.patients = list;
  return list.data != NULL;
}

static bool take_rate(struct reading *reading, uint32_t node, struct row *row) {
  uint64_t rate = 0;
  bool valid = document_type(&reading->document, node) == NODE_NUMBER &&
               view_to_unsigned(document_raw(&reading->document, node), 1000000, &rate);
  row->client.rate_per_second = (uint32_t)rate;
  return valid;
}

static bool take_end(struct reading *reading, uint32_t node, struct row *row) {
  struct view text = document_string(&reading->document, node, reading->arena);
  bool valid = clock_parse(text, &row->client.end_ms);
  row->client.end_ms += text.length == sizeof "2027-03-31" - 1 ? DAY_MS : 0;
  return valid;
}

static bool take_acts_for_users(struct reading *reading, uint32_t node, struct row *row) {
  enum node_type type = document_type(&reading->document, node);
  row->client.acts_for_users = type == NODE_TRUE;
  return type == NODE_TRUE || type == NODE_FALSE;
}

struct member_row {
  const char *name;
  bool (*take)(struct reading *reading, uint32_t node, struct row *row);
};
static const struct member_row members[] = {
    {"id", take_id},
    {"salt", take_salt},
    {"sha256", take_digest},
    {"scope", take_scope},
    {"institution", take_institution},
    {"patients", take_patients},
    {"rate_per_second", take_rate},
    {"not_after", take_end},
    {"acts_for_users", take_acts_for_users},
};
#define MEMBER_COUNT (sizeof members / sizeof members[0])

static enum error take_member(struct reading *reading, uint32_t key, struct row *row) {
  struct view name = document_string(&reading->document, key, reading->arena);
  const char *text = arena_string(reading->arena, name);
  if (text == NULL) {
    return ERROR_MEMORY;
  }
  if (view_starts_with(name, view_of("//"))) {
    return ERROR_OK;
  }
  for (size_t i = 0; i < MEMBER_COUNT; i++) {
    if (view_is(name, members[i].name)) {
      return members[i].take(reading, key + 1, row)
                 ? ERROR_OK
                 : complain(reading, reading->table.count, members[i].name);
    }
  }
  return complain(reading, reading->table.count, text);
}

static enum error take_client(struct reading *reading, uint32_t object) {
  const struct document *document = &reading->document;
  struct row row = {.client = {.rate_per_second = ACCESS_RATE_DEFAULT, .end_ms = INT64_MAX}};
  enum error error = document_type(document, object) == NODE_OBJECT
                         ? ERROR_OK
                         : complain(reading, reading->table.count, "{}");
  for (uint32_t key = document_first(document, object); key != NODE_NONE && error == ERROR_OK;
       key = document_next(document, object, key)) {
    error = take_member(reading, key, &row);
  }
  if (error == ERROR_OK && row.client.id.length == 0) {
    error = complain(reading, reading->table.count, "id");
  }
  if (error == ERROR_OK && row.has_key && row.salt.length == 0) {
    error = complain(reading, reading->table.count, "salt");
  }
  if (error == ERROR_OK && row.client.acts_for_users &&
      view_find_byte(row.client.id, '/', 0) != SIZE_MAX) {
    error = complain(reading, reading->table.count, "acts_for_users");
  }
  if (error == ERROR_OK) {
    reading->table.rows[reading->table.count++] = row;
  }
  return error;
}

static enum error take_clients(struct reading *reading) {
  const struct document *document = &reading->document;
  uint32_t list = document_member(document, 0, view_of("clients"));
  if (list == NODE_NONE || document_type(document, list) != NODE_ARRAY ||
      document_count(document, list) > LIMIT_ACCESS_CLIENTS) {
    return complain(reading, 0, "clients");
  }
  size_t count = document_count(document, list);
  reading->table.rows = arena_array(reading->arena, count + 1, sizeof *reading->table.rows);
  enum error error = reading->table.rows == NULL ? ERROR_MEMORY : ERROR_OK;
  for (uint32_t item = document_first(document, list); item != NODE_NONE && error == ERROR_OK;
       item = document_next(document, list, item)) {
    error = take_client(reading, item);
  }
  return error;
}

static enum error read_table(struct reading *reading) {
  struct view text;
  struct document_failure failure;
  enum error error = file_read(reading->arena, reading->path, LIMIT_ACCESS_FILE_BYTES, &text);
  if (error == ERROR_OK) {
    error = document_read(reading->arena, text, NULL, &reading->document, &failure);
  }
  if (error == ERROR_SYNTAX || error == ERROR_TOO_LARGE) {
    return complain(reading, 0, "json");
  }
  return error == ERROR_OK ? take_clients(reading) : error;
}

enum error access_clients_reload(struct access_clients *clients) {
  struct reading reading = {.path = clients->path,
                            .arena = arena_new_small((size_t)16 * LIMIT_ACCESS_FILE_BYTES)};
  clients->stamp = file_stamp_of(clients->path);
  if (reading.arena == NULL) {
    return ERROR_MEMORY;
  }
  enum error error = read_table(&reading);
  if (error != ERROR_OK) {
    arena_free(reading.arena);
    return error;
  }
  reading.table.arena = reading.arena;
  pthread_rwlock_wrlock(&clients->lock);
  struct arena *former = clients->table.arena;
  clients->table = reading.table;
  pthread_rwlock_unlock(&clients->lock);
  arena_free(former);
  return ERROR_OK;
}

enum error access_clients_open(const char *path, struct access_clients **ret_clients) {
  struct access_clients *clients = calloc(1, sizeof *clients);
  if (clients == NULL) {
    return ERROR_MEMORY;
  }
  clients->path = path;
  pthread_rwlock_init(&clients->lock, NULL);
  enum error error = access_clients_reload(clients);
  if (error != ERROR_OK) {
    access_clients_close(clients);
    return error;
  }
  *ret_clients = clients;
  return ERROR_OK;
}

void access_clients_close(struct access_clients *clients) {
  if (clients != NULL) {
    arena_free(clients->table.arena);
    pthread_rwlock_destroy(&clients->lock);
    free(clients);
  }
}

bool access_clients_changed(const struct access_clients *clients) {
  return !file_stamp_equal(clients->stamp, file_stamp_of(clients->path));
}

/* ---- finding -----------------------------------------------------------------------------------
 */
bool access_key_digest(struct view salt, struct view key, unsigned char ret_digest[32]) {
  EVP_MD_CTX *digest = EVP_MD_CTX_new();
  bool done = digest != NULL && EVP_DigestInit_ex(digest, EVP_sha256(), NULL) == 1 &&
              EVP_DigestUpdate(digest, salt.data, salt.length) == 1 &&
              EVP_DigestUpdate(digest, key.data, key.length) == 1 &&
              EVP_DigestFinal_ex(digest, ret_digest, NULL) == 1;
  EVP_MD_CTX_free(digest);
  return done;
}

static bool is_key_of(const struct row *row, struct view key) {
  unsigned char digest[SHA256_BYTES];
  return row->has_key && access_key_digest(row->salt, key, digest) &&
         CRYPTO_memcmp(digest, row->digest.data, sizeof digest) == 0;
}

static enum error copy(const struct access_client *client, struct arena *arena,
                       struct access_client *ret_client) {
  struct access_client mine = *client;
  struct view *const texts[] = {&mine.id, &mine.scopes, &mine.institution, &mine.patients};
  for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
    *texts[i] = arena_copy(arena, *texts[i]);
    if (texts[i]->data == NULL) {
      return ERROR_MEMORY;
    }
  }
  *ret_client = mine;
  return ERROR_OK;
}

/* All rows are tried: how long it takes does not tell which one it is. */
enum error access_clients_by_key(struct access_clients *clients, struct view key,
                                 struct arena *arena, struct access_client *ret_client) {
  const struct row *found = NULL;
  pthread_rwlock_rdlock(&clients->lock);
  for (size_t i = 0; i < clients->table.count; i++) {
    found = is_key_of(&clients->table.rows[i], key) ? &clients->table.rows[i] : found;
  }
  enum error error = found == NULL ? ERROR_NOT_FOUND : copy(&found->client, arena, ret_client);
  pthread_rwlock_unlock(&clients->lock);
  return error;
}

enum error access_clients_by_id(struct access_clients *clients, struct view id, struct arena *arena,
                                struct access_client *ret_client) {
  enum error error = ERROR_NOT_FOUND;
  pthread_rwlock_rdlock(&clients->lock);
  for (size_t i = 0; i < clients->table.count && error == ERROR_NOT_FOUND; i++) {
    if (view_equal(clients->table.rows[i].client.id, id)) {
      error = copy(&clients->table.rows[i].client, arena, ret_client);
    }
  }
  pthread_rwlock_unlock(&clients->lock);
  return error;
}
