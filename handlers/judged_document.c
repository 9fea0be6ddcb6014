#include "handlers/judged_document.h"

#include "handlers/request_document.h"
#include "handlers/services.h"

enum error judged_document_read(struct request *request, struct xml_document *ret_document) {
  if (!request->is_xml) {
    return request_document_read(request, &ret_document->document);
  }
  return xml_document_read(request->services->definitions, request->body, request->arena,
                           &request->issues, ret_document);
}

void judged_document_locate(const struct xml_document *document, struct request *request) {
  if (request->is_xml) {
    xml_document_locate(document, &request->issues);
  }
}
