#include "profiles/package_reader.h"

#include "server/base/file.h"
#include "server/limits.h"

#include <dirent.h>
#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <zlib.h>

#define TAR_BLOCK 512u
#define TAR_NAME_BYTES 4096u
#define GZIP_BUFFER_BYTES 262144u

/* Fields of a ustar header block (POSIX pax, IEEE Std 1003.1). */
#define TAR_NAME 0u
#define TAR_NAME_LENGTH 100u
#define TAR_SIZE 124u
#define TAR_SIZE_LENGTH 12u
#define TAR_CHECKSUM 148u
#define TAR_CHECKSUM_LENGTH 8u
#define TAR_TYPE 156u
#define TAR_MAGIC 257u
#define TAR_PREFIX 345u
#define TAR_PREFIX_LENGTH 155u

struct archive {
  gzFile file;
  struct arena *scratch;
  const struct package_visitor *visitor;
  size_t total; /* bytes unpacked so far */
};

struct entry {
  struct view name;
  size_t size;
  char type;
};

/* Exactly size bytes, else ERROR_SYNTAX (truncated or damaged). */
static enum error archive_bytes(struct archive *archive, char *bytes, size_t size) {
  archive->total += size;
  if (archive->total > LIMIT_PACKAGE_BYTES) {
    return ERROR_TOO_LARGE;
  }
  size_t done = 0;
  while (done < size) {
    unsigned part = size - done > INT_MAX ? INT_MAX : (unsigned)(size - done);
    int got = gzread(archive->file, bytes + done, part);
    if (got <= 0) {
      return ERROR_SYNTAX;
    }
    done += (size_t)got;
  }
  return ERROR_OK;
}

static struct view field(const char *block, size_t offset, size_t length) {
  return view_make(block + offset, strnlen(block + offset, length));
}

static bool octal(struct view text, size_t *ret_number) {
  size_t number = 0;
  text = view_trim(text);
  for (size_t i = 0; i < text.length; i++) {
    if (text.data[i] < '0' || text.data[i] > '7' || number > (SIZE_MAX >> 3)) {
      return false;
    }
    number = number * 8u + (size_t)(text.data[i] - '0');
  }
  *ret_number = number;
  return text.length > 0;
}

static bool checksum_holds(const char *block) {
  size_t wanted = 0;
  if (!octal(field(block, TAR_CHECKSUM, TAR_CHECKSUM_LENGTH), &wanted)) {
    return false;
  }
  size_t sum = 0;
  for (size_t i = 0; i < TAR_BLOCK; i++) {
    bool blank = i >= TAR_CHECKSUM && i < TAR_CHECKSUM + TAR_CHECKSUM_LENGTH;
    sum += blank ? (size_t)' ' : (size_t)(unsigned char)block[i];
  }
  return sum == wanted;
}

static bool block_is_zero(const char *block) {
  for (size_t i = 0; i < TAR_BLOCK; i++) {
    if (block[i] != 0) {
      return false;
    }
  }
  return true;
}

static enum error header_read(struct archive *archive, const char *block, struct entry *ret_entry) {
  if (!checksum_holds(block) || memcmp(block + TAR_MAGIC, "ustar", 5) != 0 ||
      !octal(field(block, TAR_SIZE, TAR_SIZE_LENGTH), &ret_entry->size)) {
    return ERROR_SYNTAX;
  }
  if (ret_entry->size > LIMIT_PACKAGE_FILE_BYTES) {
    return ERROR_TOO_LARGE;
  }
  ret_entry->type = block[TAR_TYPE];
  struct view name = field(block, TAR_NAME, TAR_NAME_LENGTH);
  struct view prefix = field(block, TAR_PREFIX, TAR_PREFIX_LENGTH);
  ret_entry->name = prefix.length > 0 ? arena_format(archive->scratch, "%.*s/%.*s",
                                                     VIEW_ARGUMENTS(prefix), VIEW_ARGUMENTS(name))
                                      : arena_copy(archive->scratch, name);
  return ret_entry->name.data == NULL ? ERROR_MEMORY : ERROR_OK;
}

/* The content of an entry and the filling up to the next block. */
static enum error content_read(struct archive *archive, size_t size, struct view *ret_content) {
  size_t padded = (size + TAR_BLOCK - 1) / TAR_BLOCK * TAR_BLOCK;
  char *bytes = arena_bytes(archive->scratch, padded + 1);
  if (bytes == NULL) {
    return ERROR_MEMORY;
  }
  enum error error = archive_bytes(archive, bytes, padded);
  if (error == ERROR_OK) {
    *ret_content = view_make(bytes, size);
  }
  return error;
}

/* The "path" record of a pax header: lines "LENGTH key=value\n"; empty when there is none. */
static struct view pax_path(struct view records) {
  while (records.length > 0) {
    struct view rest = records;
    uint64_t length = 0;
    struct view number = view_split(&rest, ' ');
    if (!view_to_unsigned(number, records.length, &length) || length <= number.length + 1) {
      return view_make(NULL, 0);
    }
    struct view record = view_part(records, number.length + 1, length - number.length - 2);
    struct view value = record;
    if (view_is(view_split(&value, '='), "path")) {
      return value;
    }
    records = view_part(records, length, records.length);
  }
  return view_make(NULL, 0);
}

/* "package/x.json" -> "x.json"; empty for what is not a definition: other folders, index files. */
static struct view definition_name(struct view name) {
  if (view_starts_with(name, view_of("./"))) {
    name = view_part(name, 2, name.length);
  }
  if (!view_starts_with(name, view_of("package/"))) {
    return view_make(NULL, 0);
  }
  name = view_part(name, 8, name.length);
  bool wanted = view_ends_with(name, view_of(".json")) && name.data[0] != '.' &&
                view_find_byte(name, '/', 0) == SIZE_MAX;
  return wanted ? name : view_make(NULL, 0);
}

/* One entry: a regular file is visited, a long name is remembered for the next entry. */
static enum error entry_take(struct archive *archive, struct entry *entry, char *long_name) {
  struct view content;
  enum error error = content_read(archive, entry->size, &content);
  if (error != ERROR_OK) {
    return error;
  }
  if (entry->type == 'x' || entry->type == 'L') {
    struct view path = entry->type == 'x'
                           ? pax_path(content)
                           : view_make(content.data, strnlen(content.data, content.length));
    if (path.length >= TAR_NAME_BYTES) {
      return ERROR_SYNTAX;
    }
    memcpy(long_name, path.data == NULL ? "" : path.data, path.length);
    long_name[path.length] = 0;
    return ERROR_OK;
  }
  struct view name = definition_name(long_name[0] != 0 ? view_of(long_name) : entry->name);
  if ((entry->type == '0' || entry->type == 0) && name.length > 0) {
    struct package_file file = {name, content};
    error = archive->visitor->visit(archive->visitor->context, &file);
  }
  if (entry->type != 'g') {
    long_name[0] = 0;
  }
  return error;
}

/* What stands behind the end mark is read too: only then does zlib compare length and checksum. */
static enum error archive_drain(struct archive *archive) {
  char block[TAR_BLOCK];
  for (;;) {
    int got = gzread(archive->file, block, sizeof block);
    if (got <= 0) {
      return got == 0 ? ERROR_OK : ERROR_SYNTAX;
    }
    archive->total += (size_t)got;
    if (archive->total > LIMIT_PACKAGE_BYTES) {
      return ERROR_TOO_LARGE;
    }
  }
}

static enum error archive_walk(struct archive *archive) {
  char long_name[TAR_NAME_BYTES];
  long_name[0] = 0;
  for (;;) {
    char block[TAR_BLOCK];
    enum error error = archive_bytes(archive, block, sizeof block);
    if (error != ERROR_OK) {
      return error;
    }
    if (block_is_zero(block)) {
      return archive_drain(archive);
    }
    struct arena_mark mark = arena_mark(archive->scratch);
    struct entry entry;
    error = header_read(archive, block, &entry);
    if (error == ERROR_OK) {
      error = entry_take(archive, &entry, long_name);
    }
    arena_back(archive->scratch, mark);
    if (error != ERROR_OK) {
      return error;
    }
  }
}

static enum error archive_read(struct arena *scratch, const char *path,
                               const struct package_visitor *visitor) {
  struct archive archive = {.scratch = scratch, .visitor = visitor};
  archive.file = gzopen(path, "rbe");
  if (archive.file == NULL) {
    return errno == 0 ? ERROR_MEMORY : ERROR_FILE;
  }
  gzbuffer(archive.file, GZIP_BUFFER_BYTES);
  enum error error = archive_walk(&archive);
  /* Z_BUF_ERROR: the file ends before the stream does. */
  bool is_whole = gzclose_r(archive.file) == Z_OK;
  return error == ERROR_OK && !is_whole ? ERROR_SYNTAX : error;
}

static int is_json(const struct dirent *entry) {
  struct view name = view_of(entry->d_name);
  return name.length > 0 && name.data[0] != '.' && view_ends_with(name, view_of(".json"));
}

/* Byte order, not the locale's: the result must not depend on the environment. */
static int by_name(const struct dirent **a, const struct dirent **b) {
  return strcmp((*a)->d_name, (*b)->d_name);
}

static enum error folder_file(struct arena *scratch, const char *folder, const char *name,
                              const struct package_visitor *visitor) {
  struct arena_mark mark = arena_mark(scratch);
  struct view path = arena_format(scratch, "%s/%s", folder, name);
  struct view content = {NULL, 0};
  enum error error = path.data == NULL ? ERROR_MEMORY : ERROR_OK;
  if (error == ERROR_OK) {
    error = file_read(scratch, path.data, LIMIT_PACKAGE_FILE_BYTES, &content);
  }
  if (error == ERROR_OK) {
    struct package_file file = {view_of(name), content};
    error = visitor->visit(visitor->context, &file);
  }
  arena_back(scratch, mark);
  return error;
}

static enum error folder_read(struct arena *scratch, const char *folder,
                              const struct package_visitor *visitor) {
  struct dirent **entries = NULL;
  int count = scandir(folder, &entries, is_json, by_name);
  if (count < 0) {
    return ERROR_FILE;
  }
  enum error error = ERROR_OK;
  for (int i = 0; i < count; i++) {
    if (error == ERROR_OK) {
      error = folder_file(scratch, folder, entries[i]->d_name, visitor);
    }
    free(entries[i]);
  }
  free(entries);
  return error;
}

enum error package_read(struct arena *scratch, const char *path,
                        const struct package_visitor *visitor) {
  struct stat status;
  if (stat(path, &status) != 0) {
    return ERROR_FILE;
  }
  if (!S_ISDIR(status.st_mode)) {
    return archive_read(scratch, path, visitor);
  }
  struct view inner = arena_format(scratch, "%s/package", path);
  if (inner.data == NULL) {
    return ERROR_MEMORY;
  }
  bool has_inner = stat(inner.data, &status) == 0 && S_ISDIR(status.st_mode);
  return folder_read(scratch, has_inner ? inner.data : path, visitor);
}
