/* The simulated national service behind the shared folder of a qualification terminal: a thread
 * takes request files and writes result files. */
#ifndef TESTS_LAB_NATIONAL_FOLDER_H
#define TESTS_LAB_NATIONAL_FOLDER_H

#include "tests/lab/national_sim.h"

struct national_folder;

struct national_folder_settings {
  const char *request_dir;
  const char *result_dir;
  const struct national_sim *sim;
  bool verbose; /* one line a file on stderr: operation and result code */
};

/* Makes the folders when they are missing and starts the thread. The settings' pointers are
 * borrowed. ERROR_FILE: a folder cannot be used (errno). */
enum error national_folder_start(const struct national_folder_settings *settings,
                                 struct national_folder **ret_folder) MUST_USE;
/* Results that are planned for later are not written. NULL is allowed. */
void national_folder_stop(struct national_folder *folder);

#endif
