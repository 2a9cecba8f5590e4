/* The inner loop of a proposal in C: the same numbers as agents/strategies/trade_off.py, in numpy's order of adding. */

#include "sums.h"

enum { MOST = 64 }; /* issues, and parties, that fit; the caller keeps to it */

/* Of n candidates the outcome nearest to what the others ask for, the lowest index among equals.

   `places` (size, issues) are the outcomes' positions, `latest` (parties) the others' last offers, `mask` (parties, issues)
   1 where an issue concerns a party, or NULL. */
i64 gy_nearest(const i64 *candidates, i64 n, const double *places, i64 issues, const i64 *latest, i64 parties, const double *mask)
{
    double least = 0.0, gaps[MOST], far[MOST];
    i64 best = -1;
    for (i64 c = 0; c < n; c++) {
        const double *here = places + candidates[c] * issues;
        for (i64 p = 0; p < parties; p++) {
            const double *there = places + latest[p] * issues;
            for (i64 i = 0; i < issues; i++) {
                double gap = here[i] - there[i];
                gap *= gap;
                gaps[i] = mask ? gap * mask[p * issues + i] : gap;
            }
            far[p] = sum(gaps, issues);
        }
        double distance = sum(far, parties);
        if (best < 0 || distance < least || (distance == least && candidates[c] < best)) {
            least = distance;
            best = candidates[c];
        }
    }
    return best;
}
