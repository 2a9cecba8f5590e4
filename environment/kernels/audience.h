/* Demand and signals: demand and draw in environment/market.py. */

typedef struct {
    i64 styles, regions, skus;
    const i64 *style_of;        /* (K,) */
    const double *attract;      /* (S,) */
    const double *region_share; /* (R,) */
    const double *size_share;   /* (K,) */
    const double *shelf_seen;   /* (S,) */
    double *local;              /* (S, R) appeal as discovered so far, times regional share */
    double *seen, *taste;       /* (S,) */
    double *intensity;          /* (S, R) */
    double *means;              /* (K R + S + S R + S) of orders, mentions, carts, try-ons */
    double *heat;               /* (S,) */
    const double *warming;      /* (S,) what heat gains of what it lacks in a tick on the shelf */
    const double *log_appeal;   /* (S, R) */
    Table table;
} Audience;

/* What the host and the supplier do to demand in a tick. */
typedef struct {
    i64 focus, test, gift; /* styles, -1 none */
    double focus_boost, test_exposure, gift_boost, last_boost, level;
} Push;

/* `local` comes as appeal to the power of heat, times regional share if `shared`. Out: `exposure` (S,), `wanted` (S, R). */
void gy_demand(const Audience *a, const Push *p, const double *price_factor, i64 shared, double *exposure, double *wanted)
{
    for (i64 s = 0; s < a->styles; s++) {
        double seen = a->shelf_seen[s], *local = a->local + s * a->regions;
        if (s == p->focus)
            seen *= p->focus_boost;
        if (s == p->test)
            seen *= p->test_exposure;
        a->seen[s] = a->attract[s] * seen;
        double weight = a->seen[s] * price_factor[s];
        if (s == p->gift)
            weight *= p->gift_boost;
        if (s == p->focus)
            weight *= p->last_boost;
        exposure[s] = p->level * weight;
        for (i64 r = 0; r < a->regions; r++) {
            if (!shared)
                local[r] *= a->region_share[r];
            double units = exposure[s] * local[r];
            wanted[s * a->regions + r] = units;
            a->intensity[s * a->regions + r] += units;
        }
        a->taste[s] = sum(local, a->regions);
    }
}

/* Levels of a tick's signals per unit of attraction or attention, which of them an alert goes by, and where all of it lies. */
typedef struct {
    double comments, visits, cart_per_click, tryon_per_click;
    double explained; /* what the style on air gains of the heat it lacks */
    i64 by_mentions, by_carts, by_tryons, tick, focus;
    const double *ordered, *heard; /* luck of every tick, each as means */
    const double *noise;           /* (T, S) */
    const double *echo;            /* (S,) taste to the power of the mentions' elasticity */
    const double *wanted;          /* (S, R) */
    i64 *count;                    /* as means */
    double *shown;                 /* (4, S) clicks, signals planned, carts planned, signals noted */
    double *later;                 /* room for the luck of large means, and after it for their normal quantiles */
    i64 *cell;                     /* which cells these are */
} Draw;

/* What the counts of the tick come to in signals that an alert goes by. */
static void note(const Audience *a, const Draw *d)
{
    const i64 *mentions = d->count + a->skus * a->regions;
    const i64 *carts = mentions + a->styles, *tryons = carts + a->styles * a->regions;
    for (i64 s = 0; s < a->styles; s++) {
        i64 noted = d->by_mentions ? mentions[s] : 0;
        for (i64 r = s * a->regions; r < (s + 1) * a->regions && d->by_carts; r++)
            noted += carts[r];
        if (d->by_tryons)
            noted += tryons[s];
        d->shown[3 * a->styles + s] = (double)noted;
    }
}

/* Heat moves on; `local` becomes the logarithm of appeal to the power of heat. */
static void catch_on(const Audience *a, const Draw *d)
{
    for (i64 s = 0; s < a->styles; s++) {
        a->heat[s] += (s == d->focus ? d->explained : a->warming[s]) * (1.0 - a->heat[s]);
        for (i64 r = s * a->regions; r < (s + 1) * a->regions; r++)
            a->local[r] = a->heat[s] * a->log_appeal[r];
    }
}

/* Means of a tick's orders and signals; what of the signals was planned is shown. */
static void expect(const Audience *a, const Draw *d)
{
    double *mentions = a->means + a->skus * a->regions, *carts = mentions + a->styles, *tryons = carts + a->styles * a->regions;
    const double *noise = d->noise + d->tick * a->styles;
    for (i64 k = 0; k < a->skus; k++)
        for (i64 r = 0; r < a->regions; r++)
            a->means[k * a->regions + r] = d->wanted[a->style_of[k] * a->regions + r] * a->size_share[k];
    for (i64 s = 0; s < a->styles; s++) {
        double base = d->comments * a->attract[s], clicks = d->visits * a->seen[s];
        double cart = clicks * d->cart_per_click, tryon = clicks * d->tryon_per_click, planned = 0.0;
        mentions[s] = base * d->echo[s] * noise[s];
        for (i64 r = 0; r < a->regions; r++)
            carts[s * a->regions + r] = cart * a->local[s * a->regions + r];
        tryons[s] = tryon * a->taste[s];
        if (d->by_mentions)
            planned += base;
        if (d->by_carts)
            planned += cart;
        if (d->by_tryons)
            planned += tryon;
        d->shown[s] = clicks * a->taste[s];
        d->shown[a->styles + s] = planned;
        d->shown[2 * a->styles + s] = cart;
    }
}

/* Orders and signals of a tick; then heat moves on. Returns as gy_counts: cells that are left are for gy_fill. */
i64 gy_draw(const Audience *a, const Draw *d)
{
    i64 orders = a->skus * a->regions, signals = a->styles * (a->regions + 2);
    expect(a, d);
    catch_on(a, d);
    i64 first = gy_counts(&a->table, orders, d->ordered + d->tick * orders, a->means, d->count, d->later, d->cell);
    if (first < 0)
        return first;
    i64 more = gy_counts(&a->table, signals, d->heard + d->tick * signals, a->means + orders, d->count + orders, d->later + first,
                         d->cell + first);
    for (i64 i = first; i < first + more; i++)
        d->cell[i] += orders;
    if (more < 0)
        return more;
    if (!(first + more)) /* else gy_fill does it */
        note(a, d);
    return first + more;
}

/* The n cells that gy_draw left, by the normal quantiles of what it put into `later`, which follow there. */
void gy_fill(const Audience *a, const Draw *d, i64 n)
{
    const double *z = d->later + a->skus * a->regions + a->styles * (a->regions + 2);
    for (i64 i = 0; i < n; i++)
        d->count[d->cell[i]] = large_count(z[i], a->means[d->cell[i]]);
    note(a, d);
}
