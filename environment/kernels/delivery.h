/* From departures to doorsteps (environment/shipments.py). */

/* What is known of all that left; each column (n,). */
typedef struct {
    i64 n, carriers, warehouses, styles, regions, span, last, first_day; /* hours of `scans`; last row of `draws` */
    const i64 *hour, *warehouse, *bucket, *kind, *style, *region, *units, *slot;
    const double *scans, *draws, *mean, *sd, *kg; /* (C, span), (last + 1, lanes), (lanes), (lanes), (S,) */
    double late, ship[2], scan[2];
} Departed;

/* Out: `whole` (2, n) carrier and lane, then the tally: (W, 2), (C, 4), (S, R), (S,), (R,), all of it zeros before; `real`
   (4, n) ordered, scanned, delivered and kg, then (R,) zeros; `flag` (2, n) presale and overflow. */
void gy_deliver(const Departed *d, i64 *whole, double *real, uint8_t *flag)
{
    i64 n = d->n, *warehouse = whole + 2 * n, *carrier = warehouse + 2 * d->warehouses, *sent = carrier + 4 * d->carriers;
    i64 *late = sent + d->styles * d->regions, *stocked = late + d->styles, lanes = d->carriers * d->warehouses * d->regions;
    double *waited = real + 4 * n;
    for (i64 i = 0; i < n; i++) {
        i64 hour = d->hour[i], house = d->warehouse[i], style = d->style[i], region = d->region[i], units = d->units[i];
        i64 by = d->slot[i] / 2, over = d->slot[i] % 2, kind = d->kind[i], lane = (by * d->warehouses + house) * d->regions + region;
        double ordered = (double)d->bucket[i] + 0.5, scanned = d->scans[by * d->span + hour], mean = d->mean[lane];
        double drawn = mean + d->sd[lane] * d->draws[(hour < d->last ? hour : d->last) * lanes + lane], least = 0.35 * mean;
        double delivered = scanned + (drawn > least ? drawn : least);
        whole[i] = by;
        whole[n + i] = lane;
        real[i] = ordered;
        real[n + i] = scanned;
        real[2 * n + i] = delivered;
        real[3 * n + i] = d->kg[style];
        flag[i] = (uint8_t)(kind == 1);
        flag[n + i] = (uint8_t)over;
        i64 first = hour < d->first_day ? units : 0;
        warehouse[2 * house] += units;
        warehouse[2 * house + 1] += first;
        carrier[4 * by] += units;
        carrier[4 * by + 1] += over ? units : 0;
        carrier[4 * by + 2] += first;
        carrier[4 * by + 3] += delivered - scanned > d->late * mean ? units : 0;
        sent[style * d->regions + region] += units;
        if ((double)hour + 0.5 - ordered > d->ship[kind == 1] || scanned - ordered > d->scan[kind == 1])
            late[style] += units;
        if (kind != 1) {
            stocked[region] += units;
            waited[region] += (delivered - ordered) * (double)units;
        }
    }
}
