/* What CapabilityStatement and TerminologyCapabilities say of the server itself. */
#ifndef HANDLERS_CAPABILITY_HEAD_H
#define HANDLERS_CAPABILITY_HEAD_H

#include "server/base/json_writer.h"
#include "server/http/request.h"

/* Members name, status, date, kind, software and implementation of the open object. */
void capability_head_write(struct json_writer *writer, const struct request *request);

#endif
