/* Sums rounded as numpy rounds them. */

#include <stdint.h>
#include <string.h>

typedef int64_t i64;

/* As numpy's add.reduce along the last axis of a contiguous array: pairwise, in blocks of eight. */
static double sum(const double *x, i64 n)
{
    if (n < 8) {
        double total = 0.0;
        for (i64 i = 0; i < n; i++)
            total += x[i];
        return total;
    }
    if (n <= 128) {
        double part[8];
        i64 i = 8;
        memcpy(part, x, sizeof part);
        for (; i < n - n % 8; i += 8)
            for (int j = 0; j < 8; j++)
                part[j] += x[i + j];
        double total = ((part[0] + part[1]) + (part[2] + part[3])) + ((part[4] + part[5]) + (part[6] + part[7]));
        for (; i < n; i++)
            total += x[i];
        return total;
    }
    i64 half = n / 2;
    half -= half % 8;
    return sum(x, half) + sum(x + half, n - half);
}
