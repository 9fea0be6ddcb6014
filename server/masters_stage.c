#include "server/masters_stage.h"

#include "server/base/clock.h"
#include "server/base/document.h"
#include "server/base/file.h"
#include "server/base/json_writer.h"
#include "server/limits.h"
#include "server/masters_lock.h"

#include <errno.h>
#include <sys/stat.h>
#include <unistd.h>

#define FOLDER "masters.staged"
#define LIST_NAME "list.json"
#define FOLDER_MODE 0700
#define FILE_MODE 0600u
#define PACK_MODE 0644u
#define NAME_MAXIMUM 64u
/* Of the digest in a kept file's name: enough to tell versions of one master apart. */
#define DIGEST_DIGITS 16

const char *masters_stage_state_name(enum masters_stage_state state) {
  static const char *const names[] = {
#define STATE_NAME(name, text) text,
      MASTERS_STAGE_STATES(STATE_NAME)
#undef STATE_NAME
  };
  return names[state];
}

bool masters_stage_is_name(struct view name) {
  static const char others[] = "-_.";
  for (size_t i = 0; i < name.length; i++) {
    char byte = name.data[i];
    bool is_letter = (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z');
    if (!is_letter && !byte_is_digit(byte) && (byte == '\0' || strchr(others, byte) == NULL)) {
      return false;
    }
  }
  return name.length >= 1 && name.length <= NAME_MAXIMUM;
}

/* ---- the list ----------------------------------------------------------------------------------
 */
static struct view path_of(struct arena *arena, const char *data_dir, struct view name) {
  return arena_format(arena, "%s/" FOLDER "/%.*s", data_dir, VIEW_ARGUMENTS(name));
}

static enum masters_stage_state state_of(struct view name) {
  unsigned state = 0;
  while (state < MASTERS_STAGE_STATE_COUNT &&
         !view_is(name, masters_stage_state_name((enum masters_stage_state)state))) {
    state++;
  }
  return (enum masters_stage_state)state;
}

/* Kept names that lead out of the folder are no names of ours. */
static enum error read_row(const struct document *document, uint32_t node, struct arena *arena,
                           struct masters_stage_row *ret_row) {
  struct masters_stage_row row = {
      .name = document_member_string(document, node, "name", arena),
      .version = document_member_string(document, node, "version", arena),
      .file = document_member_string(document, node, "file", arena),
      .kept = document_member_string(document, node, "kept", arena),
      .state = state_of(document_member_string(document, node, "state", arena)),
      .at = document_member_string(document, node, "at", arena),
      .english = document_member_string(document, node, "english", arena),
      .japanese = document_member_string(document, node, "japanese", arena),
  };
  if (!masters_stage_is_name(row.name) || row.state == MASTERS_STAGE_STATE_COUNT ||
      view_find_byte(row.kept, '/', 0) != SIZE_MAX) {
    return ERROR_SYNTAX;
  }
  *ret_row = row;
  return ERROR_OK;
}

static enum error read_rows(const struct document *document, struct arena *arena,
                            struct masters_stage_list *list) {
  if (document_type(document, 0) != NODE_ARRAY) {
    return ERROR_SYNTAX;
  }
  /* two more: of a download that is put into the list */
  list->rows = arena_array(arena, document_count(document, 0) + 2u, sizeof *list->rows);
  enum error error = list->rows == NULL ? ERROR_MEMORY : ERROR_OK;
  for (uint32_t node = document_first(document, 0); node != NODE_NONE && error == ERROR_OK;
       node = document_next(document, 0, node)) {
    error = read_row(document, node, arena, &list->rows[list->count++]);
  }
  return error;
}

enum error masters_stage_read(struct arena *arena, const char *data_dir,
                              struct masters_stage_list *ret_list) {
  struct masters_stage_list list = {NULL, 0};
  struct view path = path_of(arena, data_dir, view_of(LIST_NAME));
  struct view json = view_of("[]");
  struct document document;
  struct document_failure failure;
  errno = 0;
  enum error error =
      path.data == NULL ? ERROR_MEMORY : file_read(arena, path.data, LIMIT_CONFIG_BYTES, &json);
  if (error == ERROR_FILE && errno == ENOENT) {
    error = ERROR_OK;
  }
  if (error == ERROR_OK) {
    error = document_read(arena, json, NULL, &document, &failure);
  }
  if (error == ERROR_OK) {
    error = read_rows(&document, arena, &list);
  }
  if (error == ERROR_OK) {
    *ret_list = list;
  }
  return error;
}

static enum error write_list(struct arena *arena, const char *data_dir,
                             const struct masters_stage_list *list) {
  struct buffer buffer = buffer_make(arena, LIMIT_CONFIG_BYTES);
  struct json_writer writer = json_writer_make(&buffer, true);
  struct view path = path_of(arena, data_dir, view_of(LIST_NAME));
  writer_array_begin(&writer);
  for (size_t i = 0; i < list->count; i++) {
    const struct masters_stage_row *row = &list->rows[i];
    writer_object_begin(&writer);
    writer_member_string(&writer, "name", row->name);
    writer_member_string(&writer, "version", row->version);
    writer_member_string(&writer, "file", row->file);
    writer_member_optional(&writer, "kept", row->kept);
    writer_member_text(&writer, "state", masters_stage_state_name(row->state));
    writer_member_string(&writer, "at", row->at);
    writer_member_optional(&writer, "english", row->english);
    writer_member_optional(&writer, "japanese", row->japanese);
    writer_object_end(&writer);
  }
  writer_array_end(&writer);
  enum error error = path.data == NULL ? ERROR_MEMORY : json_writer_end(&writer);
  return error == ERROR_OK ? file_write_durable(path.data, buffer_view(&buffer), FILE_MODE) : error;
}

static struct masters_stage_row *find_row(const struct masters_stage_list *list, struct view name,
                                          bool refused) {
  for (size_t i = 0; i < list->count; i++) {
    struct masters_stage_row *row = &list->rows[i];
    if (view_equal(row->name, name) && (row->state == MASTERS_STAGE_REFUSED) == refused) {
      return row;
    }
  }
  return NULL;
}

struct view masters_stage_version(const struct masters_stage_list *list, struct view name) {
  const struct masters_stage_row *row = find_row(list, name, false);
  return row != NULL ? row->version : view_of("");
}

/* Takes the place of the row of its name and kind. */
static void set_row(struct masters_stage_list *list, const struct masters_stage_row *row) {
  struct masters_stage_row *place = find_row(list, row->name, row->state == MASTERS_STAGE_REFUSED);
  if (place == NULL) {
    place = &list->rows[list->count++];
  }
  *place = *row;
}

static void drop_refused(struct masters_stage_list *list, struct view name) {
  struct masters_stage_row *row = find_row(list, name, true);
  if (row != NULL) {
    *row = list->rows[--list->count];
  }
}

/* ---- the import --------------------------------------------------------------------------------
 */
static struct view now(struct arena *arena) {
  char at[CLOCK_INSTANT_BYTES];
  clock_instant(clock_now_ms(clock_system()), at);
  return arena_copy(arena, view_of(at));
}

static enum error open_base(struct arena *arena, const char *data_dir, struct masters **ret_base) {
  struct view path = arena_format(arena, "%s/" MASTERS_FILE_NAME, data_dir);
  struct masters *base = NULL;
  errno = 0;
  enum error error = path.data == NULL ? ERROR_MEMORY : masters_open(path.data, &base);
  if (error == ERROR_FILE && errno == ENOENT) {
    error = ERROR_OK;
  }
  *ret_base = base;
  return error;
}

static enum error add_row(struct master_import *import, const char *data_dir,
                          const struct masters_stage_row *row) {
  struct view path = path_of(import->arena, data_dir, row->kept);
  struct view bytes;
  enum error error = path.data == NULL
                         ? ERROR_MEMORY
                         : file_read(import->arena, path.data, LIMIT_MASTER_BYTES, &bytes);
  return error == ERROR_OK ? master_import_add(import, row->file, bytes) : error;
}

enum error masters_stage_try(struct arena *arena, const char *data_dir, struct issue_list *issues,
                             const struct masters_stage_list *list,
                             struct masters_stage_trial *ret_trial) {
  *ret_trial = (struct masters_stage_trial){.base = NULL};
  enum error error = open_base(arena, data_dir, &ret_trial->base);
  if (error == ERROR_OK) {
    error = master_import_init(&ret_trial->import, arena, issues, ret_trial->base);
  }
  ret_trial->import.at = now(arena);
  if (error == ERROR_OK && ret_trial->import.at.data == NULL) {
    error = ERROR_MEMORY;
  }
  for (size_t i = 0; i < list->count && error == ERROR_OK; i++) {
    if (list->rows[i].state == MASTERS_STAGE_STAGED) {
      error = add_row(&ret_trial->import, data_dir, &list->rows[i]);
    }
  }
  return error == ERROR_OK ? master_import_apply(&ret_trial->import) : error;
}

/* ---- a download --------------------------------------------------------------------------------
 */
static void remove_kept(struct arena *arena, const char *data_dir, struct view kept) {
  struct view path = kept.length == 0 ? kept : path_of(arena, data_dir, kept);
  if (path.length != 0) {
    unlink(path.data);
  }
}

static enum error keep(struct arena *arena, const char *data_dir,
                       const struct masters_stage_download *download,
                       struct masters_stage_row *ret_row) {
  struct sha256 digest = hash_sha256(download->bytes);
  char hex[SHA256_HEX_BYTES];
  hash_sha256_hex(&digest, hex);
  struct view kept =
      arena_format(arena, "%.*s-%.*s", VIEW_ARGUMENTS(download->name), DIGEST_DIGITS, hex);
  struct view path = kept.data == NULL ? kept : path_of(arena, data_dir, kept);
  *ret_row = (struct masters_stage_row){.name = download->name,
                                        .version = download->version,
                                        .file = download->file,
                                        .kept = kept,
                                        .state = MASTERS_STAGE_STAGED,
                                        .at = now(arena)};
  return path.data == NULL ? ERROR_MEMORY
                           : file_write_durable(path.data, download->bytes, FILE_MODE);
}

/* Why, of the first finding that refuses it. */
static void refuse(struct arena *arena, const struct issue_list *issues,
                   struct masters_stage_row *row) {
  row->state = MASTERS_STAGE_REFUSED;
  row->kept = view_of("");
  for (uint32_t i = 0; i < issues->count && row->english.length == 0; i++) {
    if (issues->issues[i].severity <= SEVERITY_ERROR) {
      row->english = issue_text(&issues->issues[i], LANGUAGE_ENGLISH, arena);
      row->japanese = issue_text(&issues->issues[i], LANGUAGE_JAPANESE, arena);
    }
  }
}

static enum error try_row(struct arena *arena, const char *data_dir, struct issue_list *issues,
                          const struct masters_stage_list *list,
                          const struct masters_stage_row *row) {
  struct masters_stage_list tried = {arena_array(arena, list->count + 1, sizeof *tried.rows),
                                     list->count};
  struct masters_stage_trial trial;
  if (tried.rows == NULL) {
    return ERROR_MEMORY;
  }
  for (size_t i = 0; i < list->count; i++) {
    tried.rows[i] = list->rows[i];
  }
  set_row(&tried, row);
  enum error error = masters_stage_try(arena, data_dir, issues, &tried, &trial);
  masters_close(trial.base);
  return error;
}

static enum error put_locked(struct arena *arena, const char *data_dir, struct issue_list *issues,
                             const struct masters_stage_download *download) {
  struct masters_stage_list list;
  struct masters_stage_row row;
  enum error error = masters_stage_read(arena, data_dir, &list);
  if (error == ERROR_OK) {
    error = keep(arena, data_dir, download, &row);
  }
  if (error != ERROR_OK) {
    return error;
  }
  const struct masters_stage_row *before = find_row(&list, row.name, false);
  struct view other =
      before != NULL && !view_equal(before->kept, row.kept) ? before->kept : view_of("");
  enum error verdict = try_row(arena, data_dir, issues, &list, &row);
  if (verdict == ERROR_OK) {
    set_row(&list, &row);
    drop_refused(&list, row.name);
  } else if (verdict == ERROR_NOT_PROCESSABLE) {
    other = before != NULL && view_equal(before->kept, row.kept) ? view_of("") : row.kept;
    refuse(arena, issues, &row);
    set_row(&list, &row);
  } else {
    return verdict; /* the file that was kept is replaced by the next download */
  }
  error = write_list(arena, data_dir, &list);
  if (error == ERROR_OK) {
    remove_kept(arena, data_dir, other);
  }
  return error != ERROR_OK ? error : verdict;
}

enum error masters_stage_put(struct arena *arena, const char *data_dir, struct issue_list *issues,
                             const struct masters_stage_download *download) {
  struct masters_lock lock;
  struct view folder = arena_format(arena, "%s/" FOLDER, data_dir);
  if (folder.data == NULL) {
    return ERROR_MEMORY;
  }
  if (mkdir(folder.data, FOLDER_MODE) != 0 && errno != EEXIST) {
    return ERROR_FILE;
  }
  enum error error = masters_lock_take(arena, data_dir, &lock);
  if (error == ERROR_OK) {
    error = put_locked(arena, data_dir, issues, download);
    masters_lock_release(&lock);
  }
  return error;
}

/* ---- into use ----------------------------------------------------------------------------------
 */
static uint32_t count_staged(const struct masters_stage_list *list) {
  uint32_t count = 0;
  for (size_t i = 0; i < list->count; i++) {
    count += list->rows[i].state == MASTERS_STAGE_STAGED;
  }
  return count;
}

static enum error write_pack(struct arena *arena, const char *data_dir,
                             struct master_import *import) {
  struct view path = arena_format(arena, "%s/" MASTERS_FILE_NAME, data_dir);
  struct view pack;
  if (!import->changed) {
    return ERROR_OK;
  }
  enum error error = path.data == NULL ? ERROR_MEMORY : master_import_write(import, &pack);
  return error == ERROR_OK ? file_write_durable(path.data, pack, PACK_MODE) : error;
}

/* After the masters are written: when the machine stops before this, they are staged still, and
 * applying them again changes nothing. */
static enum error note_applied(struct arena *arena, const char *data_dir,
                               struct masters_stage_list *list) {
  struct view *kept = arena_array(arena, list->count + 1, sizeof *kept);
  struct view at = now(arena);
  if (kept == NULL || at.data == NULL) {
    return ERROR_MEMORY;
  }
  for (size_t i = 0; i < list->count; i++) {
    struct masters_stage_row *row = &list->rows[i];
    if (row->state == MASTERS_STAGE_STAGED) {
      kept[i] = row->kept;
      row->kept = view_of("");
      row->at = at;
      row->state = MASTERS_STAGE_APPLIED;
    }
  }
  enum error error = write_list(arena, data_dir, list);
  for (size_t i = 0; i < list->count && error == ERROR_OK; i++) {
    remove_kept(arena, data_dir, kept[i]);
  }
  return error;
}

static enum error apply_locked(struct arena *arena, const char *data_dir, struct issue_list *issues,
                               uint32_t *ret_count) {
  struct masters_stage_list list;
  struct masters_stage_trial trial = {.base = NULL};
  enum error error = masters_stage_read(arena, data_dir, &list);
  uint32_t count = error == ERROR_OK ? count_staged(&list) : 0;
  if (error == ERROR_OK && count > 0) {
    error = masters_stage_try(arena, data_dir, issues, &list, &trial);
    error = error == ERROR_OK ? write_pack(arena, data_dir, &trial.import) : error;
    error = error == ERROR_OK ? note_applied(arena, data_dir, &list) : error;
    masters_close(trial.base);
  }
  if (error == ERROR_OK) {
    *ret_count = count;
  }
  return error;
}

enum error masters_stage_apply(struct arena *arena, const char *data_dir, struct issue_list *issues,
                               uint32_t *ret_count) {
  struct masters_lock lock;
  enum error error = masters_lock_take(arena, data_dir, &lock);
  if (error == ERROR_OK) {
    error = apply_locked(arena, data_dir, issues, ret_count);
    masters_lock_release(&lock);
  }
  return error;
}
