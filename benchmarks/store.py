"""Writing 50,000 events to the operational store, a transaction each, against all of them in one transaction."""

import statistics
import time

import casekit
from casekit.store import Analytical, Operational

EVENTS, REPETITIONS = 50_000, 5


def main() -> None:
    case = casekit.open_case("amazon", customers=4_000, months=18)
    events = case.channel_events.sort_values("at", kind="stable").head(EVENTS)
    records = case.channel_records

    def seconds(at_once: bool) -> float:
        store = Operational()
        start = time.perf_counter()
        if at_once:
            store.write = lambda event, record=None: (record and store.insert("record", record),
                                                      store.insert("event", event))  # fmt: skip
            with store.transaction():
                store.take(records, events)
        else:
            store.take(records, events)
        took = time.perf_counter() - start
        assert store.count("event") == EVENTS
        store.close()
        return took

    rounds = [(seconds(at_once=False), seconds(at_once=True)) for _ in range(REPETITIONS)]  # in turns
    each, _ = (statistics.median(side) for side in zip(*rounds, strict=True))
    ratio = statistics.median(one / other for one, other in rounds)
    print(f"{EVENTS:,} events, a transaction each: {each:.1f} s, {ratio:.1f} times as long as in one transaction.")

    store = Operational()
    store.take(records, events)
    start = time.perf_counter()
    tables = Analytical(store)
    print(f"Both tables into the analytical store: {time.perf_counter() - start:.2f} s.")
    tables.close()
    store.close()


if __name__ == "__main__":
    main()
