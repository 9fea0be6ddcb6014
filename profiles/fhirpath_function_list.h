/* FHIRPath's functions that get their input and arguments evaluated: name, fewest and most
 * arguments. The row's position is the function's number in programs: append rows only, else raise
 * FHIRPATH_PROGRAM_VERSION. Functions with a lambda are FHIRPATH_LOOPS; is, as, ofType and iif are
 * syntax. Each row is implemented by fhirpath_function_<name>. */
#ifndef PROFILES_FHIRPATH_FUNCTION_LIST_H
#define PROFILES_FHIRPATH_FUNCTION_LIST_H

#define FHIRPATH_FUNCTIONS(X)                                                                      \
  /* existence */                                                                                  \
  X(empty, 0, 0)                                                                                   \
  X(exists, 0, 0)                                                                                  \
  X(allTrue, 0, 0)                                                                                 \
  X(anyTrue, 0, 0)                                                                                 \
  X(allFalse, 0, 0)                                                                                \
  X(anyFalse, 0, 0)                                                                                \
  X(subsetOf, 1, 1)                                                                                \
  X(supersetOf, 1, 1)                                                                              \
  X(count, 0, 0)                                                                                   \
  X(distinct, 0, 0)                                                                                \
  X(isDistinct, 0, 0)                                                                              \
  X(not, 0, 0)                                                                                     \
  /* subsetting and combining */                                                                   \
  X(single, 0, 0)                                                                                  \
  X(first, 0, 0)                                                                                   \
  X(last, 0, 0)                                                                                    \
  X(tail, 0, 0)                                                                                    \
  X(skip, 1, 1)                                                                                    \
  X(take, 1, 1)                                                                                    \
  X(intersect, 1, 1)                                                                               \
  X(exclude, 1, 1)                                                                                 \
  X(union, 1, 1)                                                                                   \
  X(combine, 1, 1)                                                                                 \
  X(sort, 0, 0)                                                                                    \
  X(coalesce, 1, 8)                                                                                \
  /* conversion */                                                                                 \
  X(toBoolean, 0, 0)                                                                               \
  X(toInteger, 0, 0)                                                                               \
  X(toDecimal, 0, 0)                                                                               \
  X(toString, 0, 0)                                                                                \
  X(toDate, 0, 0)                                                                                  \
  X(toDateTime, 0, 0)                                                                              \
  X(toTime, 0, 0)                                                                                  \
  X(toQuantity, 0, 1)                                                                              \
  X(convertsToBoolean, 0, 0)                                                                       \
  X(convertsToInteger, 0, 0)                                                                       \
  X(convertsToDecimal, 0, 0)                                                                       \
  X(convertsToString, 0, 0)                                                                        \
  X(convertsToDate, 0, 0)                                                                          \
  X(convertsToDateTime, 0, 0)                                                                      \
  X(convertsToTime, 0, 0)                                                                          \
  X(convertsToQuantity, 0, 1)                                                                      \
  /* strings */                                                                                    \
  X(indexOf, 1, 1)                                                                                 \
  X(lastIndexOf, 1, 1)                                                                             \
  X(substring, 1, 2)                                                                               \
  X(startsWith, 1, 1)                                                                              \
  X(endsWith, 1, 1)                                                                                \
  X(contains, 1, 1)                                                                                \
  X(upper, 0, 0)                                                                                   \
  X(lower, 0, 0)                                                                                   \
  X(replace, 2, 2)                                                                                 \
  X(matches, 1, 1)                                                                                 \
  X(matchesFull, 1, 1)                                                                             \
  X(replaceMatches, 2, 2)                                                                          \
  X(length, 0, 0)                                                                                  \
  X(toChars, 0, 0)                                                                                 \
  X(trim, 0, 0)                                                                                    \
  X(split, 1, 1)                                                                                   \
  X(join, 0, 1)                                                                                    \
  X(encode, 1, 1)                                                                                  \
  X(decode, 1, 1)                                                                                  \
  X(escape, 1, 1)                                                                                  \
  X(unescape, 1, 1)                                                                                \
  /* numbers */                                                                                    \
  X(abs, 0, 0)                                                                                     \
  X(ceiling, 0, 0)                                                                                 \
  X(floor, 0, 0)                                                                                   \
  X(truncate, 0, 0)                                                                                \
  X(round, 0, 1)                                                                                   \
  X(sqrt, 0, 0)                                                                                    \
  X(exp, 0, 0)                                                                                     \
  X(ln, 0, 0)                                                                                      \
  X(log, 1, 1)                                                                                     \
  X(power, 1, 1)                                                                                   \
  X(lowBoundary, 0, 1)                                                                             \
  X(highBoundary, 0, 1)                                                                            \
  X(precision, 0, 0)                                                                               \
  X(comparable, 1, 1)                                                                              \
  /* tree, time, types */                                                                          \
  X(children, 0, 0)                                                                                \
  X(descendants, 0, 0)                                                                             \
  X(trace, 1, 2)                                                                                   \
  X(now, 0, 0)                                                                                     \
  X(today, 0, 0)                                                                                   \
  X(timeOfDay, 0, 0)                                                                               \
  X(type, 0, 0)                                                                                    \
  /* FHIR R4 fhirpath.html#functions */                                                            \
  X(extension, 1, 1)                                                                               \
  X(hasExtension, 1, 1)                                                                            \
  X(hasValue, 0, 0)                                                                                \
  X(getValue, 0, 0)                                                                                \
  X(resolve, 0, 0)                                                                                 \
  X(memberOf, 1, 1)                                                                                \
  X(conformsTo, 1, 1)                                                                              \
  X(htmlChecks, 0, 0)                                                                              \
  X(slice, 2, 2)                                                                                   \
  X(elementDefinition, 0, 0)                                                                       \
  X(checkModifiers, 0, 8)                                                                          \
  X(subsumes, 1, 1)                                                                                \
  X(subsumedBy, 1, 1)

enum fhirpath_function {
#define FHIRPATH_FUNCTION_ENUM(name, fewest, most) FHIRPATH_FUNCTION_##name,
  FHIRPATH_FUNCTIONS(FHIRPATH_FUNCTION_ENUM)
#undef FHIRPATH_FUNCTION_ENUM
      FHIRPATH_FUNCTION_COUNT
};

#endif
