/* A private key in a PEM file. */
#ifndef SERVER_NATIONAL_KEY_FILE_H
#define SERVER_NATIONAL_KEY_FILE_H

#include "server/national/signing_key.h"

struct key_file_settings {
  const char *path;
  const char *passphrase_file; /* NULL or "" = the key is not encrypted */
};

/* Reads the key (PKCS#8 or the traditional forms). Issues and ERROR_CONFIGURATION; ERROR_MEMORY. */
enum error key_file_open(const struct key_file_settings *settings, struct issue_list *issues,
                         struct signing_key **ret_key) MUST_USE;

#endif
