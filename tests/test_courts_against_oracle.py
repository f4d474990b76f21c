"""The product's reckoning of the courts against an oracle that shares no code with it, over random histories."""

import pytest

from states.law.histories import reckon_history
from tests.court_histories import chance_of, history
from tests.court_oracle import reckoned

BLOCKS, EACH = 8, 250
"""As many blocks as processes may want, and histories in each."""


def differences(seeds: range) -> list[str]:
    """Return the histories, shuffled, of which the two say different days."""
    found = []
    for seed in seeds:
        act, procedure, events = history(seed)
        entered = chance_of(seed).sample(events, len(events))
        product, oracle = reckon_history(act, procedure, entered), reckoned(act, procedure, events)
        if (product.earliest, product.strictest) != oracle:
            found.append(f"seed {seed}: {act} {procedure}: {product.earliest}, {product.strictest} is not {oracle}")
            found.extend(f"    {line}" for line in events)
    return found


@pytest.mark.parametrize("block", range(BLOCKS))
def test_the_product_and_the_oracle_find_the_same_days(block):
    found = differences(range(block * EACH, (block + 1) * EACH))
    assert found == [], "\n".join(found)
