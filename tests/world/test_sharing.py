"""Parts of a world that follow from others keep no copy of them."""

import numpy as np
import pytest

from casekit import open_case
from casekit.world.amazon.purchases import orders, placed
from casekit.world.harley.purchases import potential, sales
from casekit.world.starbucks.purchases import visits


def world(company):
    return open_case(company, customers=300, months=12)._worlds[0]


def held(part):
    """Bytes of a part's own arrays."""
    return sum(value.nbytes for value in vars(part).values() if isinstance(value, np.ndarray))


@pytest.mark.parametrize(("company", "all_of_them", "some"), [("amazon", placed, orders), ("harley", potential, sales)])
def test_purchases_that_are_made_point_to_those_that_would_be(company, all_of_them, some):
    here = world(company)
    whole, made = here.of(all_of_them), here.of(some)
    assert made.whole is whole
    assert 0 < len(made.rows) < len(whole.at)
    assert held(made) == made.rows.nbytes == 4 * len(made.rows)
    for name in ("customer", "at", "product", "channel", "cents"):
        assert (getattr(made, name) == getattr(whole, name)[made.rows]).all()
    assert (np.diff(made.key) >= 0).all()


def test_a_visit_keeps_no_more_than_its_key_tells():
    here = world("starbucks")
    made = here.of(visits)
    each = made.key.itemsize + made.product.itemsize + made.channel.itemsize + made.cents.itemsize
    assert held(made) == each * len(made.key) + made.first.nbytes
    assert each == 15
    assert (made.customer == np.sort(made.customer)).all() and made.customer.max() < 300
    assert (made.at >= made.first[made.customer]).all() and made.at.max() < 12
