/* From departures to doorsteps (environment/shipments.py). */

/* What is known of all that left. */
typedef struct {
    i64 n, carriers, warehouses, styles, regions, span, last, first_day; /* hours of `scans`; last row of `draws` */
    const i64 *rows;                              /* (8, n) hour, warehouse, bucket, kind, style, region, units and slot */
    const double *scans, *draws, *mean, *sd, *kg; /* (C, span), (last + 1, lanes), (lanes), (lanes), (S,) */
    double late, ship, presale_ship, scan, presale_scan;
} Departed;

/* Out: `whole` (2, n) carrier and lane, then the tally: (W, 2), (C, 4), (S, R), (S,), (R,), `tally` numbers in all; `real` (4, n)
   ordered, scanned, delivered and kg, then (R,); `flag` (2, n) presale and overflow. */
void gy_deliver(const Departed *departed, i64 tally, i64 *restrict whole, double *restrict real, uint8_t *restrict flag)
{
    const Departed d = *departed; /* a copy, so that nothing written below can be part of it */
    const i64 n = d.n, lanes = d.carriers * d.warehouses * d.regions;
    const i64 *row = d.rows;
    i64 *warehouse = whole + 2 * n, *carrier = warehouse + 2 * d.warehouses, *sent = carrier + 4 * d.carriers;
    i64 *late = sent + d.styles * d.regions, *stocked = late + d.styles;
    double *waited = real + 4 * n;
    memset(warehouse, 0, sizeof *whole * (size_t)tally);
    for (i64 r = 0; r < d.regions; r++)
        waited[r] = 0.0;
    for (i64 i = 0; i < n; i++, row++) {
        const i64 hour = row[0], house = row[n], presale = row[3 * n] == 1, style = row[4 * n], region = row[5 * n];
        const i64 units = row[6 * n], by = row[7 * n] >> 1, over = row[7 * n] & 1;
        const i64 lane = (by * d.warehouses + house) * d.regions + region;
        const double ordered = (double)row[2 * n] + 0.5, scanned = d.scans[by * d.span + hour], mean = d.mean[lane];
        const double drawn = mean + d.sd[lane] * d.draws[(hour < d.last ? hour : d.last) * lanes + lane], least = 0.35 * mean;
        const double delivered = scanned + (drawn > least ? drawn : least);
        const i64 first = hour < d.first_day ? units : 0;
        whole[i] = by;
        whole[n + i] = lane;
        real[i] = ordered;
        real[n + i] = scanned;
        real[2 * n + i] = delivered;
        real[3 * n + i] = d.kg[style];
        flag[i] = (uint8_t)presale;
        flag[n + i] = (uint8_t)over;
        warehouse[2 * house] += units;
        warehouse[2 * house + 1] += first;
        carrier[4 * by] += units;
        carrier[4 * by + 1] += over ? units : 0;
        carrier[4 * by + 2] += first;
        carrier[4 * by + 3] += delivered - scanned > d.late * mean ? units : 0;
        sent[style * d.regions + region] += units;
        if ((double)hour + 0.5 - ordered > (presale ? d.presale_ship : d.ship) ||
            scanned - ordered > (presale ? d.presale_scan : d.scan))
            late[style] += units;
        if (!presale) {
            stocked[region] += units;
            waited[region] += (delivered - ordered) * (double)units;
        }
    }
}
