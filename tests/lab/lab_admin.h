/* The lab's own endpoints on the national port, under /lab: see README.md. */
#ifndef TESTS_LAB_LAB_ADMIN_H
#define TESTS_LAB_LAB_ADMIN_H

#include "tests/lab/lab_oauth.h"
#include "tests/lab/national_sim.h"
#include "tests/lab/orca_sim.h"
#include "tests/lab/push_server.h"

struct lab_admin {
  struct faults *faults;
  struct lab_clock *clock;
  struct orca_sim *orca;
  struct national_sim *national;
  struct push_store *push;
  struct push_server *push_server; /* or NULL */
  struct lab_oauth *oauth;
};

/* Handler of the national port: /lab/... here, everything else to the simulator of the national
 * service. context is the struct lab_admin. */
void lab_admin_handle(void *context, const struct lab_request *request,
                      struct lab_response *response);

#endif
