/* Writes a Parameters resource (FHIR R4 parameters.html), the answer of most operations. Empty
 * texts are left out. */
#ifndef HANDLERS_PARAMETERS_WRITER_H
#define HANDLERS_PARAMETERS_WRITER_H

#include "server/base/json_writer.h"
#include "server/http/response.h"
#include "terminology/code_system.h"

struct parameters_writer {
  struct buffer *buffer;
  struct json_writer json;
};

enum error parameters_writer_begin(struct request *request,
                                   struct parameters_writer *ret_writer) MUST_USE;
/* type: the name of the value element, "valueString". */
void parameters_writer_text(struct parameters_writer *writer, const char *name, const char *type,
                            struct view text);
void parameters_writer_boolean(struct parameters_writer *writer, const char *name, bool value);
/* Numbers, booleans and complex values as JSON. */
void parameters_writer_json(struct parameters_writer *writer, const char *name, const char *type,
                            struct view json);
/* A parameter with parts, or a part with parts: what is written between is inside. */
void parameters_writer_group_begin(struct parameters_writer *writer, const char *name);
void parameters_writer_group_end(struct parameters_writer *writer);
/* Ends the resource and hands it to the response. */
enum error parameters_writer_end(struct parameters_writer *writer,
                                 struct response *response) MUST_USE;

#endif
