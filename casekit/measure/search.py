"""Maximum likelihood: the positive parameters under which what was seen is most likely."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

FLAT = 1e-6  # the slope of the mean log-likelihood at a maximum, for a parameter that grows by a factor of e
FLATTER = 1e-11  # where no step is worth taking
STEPS = 300
LONGEST = 2.0  # step, of a logarithm
HOPELESS = 1e9  # damping with which no step changes anything any more
APART = 1e-6  # between two slopes that show the curvature

LogLikelihood = Callable[[np.ndarray], tuple[float, np.ndarray]]  # of one customer, with its slope, at logarithms


def most_likely(
    log_likelihood: LogLikelihood, starts: Sequence[Sequence[float]], widest: Sequence[float]
) -> tuple[np.ndarray, float, bool]:
    """Parameters, shape (k,), the mean log-likelihood there, and whether that is a maximum.

    `log_likelihood` takes the parameters' logarithms and gives the mean over customers, and its slope, shape (k,).
    The search begins at each of the `starts` and takes the best end; parameter i lies between 1 / `widest`[i] and
    `widest`[i]. It found no maximum if the likelihood still rises where it ended, as at one of these bounds.

    These are Newton's steps, which scipy.optimize would also take: but that is 24 MB in the kernel of a lesson, and its
    L-BFGS-B waits for threads of its linear algebra, milliseconds a step, where several learners share a computer.

    >>> def peak(logarithms):  # at 2 and 5
    ...     away = logarithms - np.log([2.0, 5.0])
    ...     return -(away @ away), -2 * away
    >>> parameters, _, found = most_likely(peak, starts=[[1.0, 1.0]], widest=[100.0, 100.0])
    >>> parameters.round(3).tolist(), found
    ([2.0, 5.0], True)
    """
    far = np.log(widest)
    logarithms, value, slope = max(
        (_climb(log_likelihood, np.log(start), far) for start in starts), key=lambda end: end[1]
    )
    inside = (np.abs(logarithms) < far).all()
    return np.exp(logarithms), float(value), bool(inside and np.abs(slope).max() < FLAT)


def described(model: str, converged: bool, **parameters: float) -> str:
    """What a fitted model prints: its parameters, and whether they were found.

    >>> described("BG/NBD", True, r=0.2427, a=0.0001)
    'BG/NBD: r 0.243, a 0.0001'
    """
    found = [f"{name} {value:.3f}" if value >= 0.1 else f"{name} {value:.2g}" for name, value in parameters.items()]
    warning = "" if converged else "; not converged: the likelihood still rises where the search ended"
    return f"{model}: {', '.join(found)}{warning}"


def _climb(log_likelihood: LogLikelihood, start: np.ndarray, far: np.ndarray) -> tuple[np.ndarray, float, np.ndarray]:
    """Where the way uphill from `start` ends, and the value and slope there."""
    logarithms, (value, slope) = start, log_likelihood(start)
    damping = 1e-3
    for _ in range(STEPS):
        free = ~((np.abs(logarithms) >= far) & (slope * logarithms > 0))
        if not free.any() or np.abs(slope[free]).max() < FLATTER:
            break
        bends, ways = np.linalg.eigh(_curvature(log_likelihood, logarithms, slope)[np.ix_(free, free)])
        along = ways.T @ slope[free]
        while damping < HOPELESS:
            step = np.zeros(len(start))
            # Newton's step where the surface is an arch; where it is not, one as long, but uphill.
            step[free] = ways @ (along / (np.abs(bends) + damping))
            step *= min(1.0, LONGEST / max(np.abs(step).max(), 1e-300))
            tried = np.clip(logarithms + step, -far, far)
            higher, its_slope = log_likelihood(tried)
            if higher > value:
                break
            damping = max(10 * damping, 1e-12)
        else:
            break
        logarithms, value, slope, damping = tried, higher, its_slope, damping / 10
    return logarithms, value, slope


def _curvature(log_likelihood: LogLikelihood, logarithms: np.ndarray, slope: np.ndarray) -> np.ndarray:
    """Shape (k, k): how the slope changes a little further on, for each logarithm."""
    steps = APART * np.eye(len(logarithms))
    curvature = np.array([log_likelihood(logarithms + step)[1] - slope for step in steps]) / APART
    return (curvature + curvature.T) / 2
