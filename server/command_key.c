/* fhir-facade key new: a fresh API key for a client, and its row for access.keys_file. The key is
 * shown once and kept nowhere. */
#include "server/base/base64.h"
#include "server/base/hash.h"
#include "server/base/json_writer.h"
#include "server/command_options.h"
#include "server/commands.h"
#include "server/http/access_clients.h"
#include "server/http/access_scope.h"
#include "server/limits.h"
#include "server/startup.h"

#include <openssl/rand.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct key_options {
  const char *client;
  const char *scope;
  const char *institution;
  const char *not_after;
  struct options_list patients;
  bool acts_for_users;
  enum language language;
};

#define AT(member) offsetof(struct key_options, member)
static const struct options_row rows[] = {
    {.name = "client",
     .value = "NAME",
     .kind = OPTIONS_TEXT,
     .offset = AT(client),
     .english = "id of the client, as logs show it",
     .japanese = "クライアントのID(ログに表示)"},
    {.name = "scope",
     .value = "SCOPES",
     .kind = OPTIONS_TEXT,
     .offset = AT(scope),
     .english = "what it may do, separated by blanks: \"system/*.rs system/Bundle.c\"",
     .japanese = "許可する操作(空白区切り。例: \"system/*.rs system/Bundle.c\")"},
    {.name = "patient",
     .value = "ID",
     .kind = OPTIONS_LIST,
     .offset = AT(patients),
     .english = "only this patient; repeatable",
     .japanese = "対象をこの患者に限る(複数指定可)"},
    {.name = "institution",
     .value = "NUMBER",
     .kind = OPTIONS_TEXT,
     .offset = AT(institution),
     .english = "only at the server of this institution",
     .japanese = "この医療機関番号のサーバーに限る"},
    {.name = "not-after",
     .value = "DATE",
     .kind = OPTIONS_TEXT,
     .offset = AT(not_after),
     .english = "last day of the key, YYYY-MM-DD",
     .japanese = "キーの有効期限(YYYY-MM-DD)"},
    {.name = "acts-for-users",
     .kind = OPTIONS_FLAG,
     .offset = AT(acts_for_users),
     .english = "may name the person that acts (X-Facade-User); no \"/\" in the name then",
     .japanese = "操作者の指定(X-Facade-User)を許可する(クライアント名に / は使えない)"},
    COMMAND_OPTION_LANGUAGE(AT(language)),
};
#undef AT

static const struct options_table table = {
    .program = "fhir-facade key",
    .usage = "new --client NAME --scope SCOPES [--patient ID]... [--not-after DATE]",
    .introduction = "Makes an API key and prints it once, with the row to add to the clients of "
                    "access.keys_file.\n"
                    "API キーを作成して一度だけ表示します。access.keys_file の clients "
                    "に追加する行も表示します。\n",
    .rows = rows,
    .row_count = sizeof rows / sizeof rows[0],
    .words_maximum = 1,
};

struct fresh_key {
  struct view text;
  unsigned char salt[ACCESS_SALT_BYTES];
  struct sha256 digest;
};

static enum error make_key(struct arena *arena, struct fresh_key *ret_key) {
  unsigned char bytes[ACCESS_KEY_BYTES];
  struct fresh_key key;
  if (RAND_bytes(bytes, sizeof bytes) != 1 || RAND_bytes(key.salt, sizeof key.salt) != 1) {
    return ERROR_INTERNAL;
  }
  key.text = base64_encode(view_make((const char *)bytes, sizeof bytes), BASE64_URL, arena);
  if (key.text.data == NULL) {
    return ERROR_MEMORY;
  }
  struct view salt = view_make((const char *)key.salt, sizeof key.salt);
  if (!access_key_digest(salt, key.text, key.digest.bytes)) {
    return ERROR_MEMORY;
  }
  *ret_key = key;
  return ERROR_OK;
}

static void write_hex(struct json_writer *writer, const char *name, const unsigned char *bytes,
                      size_t count) {
  char text[2 * SHA256_BYTES + 1] = "";
  for (size_t i = 0; i < count && i < SHA256_BYTES; i++) {
    (void)snprintf(text + 2 * i, 3, "%02x", bytes[i]);
  }
  writer_member_text(writer, name, text);
}

static void write_patients(struct json_writer *writer, const struct options_list *patients) {
  if (patients->count == 0) {
    return;
  }
  writer_key(writer, "patients");
  writer_array_begin(writer);
  for (size_t i = 0; i < patients->count; i++) {
    writer_string(writer, view_of(patients->items[i]));
  }
  writer_array_end(writer);
}

static enum error write_row(const struct key_options *options, const struct fresh_key *key,
                            struct arena *arena, struct view *ret_json) {
  struct buffer buffer = buffer_make(arena, LIMIT_CONFIG_BYTES);
  struct json_writer writer = json_writer_make(&buffer, false);
  writer_object_begin(&writer);
  writer_member_text(&writer, "id", options->client);
  write_hex(&writer, "salt", key->salt, sizeof key->salt);
  write_hex(&writer, "sha256", key->digest.bytes, sizeof key->digest.bytes);
  writer_member_text(&writer, "scope", options->scope);
  writer_member_optional(&writer, "institution", view_of(options->institution));
  write_patients(&writer, &options->patients);
  writer_member_optional(&writer, "not_after", view_of(options->not_after));
  if (options->acts_for_users) {
    writer_member_boolean(&writer, "acts_for_users", true);
  }
  writer_object_end(&writer);
  enum error error = json_writer_end(&writer);
  *ret_json = buffer_view(&buffer);
  return error;
}

static int make_and_print(const struct key_options *options) {
  struct arena *arena = arena_new(LIMIT_CONFIG_BYTES * (size_t)4);
  struct fresh_key key;
  struct view row;
  bool japanese = options->language == LANGUAGE_JAPANESE;
  enum error error = arena == NULL ? ERROR_MEMORY : make_key(arena, &key);
  if (error == ERROR_OK) {
    error = write_row(options, &key, arena, &row);
  }
  if (error == ERROR_OK) {
    fputs(japanese ? "キー(再表示できません):\n" : "key (it is not shown again):\n", stderr);
    printf("%.*s\n", VIEW_ARGUMENTS(key.text));
    (void)fflush(stdout);
    fputs(japanese ? "access.keys_file の \"clients\" に追加する行:\n"
                   : "row for \"clients\" in access.keys_file:\n",
          stderr);
    printf("%.*s\n", VIEW_ARGUMENTS(row));
  } else {
    fprintf(stderr, "%s\n", japanese ? error_japanese(error) : error_english(error));
  }
  arena_free(arena);
  return error == ERROR_OK ? EXIT_SUCCESS : STARTUP_FAILED;
}

static bool scopes_are_known(const char *scopes) {
  struct view rest = view_of(scopes);
  while (rest.length > 0) {
    if (!access_scope_is_known(view_split(&rest, ' '))) {
      return false;
    }
  }
  return true;
}

int command_key(int argc, char **argv) {
  struct key_options options = {.language = LANGUAGE_ENGLISH};
  struct options_words words;
  int status = options_read(&table, argc, argv, &options, &words);
  if (status != OPTIONS_GO) {
    return status;
  }
  if (words.count != 1 || strcmp(words.items[0], "new") != 0) {
    return options_complain(&table, "new is needed", "new を指定してください");
  }
  if (options.client == NULL || options.client[0] == '\0' || options.scope == NULL) {
    return options_complain(&table, "--client and --scope are needed",
                            "--client と --scope を指定してください");
  }
  if (options.acts_for_users && strchr(options.client, '/') != NULL) {
    return options_complain(&table, "--acts-for-users needs a --client without /",
                            "--acts-for-users を使う場合、--client に / は使えません");
  }
  if (!scopes_are_known(options.scope)) {
    return options_complain(&table, "--scope has a scope that is not known",
                            "--scope に使えないスコープがあります");
  }
  return make_and_print(&options);
}
