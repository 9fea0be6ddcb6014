#include "server/national/secret.h"

#include "server/national/signature_messages.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

static ssize_t read_all(int file, char *to, size_t size) {
  size_t length = 0;
  while (length < size) {
    ssize_t count = read(file, to + length, size - length);
    if (count < 0 && errno == EINTR) {
      continue;
    }
    if (count <= 0) {
      return count < 0 ? count : (ssize_t)length;
    }
    length += (size_t)count;
  }
  return (ssize_t)length;
}

static enum error complain(const char *path, enum signature_message message, const char *why,
                           struct issue_list *issues) {
  issue_add_with(issues, signature_messages_get(message), view_of(path), view_of(why));
  return ERROR_CONFIGURATION;
}

static bool is_usable(const struct secret *secret) {
  for (size_t i = 0; i < secret->length; i++) {
    if ((unsigned char)secret->text[i] < 0x20u) {
      return false;
    }
  }
  return secret->length > 0 && secret->length < sizeof(secret->text);
}

enum error secret_read(const char *path, struct issue_list *issues, struct secret *ret_secret) {
  int file = open(path, O_RDONLY | O_CLOEXEC);
  if (file < 0) {
    return complain(path, SIGNATURE_MESSAGE_FILE_UNREADABLE, strerror(errno), issues);
  }
  struct secret secret = {0};
  ssize_t length = read_all(file, secret.text, sizeof(secret.text));
  int saved = errno;
  close(file);
  if (length < 0) {
    return complain(path, SIGNATURE_MESSAGE_FILE_UNREADABLE, strerror(saved), issues);
  }
  secret.length = (size_t)length;
  while (secret.length > 0 && strchr("\r\n", secret.text[secret.length - 1]) != NULL) {
    secret.text[--secret.length] = '\0';
  }
  bool usable = is_usable(&secret);
  if (usable) {
    *ret_secret = secret;
  }
  secret_wipe(&secret);
  return usable ? ERROR_OK
                : complain(path, SIGNATURE_MESSAGE_FILE_CONTENT, "one line of text", issues);
}

void secret_wipe(struct secret *secret) {
  explicit_bzero(secret, sizeof(*secret));
}
