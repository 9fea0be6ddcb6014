#include "server/national/key_file.h"

#include "server/national/secret.h"
#include "server/national/jws_key_check.h"
#include "server/national/signature_messages.h"

#include <errno.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <stdio.h>
#include <stdlib.h>

struct key_file {
  struct signing_key key;
  EVP_PKEY *private_key;
};

static enum error file_sign(struct signing_key *key, const struct signing_task *task,
                            struct arena *arena, struct issue_list *issues,
                            struct view *ret_signature) {
  struct key_file *file = key->implementation;
  enum error error = jws_key_check(file->private_key, task->algorithm, issues);
  if (error != ERROR_OK) {
    return ERROR_SIGNER_FAILED;
  }
  error = jws_key_sign(file->private_key, task->algorithm, &task->digest, arena, ret_signature);
  return error == ERROR_INTERNAL ? ERROR_SIGNER_FAILED : error;
}

static void file_close(struct signing_key *key) {
  struct key_file *file = key->implementation;
  EVP_PKEY_free(file->private_key);
  free(file);
}

/* Instead of OpenSSL's own question on the terminal. */
static int give_passphrase(char *to, int size, int is_writing, void *context) {
  const struct secret *secret = context;
  (void)is_writing;
  if (secret->length == 0 || secret->length > (size_t)size) {
    return -1;
  }
  memcpy(to, secret->text, secret->length);
  return (int)secret->length;
}

static EVP_PKEY *read_key(const char *path, struct secret *passphrase, int *ret_errno) {
  FILE *file = fopen(path, "rbe");
  if (file == NULL) {
    *ret_errno = errno;
    return NULL;
  }
  EVP_PKEY *key = PEM_read_PrivateKey(file, NULL, give_passphrase, passphrase);
  (void)fclose(file);
  ERR_clear_error();
  return key;
}

static enum error complain(const char *path, int error_number, struct issue_list *issues) {
  enum signature_message message =
      error_number != 0 ? SIGNATURE_MESSAGE_FILE_UNREADABLE : SIGNATURE_MESSAGE_FILE_CONTENT;
  issue_add_with(issues, signature_messages_get(message), view_of(path),
                 view_of(error_number != 0 ? strerror(error_number) : "PRIVATE KEY (PEM)"));
  return ERROR_CONFIGURATION;
}

enum error key_file_open(const struct key_file_settings *settings, struct issue_list *issues,
                         struct signing_key **ret_key) {
  struct secret passphrase = {0};
  if (settings->passphrase_file != NULL && settings->passphrase_file[0] != '\0') {
    enum error error = secret_read(settings->passphrase_file, issues, &passphrase);
    if (error != ERROR_OK) {
      return error;
    }
  }
  int error_number = 0;
  EVP_PKEY *private_key = read_key(settings->path, &passphrase, &error_number);
  secret_wipe(&passphrase);
  if (private_key == NULL) {
    return complain(settings->path, error_number, issues);
  }
  struct key_file *file = calloc(1, sizeof(*file));
  if (file == NULL) {
    EVP_PKEY_free(private_key);
    return ERROR_MEMORY;
  }
  file->private_key = private_key;
  file->key = (struct signing_key){.implementation = file, .sign = file_sign, .close = file_close};
  *ret_key = &file->key;
  return ERROR_OK;
}
