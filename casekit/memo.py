"""Remembering what a function of a case gave, for as long as the case lives and no longer."""

from __future__ import annotations

import functools
from collections import OrderedDict
from collections.abc import Callable
from typing import Concatenate, ParamSpec, TypeVar
from weakref import WeakKeyDictionary

Owner = TypeVar("Owner")
Rest = ParamSpec("Rest")
Result = TypeVar("Result")
Remembering = Callable[Concatenate[Owner, Rest], Result]


def memo(keep: int = 4) -> Callable[[Remembering[Owner, Rest, Result]], Remembering[Owner, Rest, Result]]:
    """Keep the latest `keep` results of a function for each first argument, which is held weakly.

    The first argument is a case, or whatever else has an identity of its own; the others are hashable. Once nobody
    else holds the case, it goes, and with it all that was remembered for it: no cache keeps a world alive.

    >>> class Case: ...
    >>> @memo()
    ... def twice(case, value):
    ...     print("computed")
    ...     return 2 * value
    >>> case = Case()
    >>> twice(case, 4), twice(case, 4)
    computed
    (8, 8)
    """

    def remembering(function: Remembering[Owner, Rest, Result]) -> Remembering[Owner, Rest, Result]:
        found: WeakKeyDictionary[Owner, OrderedDict[object, Result]] = WeakKeyDictionary()

        @functools.wraps(function)
        def remembered(owner: Owner, /, *rest: Rest.args, **named: Rest.kwargs) -> Result:
            results = found.setdefault(owner, OrderedDict())
            key = (rest, tuple(sorted(named.items())))
            if key not in results:
                results[key] = function(owner, *rest, **named)
            results.move_to_end(key)
            while len(results) > keep:
                results.popitem(last=False)
            return results[key]

        return remembered

    return remembering
