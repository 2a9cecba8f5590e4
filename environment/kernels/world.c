/* The inner loops of a show in C: orders against stock; luck, dispatch, and demand and signals in the headers.

   Each function does what its Python namesake does, cell by cell in the same order: whole numbers, and of floating
   point only + - * / and comparison (no contraction into fused operations), so that both give the same bits. */

#include <math.h>
#include <stddef.h>

#include "../../protocols/kernels/sums.h"
#include "luck.h"
#include "audience.h"
#include "dispatch.h"
#include "delivery.h"

/* --- environment/stock.py: reserve -------------------------------------------------------------------------- */

/* What stays the same from one call to the next. */
typedef struct {
    i64 skus, regions, warehouses, styles, buckets;
    const i64 *style_of; /* (K,) */
    const i64 *home;     /* (R,) */
    const i64 *others;   /* (R, W - 1) warehouses but the home, in routing order */
    i64 *on_hand;        /* (K, W) */
    i64 *queue;          /* (W, B, 2, S, R) */
    i64 *accepted;       /* (K, R) */
    const i64 *at_home;  /* (K, R) where orders of an hour wait at home: cell of the queue, in hour 0 */
    i64 *met;            /* (3, K, R) units of the last call in stock, presale and lost */
    i64 *fate;           /* (K,) of the orders of the last call */
    i64 *sold, *sizes;   /* (S, R) and (K,) units ordered so far, in stock and presale */
} Goods;

/* What becomes of the orders of a sku: nobody asks, home serves all, some run short, nothing is left or on its way. */
enum { UNASKED, MET, SHORT, GONE };

/* A lot on its way. */
typedef struct {
    i64 warehouse, presale, style, left;
    i64 *units; /* (K,) not yet promised */
    i64 *held;  /* (B, R) promised */
} Lot;

static i64 *waiting(const Goods *g, i64 warehouse, i64 bucket, i64 style, i64 region)
{
    return g->queue + (((warehouse * g->buckets + bucket) * 2) * g->styles + style) * g->regions + region;
}

/* Promise up to `need` units of a sku out of lots that are presale or not (from one warehouse: -1 is any). */
static i64 promise(const Goods *g, Lot *lots, i64 n, i64 presale, i64 from, i64 sku, i64 region, i64 need, i64 bucket, i64 *used)
{
    for (i64 i = 0; i < n && need; i++) {
        Lot *lot = lots + i;
        if (lot->style != g->style_of[sku] || lot->presale != presale || (from >= 0 && lot->warehouse != from))
            continue;
        i64 rest = lot->units[sku], got = need < rest ? need : rest;
        if (!rest)
            continue;
        lot->units[sku] -= got;
        lot->left -= got;
        lot->held[bucket * g->regions + region] += got;
        need -= got;
        ++*used;
    }
    return need;
}

/* Serve one order cell of a sku that runs short somewhere; units met as presale and lost are added to the last two. */
static i64 serve(const Goods *g, Lot *lots, i64 n, i64 sku, i64 region, i64 missing, i64 bucket, double presale_share,
                 i64 *split, i64 *cross, i64 *ahead, i64 *lost)
{
    i64 *left = g->on_hand + sku * g->warehouses, home = g->home[region], style = g->style_of[sku];
    i64 got = left[home] < missing ? left[home] : missing, sources = got > 0;
    left[home] -= got;
    missing -= got;
    if (missing) {
        missing = promise(g, lots, n, 0, home, sku, region, missing, bucket, &sources);
        const i64 *others = g->others + region * (g->warehouses - 1);
        for (i64 i = 0; i + 1 < g->warehouses && missing; i++) {
            i64 w = others[i], part = left[w] < missing ? left[w] : missing;
            if (!part)
                continue;
            left[w] -= part;
            *waiting(g, w, bucket, style, region) += part;
            *cross += part;
            missing -= part;
            sources++;
        }
        if (sources > 1)
            *split += sources - 1;
    }
    if (missing) {
        i64 willing = (i64)((double)missing * presale_share + 0.5), used = 0;
        if (willing) {
            i64 promised = willing - promise(g, lots, n, 1, -1, sku, region, willing, bucket, &used);
            *ahead += promised;
            missing -= promised;
        }
        *lost += missing;
    }
    return got;
}

/* Take the orders `now` (R,) of a sku off the shelves at home; if some run short there, nothing is taken yet. */
static i64 fate(const Goods *g, const Lot *lots, i64 n, i64 sku, const i64 *now)
{
    const i64 regions = g->regions, warehouses = g->warehouses, *home = g->home;
    i64 *left = g->on_hand + sku * warehouses, asked = 0, short_ = 0, some = 0;
    for (i64 r = 0; r < regions; r++) {
        asked |= now[r];
        short_ |= left[home[r]] -= now[r]; /* negative if one of them is: only its sign counts */
    }
    if (!asked)
        return UNASKED;
    if (short_ >= 0)
        return MET;
    for (i64 r = 0; r < regions; r++)
        left[home[r]] += now[r];
    for (i64 w = 0; w < warehouses; w++)
        some |= left[w];
    for (i64 i = 0; i < n && !some; i++)
        some = lots[i].style == g->style_of[sku] && lots[i].units[sku];
    return some ? SHORT : GONE;
}

/* What gy_reserve puts out, one after the other. */
typedef struct {
    i64 *styles, *ordered, *by_style, *so_far, *sizes, *tally, *on_hand;
} Taken;

static Taken taken(const Goods *g, i64 *room)
{
    Taken t = {.styles = room};
    t.ordered = t.styles + 3 * g->styles * g->regions;
    t.by_style = t.ordered + g->styles * g->regions;
    t.so_far = t.by_style + 4 * g->styles;
    t.sizes = t.so_far + g->styles * g->regions;
    t.tally = t.sizes + g->skus;
    t.on_hand = t.tally + 2;
    return t;
}

/* The `orders` (K, R) of an hour wait where they are met, as the fate of their sku says. Every cell is added, empty or not: which
   of them hold orders is nothing that a processor could guess. */
static void queue_up(const Goods *g, const i64 *orders, i64 bucket, double presale_share, Lot *lots, i64 n, i64 *tally)
{
    const i64 regions = g->regions, block = g->skus * regions, *at_home = g->at_home;
    i64 *queue = g->queue + bucket * 2 * g->styles * regions, *ahead = g->met + block, *lost = ahead + block;
    for (i64 k = 0, i = 0, end = regions; k < g->skus; k++, i = end, end += regions)
        switch (g->fate[k]) {
        case MET:
            for (; i < end; i++)
                queue[at_home[i]] += orders[i];
            break;
        case SHORT:
            for (; i < end; i++)
                if (orders[i])
                    queue[at_home[i]] += serve(g, lots, n, k, i + regions - end, orders[i], bucket, presale_share, tally,
                                               tally + 1, ahead + i, lost + i);
            break;
        case GONE:
            for (; i < end; i++)
                lost[i] += orders[i];
        }
}

/* What was asked of each sku becomes what was met in stock; all is added up by sku and by style. */
static void add_up(const Goods *g, const Taken *t)
{
    const i64 regions = g->regions, skus = g->skus, styles = g->styles, block = skus * regions, group = styles * regions;
    for (i64 k = 0; k < skus; k++) {
        i64 *now = g->met + k * regions, *whole = t->styles + g->style_of[k] * regions, *accepted = g->accepted + k * regions;
        i64 fate = g->fate[k], units = 0;
        if (fate == UNASKED)
            continue;
        for (i64 r = 0; r < regions && fate != MET; r++) {
            i64 ahead = now[block + r], lost = now[2 * block + r];
            now[r] -= ahead + lost;
            units += ahead;
            whole[group + r] += ahead;
            whole[2 * group + r] += lost;
        }
        for (i64 r = 0; r < regions && fate != GONE; r++) {
            i64 here = now[r];
            accepted[r] += here;
            units += here;
            whole[r] += here;
        }
        g->sizes[k] += units;
    }
    memcpy(t->sizes, g->sizes, sizeof *g->sizes * (size_t)skus);
    for (i64 s = 0; s < styles; s++) {
        i64 *cell = t->styles + s * regions, *ordered = t->ordered + s * regions, met = 0, ahead = 0, lost = 0;
        for (i64 r = 0; r < regions; r++) {
            i64 here = cell[r], later = cell[group + r];
            met += here;
            ahead += later;
            lost += cell[2 * group + r];
            ordered[r] = here + later;
            t->so_far[s * regions + r] = g->sold[s * regions + r] += here + later;
        }
        t->by_style[s] = met;
        t->by_style[styles + s] = ahead;
        t->by_style[2 * styles + s] = lost;
        t->by_style[3 * styles + s] = met + ahead;
    }
}

/* Units on hand by style. */
static void left_over(const Goods *g, i64 *on_hand)
{
    const i64 warehouses = g->warehouses, skus = g->skus, *left = g->on_hand;
    for (i64 k = 0; k < skus; k++, left += warehouses) {
        i64 *style = on_hand + g->style_of[k] * warehouses;
        for (i64 w = 0; w < warehouses; w++)
            style[w] += left[w];
    }
}

/* Eight at a time, which a compiler turns into instructions for several numbers at once. */
static void add(i64 *restrict total, const i64 *restrict more, i64 n)
{
    i64 i = 0;
    for (; i + 8 <= n; i += 8)
        for (int j = 0; j < 8; j++)
            total[i + j] += more[i + j];
    for (; i < n; i++)
        total[i] += more[i];
}

/* Orders `wanted` (H, K, R) of the hours from `bucket` on. Out: g->met; and in `room`: (3, S, R) units in stock, presale and
   lost; (S, R) units in stock and presale; (4, S) all four by style; (S, R) and (K,) in stock and presale so far; split and
   cross; (S, W) units then on hand. */
void gy_reserve(const Goods *g, const i64 *wanted, i64 hours, i64 bucket, double presale_share, Lot *lots, i64 n, i64 *room)
{
    const i64 regions = g->regions, block = g->skus * regions, group = g->styles * regions;
    i64 *skus = g->met;
    const Taken t = taken(g, room);
    for (i64 kind = 0; kind < 3; kind++)
        memset(t.styles + kind * group, 0, sizeof *room * (size_t)group);
    memset(t.tally, 0, sizeof *room * (size_t)(2 + g->styles * g->warehouses));
    for (i64 k = 0; k < g->skus; k++)
        for (i64 r = k * regions; r < (k + 1) * regions && g->fate[k] >= SHORT; r++)
            skus[block + r] = skus[2 * block + r] = 0;
    if (hours)
        memcpy(skus, wanted, (size_t)block * sizeof *skus);
    else
        memset(skus, 0, (size_t)block * sizeof *skus);
    for (i64 h = 1; h < hours; h++)
        add(skus, wanted + h * block, block);
    for (i64 k = 0; k < g->skus; k++)
        g->fate[k] = fate(g, lots, n, k, skus + k * regions);
    for (i64 h = 0; h < hours; h++)
        queue_up(g, wanted + h * block, bucket + h, presale_share, lots, n, t.tally);
    add_up(g, &t);
    left_over(g, t.on_hand);
}

/* A `share` of the buyers that the last gy_reserve, which filled this `room`, turned away is served from goods `held` (K, W)
   elsewhere, in the order of `routing` (R, W); `luck` (K, R) is turned by `turn`; `sold` (S, R) counts up. */
void gy_sell_held(const Goods *g, i64 *room, i64 bucket, i64 *held, const i64 *routing, const double *luck, double turn,
                  double share, i64 *sold)
{
    const Taken t = taken(g, room);
    i64 block = g->skus * g->regions, group = g->styles * g->regions, *skus = g->met, *lost = skus + 2 * block;
    for (i64 i = 0; (i = next_order(lost, i, block)) < block; i++) {
        i64 k = i / g->regions, r = i % g->regions, style = g->style_of[k], *left = held + k * g->warehouses, done = 0;
        i64 willing = (i64)floor((double)lost[i] * share + fmod(luck[i] + turn, 1.0));
        willing = willing < lost[i] ? willing : lost[i];
        for (i64 j = 0; j < g->warehouses && done < willing; j++) {
            i64 w = routing[r * g->warehouses + j], got = left[w] < willing - done ? left[w] : willing - done;
            left[w] -= got;
            *waiting(g, w, bucket, style, r) += got;
            done += got;
        }
        skus[i] += done;
        lost[i] -= done;
        g->accepted[i] += done;
        t.styles[style * g->regions + r] += done;
        t.styles[2 * group + style * g->regions + r] -= done;
        t.ordered[style * g->regions + r] += done;
        sold[style * g->regions + r] += done;
        t.by_style[style] += done;
        t.by_style[2 * g->styles + style] -= done;
        t.by_style[3 * g->styles + style] += done;
        t.so_far[style * g->regions + r] = g->sold[style * g->regions + r] += done;
        t.sizes[k] = g->sizes[k] += done;
    }
}
