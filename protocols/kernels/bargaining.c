/* Inner loops of bargaining in C: the numbers of agents/strategies/trade_off.py and protocols/risk.py, in numpy's order of
   adding. */

#include <math.h>

#include "sums.h"

enum { MOST = 64, /* issues, and parties, that fit; the caller keeps to it */
       RUN = 16 }; /* outcomes in a row that are passed over together */

/* Lowest and highest of every RUN in a row of `utility` (size), into `bounds` (runs, 2). */
void gy_bounds(const double *utility, i64 size, double *bounds)
{
    for (i64 first = 0; first < size; first += RUN, bounds += 2) {
        i64 end = first + RUN < size ? first + RUN : size;
        double low = utility[first], high = low;
        for (i64 c = first + 1; c < end; c++) {
            low = utility[c] < low ? utility[c] : low;
            high = utility[c] > high ? utility[c] : high;
        }
        bounds[0] = low;
        bounds[1] = high;
    }
}

/* What an outcome is compared by: its owner's `utility` (size) and its bounds, the outcomes' positions `places` (size, issues),
   the others' last offers `latest` (parties), and `mask` (parties, issues) 1 where an issue concerns a party, or NULL. */
struct sight {
    const double *utility;
    const double *bounds;
    i64 size;
    const double *places;
    i64 issues;
    const i64 *latest;
    i64 parties;
    const double *mask;
};

/* Of the outcomes with a utility from `low` to `high` the one nearest to what the others ask for, the lowest index among
   equals; -1 where there is none. */
i64 gy_nearest(const struct sight *s, double low, double high)
{
    const double *utility = s->utility, *places = s->places, *mask = s->mask, *bounds = s->bounds;
    const i64 *latest = s->latest, size = s->size, issues = s->issues, parties = s->parties;
    double least = 0.0, gaps[MOST], far[MOST];
    i64 best = -1;
    for (i64 first = 0; first < size; first += RUN, bounds += 2) {
        if (bounds[0] > high || bounds[1] < low)
            continue;
        i64 end = first + RUN < size ? first + RUN : size;
        for (i64 c = first; c < end; c++) {
            if (!(utility[c] >= low && utility[c] <= high))
                continue;
            const double *here = places + c * issues;
            double distance = 0.0;
            for (i64 p = 0; p < parties; p++) {
                const double *there = places + latest[p] * issues, *counts = mask ? mask + p * issues : NULL;
                double way = 0.0; /* less than eight numbers are added one by one */
                for (i64 i = 0; i < issues; i++) {
                    double gap = here[i] - there[i];
                    gap *= gap;
                    gaps[i] = counts ? gap * counts[i] : gap;
                    way += gaps[i];
                }
                far[p] = issues < 8 ? way : sum(gaps, issues);
                distance += far[p];
            }
            if (parties >= 8)
                distance = sum(far, parties);
            if (best < 0 || distance < least) {
                least = distance;
                best = c;
            }
        }
    }
    return best;
}

/* (1 - aversion) mean + aversion worst of each of `rows` outcomes over its n > 0 equally likely profits, into `out`. What is
   no number makes the mean none, and so the result; rounded to whole parts of one in `grain`, unless 0. Rows go in pairs:
   neither waits for the other's sum. */
void gy_mean_worst(const double *profit, i64 rows, i64 n, double aversion, double grain, double *out)
{
    double rest = 1.0 - aversion;
    for (i64 r = 0; r < rows; r += 2) {
        const double *one = profit + r * n, *two = r + 1 < rows ? one + n : one;
        double total = one[0], worst = one[0], total2 = two[0], worst2 = two[0];
        for (i64 k = 1; k < n; k++) {
            total += one[k];
            total2 += two[k];
            worst = one[k] < worst ? one[k] : worst;
            worst2 = two[k] < worst2 ? two[k] : worst2;
        }
        double mean = total / (double)n, mean2 = total2 / (double)n;
        double value = aversion == 0.0 ? mean : rest * mean + aversion * worst;
        double value2 = aversion == 0.0 ? mean2 : rest * mean2 + aversion * worst2;
        out[r] = grain == 0.0 ? value : rint(value * grain) / grain;
        if (two != one)
            out[r + 1] = grain == 0.0 ? value2 : rint(value2 * grain) / grain;
    }
}
