"""What the sources of measures stand for, in full: author and year as a measure cites them -> reference."""

from __future__ import annotations

from collections.abc import Mapping

SOURCES: Mapping[str, str] = {
    "Baran & Lerch 2015": (
        "Baran, S., Lerch, S. (2015). Log-normal distribution based ensemble model output statistics models for "
        "probabilistic wind-speed forecasting. *Quarterly Journal of the Royal Meteorological Society* 141, "
        "2289–2299."
    ),
    "Borgatti & Everett 1999": (
        "Borgatti, S. P., Everett, M. G. (1999). Models of core/periphery structures. *Social Networks* 21, "
        "375–395."
    ),
    "Cachon, Randall & Schmidt 2007": (
        "Cachon, G. P., Randall, T., Schmidt, G. M. (2007). In search of the bullwhip effect. *Manufacturing & "
        "Service Operations Management* 9, 457–479."
    ),
    "Clauset, Newman & Moore 2004": (
        "Clauset, A., Newman, M. E. J., Moore, C. (2004). Finding community structure in very large networks. "
        "*Physical Review E* 70, 066111."
    ),
    "Dawid 1984": (
        "Dawid, A. P. (1984). Present position and potential developments: some personal views: statistical "
        "theory: the prequential approach. *Journal of the Royal Statistical Society A* 147, 278–292."
    ),
    "Faratin, Sierra & Jennings 1998": (
        "Faratin, P., Sierra, C., Jennings, N. R. (1998). Negotiation decision functions for autonomous agents. "
        "*Robotics and Autonomous Systems* 24, 159–182."
    ),
    "Fransoo & Wouters 2000": (
        "Fransoo, J. C., Wouters, M. J. F. (2000). Measuring the bullwhip effect in the supply chain. *Supply "
        "Chain Management* 5, 78–89."
    ),
    "Gini 1912": (
        "Gini, C. (1912). *Variabilità e mutabilità*. Bologna: Cuppini."
    ),
    "Gneiting, Balabdaoui & Raftery 2007": (
        "Gneiting, T., Balabdaoui, F., Raftery, A. E. (2007). Probabilistic forecasts, calibration and sharpness. "
        "*Journal of the Royal Statistical Society B* 69, 243–268."
    ),
    "Herfindahl 1950": (
        "Herfindahl, O. C. (1950). *Concentration in the steel industry*. Dissertation, Columbia University."
    ),
    "Hirschman 1945": (
        "Hirschman, A. O. (1945). *National power and the structure of foreign trade*. University of California "
        "Press."
    ),
    "Jackson et al. 2005": (
        "Jackson, B., Scargle, J. D., et al. (2005). An algorithm for optimal partitioning of data on an interval. "
        "*IEEE Signal Processing Letters* 12, 105–108."
    ),
    "Jain et al. 1984": (
        "Jain, R., Chiu, D.-M., Hawe, W. R. (1984). A quantitative measure of fairness and discrimination for "
        "resource allocation in shared computer systems. DEC Research Report TR-301."
    ),
    "Jøsang & Ismail 2002": (
        "Jøsang, A., Ismail, R. (2002). The beta reputation system. *15th Bled Electronic Commerce Conference*."
    ),
    "Kalai & Smorodinsky 1975": (
        "Kalai, E., Smorodinsky, M. (1975). Other solutions to Nash's bargaining problem. *Econometrica* 43, "
        "513–518."
    ),
    "Killick, Fearnhead & Eckley 2012": (
        "Killick, R., Fearnhead, P., Eckley, I. A. (2012). Optimal detection of changepoints with a linear "
        "computational cost. *Journal of the American Statistical Association* 107, 1590–1598."
    ),
    "Matheson & Winkler 1976": (
        "Matheson, J. E., Winkler, R. L. (1976). Scoring rules for continuous probability distributions. "
        "*Management Science* 22, 1087–1096."
    ),
    "Milgrom & Roberts 1995": (
        "Milgrom, P., Roberts, J. (1995). Complementarities and fit: strategy, structure, and organizational "
        "change in manufacturing. *Journal of Accounting and Economics* 19, 179–208."
    ),
    "Nash 1950": (
        "Nash, J. F. (1950). The bargaining problem. *Econometrica* 18, 155–162."
    ),
    "Newman 2010": (
        "Newman, M. E. J. (2010). *Networks: an introduction*. Oxford University Press."
    ),
    "Newman & Girvan 2004": (
        "Newman, M. E. J., Girvan, M. (2004). Finding and evaluating community structure in networks. *Physical "
        "Review E* 69, 026113."
    ),
    "Özer, Zheng & Chen 2011": (
        "Özer, Ö., Zheng, Y., Chen, K.-Y. (2011). Trust in forecast information sharing. *Management Science* 57, "
        "1111–1137."
    ),
    "Ruzicka 1958": (
        "Růžička, M. (1958). Anwendung mathematisch-statistischer Methoden in der Geobotanik. *Biológia* "
        "(Bratislava) 13, 647–661."
    ),
    "Savage 1951": (
        "Savage, L. J. (1951). The theory of statistical decision. *Journal of the American Statistical "
        "Association* 46, 55–67."
    ),
    "Shapley 1953": (
        "Shapley, L. S. (1953). A value for n-person games. In Kuhn, H. W., Tucker, A. W. (eds), *Contributions to "
        "the theory of games II*, 307–317. Princeton University Press."
    ),
    "Silver, Pyke & Thomas 2017": (
        "Silver, E. A., Pyke, D. F., Thomas, D. J. (2017). *Inventory and production management in supply chains*, "
        "4th ed. CRC Press."
    ),
    "Squartini et al. 2013": (
        "Squartini, T., Picciolo, F., Ruzzenenti, F., Garlaschelli, D. (2013). Reciprocity of weighted networks. "
        "*Scientific Reports* 3, 2729."
    ),
}
