"""The card beside the stage: what is known of the party, deal, edge, event or posting that was clicked, as safe HTML."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from markupsafe import Markup

from environment.records import Negotiation
from environment.texts import CATALOGUE, render
from visualization.figures.names import Pair, words
from visualization.page.playing import Shown
from visualization.page.settings import Pick
from visualization.quantities import nothing
from visualization.report.story import timeline
from visualization.report.words import cny, terms

Rows = Iterable[tuple[str, str]]
MOST_CONTRACTS = 6


class Writer:
    """Small pieces of the card in one language; every text is escaped."""

    def __init__(self, shown: Shown, lang: str) -> None:
        self.shown, self.lang, self.which = shown, lang, 1 if lang == "zh" else 0

    def of(self, pair: Pair) -> str:
        return pair[self.which]

    def t(self, key: str, **params: object) -> str:
        return render(f"stage.card.{key}", self.lang, params)

    def name(self, identity: str) -> str:
        return self.of(self.shown.names(identity))

    def head(self, title: str, under: str = "") -> Markup:
        return Markup("<h3>{}</h3>{}").format(title, Markup('<p class="muted">{}</p>').format(under) if under else "")

    def table(self, rows: Rows) -> Markup:
        lines = [Markup("<tr><td>{}</td><td>{}</td></tr>").format(a, b) for a, b in rows]
        return Markup("<table>{}</table>").format(Markup("").join(lines)) if lines else Markup("")

    def link(self, kind: str, identity: str, text: str, panel: str = "") -> Markup:
        go = Markup(' class="go" data-panel="{}"').format(panel) if panel else Markup("")
        return Markup('<button type="button" data-kind="{}" data-id="{}"{}>{}</button>').format(kind, identity, go, text)

    def links(self, head: str, links: Sequence[Markup]) -> Markup:
        if not links:
            return Markup("")
        title = Markup('<p class="muted">{}</p>').format(head) if head else ""
        return Markup('{}<div class="links">{}</div>').format(title, Markup("").join(links))

    def talk(self, talk: Negotiation, me: str = "") -> Markup:
        others = ", ".join(self.name(p) for p in talk.parties if p != me)
        sign = "✗" if not talk.agreed else "○" if nothing(talk.outcome) else "✓"
        return self.link("negotiation", talk.id, f"{sign} {self.of(words(f'talk.{talk.kind}', talk.kind))} · {others}")


def card(shown: Shown | None, pick: Pick | None, minute: float, lang: str) -> str:
    """HTML of the card; a hint where nothing, or nothing known, is picked."""
    if shown is None:
        return ""
    write = Writer(shown, lang)
    if pick is not None and pick.kind:
        made = {"party": _party, "edge": _edge, "negotiation": _negotiation, "event": _event, "posting": _posting}[pick.kind](
            write, pick.id, minute
        )
        if made:
            return str(made)
    return str(write.head(write.t("nothing")) + Markup('<p class="muted">{}</p>').format(write.t("hint")))


def _party(write: Writer, party: str, minute: float) -> Markup:
    names, show = write.shown.names, write.shown.show
    if party not in names.kinds and party not in write.shown.replay.accounts:
        return Markup("")
    kind = names.kind(party)
    table = show.tables.get("parties", {})
    purse = dict(zip(map(str, table.get("party", ())), map(float, table.get("cash_cny", ())), strict=True))
    rows = [
        (write.t("so_far"), write.of(cny(write.shown.replay.money_of(party, minute)))),
        (write.t("result"), write.of(cny(show.money.get(party, {}).get("profit", 0.0)))),
    ]
    if party in purse:
        rows.append((write.t("purse"), write.of(cny(purse[party]))))
    replay = write.shown.replay
    if party in replay.warehouses:
        w, k = replay.warehouses.index(party), replay.at(minute)
        rows += [(write.t("stock"), f"{replay.stock[k, w]:,.0f}"), (write.t("waiting"), f"{replay.waiting[k, w]:,.0f}")]
    lines = [(k, v) for k, v in show.money.get(party, {}).items() if k not in ("income", "expense", "profit") and round(v)]
    lines.sort(key=lambda line: -abs(line[1]))
    clauses = [(write.of(words(f"clause.{k}", k)), write.of(cny(v))) for k, v in lines[:MOST_CONTRACTS]]
    talks = [write.talk(talk, party) for talk in show.negotiations if party in talk.parties]
    return (
        write.head(write.name(party), write.of(words(f"kind.{kind}", kind)) if kind else "")
        + (Markup("<p>{}</p>").format(write.of(words(f"wants.{kind}"))) if f"wants.{kind}" in CATALOGUE else "")
        + write.table(rows)
        + (Markup('<p class="muted">{}</p>').format(write.t("lines")) + write.table(clauses) if clauses else "")
        + write.links(write.t("talks"), talks)
        + write.links("", [write.link("party", party, write.t("money"), "money")])
    )


def _edge(write: Writer, edge: str, minute: float) -> Markup:
    a, _, b = edge.partition(">")
    names, show, replay = write.shown.names, write.shown.show, write.shown.replay
    if a not in names.kinds or b not in names.kinds:
        return Markup("")
    pair = (min(a, b), max(a, b))
    paid = float(replay.turnover[replay.at(minute), replay.pairs.index(pair)]) if pair in replay.pairs else 0.0
    total = float(replay.turnover[-1, replay.pairs.index(pair)]) if pair in replay.pairs else 0.0
    rows = [(write.t("paid_so_far"), write.of(cny(paid))), (write.t("paid"), write.of(cny(total)))]
    table = show.tables.get("edges", {})
    for x, y, layer, weight in zip(*(table.get(c, ()) for c in ("source", "target", "layer", "weight")), strict=True):
        if {x, y} == {a, b} and layer == "information":
            rows.append((write.t("sees", reader=write.name(y), owner=write.name(x)), f"{100 * weight:.0f}%"))
        elif {x, y} == {a, b} and str(layer).startswith("trust:"):
            matter = write.of(words(f"matter.{str(layer).removeprefix('trust:')}"))
            rows.append((write.t("trusts", truster=write.name(x), trusted=write.name(y), matter=matter), f"{weight:.2f}"))
    talks = [write.talk(talk, a) for talk in show.negotiations if {a, b} <= set(talk.parties)]
    ends = [write.link("party", end, write.name(end)) for end in (a, b)]
    head = write.head(f"{write.name(a)} – {write.name(b)}")
    return head + write.table(rows) + write.links(write.t("talks"), talks) + write.links("", ends)


def _negotiation(write: Writer, identity: str, _minute: float) -> Markup:
    found = [talk for talk in write.shown.show.negotiations if talk.id == identity]
    if not found:
        return Markup("")
    talk = found[0]
    idle = nothing(talk.outcome, True)
    status = write.t("nothing_agreed" if idle else "agreed" if talk.agreed else "broken", rounds=talk.rounds, what=idle or "")
    protocol = write.of(words(f"protocol.{talk.protocol}", talk.protocol))
    gains = [(write.t("gain", party=write.name(p)), _gain(write, talk, p)) for p in talk.parties]
    said = write.of(terms(talk, talk.outcome)) if talk.agreed and not idle else ""
    return (
        write.head(write.of(words(f"talk.{talk.kind}", talk.kind)), f"{talk.id} · {protocol} · {status}")
        + Markup("<p>{}</p>").format(said)
        + write.table(gains)
        + write.links(write.t("parties"), [write.link("party", p, write.name(p)) for p in talk.parties])
        + write.links("", [write.link("negotiation", talk.id, write.t("table"), "table")])
    )


def _gain(write: Writer, talk: Negotiation, party: str) -> Markup:
    """The gain over no deal; behind it, as a title, the two expectations it is the difference of."""
    gain, floor = float(talk.gains.get(party, 0.0)), float(talk.reservations.get(party, 0.0))
    how = write.t("gain.how", worth=cny(floor + gain), floor=cny(floor)) if talk.agreed else ""
    return Markup('<span title="{}">{}</span>').format(how, write.of(cny(gain)))


def _event(write: Writer, number: str, _minute: float) -> Markup:
    events = write.shown.show.events
    if not number.isdecimal() or int(number) >= len(events):
        return Markup("")
    event, line = events[int(number)], timeline(write.shown.show, write.shown.names)[int(number)]
    rows = [(write.of(label), write.of(value)) for label, value in line.evidence]
    talks = [write.talk(talk) for talk in write.shown.show.negotiations if talk.id in line.talks]
    who = [write.link("party", event.party, write.of(line.party))] if event.party in write.shown.names.kinds else []
    return (
        write.head(write.of(line.label), f"{write.of(line.stamp)} · {line.clock}")
        + Markup("<p>{}</p>").format(write.of(line.text))
        + (Markup('<p class="muted">{}</p>').format(write.t("evidence")) + write.table(rows) if rows else "")
        + write.links(write.t("who"), who)
        + write.links(write.t("talks"), talks)
    )


def _posting(write: Writer, number: str, _minute: float) -> Markup:
    ledger = write.shown.show.tables.get("ledger", {})
    if not number.isdecimal() or int(number) >= len(ledger.get("cents", ())):
        return Markup("")
    row = {name: column[int(number)] for name, column in ledger.items()}
    rows = [
        (write.t("amount"), f"{row['cents'] / 100.0:,.2f} {'元' if write.which else 'CNY'}"),
        (write.t("due"), write.of(words("moment.before" if row["t_h"] < 0 else "moment.after", n=f"{abs(row['t_h']):g}"))),
        (write.t("cause"), write.name(str(row["cause"]))),
    ]
    clause = write.of(words(f"clause.{row['clause']}", str(row["clause"])))
    ends = [write.link("party", str(row[end]), write.name(str(row[end]))) for end in ("payer", "payee")]
    return (
        write.head(clause, f"{write.name(str(row['payer']))} → {write.name(str(row['payee']))}")
        + write.table(rows)
        + write.links("", [*ends, write.link("posting", number, write.t("money"), "money")])
    )
