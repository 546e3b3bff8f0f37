"""The words of training: every column of a class and of a certificate, with kind, label and code list."""

from data.schema import CERTIFICATE_LEVELS, Column

CLASS_COLUMNS: tuple[Column, ...] = (
    Column("class_id", "text", "班级编号", required=True),
    Column("programme_id", "text", "培训项目编号"),
    Column("title", "text", "班级名称", required=True),
    Column("institution", "text", "培训机构", required=True),
    Column("region", "code", "培训地行政区划", required=True),
    Column("place", "text", "培训地点"),
    Column("occupation", "code", "职业代码", required=True),
    Column("level", "code", "等级", required=True, codes=CERTIFICATE_LEVELS),
    Column("filed_no", "text", "开班备案号"),
    Column("filed_on", "date", "备案日期"),
    Column("seats", "int", "名额", required=True),
    Column("starts_on", "date", "开班日期", required=True),
    Column("ends_on", "date", "结业日期", required=True),
    Column("hours_total", "int", "总课时", required=True),
    Column("fee_fen", "fen", "培训费", required=True),
    Column("trainers", "list", "授课教师编号"),
)

CERTIFICATE_COLUMNS: tuple[Column, ...] = (
    Column("certificate_no", "text", "证书编号", required=True),
    Column("worker_id", "text", "个人编号", required=True),
    Column("occupation", "code", "职业代码", required=True),
    Column("level", "code", "等级", required=True, codes=CERTIFICATE_LEVELS),
    Column("issued_on", "date", "发证日期", required=True),
    Column("issuer", "text", "评价机构", required=True),
    Column("class_id", "text", "班级编号"),
)

CERTIFICATE_FILE_COLUMNS: tuple[Column, ...] = (
    Column("certificate_no", "text", "证书编号", required=True),
    Column("worker_id", "text", "个人编号"),
    Column("id_number", "text", "公民身份号码", identity=True),
    Column("name", "text", "姓名", identity=True),
    *CERTIFICATE_COLUMNS[2:],
)
"""What boards of examiners send: they know people by number and name, not by our id."""
