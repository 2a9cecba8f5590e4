/* Inner loops of bargaining in C: the numbers of agents/strategies/trade_off.py and protocols/risk.py, in numpy's order of
   adding. */

#include "sums.h"

enum { MOST = 64 }; /* issues, and parties, that fit; the caller keeps to it */

/* Of the outcomes with a `utility` (size) from `low` to `high` the one nearest to what the others ask for, the lowest index
   among equals; -1 where there is none.

   `places` (size, issues) are the outcomes' positions, `latest` (parties) the others' last offers, `mask` (parties, issues)
   1 where an issue concerns a party, or NULL. */
i64 gy_nearest(const double *utility, i64 size, double low, double high, const double *places, i64 issues, const i64 *latest,
               i64 parties, const double *mask)
{
    double least = 0.0, gaps[MOST], far[MOST];
    i64 best = -1;
    for (i64 c = 0; c < size; c++) {
        if (!(utility[c] >= low && utility[c] <= high))
            continue;
        const double *here = places + c * issues;
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
        if (best < 0 || distance < least) {
            least = distance;
            best = c;
        }
    }
    return best;
}

/* (1 - aversion) mean + aversion worst of each of `rows` outcomes over its n > 0 equally likely profits, into `out`. */
void gy_mean_worst(const double *profit, i64 rows, i64 n, double aversion, double *out)
{
    double rest = 1.0 - aversion;
    for (i64 r = 0; r < rows; r++, profit += n) {
        double total = profit[0], worst = profit[0];
        for (i64 k = 1; k < n; k++) {
            total += profit[k];
            if (profit[k] < worst || profit[k] != profit[k])
                worst = profit[k];
        }
        double mean = total / (double)n;
        out[r] = aversion == 0.0 ? mean : rest * mean + aversion * worst;
    }
}
