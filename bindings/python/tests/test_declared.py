"""Tags on the classes of other libraries: Pydantic's models, SQLAlchemy's tables."""

from __future__ import annotations

from typing import Annotated, Any, Literal

import pytest
from pydantic import BaseModel
from sqlalchemy import (
    Column,
    ForeignKey,
    Integer,
    MetaData,
    String,
    Table,
    create_engine,
)
from sqlalchemy.orm import (
    DeclarativeBase,
    Mapped,
    Session,
    mapped_column,
    relationship,
)

from placet import Engine, InvalidArgument, Tag, lint, tags

POLICY = """
[policy]
id = "shop"
version = "1"
effective_from = 2021-01-01
contact = { privacy = "privacy@shop.test" }
[purposes.analytics]
basis = ["legitimate_interest"]
categories = ["user.device", "user.financial.transaction"]
[rules.short]
purposes = ["analytics"]
categories = ["user.device.ip_address"]
transform = "network"
[retention.all]
categories = ["user.financial", "user.device"]
after = "account_closed"
"""


class Item(BaseModel):
    """A model in a model."""

    price: Annotated[float, Tag("user.financial.transaction")]
    code: str = ""


class Visit(BaseModel):
    """A model of Pydantic."""

    ip: Annotated[str, Tag("user.device.ip_address")]
    items: list[Item]
    # what has no tag below has this one; what has one keeps it
    earlier: Annotated[Item | None, Tag("user.behavior")] = None
    shade: Literal["dark", "light"] = "dark"


class Base(DeclarativeBase):
    """The base of the mapped classes."""


class Buyer(Base):
    """A mapped class of SQLAlchemy."""

    __tablename__ = "buyer"
    id: Mapped[int] = mapped_column(primary_key=True)
    ip: Mapped[Annotated[str, Tag("user.device.ip_address")]]
    paid: Mapped[int] = mapped_column(info={"placet": "user.financial.transaction"})
    orders: Mapped[list[Bill]] = relationship(back_populates="buyer")


class Bill(Base):
    """Another, and each refers to the other."""

    __tablename__ = "bill"
    id: Mapped[int] = mapped_column(primary_key=True)
    buyer_id: Mapped[int] = mapped_column(ForeignKey("buyer.id"))
    buyer: Mapped[Buyer] = relationship(back_populates="orders")


@pytest.fixture
def shop() -> Engine:
    return Engine.open(POLICY, "memory:")


def test_a_model_of_pydantic(shop: Engine) -> None:
    assert tags(Visit) == {
        "ip": "user.device.ip_address",
        "items[].price": "user.financial.transaction",
        "earlier": "user.behavior",
        "earlier.price": "user.financial.transaction",
    }
    item = Item(price=3, code="x")
    visit = Visit(ip="203.0.113.7", items=[item], earlier=item)
    left = shop.filter("ada", "analytics", visit, Visit)
    assert left.record == {
        "ip": "203.0.113.0/24",
        "items": [{"price": 3.0}],
        "earlier": {"price": 3.0},
    }


def test_a_mapped_class_of_sqlalchemy(shop: Engine) -> None:
    assert tags(Buyer) == {
        "ip": "user.device.ip_address",
        "paid": "user.financial.transaction",
    }
    database = create_engine("sqlite://")
    Base.metadata.create_all(database)
    with Session(database) as session:
        buyer = Buyer(ip="203.0.113.7", paid=3)
        session.add_all([buyer, Bill(buyer=buyer)])
        session.commit()
        left = shop.filter("ada", "analytics", buyer, Buyer)
    assert left.record == {"ip": "203.0.113.0/24", "paid": 3}
    database.dispose()


def test_a_table_of_sqlalchemy() -> None:
    table = Table(
        "visit",
        MetaData(),
        Column("ip", String, info={"placet": "user.device.ip_address"}),
        Column("page", Integer),
    )
    assert tags(table) == {"ip": "user.device.ip_address"}
    found = lint(POLICY, table)
    assert [(one.schema, one.path, one.rule) for one in found] == [
        ("visit", "page", "untagged_field")
    ]


class Twig(BaseModel):
    """It lies in itself, under one tag."""

    text: Annotated[str, Tag("user.content.private")] = ""
    below: Annotated[Twig | None, Tag("user.content.private")] = None


class Knot(BaseModel):
    """It lies in itself, and a tag in it would be passed over."""

    card: Annotated[str, Tag("user.financial.payment_card")] = ""
    below: Annotated[Knot | None, Tag("user.content.private")] = None


def test_a_model_that_lies_in_itself() -> None:
    assert tags(Twig) == {
        "text": "user.content.private",
        "below": "user.content.private",
    }
    with pytest.raises(InvalidArgument, match="lies in itself"):
        tags(Knot)


def test_what_is_missing_is_found() -> None:
    found = lint(POLICY, Visit, {"properties": {"page": {"type": "string"}}})
    assert [(one.path, one.rule) for one in found] == [
        ("earlier", "no_retention"),
        ("earlier", "unused_category"),
        ("items[].code", "untagged_field"),
        ("shade", "untagged_field"),
        ("page", "untagged_field"),
    ]
    declared: dict[str, Any] = {"ip": "user.device.ip_address"}
    assert lint(POLICY, declared) == []
