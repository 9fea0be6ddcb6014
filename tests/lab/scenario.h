/* fhir-facade-lab scenario [--facade URL] [--lab URL] FILE...: runs files of steps against a facade
 * and a lab that are up, a line a step. See README.md for the form of a file. */
#ifndef TESTS_LAB_SCENARIO_H
#define TESTS_LAB_SCENARIO_H

/* Exit status: 0 every step was ok, 1 a step failed, 2 the command line or a file is not usable. */
int scenario_main(int argc, char **argv);

#endif
