/* The families of the nine-digit codes that stand in acts and prescriptions of ORCA. */
#ifndef HANDLERS_RECEIPT_LINE_H
#define HANDLERS_RECEIPT_LINE_H

#include "server/base/view.h"

enum receipt_line {
  RECEIPT_LINE_PROCEDURE, /* 1........ */
  RECEIPT_LINE_DRUG,      /* 6........ */
  RECEIPT_LINE_MATERIAL,  /* 7........ */
  RECEIPT_LINE_USAGE,     /* 001...... the clinic's own */
  RECEIPT_LINE_COMMENT,   /* 008......, 8........ */
  RECEIPT_LINE_LOCAL,     /* the rest: self-pay items, ORCA's own */
  RECEIPT_LINE_TEXT,      /* no code */
};

enum receipt_line receipt_line_kind(struct view code);

#endif
