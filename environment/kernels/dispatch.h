/* Orders that wait, are cancelled, picked and shipped (environment/fulfilment.py). */

/* What stays the same for the orders of one show. */
typedef struct {
    i64 warehouses, buckets, styles, regions;
    i64 *queue;                   /* (W, B, 2, S, R) */
    i64 *cancelled;               /* (S, R) */
    i64 *reshelved;               /* (S, W) */
    const double *refund;         /* (S,) share of orders that are regretted */
    const Rows *remorse, *late;   /* (B, S R) luck */
    const Leap *leaps;            /* (S R) */
    const uint8_t *priority;      /* (S,) */
} Books;

/* The cells that wait, in order of warehouse, then first come first served; each (n,), one after the other. */
typedef struct {
    i64 n, *at, *units, *warehouse, *bucket, *presale, *style, *cell;
} Waiting;

static Waiting columns(i64 *place, i64 room, i64 n)
{
    Waiting w = {n, place, place + room, place + 2 * room, place + 3 * room, place + 4 * room, place + 5 * room, place + 6 * room};
    return w;
}

static int empty(const i64 *x, i64 n)
{
    return !n || (!*x && !memcmp(x, x + 1, sizeof *x * (size_t)(n - 1))); /* zero, and each like the one before */
}

/* The first cell from `i` on that is not zero, n if there is none. */
static inline i64 next_order(const i64 *x, i64 i, i64 n)
{
    for (; i + 8 <= n && !(x[i] | x[i + 1] | x[i + 2] | x[i + 3] | x[i + 4] | x[i + 5] | x[i + 6] | x[i + 7]); i += 8) {
    }
    for (; i < n && !x[i]; i++) {
    }
    return i;
}

/* Cells of buckets from `first` up to `end` in which orders wait, in columns `room` cells apart. Returns how many there are;
   what does not fit is not written. */
i64 gy_waiting(const Books *b, i64 first, i64 end, i64 room, i64 *place)
{
    Waiting w = columns(place, room, 0);
    const i64 regions = b->regions, size = b->styles * regions;
    for (i64 house = 0; house < b->warehouses; house++)
        for (i64 half = 2 * first; half < 2 * end; half++) { /* bucket and kind */
            i64 start = (house * b->buckets * 2 + half) * size;
            if (empty(b->queue + start, size))
                continue;
            const i64 *queue = b->queue + start;
            for (i64 cell = 0; (cell = next_order(queue, cell, size)) < size; cell++, w.n++) {
                if (w.n >= room)
                    continue;
                w.at[w.n] = start + cell;
                w.units[w.n] = queue[cell];
                w.warehouse[w.n] = house;
                w.bucket[w.n] = half / 2;
                w.presale[w.n] = half % 2;
                w.style[w.n] = cell / regions;
                w.cell[w.n] = cell;
            }
        }
    return w.n;
}

/* Cancel a share of a cell's orders; see thin in environment/luck.py. */
static i64 cancel(const Books *b, const Waiting *w, i64 i, double share, double luck)
{
    i64 gone = (i64)floor((double)w->units[i] * share + luck);
    gone = gone < w->units[i] ? gone : w->units[i];
    w->units[i] -= gone;
    b->queue[w->at[i]] -= gone;
    b->cancelled[w->cell[i]] += gone;
    b->reshelved[w->style[i] * b->warehouses + w->warehouse[i]] += gone;
    return gone;
}

/* Remorse on orders of buckets from `first` up to `last`. */
void gy_regret(const Books *b, i64 n, i64 *place, i64 first, i64 last)
{
    Waiting w = columns(place, n, n);
    for (i64 i = 0; i < n; i++)
        if (w.bucket[i] >= first && w.bucket[i] < last)
            cancel(b, &w, i, b->refund[w.style[i]], luck_at(b->remorse, b->leaps, w.bucket[i], w.cell[i]));
}

/* Impatience: `share` (buckets from `first` up to `last`, 2) that gives up, below zero where nothing is late; luck is turned by
   `stir`. Returns the units cancelled. */
i64 gy_impatience(const Books *b, i64 n, i64 *place, i64 first, i64 last, const double *share, double stir)
{
    Waiting w = columns(place, n, n);
    i64 gone = 0;
    for (i64 i = 0; i < n; i++) {
        if (w.bucket[i] >= last)
            continue;
        double part = share[2 * (w.bucket[i] - first) + w.presale[i]];
        if (part < 0.0)
            continue;
        double luck = fmod(luck_at(b->late, b->leaps, w.bucket[i], w.cell[i]) * stir, 1.0);
        gone += cancel(b, &w, i, part, luck < 0.0 ? luck + 1.0 : luck);
    }
    return gone;
}

/* One warehouse in a block of hours. */
typedef struct {
    double plain, surged, surge_from, automation, carry; /* units an hour; hour; share; units carried over */
    i64 room, room_day;                                  /* units that carriers still take on a shipping day */
} Yard;

/* The block: hours from start to end; rooms of the shipping days from first_day on, by warehouse. */
typedef struct {
    i64 start, end, first_wave, dawn, first_day, days;
    const i64 *rooms; /* (W, days) units */
} Block;

/* Units that may leave in an hour, of two classes with `first` and `rest` in sight. */
static void share_hour(i64 units, double automation, i64 first, i64 rest, i64 *fast, i64 *slow)
{
    i64 automated = (i64)((double)units * automation);
    *fast = first < automated ? first : automated;
    *slow = rest < units - *fast ? rest : units - *fast;
    if (*fast < first) {
        i64 more = units - *fast - *slow;
        *fast += first - *fast < more ? first - *fast : more;
    }
}

/* Let a class leave up to `total` units by `hour`: its cells in turn. Returns rows written. */
static i64 leave(const Books *b, const Waiting *w, i64 end, i64 warehouse, i64 first, i64 hour, i64 total, i64 *cell, i64 *done,
                 i64 *gone, i64 *rows)
{
    i64 written = 0;
    while (*gone < total) {
        while (w->warehouse[*cell] != warehouse || b->priority[w->style[*cell]] != first || w->bucket[*cell] >= end ||
               *done >= w->units[*cell]) {
            ++*cell;
            *done = 0;
        }
        i64 left = w->units[*cell] - *done, part = left < total - *gone ? left : total - *gone;
        i64 *row = rows + 3 * written++;
        row[0] = hour;
        row[1] = w->at[*cell];
        row[2] = part;
        b->queue[w->at[*cell]] -= part;
        *done += part;
        *gone += part;
    }
    return written;
}

/* Pick and ship at one warehouse. `rows` takes hour, cell and units of all that leaves, class after class; `seen` and
   `second` are room to work in. Returns the number of rows. */
static i64 work_off(const Books *b, const Block *k, const Waiting *w, i64 house, Yard *y, i64 *seen, i64 *rows, i64 *second)
{
    i64 width = k->end < b->buckets ? k->end : b->buckets, written = 0, others = 0, before = 0;
    i64 *ordered[2] = {seen, seen + width}, total[2] = {0, 0}, gone[2] = {0, 0}, cell[2] = {0, 0}, done[2] = {0, 0};
    double power = 0.0;
    memset(seen, 0, sizeof(i64) * 2 * (size_t)width);
    for (i64 i = 0; i < w->n; i++)
        if (w->warehouse[i] == house && w->bucket[i] < k->end && w->units[i] > 0)
            ordered[!b->priority[w->style[i]]][w->bucket[i]] += w->units[i];
    for (int class = 0; class < 2; class++)
        for (i64 i = 0; i < width; i++) {
            total[class] += ordered[class][i];
            ordered[class][i] = total[class];
        }
    if (!total[0] && !total[1])
        return 0;
    for (i64 hour = k->start; hour < k->end; hour++) {
        if (hour >= k->first_wave)
            power += (double)hour >= y->surge_from ? y->surged : y->plain;
        i64 whole = (i64)(y->carry + power);
        if (gone[0] + gone[1] < total[0] + total[1] && hour) {
            i64 ahead = hour - k->dawn, day = ahead / 24 - (ahead % 24 < 0), fast, slow;
            if (y->room_day != day) {
                y->room_day = day;
                y->room = k->rooms[house * k->days + day - k->first_day];
            }
            i64 units = whole - before, in_sight = (hour < width ? hour : width) - 1;
            units = units < y->room ? units : y->room;
            share_hour(units, y->automation, ordered[0][in_sight] - gone[0], ordered[1][in_sight] - gone[1], &fast, &slow);
            written += leave(b, w, k->end, house, 1, hour, gone[0] + fast, cell, done, gone, rows + 3 * written);
            others += leave(b, w, k->end, house, 0, hour, gone[1] + slow, cell + 1, done + 1, gone + 1, second + 3 * others);
            y->room -= fast + slow;
        }
        before = whole;
    }
    y->carry = y->carry + power - (double)before;
    memcpy(rows + 3 * written, second, sizeof(i64) * 3 * (size_t)others);
    return written + others;
}

/* A block of hours at all warehouses. In `work`: room for rows (n + 2 W hours, 3), which are the result; for as many of the
   second class (n + hours, 3); for orders by bucket (2, min(end, buckets)). `oldest` becomes the first bucket in which orders
   wait on. Returns the number of rows. */
i64 gy_advance(const Books *b, const Block *k, Yard *yards, i64 n, i64 *place, i64 *work, i64 *oldest)
{
    Waiting w = columns(place, n, n);
    i64 hours = k->end - k->start, written = 0;
    i64 *second = work + 3 * (n + 2 * b->warehouses * hours), *seen = second + 3 * (n + hours);
    for (i64 house = 0; house < b->warehouses; house++)
        written += work_off(b, k, &w, house, yards + house, seen, work + 3 * written, second);
    for (i64 i = 0; i < n; i++)
        if (b->queue[w.at[i]] && w.bucket[i] < *oldest)
            *oldest = w.bucket[i];
    return written;
}

/* All that left: n rows of hour below `span`, cell and units, sorted by warehouse and hour into `found` (3, n); the order among
   equals is kept. `counts` (W span) comes as zeros; `groups` (n, 3) takes warehouse, shipping day and units left so far at the
   end of each day. Returns the number of groups. */
i64 gy_departures(const Books *b, i64 n, const i64 *hour, const i64 *at, const i64 *units, i64 span, i64 dawn, i64 *counts,
                  i64 *found, i64 *groups)
{
    i64 size = b->buckets * 2 * b->styles * b->regions, place = 0, left = 0, many = 0;
    for (i64 i = 0; i < n; i++)
        counts[at[i] / size * span + hour[i]]++;
    for (i64 key = 0; key < b->warehouses * span; key++) {
        i64 here = counts[key];
        counts[key] = place;
        place += here;
    }
    for (i64 i = 0; i < n; i++) {
        i64 to = counts[at[i] / size * span + hour[i]]++;
        found[to] = hour[i];
        found[n + to] = at[i];
        found[2 * n + to] = units[i];
    }
    for (i64 i = 0; i < n; i++) {
        i64 house = found[n + i] / size, ahead = found[i] - dawn, day = ahead / 24 - (ahead % 24 < 0);
        i64 *group = groups + 3 * many;
        left += found[2 * n + i];
        if (!many || group[-3] != house || group[-2] != day) {
            many++;
            group += 3;
        }
        group[-3] = house;
        group[-2] = day;
        group[-1] = left;
    }
    return many;
}

/* Sorted rows cut at m `marks` (units left so far). `found` takes columns `room` cells apart: hour, warehouse, bucket, kind,
   style, region, units, and how many marks lie behind, in turns of `slots`. Returns the number of rows. */
i64 gy_cut(const Books *b, i64 n, const i64 *hour, const i64 *at, const i64 *units, i64 m, const i64 *marks, i64 slots,
           i64 room, i64 *found)
{
    i64 begin = 0, end = 0, mark = 0, many = 0;
    for (i64 i = 0; i < n; i++)
        for (end += units[i]; begin < end; many++) {
            while (mark < m && marks[mark] <= begin)
                mark++;
            i64 stop = mark < m && marks[mark] < end ? marks[mark] : end, cell = at[i], *row = found + many;
            row[0] = hour[i];
            row[5 * room] = cell % b->regions;
            cell /= b->regions;
            row[4 * room] = cell % b->styles;
            cell /= b->styles;
            row[3 * room] = cell % 2;
            cell /= 2;
            row[2 * room] = cell % b->buckets;
            row[room] = cell / b->buckets;
            row[6 * room] = stop - begin;
            row[7 * room] = mark % slots;
            begin = stop;
        }
    return many;
}
