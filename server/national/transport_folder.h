/* The terminal's shared folders (資格確認端末経由方式): a request file is put into one, the answer
 * file appears in the other. */
#ifndef SERVER_NATIONAL_TRANSPORT_FOLDER_H
#define SERVER_NATIONAL_TRANSPORT_FOLDER_H

#include "server/national/transport.h"

struct transport_folder_settings {
  const char *request_dir;
  const char *result_dir;
};

/* Strings and adapter are borrowed for the transport's life. ERROR_CONFIGURATION with issues when a
 * folder is missing or not writable. */
enum error transport_folder_open(const struct transport_folder_settings *settings,
                                 const struct adapter *adapter, struct issue_list *issues,
                                 struct transport **ret_transport) MUST_USE;

#endif
