"""Awaitable twins: the same acts, without holding the event loop up."""

from __future__ import annotations

import asyncio
import inspect
from typing import TYPE_CHECKING

import pytest

from conftest import NOON, POLICY, adult
from placet import Acts, Engine, Receipt, Refused, StoreError, UnknownPurpose
from test_threads import held

if TYPE_CHECKING:
    from pathlib import Path

NO_ACTS = {
    *("can_process", "can_process_many", "changes", "check", "decide", "history"),
    *("open", "recheck", "report", "require", "guard", "guarded", "admit"),
    *("cases", "due", "erasure_plan", "explain", "registered"),
    *("filter", "filter_batch", "filter_batches", "filter_many", "filter_stream"),
    *("schema", "subscribe"),
}


def test_every_act_has_a_twin() -> None:
    methods = {
        name
        for name in dir(Engine)
        if not name.startswith("_") and callable(getattr(Engine, name))
    }
    twins = {name for name in dir(Acts) if not name.startswith("_")}
    assert twins == methods - NO_ACTS
    for name in twins:
        assert getattr(Acts, name).__doc__ == getattr(Engine, name).__doc__


def test_acts_are_awaited(engine: Engine) -> None:
    async def main() -> list[Receipt]:
        acts = engine.aio
        return [
            await acts.update("ada", account="active", age=30, residence="DE"),
            await acts.acknowledge("ada", "terms"),
            await acts.grant("ada", "marketing.email", method="form"),
            await acts.opt_out("ada", "analytics"),
            await acts.opt_in("ada", "analytics"),
            await acts.object_to("ada", "analytics"),
            await acts.overrule_objection("ada", "analytics", "a claim"),
            await acts.restrict("ada", ground="accuracy_contested"),
            await acts.lift_restriction("ada"),
            await acts.link_guardian("kit", "ada"),
            await acts.unlink_guardian("kit", "ada"),
            await acts.apply_signals("ada", {"gpc": False}),
            await acts.withdraw("ada", "marketing.email"),
            await acts.erase("kit"),
        ]

    receipts = asyncio.run(main())
    assert [receipt.position for receipt in receipts] == list(range(1, 15))
    assert receipts[0] == Receipt(1, NOON, ())


def test_the_rest_that_waits_is_awaited_too(engine: Engine) -> None:
    async def main() -> None:
        later = POLICY.replace("2024-10-01", "2025-01-01")
        assert (await engine.aio.reload(later)).version == "shop@2025-01-01"
        assert (await engine.aio.verify()).events == 0
        await engine.aio.close()
        with pytest.raises(StoreError, match="closed"):
            engine.can_process("ada", "marketing.email")

    asyncio.run(main())


def test_a_twin_is_a_coroutine_function(engine: Engine) -> None:
    assert inspect.iscoroutinefunction(engine.aio.grant)


def test_many_at_once(engine: Engine) -> None:
    async def main() -> list[Receipt]:
        acts = [engine.aio.update(f"u{n}", age=30) for n in range(50)]
        return list(await asyncio.gather(*acts))

    receipts = asyncio.run(main())
    assert sorted(receipt.position for receipt in receipts) == list(range(1, 51))


def test_errors_are_those_of_the_act(engine: Engine) -> None:
    async def main() -> None:
        with pytest.raises(UnknownPurpose, match="did you mean"):
            await engine.aio.grant("ada", "marketing.emial")
        with pytest.raises(Refused) as caught:
            await engine.aio.opt_out("ada", "essential")
        assert caught.value.reason == "non_optional"

    asyncio.run(main())


def test_an_act_that_waits_does_not_hold_the_loop_up(store: Path) -> None:
    async def main(engine: Engine) -> None:
        with held(store) as let_go:
            act = asyncio.create_task(engine.aio.grant("ada", "marketing.email"))
            # other tasks have their turn while the act waits in its thread
            for _ in range(100):
                await asyncio.sleep(0)
                assert not engine.can_process("ada", "marketing.email")
            assert not act.done()
            let_go()
            assert (await act).position == 2

    with Engine.open(POLICY, store) as engine:
        adult(engine)
        asyncio.run(main(engine))
        assert engine.can_process("ada", "marketing.email")
