"""Pages of what is recommended: jobs, courses, why, and what the worker says to it."""

from collections.abc import Mapping

from flask import Response, request

from service.api.guard import own_id, parts
from service.api.offers import ProgrammeMatch, VacancyMatch, VerdictRequest
from service.errors import NotFound
from service.me.pages.sheet import back, form, pages, show
from service.me.reasons import fits, minds, pays_less

SHOWN = 10
OWN = "本人"

NOT_THIS_JOB: Mapping[str, str] = {
    "too_far": "太远了",
    "wage_too_low": "工资低",
    "wrong_occupation": "不是我想干的活",
    "lacks_skills": "我干不来",
    "hours": "上班时间不合适",
    "health": "身体原因",
    "family": "家里走不开",
    "has_work": "我已经有工作了",
    "already_filled": "听说招满了",
    "other": "其他原因",
}
NOT_THIS_COURSE: Mapping[str, str] = {
    "wrong_occupation": "不想学这个",
    "has_training": "我已经学过",
    "too_far": "太远了",
    "hours": "时间不合适",
    "health": "身体原因",
    "family": "家里走不开",
    "has_work": "我已经有工作了",
    "other": "其他原因",
}


@pages.get("/jobs")
def jobs() -> Response:
    """Jobs chosen for the worker, or, if asked, the newest ones for everybody."""
    found = parts().advisor.vacancies_for(
        own_id(), parts().clock(), limit=SHOWN, plain="plain" in request.args
    )
    refused = not found.personalised and _refuses()
    return show("jobs", found=found, refused=refused, fits=fits, undo=request.args.get("undo", ""))


@pages.get("/courses")
def courses() -> Response:
    """Courses by what they open for the worker, or, if asked, those that begin soonest."""
    found = parts().advisor.programmes_for(
        own_id(), parts().clock(), limit=SHOWN, plain="plain" in request.args
    )
    refused = not found.personalised and _refuses()
    return show("courses", found=found, refused=refused, undo=request.args.get("undo", ""))


@pages.get("/offers/<recommendation_id>")
def offer(recommendation_id: str) -> Response:
    """One job or course as it was shown, with why, and what can be said to it."""
    shown = parts().verdicts.recommendation(recommendation_id)
    own = (v for v in reversed(shown.verdicts) if v.by == OWN and v.withdrawn_at is None)
    said = next(own, None)
    told = shown.shown | {"recommendation_id": recommendation_id}
    if shown.kind == "vacancy":
        job = VacancyMatch.model_validate(told)
        return show(
            "job", job=job, said_to=said, reasons=NOT_THIS_JOB, fits=fits(job), minds=minds(job)
        )
    course = ProgrammeMatch.model_validate(told)
    return show(
        "course",
        course=course,
        said_to=said,
        reasons=NOT_THIS_COURSE,
        pays_less=pays_less(course),
    )


@pages.post("/offers/<recommendation_id>/want")
def want(recommendation_id: str) -> Response:
    """Interested: the verdict is kept, and a counselor sees that somebody waits."""
    shown = parts().verdicts.recommendation(recommendation_id)
    now, is_job = parts().clock(), shown.kind == "vacancy"
    said = VerdictRequest(verdict="accepted", reason=None, note=None)
    parts().verdicts.judge(recommendation_id, said, by=OWN, at=now)
    text = f"想{'去' if is_job else '学'}：{_named(shown.shown)}"
    parts().own.requests.ask(own_id(), "person", text, about=recommendation_id, now=now)
    return back("offer", "wanted" if is_job else "learn", recommendation_id=recommendation_id)


@pages.post("/offers/<recommendation_id>/dismiss")
def dismiss(recommendation_id: str) -> Response:
    """Not for me, and why; it does not come back."""
    shown = parts().verdicts.recommendation(recommendation_id)
    is_job = shown.kind == "vacancy"
    reason = form("reason") or "other"
    if reason not in (NOT_THIS_JOB if is_job else NOT_THIS_COURSE):
        raise NotFound("请从给出的原因里选一个。")
    said = VerdictRequest.model_validate({"verdict": "dismissed", "reason": reason})
    parts().verdicts.judge(recommendation_id, said, by=OWN, at=parts().clock())
    return back("jobs" if is_job else "courses", "dismissed", undo=recommendation_id)


@pages.post("/offers/<recommendation_id>/take-back")
def take_back(recommendation_id: str) -> Response:
    """As if nothing had been said: it teaches nothing, may come back, and nobody waits for a call."""
    now = parts().clock()
    parts().verdicts.take_back(recommendation_id, by=OWN, at=now)
    parts().own.requests.take_back(own_id(), recommendation_id, now=now)
    return back("offer", "taken_back", recommendation_id=recommendation_id)


def _refuses() -> bool:
    """Whether the worker refused what is chosen by traits; said only over a list that looks at nobody."""
    return not parts().mailbox.choices(own_id(), parts().clock()).personalised


def _named(shown: Mapping[str, object]) -> str:
    about = shown.get("vacancy") or shown.get("programme")
    about = about if isinstance(about, dict) else {}
    return f"{about.get('title', '')}（{about.get('employer') or about.get('institution', '')}）"
