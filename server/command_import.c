/* fhir-facade import: the published masters -> one mapped file in the data folder. */
#include "profiles/package_reader.h"
#include "server/base/clock.h"
#include "server/base/file.h"
#include "server/command_options.h"
#include "server/commands.h"
#include "server/import_report.h"
#include "server/import_touched.h"
#include "server/limits.h"
#include "server/masters_lock.h"
#include "server/startup.h"
#include "terminology/master_import.h"

#include <errno.h>
#include <glob.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>

#define STATUS_DONE 0
#define STATUS_REFUSED 1
#define FILE_MODE 0644u
#define FOLDER_MODE 0700
#define TAR_MAGIC_OFFSET 257u
#define TAR_MAGIC "ustar"

struct import_options {
  const char *config;
  const char *data_dir;
  struct store_place place;
  const char *mapping; /* CSV; NULL = of the settings, if any */
  struct import_output output;
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
     .english = "print what is loaded; alone or after an import",
     .japanese = "取り込み済みのマスターを表示する"},
    {.name = "changes",
     .kind = OPTIONS_FLAG,
     .offset = AT(output.all),
     .english = "print every change",
     .japanese = "変更をすべて表示する"},
    {.name = "mapping",
     .value = "FILE",
     .kind = OPTIONS_TEXT,
     .offset = AT(mapping),
     .english = "mapping table (CSV) whose touched rows are printed,\nbeside those of the data "
                "folder (default: mapping.file of the "
                "settings)",
     .japanese = "影響を受ける行を表示する対応表（CSV、既定は設定による）"},
    {.name = "replace",
     .kind = OPTIONS_FLAG,
     .offset = AT(replace),
     .english = "take older and much smaller files too",
     .japanese = "古い・件数の少ないファイルも取り込む"},
    COMMAND_OPTION_LANGUAGE(AT(output.language)),
};
#undef AT

static const struct options_table table = {
    .program = "fhir-facade import",
    .usage = "[OPTION]... FILE...\n--list [OPTION]...",
    .introduction =
        "Loads published masters (recognised by their content; ZIP and gzip as distributed) into\n"
        "the data folder, FHIR packages (.tgz or folder) too. All files or none.\n"
        "Exit status: 0 done, 1 refused, 2 not carried out.\n"
        "公開されているマスターを読み込みます（内容で判別。ZIP・gzip は配布されたままで可）。\n"
        "1つでも誤りがあれば何も取り込みません。\n"
        "終了コード: 0 完了、1 取り込み不可、2 実行できず。\n",
    .rows = rows,
    .row_count = sizeof rows / sizeof rows[0],
    .words_minimum = 0,
    .words_maximum = SIZE_MAX,
};

/* ---- output -----------------------------------------------------------------------------------
 */
static const char *choose(const struct import_options *options, const char *english,
                          const char *japanese) {
  return import_report_text(&options->output, english, japanese);
}

static void print_issues(const struct import_options *options, const struct issue_list *issues) {
  for (uint32_t i = 0; i < issues->count; i++) {
    const struct issue *issue = &issues->issues[i];
    struct view text = issue_text(issue, options->output.language, issues->arena);
    fprintf(stderr, "%s %s: %.*s\n", severity_name(issue->severity), issue->message->id,
            VIEW_ARGUMENTS(text));
  }
  if (issues->left_out > 0) {
    fprintf(stderr, "%s: %u\n", choose(options, "more", "ほか（件）"), issues->left_out);
  }
}

/* ---- work -------------------------------------------------------------------------------------
 */
struct package_adding {
  struct master_import *import;
  const char *name;              /* of the package */
  char sha256[SHA256_HEX_BYTES]; /* empty: a folder */
};

static enum error add_resource(void *context, const struct package_file *file) {
  const struct package_adding *adding = context;
  struct master_import *import = adding->import;
  struct arena_mark mark = arena_mark(import->arena);
  struct view name =
      arena_format(import->arena, "%s!%.*s", adding->name, VIEW_ARGUMENTS(file->name));
  uint32_t before = import->file_count;
  enum error error = name.data != NULL ? master_import_add_resource(import, name, file->content,
                                                                    view_of(adding->sha256))
                                       : ERROR_MEMORY;
  if (error == ERROR_OK && import->file_count == before) {
    arena_back(import->arena, mark);
  }
  return error;
}

/* A folder, or a gzip file that begins with a tar header. */
static bool is_package(const char *path) {
  struct stat status;
  if (stat(path, &status) == 0 && S_ISDIR(status.st_mode)) {
    return true;
  }
  char head[TAR_MAGIC_OFFSET + sizeof TAR_MAGIC - 1];
  gzFile file = gzopen(path, "rb");
  bool is_tar = file != NULL && gzdirect(file) == 0 &&
                gzread(file, head, sizeof head) == (int)sizeof head &&
                memcmp(head + TAR_MAGIC_OFFSET, TAR_MAGIC, sizeof TAR_MAGIC - 1) == 0;
  if (file != NULL) {
    gzclose(file);
  }
  return is_tar;
}

static const char *base_name(const char *path) {
  const char *slash = strrchr(path, '/');
  return slash != NULL && slash[1] != '\0' ? slash + 1 : path;
}

static void complain(const struct import_options *options, const char *path, enum error error) {
  fprintf(stderr, "%s: %s\n", path,
          error == ERROR_FILE ? strerror(errno)
                              : choose(options, error_english(error), error_japanese(error)));
}

static enum error digest_package(struct arena *scratch, const char *path,
                                 struct package_adding *adding) {
  struct view bytes;
  struct arena_mark mark = arena_mark(scratch);
  enum error error = file_read(scratch, path, LIMIT_MASTER_BYTES, &bytes);
  if (error == ERROR_OK) {
    struct sha256 digest = hash_sha256(bytes);
    hash_sha256_hex(&digest, adding->sha256);
  }
  arena_back(scratch, mark);
  return error == ERROR_FILE && errno == EISDIR ? ERROR_OK : error;
}

/* The terminology resources of a FHIR package. */
static enum error add_package(const struct import_options *options, struct master_import *import,
                              const char *path) {
  struct arena *scratch = arena_new(LIMIT_PACKAGE_BYTES);
  struct package_adding adding = {import, base_name(path), ""};
  const struct package_visitor visitor = {add_resource, &adding};
  uint32_t before = import->file_count;
  enum error error = scratch != NULL ? digest_package(scratch, path, &adding) : ERROR_MEMORY;
  error = error == ERROR_OK ? package_read(scratch, path, &visitor) : error;
  arena_free(scratch);
  if (error != ERROR_OK) {
    complain(options, path, error);
  } else if (import->file_count == before) {
    fprintf(stderr, "%s: %s\n", path,
            choose(options, "the package holds no terminology resource",
                   "パッケージに用語リソースがありません"));
    error = ERROR_NOT_PROCESSABLE;
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
  return master_import_add(import, view_of(base_name(path)), bytes);
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

/* Rows of the mapping table whose target is another now. */
static enum error print_touched(const struct import_options *options,
                                const struct master_import *import) {
  struct import_touched_source source = {options->mapping, options->place};
  struct master_touched_list touched;
  const char *unread = NULL;
  enum error error = import_touched_find(import, &source, &touched, &unread);
  if (error != ERROR_OK) {
    return error;
  }
  if (unread != NULL) { /* the masters are imported; only this is not known */
    complain(options, unread, ERROR_FILE);
  }
  if (touched.count > 0 || (options->mapping != NULL && options->mapping[0] != '\0')) {
    import_report_touched(&options->output, &touched);
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
  if (error == ERROR_OK) {
    error = import_report_print(&options->output, &import);
    error = error == ERROR_OK ? print_touched(options, &import) : error;
  }
  return error;
}

static enum error open_base(const struct import_options *options, const char *path,
                            struct masters **ret_base) {
  enum error error = masters_open(path, ret_base);
  if (error == ERROR_FILE && errno == ENOENT) {
    return ERROR_OK;
  }
  if (error == ERROR_SYNTAX) {
    fprintf(stderr, "%s: %s\n", path,
            choose(options,
                   "damaged, or written by another version; remove it and import the masters again",
                   "壊れているか、別のバージョンで作られています。削除してマスターを取り込み直して"
                   "ください"));
  } else if (error != ERROR_OK) {
    complain(options, path, error);
  }
  return error;
}

/* The lock ends with the process. */
static enum error lock_folder(const struct import_options *options, struct arena *arena) {
  struct masters_lock lock;
  enum error error = masters_lock_take(arena, options->data_dir, &lock);
  if (error == ERROR_FILE) {
    fprintf(stderr, "%s: %s\n", lock.path.data,
            lock.is_held ? choose(options, "another import is running", "別の取り込みを実行中です")
                         : strerror(errno));
  }
  return error;
}

/* What an import left behind that was killed while it wrote; no other one is running. */
static void remove_remains(const char *path, struct arena *arena) {
  struct view pattern = arena_format(arena, "%s.tmp-*", path);
  glob_t found;
  if (pattern.data != NULL && glob(pattern.data, GLOB_NOSORT, NULL, &found) == 0) {
    for (size_t i = 0; i < found.gl_pathc; i++) {
      unlink(found.gl_pathv[i]);
    }
    globfree(&found);
  }
}

static enum error print_loaded(const struct import_options *options, struct arena *arena,
                               const char *path) {
  struct masters *masters = NULL;
  enum error error = open_base(options, path, &masters);
  if (error == ERROR_OK) {
    error = import_report_loaded(&options->output, arena, masters);
  }
  masters_close(masters);
  return error;
}

static int run(const struct import_options *options, struct arena *arena) {
  struct issue_list issues = issue_list_make(arena, LIMIT_IMPORT_ISSUES);
  struct view path = arena_format(arena, "%s/%s", options->data_dir, MASTERS_FILE_NAME);
  struct masters *base = NULL;
  enum error error = path.data != NULL ? ERROR_OK : ERROR_MEMORY;
  if (error == ERROR_OK && options->files.count > 0) {
    error = lock_folder(options, arena);
  }
  error = error == ERROR_OK ? open_base(options, path.data, &base) : error;
  if (error == ERROR_OK && options->files.count > 0) {
    remove_remains(path.data, arena);
    error = import_files(options, path.data, base, &issues);
  }
  if (error == ERROR_OK && options->list) {
    error = print_loaded(options, arena, path.data);
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
  enum error error = ERROR_OK;
  if (options->data_dir != NULL) {
    options->place = store_place_folder(options->data_dir);
  } else {
    error = startup_config(arena, options->config, &config);
    if (error != ERROR_OK) {
      return error;
    }
    options->data_dir = config.data_dir;
    options->place = store_place_of(&config);
    options->mapping = options->mapping != NULL ? options->mapping : config.mapping_file;
  }
  if (mkdir(options->data_dir, FOLDER_MODE) != 0 && errno != EEXIST) {
    fprintf(stderr, "%s: %s\n", options->data_dir, strerror(errno));
    error = ERROR_FILE;
  }
  return error;
}

int command_import(int argc, char **argv) {
  struct import_options options = {.output.language = LANGUAGE_ENGLISH};
  int status = options_read(&table, argc, argv, &options, &options.files);
  if (status != OPTIONS_GO) {
    return status;
  }
  if (options.files.count == 0 && !options.list) {
    return options_complain(&table, "FILE is missing", "FILE が指定されていません");
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
