"""How many design points a sampling takes: some designs come only in whole blocks."""

from __future__ import annotations

SAMPLES = ("latin_hypercube", "sobol", "saltelli", "morris")
CROSSED = ("saltelli", "morris")  # made for indices: blocks of points that differ in one parameter


def block(sampling: str, parameters: int) -> int:
    """Points that belong together: a row of Saltelli's design with its crossings, a trajectory of Morris; else one."""
    return {"saltelli": 2 * parameters + 2, "morris": parameters + 1}.get(sampling, 1)


def fits(sampling: str, points: int, parameters: int) -> bool:
    """Whether a sample can have that many points: powers of two of Sobol's and Saltelli's blocks, two blocks or more.

    >>> fits("saltelli", 96, 2), fits("saltelli", 90, 2), fits("morris", 9, 2), fits("sobol", 48, 2)
    (True, False, True, False)
    """
    blocks, rest = divmod(points, block(sampling, parameters))
    if rest or (sampling in CROSSED and blocks < 2):
        return False
    return sampling not in ("sobol", "saltelli") or blocks & (blocks - 1) == 0


def allowed(sampling: str, parameters: int, near: int = 64) -> str:
    """The numbers of points that fit, with the two next to ``near`` as examples.

    >>> allowed("saltelli", 2, 100)
    'a power of two times 6 (for 2 parameters), such as 96 or 192, for saltelli'
    """
    size = block(sampling, parameters)
    below = max(near // size, 1 + (sampling in CROSSED))
    if sampling in ("sobol", "saltelli"):
        below = 1 << (below.bit_length() - 1)
        above = 2 * below
    else:
        above = below + 1
    each = f"{size} (for {parameters} parameters)"
    rule = {
        "sobol": "a power of two",
        "saltelli": f"a power of two times {each}",
        "morris": f"a multiple of {each}, two times or more",
    }.get(sampling, "a number")
    return f"{rule}, such as {below * size} or {above * size}, for {sampling}"
