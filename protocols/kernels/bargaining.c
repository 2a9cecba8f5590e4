/* Inner loops of bargaining in C: the numbers of agents/strategies/trade_off.py and protocols/risk.py, in numpy's order of
   adding. */

#include <math.h>

#include "sums.h"

enum { MOST = 64, /* issues, and parties, that fit; the caller keeps to it */
       RUN = 16 }; /* outcomes in a row that are passed over together */

/* What an outcome is compared by: its owner's `utility` (size); the lowest and highest of every RUN in a row of it, `bounds`
   (runs, 2), worked out when first asked for (`bounded`); the positions of the values of every issue, `scales` (values), one
   issue after the other, and how many each has, `counts` (issues); every other party's last offer `latest` (parties), -1 for none,
   `mask` (parties, issues) 1 where an issue concerns a party, or NULL; and room for how far each value is from theirs, `gaps`
   (parties, values). */
struct sight {
    const double *utility;
    double *bounds;
    i64 size, bounded;
    const double *scales;
    const i64 *counts;
    i64 issues, values;
    const i64 *latest;
    i64 parties;
    const double *mask;
    double *gaps;
};

static void bound(struct sight *s)
{
    const double *utility = s->utility;
    double *bounds = s->bounds;
    for (i64 first = 0; first < s->size; first += RUN, bounds += 2) {
        i64 end = first + RUN < s->size ? first + RUN : s->size;
        double low = utility[first], high = low;
        for (i64 c = first + 1; c < end; c++) {
            low = utility[c] < low ? utility[c] : low;
            high = utility[c] > high ? utility[c] : high;
        }
        bounds[0] = low;
        bounds[1] = high;
    }
    s->bounded = 1;
}

/* Where in `scales` the values of outcome `c` stand: issues are the digits of its number, the last one runs fastest. */
static inline void places(const struct sight *s, i64 c, i64 *place)
{
    i64 start = s->values;
    uint32_t rest = (uint32_t)c; /* no table has so many outcomes; the shorter division takes half as long */
    for (i64 i = s->issues - 1; i >= 0; i--) {
        uint32_t n = (uint32_t)s->counts[i];
        start -= s->counts[i];
        place[i] = start + (i64)(rest % n);
        rest /= n;
    }
}

/* Squared distance of every value of every issue from what each of the others asks for; how many have asked so far. */
static i64 measure(const struct sight *s)
{
    double *gaps = s->gaps;
    i64 asked = 0, place[MOST];
    for (i64 p = 0; p < s->parties; p++) {
        if (s->latest[p] < 0)
            continue;
        const double *value = s->scales, *mask = s->mask ? s->mask + p * s->issues : NULL;
        places(s, s->latest[p], place);
        for (i64 i = 0; i < s->issues; i++) {
            double there = s->scales[place[i]], counts = mask ? mask[i] : 1.0;
            for (const double *end = value + s->counts[i]; value < end; value++) {
                double gap = *value - there;
                gap *= gap;
                *gaps++ = gap * counts;
            }
        }
        asked++;
    }
    return asked;
}

/* How far an outcome is from what the `asked` others ask for: the squares summed over issues, then over parties. */
static inline double distance(const struct sight *s, const i64 *place, i64 asked)
{
    const double *gaps = s->gaps;
    double total = 0.0, each[MOST], far[MOST];
    i64 issues = s->issues;
    for (i64 p = 0; p < asked; p++, gaps += s->values) {
        double way = 0.0; /* less than eight numbers are added one by one */
        for (i64 i = 0; i < issues; i++)
            way += gaps[place[i]];
        if (issues >= 8) {
            for (i64 i = 0; i < issues; i++)
                each[i] = gaps[place[i]];
            way = sum(each, issues);
        }
        far[p] = way;
        total += way;
    }
    return asked < 8 ? total : sum(far, asked);
}

/* The outcome of smallest utility from `low` on, the lowest index among equals; -1 where there is none. */
static i64 least_from(const struct sight *s, double low)
{
    const double *utility = s->utility, *bounds = s->bounds;
    double least = 0.0;
    i64 best = -1;
    for (i64 first = 0; first < s->size; first += RUN, bounds += 2) {
        if (bounds[1] < low || (best >= 0 && bounds[0] >= least))
            continue;
        i64 end = first + RUN < s->size ? first + RUN : s->size;
        for (i64 c = first; c < end; c++)
            if (utility[c] >= low && (best < 0 || utility[c] < least)) {
                least = utility[c];
                best = c;
            }
    }
    return best;
}

/* Of the outcomes with a utility from `low` to `high` the one nearest to what the others ask for, the lowest index among
   equals; where there is none, the one of smallest utility from `low` on, and -1 where there is none of these either. */
i64 gy_nearest(struct sight *s, double low, double high)
{
    const double *utility = s->utility;
    double least = 0.0;
    i64 best = -1, place[MOST];
    if (!s->bounded)
        bound(s);
    i64 asked = measure(s);
    const double *bounds = s->bounds;
    for (i64 first = 0; first < s->size; first += RUN, bounds += 2) {
        if (bounds[0] > high || bounds[1] < low)
            continue;
        i64 end = first + RUN < s->size ? first + RUN : s->size;
        for (i64 c = first; c < end; c++) {
            if (!(utility[c] >= low && utility[c] <= high))
                continue;
            places(s, c, place);
            double far = distance(s, place, asked);
            if (best < 0 || far < least) {
                least = far;
                best = c;
            }
        }
    }
    return best < 0 ? least_from(s, low) : best;
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
