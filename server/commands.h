/* The subcommands of fhir-facade: each in its own file server/command_<name>.c. argv[0] is the
 * subcommand's name. The return value is the exit status: 0 done, 1 the input is not valid (or the
 * job failed), 2 could not be carried out (usage, file, configuration). Each prints help on --help.
 */
#ifndef SERVER_COMMANDS_H
#define SERVER_COMMANDS_H

int command_serve(int argc, char **argv);
int command_validate(int argc, char **argv);
int command_fhirpath(int argc, char **argv);
int command_compile(int argc, char **argv);
int command_outbox(int argc, char **argv);
int command_audit(int argc, char **argv);
int command_backup(int argc, char **argv);
int command_restore(int argc, char **argv);
int command_copy(int argc, char **argv);
int command_import(int argc, char **argv);
int command_candidates(int argc, char **argv);
int command_masters(int argc, char **argv);
int command_mapping(int argc, char **argv);
int command_key(int argc, char **argv);
int command_version(int argc, char **argv);

#endif
