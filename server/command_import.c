/* fhir-facade import: the published masters -> one mapped file in the data folder. */
#include "profiles/package_reader.h"
#include "server/base/clock.h"
#include "server/base/file.h"
#include "server/command_options.h"
#include "server/commands.h"
#include "server/config.h"
#include "server/limits.h"
#include "server/startup.h"
#include "terminology/master_import.h"

#include <errno.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#define STATUS_DONE 0
#define STATUS_REFUSED 1
#define FILE_MODE 0644u
#define FOLDER_MODE 0700
/* Changes of each kind that are printed without --list. */
#define CHANGES_SHOWN 10u

struct import_options {
  const char *config;
  const char *data_dir;
  enum language language;
  bool list;
  bool replace;
  struct options_words files;
};

#define AT(member) offsetof(struct import_options, member)
static const struct options_row rows[] = {
    COMMAND_OPTION_DATA_DIR(AT(data_dir)),
    COMMAND_OPTION_CONFIG(AT(config)),
    {.name = "list",
     .kind = OPTIONS_FLAG,
     .offset = AT(list),
     .english = "print every change",
     .japanese = "変更をすべて表示する"},
    {.name = "replace",
     .kind = OPTIONS_FLAG,
     .offset = AT(replace),
     .english = "take older and much smaller files too",
     .japanese = "古い・件数の少ないファイルも取り込む"},
    COMMAND_OPTION_LANGUAGE(AT(language)),
};
#undef AT

static const struct options_table table = {
    .program = "fhir-facade import",
    .usage = "[OPTION]... FILE...",
    .introduction =
        "Loads published masters (recognised by their content; ZIP and gzip as distributed) into\n"
        "the data folder, FHIR packages (.tgz or folder) too. All files or none.\n"
        "Exit status: 0 done, 1 refused, 2 not carried out.\n"
        "公開されているマスターを読み込みます（内容で判別。ZIP・gzip は配布されたままで可）。\n"
        "1つでも誤りがあれば何も取り込みません。\n"
        "終了コード: 0 完了、1 取り込み不可、2 実行できず。\n",
    .rows = rows,
    .row_count = sizeof rows / sizeof rows[0],
    .words_minimum = 1,
    .words_maximum = SIZE_MAX,
};

/* ---- output -----------------------------------------------------------------------------------
 */
static const struct {
  const char *english;
  const char *japanese;
} change_names[MASTER_CHANGE_KINDS] = {
    [MASTER_CHANGE_ADDED] = {"added", "新規"},
    [MASTER_CHANGE_CHANGED] = {"changed", "変更"},
    [MASTER_CHANGE_RENAMED] = {"renamed", "名称変更"},
    [MASTER_CHANGE_ABOLISHED] = {"abolished", "廃止"},
};

static const char *choose(const struct import_options *options, const char *english,
                          const char *japanese) {
  return options->language == LANGUAGE_JAPANESE ? japanese : english;
}

static void print_issues(const struct import_options *options, const struct issue_list *issues) {
  for (uint32_t i = 0; i < issues->count; i++) {
    const struct issue *issue = &issues->issues[i];
    struct view text = issue_text(issue, options->language, issues->arena);
    fprintf(stderr, "%s %s: %.*s\n", severity_name(issue->severity), issue->message->id,
            VIEW_ARGUMENTS(text));
  }
  if (issues->left_out > 0) {
    fprintf(stderr, "%s: %u\n", choose(options, "more", "ほか（件）"), issues->left_out);
  }
}

static void print_change(const struct import_options *options, const struct master_change *change) {
  printf("  %s %.*s ",
         choose(options, change_names[change->kind].english, change_names[change->kind].japanese),
         VIEW_ARGUMENTS(change->code));
  if (change->kind == MASTER_CHANGE_RENAMED) {
    printf("%.*s -> ", VIEW_ARGUMENTS(change->before));
  }
  printf("%.*s\n", VIEW_ARGUMENTS(change->after));
}

static void print_report(const struct import_options *options, const struct master_report *report) {
  const struct master_file *file = report->file;
  const char *kind =
      file->update ? choose(options, "update", "更新分") : choose(options, "full", "全件");
  printf("%.*s: %s (%s): ", VIEW_ARGUMENTS(file->name),
         choose(options, file->layout->english, file->layout->japanese), kind);
  if (report->known) {
    printf("%s\n", choose(options, "imported before, no change", "取り込み済み、変更なし"));
    return;
  }
  if (report->superseded || report->older) {
    printf("%s\n", report->superseded
                       ? choose(options, "given twice, the other one counts",
                                "同じリソースが重複しているため、もう一方を採用")
                       : choose(options, "kept beside the newer version that is loaded",
                                "取り込み済みの新しい版とあわせて保存"));
    return;
  }
  printf("%s %u", choose(options, "rows", "行数"), report->rows);
  for (int i = 0; i < MASTER_CHANGE_KINDS; i++) {
    printf(", %s %u", choose(options, change_names[i].english, change_names[i].japanese),
           report->counts[i]);
  }
  putchar('\n');
  uint32_t shown[MASTER_CHANGE_KINDS] = {0};
  for (uint32_t i = 0; i < report->change_count; i++) {
    const struct master_change *change = &report->changes[i];
    if (options->list || shown[change->kind]++ < CHANGES_SHOWN) {
      print_change(options, change);
    }
  }
}

/* ---- work -------------------------------------------------------------------------------------
 */
static enum error add_resource(void *context, const struct package_file *file) {
  return master_import_add_resource(context, file->name, file->content);
}

static bool is_package(const char *path) {
  struct stat status;
  return view_ends_with(view_of(path), view_of(".tgz")) ||
         (stat(path, &status) == 0 && S_ISDIR(status.st_mode));
}

static void complain(const struct import_options *options, const char *path, enum error error) {
  fprintf(stderr, "%s: %s\n", path,
          error == ERROR_FILE ? strerror(errno)
                              : choose(options, error_english(error), error_japanese(error)));
}

/* The CodeSystems and ConceptMaps of a FHIR package. */
static enum error add_package(const struct import_options *options, struct master_import *import,
                              const char *path) {
  struct arena *scratch = arena_new(LIMIT_PACKAGE_BYTES);
  const struct package_visitor visitor = {add_resource, import};
  enum error error = scratch != NULL ? package_read(scratch, path, &visitor) : ERROR_MEMORY;
  arena_free(scratch);
  if (error != ERROR_OK) {
    complain(options, path, error);
  }
  return error;
}

static enum error add_file(const struct import_options *options, struct master_import *import,
                           const char *path) {
  struct view bytes;
  enum error error = file_read(import->arena, path, LIMIT_MASTER_BYTES, &bytes);
  if (error != ERROR_OK) {
    complain(options, path, error);
    return error;
  }
  const char *slash = strrchr(path, '/');
  return master_import_add(import, view_of(slash != NULL ? slash + 1 : path), bytes);
}

static enum error add_files(const struct import_options *options, struct master_import *import) {
  for (size_t i = 0; i < options->files.count; i++) {
    const char *path = options->files.items[i];
    enum error error =
        is_package(path) ? add_package(options, import, path) : add_file(options, import, path);
    if (error != ERROR_OK) {
      return error;
    }
  }
  return ERROR_OK;
}

static enum error import_files(const struct import_options *options, const char *path,
                               const struct masters *base, struct issue_list *issues) {
  struct master_import import;
  char at[CLOCK_INSTANT_BYTES];
  clock_instant(clock_now_ms(clock_system()), at);
  enum error error = master_import_init(&import, issues->arena, issues, base);
  if (error != ERROR_OK) {
    return error;
  }
  import.at = view_of(at);
  import.replace = options->replace;
  error = add_files(options, &import);
  error = error == ERROR_OK ? master_import_apply(&import) : error;
  struct view pack;
  if (error == ERROR_OK && import.changed) {
    error = master_import_write(&import, &pack);
    error = error == ERROR_OK ? file_write_durable(path, pack, FILE_MODE) : error;
    if (error == ERROR_FILE) {
      fprintf(stderr, "%s: %s\n", path, strerror(errno));
    }
  }
  for (uint32_t i = 0; i < import.report_count && error == ERROR_OK; i++) {
    print_report(options, &import.reports[i]);
  }
  return error;
}

static enum error open_base(const char *path, struct masters **ret_base) {
  enum error error = masters_open(path, ret_base);
  if (error == ERROR_FILE && errno == ENOENT) {
    return ERROR_OK;
  }
  if (error != ERROR_OK) {
    fprintf(stderr, "%s: %s\n", path, error == ERROR_FILE ? strerror(errno) : error_english(error));
  }
  return error;
}

static int run(const struct import_options *options, struct arena *arena) {
  struct issue_list issues = issue_list_make(arena, LIMIT_IMPORT_ISSUES);
  struct view path = arena_format(arena, "%s/%s", options->data_dir, MASTERS_FILE_NAME);
  struct masters *base = NULL;
  enum error error = path.data != NULL ? open_base(path.data, &base) : ERROR_MEMORY;
  if (error == ERROR_OK) {
    error = import_files(options, path.data, base, &issues);
  }
  print_issues(options, &issues);
  if (error != ERROR_OK) {
    fprintf(stderr, "%s\n", choose(options, error_english(error), error_japanese(error)));
  }
  masters_close(base);
  return error == ERROR_OK                ? STATUS_DONE
         : error == ERROR_NOT_PROCESSABLE ? STATUS_REFUSED
                                          : STARTUP_FAILED;
}

/* --data-dir, or the server's own settings; made when it is missing. */
static enum error find_data_dir(struct import_options *options, struct arena *arena) {
  struct config config;
  struct issue_list issues = issue_list_make(arena, LIMIT_IMPORT_ISSUES);
  enum error error = ERROR_OK;
  if (options->data_dir == NULL) {
    const struct config_sources sources = {.file = options->config,
                                           .environment = (const char *const *)environ};
    error = config_load(arena, &sources, &issues, &config);
    if (error != ERROR_OK) {
      startup_complain(&issues, error);
      return error;
    }
    options->data_dir = config.data_dir;
  }
  if (mkdir(options->data_dir, FOLDER_MODE) != 0 && errno != EEXIST) {
    fprintf(stderr, "%s: %s\n", options->data_dir, strerror(errno));
    error = ERROR_FILE;
  }
  return error;
}

int command_import(int argc, char **argv) {
  struct import_options options = {.language = LANGUAGE_ENGLISH};
  int status = options_read(&table, argc, argv, &options, &options.files);
  if (status != OPTIONS_GO) {
    return status;
  }
  struct arena *arena = arena_new(LIMIT_IMPORT_BYTES);
  if (arena == NULL) {
    fprintf(stderr, "%s\n", error_english(ERROR_MEMORY));
    return STARTUP_FAILED;
  }
  enum error error = find_data_dir(&options, arena);
  status = error == ERROR_OK ? run(&options, arena) : STARTUP_FAILED;
  arena_free(arena);
  return status;
}
