#include "server/orca/orca_password.h"

#include "server/base/arena.h"
#include "server/base/file.h"

static void put(struct orca_password *password, struct view text) {
  text = view_part(text, 0, ORCA_PASSWORD_BYTES - 1);
  explicit_bzero(password->text, sizeof(password->text));
  if (text.length != 0) {
    memcpy(password->text, text.data, text.length);
  }
}

void orca_password_init(struct orca_password *password, const char *text, const char *file) {
  memset(password, 0, sizeof(*password));
  pthread_mutex_init(&password->mutex, NULL);
  password->file = file;
  put(password, view_of(text != NULL ? text : ""));
}

void orca_password_done(struct orca_password *password) {
  explicit_bzero(password->text, sizeof(password->text));
  pthread_mutex_destroy(&password->mutex);
}

uint64_t orca_password_get(struct orca_password *password, char ret_text[ORCA_PASSWORD_BYTES]) {
  pthread_mutex_lock(&password->mutex);
  uint64_t edition = password->edition;
  memcpy(ret_text, password->text, ORCA_PASSWORD_BYTES);
  pthread_mutex_unlock(&password->mutex);
  return edition;
}

static struct view without_line_end(struct view text) {
  while (text.length > 0 &&
         (text.data[text.length - 1] == '\n' || text.data[text.length - 1] == '\r')) {
    text.length--;
  }
  return text;
}

static void read_again(struct orca_password *password) {
  struct arena *arena = arena_new(ORCA_PASSWORD_BYTES * (size_t)4);
  struct view content = {NULL, 0};
  if (arena != NULL &&
      file_read(arena, password->file, ORCA_PASSWORD_BYTES - 1, &content) == ERROR_OK) {
    content = without_line_end(content);
    if (content.length != 0 && !view_is(content, password->text)) {
      put(password, content);
      password->edition++;
    }
  }
  arena_free(arena);
}

bool orca_password_renew(struct orca_password *password, uint64_t edition) {
  pthread_mutex_lock(&password->mutex);
  bool has_file = password->file != NULL && password->file[0] != '\0';
  if (password->edition == edition && has_file) {
    read_again(password);
  }
  bool renewed = password->edition != edition;
  pthread_mutex_unlock(&password->mutex);
  return renewed;
}
