/* ConceptMap/$translate (FHIR R4 conceptmap-operation-translate.html), of all maps or of one
 * (/ConceptMap/{id}/$translate, `url`). The R5 names of the parameters are taken too. */
#ifndef HANDLERS_CONCEPT_MAP_TRANSLATE_H
#define HANDLERS_CONCEPT_MAP_TRANSLATE_H

#include "server/http/response.h"

request_handler handle_concept_map_translate;

#endif
