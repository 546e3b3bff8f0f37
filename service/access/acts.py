"""What acts are called, and who did them, as an auditor reads it."""

from collections.abc import Mapping

from data.records import accounts, tokens
from data.store import Connection
from service.auth import token_id_of

WORDS: Mapping[str, str] = {
    "token_created": "新建令牌",
    "token_revoked": "撤销令牌",
    "access_refused": "越权被拒",
    "identity_revealed": "查看完整身份信息",
    "identity_provided": "向单位提供简历",
    "approved": "复核审批",
    "keys_rotated": "更换密钥",
    "signed_in": "登录",
    "sign_in_failed": "登录失败",
    "signed_out": "退出登录",
    "account_created": "新建账号",
    "account_changed": "变更账号职责",
    "account_locked": "锁定账号",
    "account_unlocked": "解除锁定",
    "administrator_asked": "申请管理员权限",
    "administrator_agreed": "批准管理员权限",
    "administrator_refused": "不批准管理员权限",
    "password_set": "设置密码",
    "second_factor_set": "启用动态口令",
    "second_factor_dropped": "停用动态口令",
    "sign_on_bound": "绑定统一身份",
    "sign_on_unbound": "解除统一身份绑定",
    "exported": "导出名单",
    "erased": "删除个人信息",
    "campaign_cancelled": "撤销群发",
    "push_stopped": "停止推送",
    "push_resumed": "恢复推送",
    "model_promoted": "启用模型",
    "model_rolled_back": "退回模型",
    "imported": "导入文件",
}

PARTIES = {"worker": "劳动者", "vacancy": "招聘单位，岗位"}
KINDS = {"cli": "命令行", "system": "系统", "demo": "演示", "nobody": "未识别"}


def names_of_actors(db: Connection) -> Mapping[str, str]:
    """Accounts and tokens by what the trail calls them."""
    people = {f"account:{a.account_id}": a.name for a in accounts.everybody(db)}
    programs = {
        f"token:{token_id_of(t.token_hash)}": f"令牌“{t.name}”" for t in tokens.all_tokens(db)
    }
    return people | programs


def shown_actor(actor: str, names: Mapping[str, str]) -> str:
    """Who it was, in words; a worker stays an id."""
    if actor in names:
        return names[actor]
    kind, _, rest = actor.partition(":")
    if kind in PARTIES and rest:
        return f"{PARTIES[kind]} {rest}"
    return f"{KINDS[kind]} {rest}".strip() if kind in KINDS else actor
