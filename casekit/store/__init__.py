"""Two stores, as CRM has two halves: one that the front office writes, and one made from it for analysis."""

from casekit.store.analytical import Analytical
from casekit.store.operational import Operational

__all__ = ["Analytical", "Operational"]
