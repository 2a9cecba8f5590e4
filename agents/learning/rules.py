"""Learning from one's own money: fixed, Roth–Erev, experience-weighted attraction, ε-greedy, UCB."""

from __future__ import annotations

from typing import ClassVar

import numpy as np

from agents.learning.base import Floats, Peers, Scale, Uniform, draw, softmax
from protocols.errors import UserError


class Fixed:
    """Never changes."""

    name: ClassVar[str] = "fixed"

    def __init__(self, size: int, start: int) -> None:
        self.size, self.start = size, start

    def choose(self, rng: Uniform) -> int:
        return self.start

    def learn(self, choice: int, payoff: float, score: float = 0.0, peers: Peers = ()) -> None:
        return None

    def weights(self) -> Floats:
        shares: Floats = np.zeros(self.size)
        shares[self.start] = 1.0
        return shares


class RothErev:
    """Reinforcement: propensities grow with what a choice earned above the worst payoff seen, and fade.

    q_j ← (1 − phi) q_j + E_j with E_j = R (1 − epsilon) for the choice made and q_j epsilon / (n − 1) for others (the
    modified rule, which keeps exploring); choice probabilities are proportional to q. Payoffs count in units of
    their own spread. Sources: Roth and Erev (1995) Games and Economic Behavior 8; Erev and Roth (1998) American
    Economic Review 88; modification: Nicolaisen, Petrov and Tesfatsion (2001) IEEE Trans. Evol. Comp. 5.
    """

    name: ClassVar[str] = "roth_erev"

    def __init__(self, size: int, start: int, phi: float = 0.1, epsilon: float = 0.05, strength: float = 1.0) -> None:
        _within("roth_erev", phi=phi, epsilon=epsilon)
        if not strength > 0:
            raise UserError(f"roth_erev: found strength={strength}, allowed above 0")
        self.phi, self.epsilon = phi, epsilon
        self.q = np.full(size, float(strength))
        self.scale, self.worst = Scale(), np.inf

    def choose(self, rng: Uniform) -> int:
        return draw(self.weights(), rng)

    def learn(self, choice: int, payoff: float, score: float = 0.0, peers: Peers = ()) -> None:
        self.scale.add(payoff)
        self.worst = min(self.worst, payoff)
        reward = (payoff - self.worst) / self.scale.spread
        others = self.q * (self.epsilon / max(len(self.q) - 1, 1))
        earned = others.copy()
        earned[choice] = reward * (1.0 - self.epsilon)
        self.q = (1.0 - self.phi) * self.q + earned
        self.q = np.maximum(self.q, 1e-6)

    def weights(self) -> Floats:
        shares: Floats = self.q / self.q.sum()
        return shares


class ExperienceWeightedAttraction:
    """Attractions that blend reinforcement and belief learning, with logit choice.

    N ← rho N + 1 with rho = phi (1 − kappa); A_j ← (phi N₋ A_j + w_j π_j) / N, where w = 1 for the choice made
    and ``delta`` for the others. What the others would have earned is not seen: their last seen payoff stands in for
    it (payoff learning: Ho, Wang and Camerer 2008), so a choice never tried keeps its attraction. Payoffs are
    standardised by their running mean and spread. Source: Camerer and Ho (1999) Econometrica 67, eqs. 2.1–2.4.
    """

    name: ClassVar[str] = "ewa"

    def __init__(
        self, size: int, start: int, phi: float = 0.9, delta: float = 0.5, kappa: float = 0.0, temperature: float = 0.5
    ) -> None:
        _within("ewa", phi=phi, delta=delta, kappa=kappa)
        if not temperature > 0:
            raise UserError(f"ewa: found temperature={temperature}, allowed above 0")
        self.phi, self.delta, self.kappa, self.temperature = phi, delta, kappa, temperature
        self.experience = 1.0
        self.attraction = [0.0] * size
        self.seen: list[float | None] = [None] * size  # last payoff of each choice
        self.scale = Scale()

    def choose(self, rng: Uniform) -> int:
        return draw(self.weights(), rng)

    def learn(self, choice: int, payoff: float, score: float = 0.0, peers: Peers = ()) -> None:
        self.scale.add(payoff)
        self.seen[choice] = payoff
        mean, spread, kept = self.scale.mean, self.scale.spread, self.phi * self.experience
        self.experience = self.phi * (1.0 - self.kappa) * self.experience + 1.0
        for j, last in enumerate(self.seen):
            if last is not None:
                weight = 1.0 if j == choice else self.delta
                self.attraction[j] = (kept * self.attraction[j] + weight * ((last - mean) / spread)) / self.experience

    def weights(self) -> Floats:
        return softmax(np.array(self.attraction) / self.temperature)


class EpsilonGreedy:
    """The choice with the best mean payoff, or with probability ``epsilon`` any of the menu.

    Every choice is tried once first. Source: Sutton and Barto (2018) Reinforcement Learning, section 2.2; ``step`` > 0
    replaces the mean by an exponential average, for partners that change (section 2.5).
    """

    name: ClassVar[str] = "epsilon_greedy"

    def __init__(self, size: int, start: int, epsilon: float = 0.1, step: float = 0.0) -> None:
        _within("epsilon_greedy", epsilon=epsilon, step=step)
        self.epsilon, self.step, self.start = epsilon, step, start
        self.mean, self.count = np.zeros(size), np.zeros(size)

    def _best(self) -> int:
        untried = np.flatnonzero(self.count == 0)
        if len(untried):
            return self.start if self.count[self.start] == 0 else int(untried[0])
        return int(np.argmax(self.mean))

    def choose(self, rng: Uniform) -> int:
        luck, other = rng.random(), rng.random()
        return int(other * len(self.mean)) if luck < self.epsilon else self._best()

    def learn(self, choice: int, payoff: float, score: float = 0.0, peers: Peers = ()) -> None:
        self.count[choice] += 1
        pace = self.step if self.step > 0 and self.count[choice] > 1 else 1.0 / self.count[choice]
        self.mean[choice] += pace * (payoff - self.mean[choice])

    def weights(self) -> Floats:
        shares = np.full(len(self.mean), self.epsilon / len(self.mean))
        shares[self._best()] += 1.0 - self.epsilon
        return shares


class UpperConfidence(EpsilonGreedy):
    """The choice with the highest upper confidence bound mean + c · spread · √(ln t / n).

    Source: Auer, Cesa-Bianchi and Fischer (2002) Machine Learning 47 (UCB1), with payoffs in units of their spread.
    """

    name: ClassVar[str] = "ucb"

    def __init__(self, size: int, start: int, c: float = 1.0) -> None:
        super().__init__(size, start, epsilon=0.0)
        if not c >= 0:
            raise UserError(f"ucb: found c={c}, allowed 0 or more")
        self.c, self.scale = c, Scale()

    def learn(self, choice: int, payoff: float, score: float = 0.0, peers: Peers = ()) -> None:
        super().learn(choice, payoff)
        self.scale.add(payoff)

    def _best(self) -> int:
        if (self.count == 0).any():
            return super()._best()
        bonus = self.scale.spread * np.sqrt(np.log(max(self.count.sum(), 2.0)) / self.count)
        return int(np.argmax(self.mean + self.c * bonus))


class Imitation:
    """Copies a better-off peer of its own kind: proportional imitation.

    It meets one peer at random and takes over its choice with probability ``rate`` × the peer's lead in profit over
    turnover (peers differ in size), in units of the spread of such scores; with probability ``noise`` it tries
    anything. Without peers it stays. Source: Schlag (1998) Journal of Economic Theory 78.
    """

    name: ClassVar[str] = "imitation"

    def __init__(self, size: int, start: int, rate: float = 0.5, noise: float = 0.05) -> None:
        _within("imitation", rate=rate, noise=noise)
        self.rate, self.noise, self.at = rate, noise, start
        self.size, self.mine = size, 0.0
        self.peers: Peers = ()
        self.scale = Scale()

    def _leads(self) -> list[tuple[int, float]]:
        """(choice, probability) of each switch."""
        leads = [(c, max(0.0, s - self.mine) / self.scale.spread) for c, s in self.peers]
        return [(c, min(1.0, self.rate * lead) / len(self.peers)) for c, lead in leads]

    def choose(self, rng: Uniform) -> int:
        self.at = draw(self.weights(), rng)
        return self.at

    def learn(self, choice: int, payoff: float, score: float = 0.0, peers: Peers = ()) -> None:
        self.at, self.mine, self.peers = choice, score, tuple(peers)
        for value in (score, *(s for _, s in peers)):
            self.scale.add(value)

    def weights(self) -> Floats:
        shares = np.zeros(self.size)
        for choice, chance in self._leads():
            shares[choice] += chance
        shares[self.at] += 1.0 - shares.sum()
        mixed: Floats = (1.0 - self.noise) * shares + self.noise / self.size
        return mixed


def _within(rule: str, **shares: float) -> None:
    for name, value in shares.items():
        if not 0.0 <= value <= 1.0:
            raise UserError(f"{rule}: found {name}={value}, allowed 0 to 1")
