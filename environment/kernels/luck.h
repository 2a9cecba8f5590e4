/* Random streams: numpy's SeedSequence and PCG64, bit by bit (environment/luck.py).

   Both are frozen by numpy's stream compatibility policy. Without the objects around them a stream costs a hundredth. */

typedef unsigned __int128 u128;

/* As numpy's bitgen_t, which its C functions of distributions take. */
typedef struct {
    void *state;
    uint64_t (*next_uint64)(void *);
    uint32_t (*next_uint32)(void *);
    double (*next_double)(void *);
    uint64_t (*next_raw)(void *);
} Bits;

typedef struct {
    u128 state, inc;
    uint32_t half, kept; /* whether half a draw is kept for the next 32 bits, and which */
} Stream;

static uint32_t mixed(uint32_t x, uint32_t y)
{
    uint32_t both = 0xca01f9ddu * x - 0x4973f715u * y;
    return both ^ both >> 16;
}

static uint32_t hashed(uint32_t value, uint32_t *constant, uint32_t by)
{
    value ^= *constant;
    *constant *= by;
    value *= *constant;
    return value ^ value >> 16;
}

static uint64_t next_raw(void *state)
{
    Stream *s = state;
    s->state = s->state * (((u128)2549297995355413924u << 64) + 4865540595714422341u) + s->inc;
    uint64_t folded = (uint64_t)(s->state >> 64) ^ (uint64_t)s->state;
    unsigned turn = (unsigned)(s->state >> 122);
    return folded >> turn | folded << (-turn & 63);
}

static uint32_t next_half(void *state)
{
    Stream *s = state;
    s->half = !s->half;
    if (!s->half)
        return s->kept;
    uint64_t both = next_raw(state);
    s->kept = (uint32_t)(both >> 32);
    return (uint32_t)both;
}

static double next_double(void *state)
{
    return (double)(i64)(next_raw(state) >> 11) * (1.0 / 9007199254740992.0);
}

/* SeedSequence([low seed, high seed, two words of the name]) as PCG64 takes it. */
static Stream seeded(uint64_t seed, uint64_t name)
{
    uint32_t pool[4] = {(uint32_t)seed, (uint32_t)(seed >> 32), (uint32_t)name, (uint32_t)(name >> 32)};
    uint32_t constant = 0x43b0d7e5u;
    uint64_t words[4] = {0, 0, 0, 0};
    for (int i = 0; i < 4; i++)
        pool[i] = hashed(pool[i], &constant, 0x931e8875u);
    for (int from = 0; from < 4; from++)
        for (int to = 0; to < 4; to++)
            if (from != to)
                pool[to] = mixed(pool[to], hashed(pool[from], &constant, 0x931e8875u));
    constant = 0x8b51f9ddu;
    for (int i = 0; i < 8; i++)
        words[i / 2] |= (uint64_t)hashed(pool[i % 4], &constant, 0x58f38dedu) << (i % 2 * 32);
    Stream s = {0, ((u128)words[2] << 64 | words[3]) << 1 | 1, 0, 0};
    next_raw(&s);
    s.state += (u128)words[0] << 64 | words[1];
    next_raw(&s);
    return s;
}

/* So many steps of any stream at once: its state times `times`, and its increment times `plus`. */
typedef struct {
    u128 times, plus;
} Leap;

static Leap joined(Leap one, Leap other)
{
    Leap leap = {one.times * other.times, one.plus * other.times + other.plus};
    return leap;
}

static Leap ahead(i64 steps)
{
    Leap leap = {1, 0}, power = {((u128)2549297995355413924u << 64) + 4865540595714422341u, 1};
    for (; steps; steps >>= 1, power = joined(power, power))
        if (steps & 1)
            leap = joined(leap, power);
    return leap;
}

static Stream leapt(Stream s, Leap leap)
{
    s.state = s.state * leap.times + s.inc * leap.plus;
    return s;
}

/* n numbers of Generator.random from number `first` on. */
void gy_uniform(uint64_t seed, uint64_t name, i64 first, i64 n, double *out)
{
    Stream s = leapt(seeded(seed, name), ahead(first));
    for (i64 i = 0; i < n; i++)
        out[i] = next_double(&s);
}

/* A stream's numbers laid out in rows of which a few are looked at, in any order, without drawing the rest. */
typedef struct {
    u128 inc;
    u128 begin[]; /* state before each row */
} Rows;

/* The leaps of 0 … n - 1 steps. */
void gy_leaps(i64 n, Leap *out)
{
    for (i64 i = 0; i < n; i++)
        out[i] = i ? joined(out[i - 1], ahead(1)) : ahead(0);
}

/* Lay out n rows of so many numbers (at most one more than there are leaps). */
void gy_rows(uint64_t seed, uint64_t name, i64 n, i64 width, Rows *out)
{
    Stream s = seeded(seed, name);
    Leap step = ahead(width);
    out->inc = s.inc;
    for (i64 row = 0; row < n; row++, s = leapt(s, step))
        out->begin[row] = s.state;
}

static inline double luck_at(const Rows *rows, const Leap *leaps, i64 row, i64 place)
{
    Stream s = {rows->begin[row] * leaps[place].times + rows->inc * leaps[place].plus, rows->inc, 0, 0};
    return next_double(&s);
}

/* The numbers of n places in `rows` that are `width` wide. */
void gy_luck_at(const Rows *rows, const Leap *leaps, i64 width, i64 n, const i64 *at, double *out)
{
    for (i64 i = 0; i < n; i++)
        out[i] = luck_at(rows, leaps, at[i] / width, at[i] % width);
}

/* n numbers of Generator.standard_normal, by numpy's own `fill`. */
void gy_normal(uint64_t seed, uint64_t name, i64 n, double *out, void (*fill)(Bits *, intptr_t, double *))
{
    Stream s = seeded(seed, name);
    Bits bits = {&s, next_raw, next_half, next_double, next_raw};
    fill(&bits, (intptr_t)n, out);
}

/* --- counts out of luck: poisson in environment/luck.py --- */

enum { WIDTH = 48, BUCKETS = 256, TOP = 16, STEPS = 16 }; /* of the table of the Poisson distribution function */

typedef struct {
    const double *below; /* (257, WIDTH) the distribution function, each row shifted by its number */
    const int8_t *guide; /* (257, BUCKETS) counts by bucket of the uniform number, -1 where a search is needed */
} Table;

/* Below one step of the table there is no count but what the rest adds: a matter of the low digits of luck alone. */
static inline i64 rest_count(double uniform, double rest)
{
    double digits = uniform * 1048576.0;
    return rest > (digits - (double)(i64)digits) * STEPS;
}

static i64 small_count(const Table *t, double uniform, double steps)
{
    i64 row = (i64)steps, found = t->guide[row * BUCKETS + (i64)(uniform * BUCKETS)];
    if (found < 0) {
        const double *below = t->below + row * WIDTH, at = (double)row + uniform;
        for (found = 0; below[found] < at; found++) {
        }
    }
    return found + rest_count(uniform, steps - (double)row);
}

static i64 large_count(double z, double mean)
{
    double root = sqrt(mean), skew = z * z - 1.0;
    double x = mean + root * z + skew / 6.0 - z * skew / (72.0 * root) + 0.5;
    return x > 0.0 ? (i64)x : 0;
}

/* Counts of n cells; those with a mean of TOP or more are left to the caller: their luck goes into `later`, their places into
   `cell` (unless NULL). Returns how many were left, -1 where a mean is no count's: negative, too large or not a number. */
i64 gy_counts(const Table *t, i64 n, const double *uniform, const double *mean, i64 *count, double *later, i64 *cell)
{
    i64 left = 0;
    for (i64 i = 0; i < n; i++) {
        double steps = mean[i] * STEPS;
        if (steps >= 0.0 && steps < 1.0)
            count[i] = rest_count(uniform[i], steps);
        else if (steps >= 1.0 && steps < TOP * STEPS)
            count[i] = small_count(t, uniform[i], steps);
        else if (!(mean[i] >= TOP && mean[i] < 1e15))
            return -1;
        else {
            if (later) {
                later[left] = uniform[i];
                cell[left] = i;
            }
            left++;
        }
    }
    return left;
}

/* Counts of `cells` in so many hours, `total` × `share` of the hour on average, by the numbers of a stream from its `first` on:
   as gy_uniform and gy_counts would, in one pass. `sums` takes what each hour adds up to. Returns whether that is all: it is
   not where a mean is for the caller, as in gy_counts. */
i64 gy_tail(const Table *t, uint64_t seed, uint64_t name, i64 first, i64 hours, i64 cells, const double *total,
            const double *share, i64 *count, i64 *sums)
{
    Stream s = leapt(seeded(seed, name), ahead(first));
    for (i64 hour = 0; hour < hours; hour++) {
        i64 sum = 0;
        for (i64 i = 0; i < cells; i++) {
            double steps = total[i] * share[hour] * STEPS;
            uint64_t luck = next_raw(&s) >> 11; /* of which rest_count looks at the low 33 binary digits */
            if (steps >= 0.0 && steps < 1.0)
                *count = steps > (double)(i64)(luck & 0x1ffffffffu) * (1.0 / 536870912.0);
            else if (steps >= 1.0 && steps < TOP * STEPS)
                *count = small_count(t, (double)(i64)luck * (1.0 / 9007199254740992.0), steps);
            else
                return 0;
            sum += *count++;
        }
        sums[hour] = sum;
    }
    return 1;
}
