#include "handlers/capability_head.h"

#include "server/version.h"

void capability_head_write(struct json_writer *writer, const struct request *request) {
  writer_member_text(writer, "name", "FhirFacade");
  writer_member_text(writer, "status", "active");
  writer_member_text(writer, "date", VERSION_DATE);
  writer_member_text(writer, "kind", "instance");
  writer_key(writer, "software");
  writer_object_begin(writer);
  writer_member_text(writer, "name", VERSION_NAME);
  writer_member_text(writer, "version", VERSION_NUMBER);
  writer_object_end(writer);
  writer_key(writer, "implementation");
  writer_object_begin(writer);
  writer_member_text(writer, "description",
                     "FHIR R4 in front of ORCA and the national EMR sharing service");
  writer_member_string(writer, "url", request->base_url);
  writer_object_end(writer);
}
