/* Header fields that are lists with weights: Accept, Accept-Language (RFC 9110
 * section 12.4.2, 12.5). */
#ifndef SERVER_HTTP_HEADER_LIST_H
#define SERVER_HTTP_HEADER_LIST_H

#include "server/base/view.h"

#define HEADER_QUALITY_FULL 1000u

struct header_item {
  struct view value;      /* before the first ";", trimmed */
  struct view parameters; /* behind it, with "q" among them */
  uint32_t quality;       /* 0..1000; 1000 without q, 0 for a q that cannot be read */
};

/* Takes the next item off *rest; false at the end. Empty items are skipped. */
bool header_list_next(struct view *rest, struct header_item *ret_item);
/* Takes the next name=value off *parameters; quotes around the value are removed. False at the end.
 */
bool header_list_parameter(struct view *parameters, struct view *ret_name, struct view *ret_value);

#endif
