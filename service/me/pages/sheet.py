"""What every page of a worker shares: how it is shown, what it says after something was done."""

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, Response, url_for
from flask import request as asked

from service.web.pages import go_to, page

pages = Blueprint("me", __name__, url_prefix="/me")

SAID: Mapping[str, str] = {
    "wanted": "已记下您想去。工作人员会看到，并和您联系。",
    "dismissed": "已记下。这一个不再推荐给您，以后会按您说的原因推荐。",
    "taken_back": "已撤回，就当没说过。这一个会照常推荐。",
    "learn": "已记下您想学。工作人员会看到，并和您联系。",
    "claimed": "培训券领到了。请在有效期内选一个班报名。",
    "given_back": "券已退回。有效期内可以再领回来。",
    "enrolled": "已申请报名。开班前会通知您。",
    "withdrawn": "已退出报名。",
    "applied_policy": "申请已收到，等工作人员审核。",
    "policy_taken_back": "申请已撤回。想要时可以再申请。",
    "consented": "已记下：同意提供简历。您随时可以收回。",
    "refused": "已记下：不提供简历。不影响您应聘和办其他事。",
    "step": "已记下。",
    "corrected": "已改好，马上生效。",
    "same": "和原来一样，没有改动。",
    "deleted": "标签已删除，马上生效，不再用来给您推荐。",
    "personal_on": "已打开个性化推荐。",
    "personal_off": "已关闭个性化推荐，马上生效。等着发给您的个性化消息也已取消。",
    "channel_on": "已打开，马上生效。",
    "channel_off": "已关闭，马上生效。等着发的这类消息也已取消。",
    "asked": "已收到。工作人员会看到您的请求，答复会出现在“找人帮忙”里。",
    "asked_numberless": "已收到，答复会出现在“找人帮忙”里。您写的号码没有保存，我们按登记的手机号联系您。"
    "换了手机号，请带身份证到就近的就业服务窗口登记。",
    "read": "已标为看过。",
    "left": "您已安全退出。",
}
"""Words for what was done; an address names one of them and can never bring words of its own."""


def show(template: str, status: int = 200, **facts: object) -> Response:
    """A page of the worker's own."""
    said = SAID.get(asked.args.get("said", ""), "")
    return page(f"me/{template}.html", status, said=said, here=asked.endpoint, **facts)


def back(endpoint: str, said: str, **values: Any) -> Response:
    """The page to look at after something was done, with what was done."""
    return go_to(url_for(f"me.{endpoint}", said=said, **values))


def form(name: str) -> str:
    """One value of what was sent."""
    return asked.form.get(name, "").strip()
