// What is to be said of how a command's variables were seen, whatever they are: each line only where there is something to say.
#include "report/variables_seen.h"

#include "base/said.h"
#include "base/text.h"

#include <stdio.h>
#include <string.h>

static void write_inexact(const struct paper *paper, const struct watched *watched)
{
    char a[TEXT_NUMBER_BYTES], b[TEXT_NUMBER_BYTES];
    paper_ink(paper, INK_LOST);
    fputs(said("not exact:"), paper->out);
    if (watched->disagrees) {
        fputs(said(" the program wrote to the memory that it is recorded in, and its figures do not add up"),
              paper->out);
        if (watched->interrupted || watched->dropped_stores)
            fputs(said(";"), paper->out);
    }
    if (watched->interrupted)
        fprintf(paper->out, said(" %s taken, or ended by a signal"), text_were(a, watched->interrupted, "turn"));
    if (watched->interrupted && watched->dropped_stores)
        fputs(said(";"), paper->out);
    if (watched->dropped_stores)
        fprintf(paper->out, said(" %s not kept: there was no room (--max-memory)"),
                text_were(b, watched->dropped_stores, "store"));
    paper_ink(paper, INK_PLAIN);
    fputc('\n', paper->out);
}

static void write_exactness(const struct paper *paper, const struct variables_account *account)
{
    const struct watched *watched = account->recording->watched;
    char settled[TEXT_NUMBER_BYTES];
    paper_label(paper, said("order of stores"));
    if (watched->disagrees || watched->interrupted || watched->dropped_stores) {
        write_inexact(paper, watched);
    } else if (!account->sums.exact) {
        paper_ink(paper, INK_LOST);
        fputs(said("not exact"), paper->out);
        paper_ink(paper, INK_PLAIN);
        fputc('\n', paper->out);
    } else {
        fputs(said("exact"), paper->out);
        if (watched->settled)
            fprintf(paper->out, said("; %s settled for threads that slept"),
                    text_were(settled, watched->settled, "turn"));
        fputc('\n', paper->out);
    }
}

void variables_seen_text(const struct paper *paper, const struct variables_account *account)
{
    const struct watched *watched = account->recording->watched;
    char count[TEXT_NUMBER_BYTES];
    if (account->sums.had_before) {
        paper_label(paper, said("counted"));
        fputs(said("from when a second task touches a variable on: what one did alone before is not\n"), paper->out);
    }
    if (account->sums.count || !watched->asked[0]) // else there are no stores
        write_exactness(paper, account);
    if (watched->asked[0]) {
        paper_label(paper, said("watched"));
        fprintf(paper->out, "%s\n", watched->asked);
    }
    if (watched->reason[0]) {
        paper_label(paper, said("not seen"));
        fprintf(paper->out, "%s\n", said(watched->reason));
    }
    if (watched->order_lost) {
        paper_label(paper, said("order of accesses"));
        fputs(said("not known: there was no room for so many locks and atomics\n"), paper->out);
    }
    if (watched->dropped_pairs) {
        paper_label(paper, said("not ordered"));
        fputs(said("more pairs than told: of a variable there is room for 64\n"), paper->out);
    }
    if (watched->dropped_lock_sets) {
        paper_label(paper, said("locks"));
        fputs(said("not all known: there was no room for so many sets of them\n"), paper->out);
    }
    if (watched->folded_variables) {
        paper_label(paper, said("folded"));
        fprintf(paper->out, said("%s more, of which nothing is kept\n"),
                text_counted(count, watched->folded_variables, "variable"));
    }
    if (watched->handed_words) {
        paper_label(paper, said("handed on"));
        fprintf(paper->out, said("%s of large objects went from task to task in order: their stores are not listed\n"),
                text_counted(count, watched->handed_words, "word"));
    }
    if (account->sums.lost) {
        paper_label(paper, "");
        fputs(said("a program that is watched loses more often than alone\n"), paper->out);
    }
}

// Of a Python program a variable is known from its first assignment on, of a C program from the second thread on.
const char *variables_none_text(const struct watched *watched)
{
    if (watched->asked[0] && watched->how & WATCH_PYTHON)
        return strchr(watched->asked, ',') ? said("No variables of these names were seen")
                                           : said("No variable of that name was seen");
    if (watched->asked[0])
        return said("Nothing that was asked for was seen to be shared");
    return watched->reason[0] ? said("No variable that was seen was shared")
                              : said("No variable was shared: each was one thread's alone");
}
