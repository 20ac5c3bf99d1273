// Makes the system refuse, on order: the n-th call of one function fails, as it would on a machine in trouble.
//
// Linked with -Wl,--wrap=FUNCTION for each function of the table in faults.c, so that only calls from our own
// objects are counted and can fail. A whole program is told by its environment:
//
//     RACELEDGER_FAULT=write:3           the third call of write fails, once
//     RACELEDGER_FAULT=write:3+          the third and every later one
//     RACELEDGER_FAULT_REPORT=/tmp/hit   this file is made when a call has really failed
//
// So a test loops over n = 1, 2, … until the file is no longer made. Calls are counted from the start of the
// program over all its threads; a forked child goes on from its parent's count, an executed program starts anew. An
// order that cannot be understood ends the program with exit status 99, for a test must not pass by a slip of the
// pen. A unit test that includes faults.c orders by faults_arm instead.
#ifndef TESTS_FAULTS_H
#define TESTS_FAULTS_H

#include <stdbool.h>

// Takes an order as above and begins to count; NULL stops it. False if it cannot be understood. Call while no other
// thread runs; the texts must stay valid. report may be NULL.
bool faults_arm(const char *order, const char *report);

// True if a call has failed since the order was given.
bool faults_delivered(void);

// The functions that can fail, by index from 0; NULL past the last.
const char *faults_function(int index);

#endif
