/* The project's own definition tables: one UTF-8 text file a package, one line a fact, made for
 * review in version control. Fields are separated by tabs; in a field \\ \t \n \r \s stand for
 * backslash, tab, line feed, carriage return, space.
 *
 *   fhir-facade definitions 1
 *   package NAME VERSION                        depends NAME VERSION
 *   structure URL VERSION NAME TYPE BASE FLAGS  FLAGS: kind p|c|r|l, then P profile, A abstract, R
 * pruned context TEXT
 *   ...NAME[:SLICE] MIN..MAX FACT*              as many dots as the element's depth + 1
 *     t:CODE ^PROFILE* >TARGET*  one for each type      r:PATH  content reference
 *     f:TYPE JSON  p:TYPE JSON   fixed, pattern          b:r|e|p URL  binding      m:URL maximum
 * value set s:open|atEnd|closed|ordered* KIND:PATH*  slicing   c:KEY e|w[b] SOURCE EXPRESSION
 * constraint l:NUMBER longest  <:JSON >:JSON bounds            !SMU must support, modifier, summary
 *   system URL VERSION FLAGS                    FLAGS: c complete, i case-insensitive
 *   codes DEPTH CODE*        property TEXT      of the code before
 *   set URL VERSION
 *   include|exclude SYSTEM (=CODE | ?PROPERTY OPERATION VALUE | @VALUESET | -)*   "-": not held
 */
#ifndef PROFILES_DEFINITION_TABLES_H
#define PROFILES_DEFINITION_TABLES_H

#include "profiles/definition_model.h"
#include "server/base/buffer.h"
#include "server/base/issue.h"

/* The table of one package of a pruned model; of its value sets and code systems the selected ones.
 */
void definition_tables_write(const struct definition_package *package, struct buffer *buffer);

/* Reads one table into the model, which borrows text (it must live as long). When the package is in
 * the model already, nothing is added. ERROR_SYNTAX: an issue names file and line. ERROR_MEMORY. */
enum error definition_tables_read(struct definition_model *model, const char *file_name,
                                  struct view text, struct issue_list *issues) MUST_USE;

#endif
