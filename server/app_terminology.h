/* Opens what is known of codes: the imported masters and the definitions that clients stored. */
#ifndef SERVER_APP_TERMINOLOGY_H
#define SERVER_APP_TERMINOLOGY_H

#include "handlers/services.h"

/* services->store and services->clock are open; the path is borrowed. Errors as of
 * terminology_library_open, and those of the store. */
enum error app_terminology_open(const struct services *services, const char *masters_path,
                                struct terminology_library **ret_library) MUST_USE;

#endif
