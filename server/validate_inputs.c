#include "server/validate_inputs.h"

#include "server/base/buffer.h"
#include "server/limits.h"

#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#define STANDARD_INPUT "-"
#define STANDARD_INPUT_NAME "stdin"
#define FIRST_ITEMS 64u

struct finder {
  struct arena *arena;
  struct validate_input *items;
  size_t count;
  size_t capacity;
};

static enum validate_form form_of(struct view path) {
  static const struct {
    const char *end;
    enum validate_form form;
  } ends[] = {{".json", VALIDATE_FORM_JSON},
              {".ndjson", VALIDATE_FORM_LINES},
              {".jsonl", VALIDATE_FORM_LINES},
              {".xml", VALIDATE_FORM_XML}};
  for (size_t i = 0; i < sizeof ends / sizeof ends[0]; i++) {
    if (view_ends_with(path, view_of(ends[i].end))) {
      return ends[i].form;
    }
  }
  return VALIDATE_FORM_UNKNOWN;
}

static enum error add(struct finder *finder, const struct validate_input *input) {
  if (input->path == NULL || input->kept_name.data == NULL) {
    return ERROR_MEMORY;
  }
  if (finder->count == finder->capacity) {
    size_t capacity = finder->capacity == 0 ? FIRST_ITEMS : finder->capacity * 2;
    struct validate_input *items = arena_grow(
        finder->arena, finder->items, finder->capacity * sizeof *items, capacity * sizeof *items);
    if (items == NULL) {
      return ERROR_MEMORY;
    }
    finder->items = items;
    finder->capacity = capacity;
  }
  finder->items[finder->count++] = *input;
  return ERROR_OK;
}

/* The last part of a path, without slashes at its end. */
static struct view last_part(struct view path) {
  while (path.length > 1 && path.data[path.length - 1] == '/') {
    path.length--;
  }
  size_t start = path.length;
  while (start > 0 && path.data[start - 1] != '/') {
    start--;
  }
  return view_part(path, start, path.length - start);
}

/* The name that a record keeps of an argument: "." and ".." are folders with names, so that a
 * record does not depend on where the program was started. */
static struct view name_of(const char *path, struct arena *arena) {
  struct view name = last_part(view_of(path));
  if (!view_is(name, ".") && !view_is(name, "..")) {
    return name;
  }
  char *real = realpath(path, NULL);
  if (real != NULL) {
    name = arena_copy(arena, last_part(view_of(real)));
    free(real);
  }
  return name;
}

static int visible(const struct dirent *entry) {
  return entry->d_name[0] != '.';
}

/* By bytes, whatever the locale. */
static int by_name(const struct dirent **a, const struct dirent **b) {
  return strcmp((*a)->d_name, (*b)->d_name);
}

static bool is_folder(const char *path) {
  struct stat status;
  return stat(path, &status) == 0 && S_ISDIR(status.st_mode);
}

/* Links to folders inside of folders are not followed: they may lead in circles. */
static bool is_link(const char *path) {
  struct stat status;
  return lstat(path, &status) == 0 && S_ISLNK(status.st_mode);
}

static enum error add_folder(struct finder *finder, const char *path, struct view kept_name,
                             unsigned depth);

static enum error add_entry(struct finder *finder, const struct validate_input *folder,
                            const char *name, unsigned depth) {
  struct arena *arena = finder->arena;
  struct view folder_path = view_of(folder->path);
  bool slash = view_ends_with(folder_path, view_of("/"));
  struct view path = arena_format(arena, "%s%s%s", folder->path, slash ? "" : "/", name);
  struct view kept = arena_format(arena, "%.*s/%s", VIEW_ARGUMENTS(folder->kept_name), name);
  if (path.data == NULL || kept.data == NULL) {
    return ERROR_MEMORY;
  }
  if (is_folder(path.data)) {
    bool enter = depth < LIMIT_FOLDER_DEPTH && !is_link(path.data);
    return enter ? add_folder(finder, path.data, kept, depth + 1) : ERROR_OK;
  }
  struct validate_input input = {.path = path.data, .kept_name = kept, .form = form_of(path)};
  if (input.form == VALIDATE_FORM_UNKNOWN) {
    return ERROR_OK;
  }
  return add(finder, &input);
}

/* Recursion ends at LIMIT_FOLDER_DEPTH. */
static enum error add_folder(struct finder *finder, const char *path, struct view kept_name,
                             unsigned depth) {
  struct dirent **entries = NULL;
  int count = scandir(path, &entries, visible, by_name);
  struct validate_input folder = {.path = path, .kept_name = kept_name};
  if (count < 0) {
    return add(finder, &folder); /* opening it will say why */
  }
  enum error error = ERROR_OK;
  for (int i = 0; i < count; i++) {
    if (error == ERROR_OK) {
      error = add_entry(finder, &folder, entries[i]->d_name, depth);
    }
    free(entries[i]);
  }
  free(entries);
  return error;
}

static enum error add_argument(struct finder *finder, const char *path) {
  struct view name = name_of(path, finder->arena);
  bool standard = strcmp(path, STANDARD_INPUT) == 0;
  struct validate_input input = {.path = path,
                                 .kept_name = standard ? view_of(STANDARD_INPUT_NAME) : name,
                                 .form = form_of(name)};
  if (standard || !is_folder(path)) {
    return add(finder, &input);
  }
  size_t before = finder->count;
  enum error error = add_folder(finder, path, name, 0);
  if (error == ERROR_OK && finder->count == before) {
    input.is_empty_folder = true;
    error = add(finder, &input);
  }
  return error;
}

enum error validate_inputs_find(struct arena *arena, char *const *paths, size_t path_count,
                                struct validate_inputs *ret_inputs) {
  struct finder finder = {.arena = arena};
  for (size_t i = 0; i < path_count; i++) {
    enum error error = add_argument(&finder, paths[i]);
    if (error != ERROR_OK) {
      return error;
    }
  }
  *ret_inputs = (struct validate_inputs){finder.items, finder.count};
  return ERROR_OK;
}

enum error validate_inputs_read_standard(struct arena *arena, size_t maximum,
                                         struct view *ret_text) {
  struct buffer buffer = buffer_make(arena, maximum);
  char block[8192];
  ssize_t got = 1;
  while (got != 0) {
    got = read(STDIN_FILENO, block, sizeof block);
    if (got < 0 && errno != EINTR) {
      return ERROR_FILE;
    }
    if (got > 0) {
      buffer_append(&buffer, view_make(block, (size_t)got));
    }
  }
  if (buffer.error == ERROR_OK) {
    *ret_text = buffer_view(&buffer);
  }
  return buffer.error;
}
