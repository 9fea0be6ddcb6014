/* Packages made for tests: .tgz files and folders below one temporary folder. Header-only, since
 * each unit test is one file. */
#ifndef TESTS_UNIT_PROFILES_PACKAGE_FIXTURE_H
#define TESTS_UNIT_PROFILES_PACKAGE_FIXTURE_H

#include "server/base/arena.h"
#include "tests/unit/unit_main.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>

#define FIXTURE_BLOCK 512u

struct fixture_file {
  const char *name;    /* "package/package.json" */
  const char *content; /* NULL: a folder */
};

static char fixture_folder[64];

static inline void fixture_open(void) {
  snprintf(fixture_folder, sizeof fixture_folder, "/tmp/package-test-XXXXXX");
  ck_assert_ptr_nonnull(mkdtemp(fixture_folder));
}

/* Removes the files of the folder, of folders in it, and the folder. */
static inline void fixture_remove(const char *folder, int depth) {
  DIR *directory = opendir(folder);
  for (struct dirent *entry = directory == NULL ? NULL : readdir(directory); entry != NULL;
       entry = readdir(directory)) {
    char path[512];
    int written = snprintf(path, sizeof path, "%s/%s", folder, entry->d_name);
    ck_assert(written > 0 && (size_t)written < sizeof path);
    bool dots = strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0;
    if (!dots && unlink(path) != 0 && depth < 3) {
      fixture_remove(path, depth + 1);
    }
  }
  if (directory != NULL) {
    closedir(directory);
  }
  rmdir(folder);
}

static inline void fixture_close(void) {
  fixture_remove(fixture_folder, 0);
}

static inline const char *fixture_path(struct arena *arena, const char *name) {
  return arena_format(arena, "%s/%s", fixture_folder, name).data;
}

static inline void fixture_write(const char *path, struct view content) {
  FILE *file = fopen(path, "wb");
  ck_assert_ptr_nonnull(file);
  ck_assert(fwrite(content.data, 1, content.length, file) == content.length);
  fclose(file);
}

static inline void fixture_checksum(char *block) {
  unsigned sum = 0;
  memset(block + 148, ' ', 8);
  for (size_t i = 0; i < FIXTURE_BLOCK; i++) {
    sum += (unsigned char)block[i];
  }
  snprintf(block + 148, 8, "%06o", sum & 0777777u);
}

/* One ustar header; type as in the format ('0' file, '5' folder, 'x' pax, 'L' long name). */
static inline void fixture_header(char *block, const char *name, size_t size, char type) {
  memset(block, 0, FIXTURE_BLOCK);
  snprintf(block, 100, "%s", name);
  snprintf(block + 124, 12, "%011o", (unsigned)size & 0777777777u);
  block[156] = type;
  memcpy(block + 257,
         "ustar\0"
         "00",
         8);
  fixture_checksum(block);
}

/* Appends header and content of an entry at *used of tar. */
static inline void fixture_entry(char *tar, size_t *used, const char *name, const char *content,
                                 char type) {
  size_t size = content == NULL ? 0 : strlen(content);
  fixture_header(tar + *used, name, size, type);
  *used += FIXTURE_BLOCK;
  if (size > 0) {
    memcpy(tar + *used, content, size);
  }
  *used += (size + FIXTURE_BLOCK - 1) / FIXTURE_BLOCK * FIXTURE_BLOCK;
}

static inline void fixture_gzip(const char *path, const char *bytes, size_t length) {
  gzFile file = gzopen(path, "wb");
  ck_assert_ptr_nonnull(file);
  ck_assert(length == 0 || gzwrite(file, bytes, (unsigned)length) == (int)length);
  gzclose(file);
}

/* A .tgz with these files (the list ends with name NULL); returns its path. */
static inline const char *fixture_package(struct arena *arena, const char *name,
                                          const struct fixture_file *files) {
  size_t size = 4 * FIXTURE_BLOCK;
  for (const struct fixture_file *file = files; file->name != NULL; file++) {
    size += 2 * FIXTURE_BLOCK + (file->content == NULL ? 0 : strlen(file->content));
  }
  char *tar = arena_alloc(arena, size);
  size_t used = 0;
  for (const struct fixture_file *file = files; file->name != NULL; file++) {
    fixture_entry(tar, &used, file->name, file->content, file->content == NULL ? '5' : '0');
  }
  const char *path = fixture_path(arena, name);
  fixture_gzip(path, tar, used + 2 * FIXTURE_BLOCK);
  return path;
}

/* Path of an official package in the shared data; NULL (with a line on standard output) when
 * absent. */
static inline const char *fixture_shared(struct arena *arena, const char *name) {
  const char *shared = getenv("FHIR_FACADE_SHARED");
  const char *path =
      arena_format(arena, "%s/data/fhir-packages/%s", shared == NULL ? "../shared" : shared, name)
          .data;
  if (access(path, R_OK) != 0) {
    printf("skipped: %s is not there\n", path);
    return NULL;
  }
  return path;
}

#endif
