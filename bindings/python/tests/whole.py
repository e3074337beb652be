"""A policy in which everything can be done: rights, recipients, terms, controls."""

from __future__ import annotations

from conftest import POLICY

WHOLE = (
    POLICY.replace(
        "[age]",
        '[purposes."essential.service.payment"]\n'
        'basis = ["contract"]\ncategories = ["user.financial"]\n\n[age]',
    )
    + """
[signals.tracking]
denies = ["analytics"]
string = "tcf"
bits = ["purpose:4"]

[signals.sale]
denies = ["marketing"]
string = "gpp"
bits = ["sale_opt_out"]

[recipients.mailer]
name = "Mailer"
role = "processor"
purposes = ["marketing.email"]
categories = ["user.contact.email"]
country = "DE"
agreement = "DPA-1"

[retention.usage]
categories = ["user.behavior"]
after = "collected"
keep = "P1Y"

[retention.invoices]
categories = ["user.financial"]
after = "collected"
keep = "P10Y"
floor = true

[rights.access]
deadline = "P30D"
verify = true

[rights.erase]
deadline = "P30D"
subjects = ["Delete my data"]

[rights.contest]
deadline = "P30D"

[breach]
authority = "PT72H"
subjects = "P3D"

[controls.penetration_test]
interval = "P1Y"

[events]
names = ["course_completed"]
"""
)
