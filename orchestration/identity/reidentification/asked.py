"""Who asks for a list, for what, and for which practice; refused in a sentence before anything is opened.

Does not belong here: what a list holds (lists.py), or whether the practice exists (people.py).
"""

import os
import pwd
from dataclasses import dataclass

from orchestration.identity.reidentification.lists import CareList, care_list
from orchestration.refusal import USAGE_OR_SETTINGS, Refusal

PURPOSE = "direct-care"
"""The one purpose for which anybody is named."""

LONGEST_NAME = 100

# Who cares for a person, and who does so under their supervision: the direct care team as the Information Governance
# Review has it (Caldicott 2, 2013, chapter 3). Managers, analysts and commissioners are not of it.
ROLES = {
    "GP": "General practitioner",
    "NURSE": "Nurse of the practice or the community, matrons among them",
    "PHARMACIST": "Pharmacist of the practice or its network",
    "CLINICIAN": "Any other regulated professional who cares for the person",
    "SOCIAL_WORKER": "Social worker of the multi-disciplinary group",
    "CARE_COORDINATOR": "Care coordinator or care navigator",
    "SOCIAL_PRESCRIBER": "Social prescribing link worker",
    "PRACTICE_ADMINISTRATOR": "Calls people in on behalf of one of these",
}


class NotForDirectCare(Refusal):
    """What is asked is not what people are named for, or it is not said who asks."""

    exit_code = USAGE_OR_SETTINGS


@dataclass(frozen=True)
class Asked:
    """One request. `account` is the system's account, whatever name the user gave."""

    user: str
    account: str
    role_code: str
    practice_code: str
    wanted: CareList


def ask(*, purpose: str, user: str, role: str, practice: str, list_name: str) -> Asked:
    """The request in its normal form. Raises NotForDirectCare or NoSuchList with a sentence."""
    if purpose != PURPOSE:
        raise NotForDirectCare(
            f"People are named for one purpose only: --purpose {PURPOSE}. Planning and research use published/, where "
            "everybody stands under a token."
        )
    return Asked(
        user=_user(user),
        account=_account(),
        role_code=_role(role),
        practice_code=_plain(practice.strip().upper(), "--practice"),
        wanted=care_list(list_name),
    )


def _user(text: str) -> str:
    name = _plain(text.strip(), "--user")
    if len(name) > LONGEST_NAME:
        raise NotForDirectCare(f"--user is a person's name, of at most {LONGEST_NAME} characters.")
    return name


def _plain(text: str, option: str) -> str:
    if not text or not text.isprintable():
        raise NotForDirectCare(f"{option} is empty, or holds characters that cannot be printed: write it out.")
    return text


def _role(text: str) -> str:
    code = "_".join(text.upper().replace("-", " ").replace("_", " ").split())
    if code not in ROLES:
        known = ", ".join(role.lower().replace("_", "-") for role in ROLES)
        raise NotForDirectCare(f"That --role is none of direct care. Those that are: {known}.")
    return code


def _account() -> str:
    # Of the process itself: the environment's LOGNAME is whatever somebody set it to.
    try:
        return pwd.getpwuid(os.getuid()).pw_name
    except KeyError:
        return f"uid {os.getuid()}"
