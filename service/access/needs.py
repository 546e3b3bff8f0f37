"""What each page needs: one table for all of them; a page that is not in it is closed to everybody."""

from collections.abc import Mapping

from service.access.roles import SELF

ANYBODY = "anybody"
"""Pages before the door."""

SIGNED_IN = "signed_in"
"""Pages of whoever is signed in, about nobody else."""

NEEDS: Mapping[str, str] = {
    "access.sign_in": ANYBODY,
    "access.sign_in_by_password": ANYBODY,
    "access.sign_out": SIGNED_IN,
    "access.home": SIGNED_IN,
    "access.account": SIGNED_IN,
    "access.end_others": SIGNED_IN,
    "access.second_factor": SIGNED_IN,
    "access.show_second_factor": SIGNED_IN,
    "access.enrol": SIGNED_IN,
    "access.prove_enrolment": SIGNED_IN,
    "administration.people": "administer",
    "administration.add": "administer",
    "administration.person": "administer",
    "administration.lock": "administer",
    "administration.unlock": "administer",
    "administration.reset": "administer",
    "administration.drop_second_factor": "administer",
    "administration.give_post": "administer",
    "token_pages.all_tokens": "administer",
    "token_pages.create": "administer",
    "token_pages.revoke": "administer",
    "audit_pages.trail": "audit",
    "audit_pages.verify": "audit",
    "access.password": SIGNED_IN,
    "access.change_password": SIGNED_IN,
    "console_vacancies.listed": "market.read",
    "console_vacancies.one": "market.read",
    "console_vacancies.candidates": "people.read",
    "console_vacancies.correct": "market.manage",
    "console_vacancies.undo": "market.manage",
    "console_programmes.listed": "market.read",
    "console_programmes.one": "market.read",
    "console_market.overview": "aggregates",
    "console_indicators.overview": "aggregates",
    "me.sign_in": ANYBODY,
    "me.ask_code": ANYBODY,
    "me.enter": ANYBODY,
    "me.notice": ANYBODY,
    **{
        f"me.{name}": SELF
        for name in (
            "home",
            "jobs",
            "courses",
            "offer",
            "want",
            "dismiss",
            "vouchers",
            "voucher",
            "claim",
            "claim_from_pool",
            "give_back",
            "reclaim",
            "enrol",
            "withdraw",
            "policies",
            "apply",
            "referrals",
            "referral",
            "consent",
            "step",
            "letter",
            "mine",
            "messages",
            "read",
            "file",
            "question",
            "answer",
            "correction",
            "tags",
            "delete_tags",
            "assessment",
            "settings",
            "personal",
            "switch",
            "help",
            "ask",
            "seen",
            "copy",
            "copy_file",
            "sign_out",
        )
    },
}
"""Endpoint to permission (`roles.PERMISSIONS`), `roles.SELF` for a worker's own, or one of the two above."""
