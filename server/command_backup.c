/* fhir-facade backup and restore: the database of a data folder as one file, and back. */
#include "server/command_options.h"
#include "server/commands.h"
#include "server/limits.h"
#include "server/startup.h"
#include "server/store/store_sqlite.h"
#include "server/store_place.h"

#include <stdio.h>
#include <stdlib.h>

struct backup_options {
  struct store_place_options where;
  enum language language;
};

#define AT(member) offsetof(struct backup_options, member)
static const struct options_row rows[] = {
    COMMAND_OPTION_DATA_DIR(AT(where.data_dir)),
    COMMAND_OPTION_CONFIG(AT(where.config)),
    COMMAND_OPTION_SET(AT(where.assignments)),
    COMMAND_OPTION_LANGUAGE(AT(language)),
};
#undef AT

static const struct options_table backup_table = {
    .program = "fhir-facade backup",
    .usage = "FILE [--data-dir DIR]",
    .introduction = "Copies outbox, documents, mapping table and audit trail into one file. The "
                    "server may run.\n"
                    "送信箱・文書・対応表・監査記録を 1 "
                    "つのファイルに複写します。サーバーの稼働中でも使えます。\n",
    .rows = rows,
    .row_count = sizeof rows / sizeof rows[0],
    .words_maximum = 1,
};

static const struct options_table restore_table = {
    .program = "fhir-facade restore",
    .usage = "FILE [--data-dir DIR]",
    .introduction =
        "Puts a backup in the place of the database; stop the server first. The old database "
        "stays\n"
        "beside it. What had not been sent when the backup was made is asked for at the service\n"
        "before it is sent: it may have been sent since.\n"
        "バックアップを復元します。先にサーバーを停止してください。元のデータベースは別名で残ります"
        "。\n"
        "未送信だったものは、その後に送信済みの可能性があるため、サービスに照会してから送信します。"
        "\n",
    .rows = rows,
    .row_count = sizeof rows / sizeof rows[0],
    .words_maximum = 1,
};

static enum error back_up(const char *data_dir, const char *file) {
  return store_sqlite_backup(data_dir, file);
}

static enum error put_back(const char *data_dir, const char *file) {
  return store_sqlite_restore(data_dir, file, clock_system());
}

/* What a command does with folder and file, and what it says then. */
struct deed {
  const struct options_table *table;
  enum error (*carry_out)(const char *data_dir, const char *file);
  const char *done_english;
  const char *done_japanese;
};

static int carry_out(const struct deed *deed, const struct backup_options *options,
                     const char *file) {
  struct arena *arena = arena_new(LIMIT_CONFIG_BYTES);
  if (arena == NULL) {
    return STARTUP_FAILED;
  }
  struct issue_list issues = issue_list_make(arena, LIMIT_ISSUES);
  struct store_place place;
  bool japanese = options->language == LANGUAGE_JAPANESE;
  enum error error = store_place_find(&options->where, arena, &issues, &place);
  if (error != ERROR_OK) {
    startup_complain(&issues, error);
  } else if (place.url[0] != '\0') {
    fprintf(stderr, "%s\n",
            japanese ? "PostgreSQL のバックアップは pg_dump と pg_restore で行ってください"
                     : "store.url is PostgreSQL: back up with pg_dump, restore with pg_restore");
    error = ERROR_NOT_OFFERED;
  } else {
    error = deed->carry_out(place.data_dir, file);
    fprintf(error == ERROR_OK ? stdout : stderr, "%s: %s\n", file,
            error != ERROR_OK ? (japanese ? error_japanese(error) : error_english(error))
            : japanese        ? deed->done_japanese
                              : deed->done_english);
  }
  arena_free(arena);
  return error == ERROR_OK ? EXIT_SUCCESS : STARTUP_FAILED;
}

static int run(const struct deed *deed, int argc, char **argv) {
  struct backup_options options = {.language = LANGUAGE_ENGLISH};
  struct options_words words;
  int status = options_read(deed->table, argc, argv, &options, &words);
  if (status != OPTIONS_GO) {
    return status;
  }
  return words.count == 1
             ? carry_out(deed, &options, words.items[0])
             : options_complain(deed->table, "FILE is needed", "ファイルを指定してください");
}

int command_backup(int argc, char **argv) {
  const struct deed deed = {&backup_table, back_up, "backed up", "バックアップしました"};
  return run(&deed, argc, argv);
}

int command_restore(int argc, char **argv) {
  const struct deed deed = {&restore_table, put_back, "restored", "復元しました"};
  return run(&deed, argc, argv);
}
