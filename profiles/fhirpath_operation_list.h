/* The operations of a compiled FHIRPath expression: a stack machine whose stack holds collections.
 * Rows: name, one letter for each operand word, and how a person writes it (for messages). Letters:
 * n name id; o offset of a text in the constants and l its length; r the same for a compiled
 * regular expression; j jump target; k loop kind; f function; c argument count; i any number.
 *
 * Order and meaning are the program format: append rows only, else raise FHIRPATH_PROGRAM_VERSION.
 */
#ifndef PROFILES_FHIRPATH_OPERATION_LIST_H
#define PROFILES_FHIRPATH_OPERATION_LIST_H

#define FHIRPATH_OPERATIONS(X)                                                                     \
  X(END, "", "")           /* the top collection is the result */                                  \
  X(EMPTY, "", "")         /* push {} */                                                           \
  X(THIS, "", "")          /* push $this */                                                        \
  X(INDEX, "", "")         /* push $index */                                                       \
  X(TOTAL, "", "")         /* push $total */                                                       \
  X(RESOURCE, "", "")      /* push %resource */                                                    \
  X(ROOT_RESOURCE, "", "") /* push %rootResource */                                                \
  X(CONTEXT, "", "")       /* push %context */                                                     \
  X(BOOLEAN, "i", "")                                                                              \
  X(INTEGER, "i", "")                                                                              \
  X(NUMBER, "ol", "")                                                                              \
  X(STRING, "ol", "")                                                                              \
  X(DATE, "ol", "")                                                                                \
  X(DATE_TIME, "ol", "")                                                                           \
  X(TIME, "ol", "")                                                                                \
  X(QUANTITY, "ololi", "") /* number, unit, 1 = calendar word */                                   \
  X(CHILD, "nol", "")      /* top -> its children of that name */                                  \
  X(THIS_CHILD, "nol", "") /* push $this's children of that name */                                \
  X(START, "nol", "")      /* push $this when it is of that type, else its children */             \
  X(IS, "iol", "is")       /* namespace (0 any, 1 FHIR, 2 System), type name */                    \
  X(AS, "iol", "as")                                                                               \
  X(OF_TYPE, "iol", "ofType")                                                                      \
  X(INDEXER, "", "[]")                                                                             \
  X(NEGATE, "", "-")                                                                               \
  X(POSITIVE, "", "+")                                                                             \
  X(MULTIPLY, "", "*")                                                                             \
  X(DIVIDE, "", "/")                                                                               \
  X(DIV, "", "div")                                                                                \
  X(MOD, "", "mod")                                                                                \
  X(ADD, "", "+")                                                                                  \
  X(SUBTRACT, "", "-")                                                                             \
  X(CONCATENATE, "", "&")                                                                          \
  X(UNION, "", "|")                                                                                \
  X(LESS, "", "<")                                                                                 \
  X(LESS_EQUAL, "", "<=")                                                                          \
  X(GREATER, "", ">")                                                                              \
  X(GREATER_EQUAL, "", ">=")                                                                       \
  X(EQUAL, "", "=")                                                                                \
  X(NOT_EQUAL, "", "!=")                                                                           \
  X(EQUIVALENT, "", "~")                                                                           \
  X(NOT_EQUIVALENT, "", "!~")                                                                      \
  X(IN, "", "in")                                                                                  \
  X(CONTAINS, "", "contains")                                                                      \
  X(AND, "", "and")                                                                                \
  X(OR, "", "or")                                                                                  \
  X(XOR, "", "xor")                                                                                \
  X(IMPLIES, "", "implies")                                                                        \
  X(SHORT_AND, "j", "and") /* the top decides already: it becomes the result, jump */              \
  X(SHORT_OR, "j", "or")                                                                           \
  X(SHORT_IMPLIES, "j", "implies")                                                                 \
  X(JUMP, "j", "")                                                                                 \
  X(BRANCH, "j", "iif") /* drop the top; jump unless it was true */                                \
  X(FOCUS, "", "iif")   /* the top becomes $this until UNFOCUS */                                  \
  X(UNFOCUS, "", "iif") /* drop the focus under the top */                                         \
  X(OVER, "", "")       /* push a copy of the collection under the top */                          \
  X(LOOP, "kj", "")     /* run up to NEXT for each item of the top; target is behind NEXT */       \
  X(NEXT, "", "")                                                                                  \
  X(CALL, "fc", "")           /* input and arguments on the stack -> result */                     \
  X(MATCHES, "rl", "matches") /* top -> matches a regular expression compiled beforehand */

enum fhirpath_operation {
#define FHIRPATH_OPERATION_ENUM(name, operands, symbol) FHIRPATH_OPERATION_##name,
  FHIRPATH_OPERATIONS(FHIRPATH_OPERATION_ENUM)
#undef FHIRPATH_OPERATION_ENUM
      FHIRPATH_OPERATION_COUNT
};

/* Functions whose argument is evaluated for each item. Rows: name in expressions, loop kind. */
#define FHIRPATH_LOOPS(X)                                                                          \
  X(where, WHERE)                                                                                  \
  X(select, SELECT)                                                                                \
  X(all, ALL)                                                                                      \
  X(exists, EXISTS)                                                                                \
  X(repeat, REPEAT)                                                                                \
  X(aggregate, AGGREGATE)                                                                          \
  X(sort, SORT)

enum fhirpath_loop {
#define FHIRPATH_LOOP_ENUM(name, kind) FHIRPATH_LOOP_##kind,
  FHIRPATH_LOOPS(FHIRPATH_LOOP_ENUM)
#undef FHIRPATH_LOOP_ENUM
      FHIRPATH_LOOP_SORT_DOWN,
  FHIRPATH_LOOP_COUNT
};

#endif
