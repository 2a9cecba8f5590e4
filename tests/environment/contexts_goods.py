"""Where the parameters of product and stocking bite."""

from __future__ import annotations

from tests.environment.context import Context

_POOL = {"product.groups.knit.hold": "pool"}
_ASKED = {"product.cocreate.launch": "audience", "product.cocreate.development_shows": 1, "product.cocreate.cost": 0.0}
_TRIED = {**_ASKED, "product.cocreate.samples": 40}
_LEAN = {"stocking.top_up.first_days": 3, "stocking.top_up.season_share": 0.6, "stocking.traffic.log_sigma": 0.3}
_LEARNS = {"stocking.position.learning": 0.5}
_SCATTERED = {  # every piece of the hit lies in the North
    "stocking.modular.every_days": 1,
    "styles.C.stock": {"WN": 1400, "WE": 0, "WS": 0},
    "transfers.WN-WE.cost_per_kg": 0.1,
    "inventory.min_move_units": 5000,
}
_POOLED = "a pool is held"
_SEASON = "new styles are developed over a season"

CONTEXTS: dict[str, Context] = {
    "product.groups.*.styles": Context(_POOL, why=_POOLED),
    "product.groups.*.factory": Context(_POOL, values=("F3",), why=_POOLED),
    "product.groups.*.hold": Context(values=("pool",)),
    "product.groups.*.greige_share": Context(_POOL, why=_POOLED),
    "product.groups.*.finishing_premium": Context(_POOL, why=_POOLED),
    "product.groups.*.finishing_h": Context(_POOL, why=_POOLED),
    "product.groups.*.greige_salvage": Context(_POOL, values=(0.3, 0.6), why=_POOLED),
    "product.cocreate.launch": Context(values=("calendar",), shows=3, why=_SEASON),
    "product.cocreate.every_shows": Context({"product.cocreate.launch": "calendar"}, values=(3,), shows=3, why=_SEASON),
    "product.cocreate.development_shows": Context({"product.cocreate.launch": "calendar"}, values=(1,), shows=3, why=_SEASON),
    "product.cocreate.cost": Context(_ASKED, values=(1e6,), shows=2, why=_SEASON),
    "product.cocreate.attract": Context(_ASKED, shows=2, why=_SEASON),
    "product.cocreate.wish_elasticity": Context(_ASKED, shows=2, why=_SEASON),
    "product.cocreate.wish_noise": Context(_ASKED, shows=2, why=_SEASON),
    "product.cocreate.samples": Context(_ASKED, values=(40,), shows=2, why=_SEASON),
    "product.cocreate.sample_cost": Context(_TRIED, shows=2, why="samples are sent"),
    "product.cocreate.sample_response": Context(_TRIED, shows=2, why="samples are sent"),
    "product.cocreate.sample_noise": Context(_TRIED, shows=2, why="samples are sent"),
    "product.cocreate.success.sold": Context(
        {**_ASKED, "product.cocreate.success.margin": -1.0}, values=(0.01, 50.0), shows=2, why=_SEASON
    ),
    "product.cocreate.success.margin": Context(
        {**_ASKED, "product.cocreate.success.sold": 0.01}, values=(-1.0, 1.0), shows=2, why=_SEASON
    ),
    "product.fixes.effect": Context(shows=2, why="a fix shows in the next show"),
    "product.fixes.cost": Context({"product.fixes.effect": 0.4}, shows=2, why="a fix is made"),
    "stocking.traffic.log_sigma": Context(),
    "stocking.traffic.estimate_log_sigma": Context(_LEAN, why="the estimate orders goods"),
    "stocking.top_up.first_days": Context(_LEAN, values=(2, 5)),
    "stocking.top_up.season_share": Context(values=(0.7,)),
    "stocking.top_up.lead_h": Context(_LEAN, values=(60.0,), why="a longer lead leaves fewer reviews"),
    "stocking.top_up.premium": Context(_LEAN),
    "stocking.top_up.units_per_day": Context(_LEAN, values=(200,)),
    "stocking.elastic.step": Context(_LEAN, values=(0.4,), shows=3, why="what runs out in one show is stocked up for the next"),
    "stocking.position.learning": Context(values=(0.5,), shows=3, why="regions are learned from show to show"),
    "stocking.position.shrink_units": Context(_LEARNS, values=(5.0,), shows=3, why="regions are learned from show to show"),
    "stocking.position.taste_memory": Context(values=(0.8,), shows=3, why="tastes last from show to show"),
    "stocking.modular.every_days": Context({**_SCATTERED, "stocking.modular.every_days": 0}, values=(1,)),
    "stocking.modular.lot_units": Context(_SCATTERED, values=(150, 7)),
    "stocking.front.rent_month.*": Context(),
    "stocking.front.opening.*": Context(),
    "stocking.front.shows_month": Context({"stocking.front.rent_month.WE": 9000.0}, why="rent is shared by shows"),
    "stocking.front.life_months": Context({"stocking.front.opening.WE": 90000.0}, why="the opening cost is spread"),
}
