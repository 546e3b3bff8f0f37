"""Channel: e-mail by an SMTP server, with a way out that mail programmes understand."""

import smtplib
import ssl
from dataclasses import dataclass, field
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime
from typing import Literal

from service.push.channels.addresses import Addresses
from service.push.channels.channel import ChannelError, Letter
from service.push.channels.unreached import why

SECONDS = 15.0
Security = Literal["tls", "starttls", "none"]
FOR_GOOD = range(500, 600)


@dataclass(frozen=True, slots=True)
class Mail:
    """Plain text from the office's address; one connection a letter."""

    host: str
    port: int
    sender: str
    addresses: Addresses = field(repr=False)
    security: Security = "tls"
    user: str = ""
    password: str = field(default="", repr=False)
    seconds: float = SECONDS

    def send(self, letter: Letter) -> str | None:
        """Hand the letter to the server; returns the Message-ID, the same each time it is tried."""
        message = self._message(letter)
        try:
            with self._connected() as server:
                if self.user:
                    server.login(self.user, self.password)
                server.send_message(message)
        except smtplib.SMTPRecipientsRefused as failure:
            codes = [code for code, _ in failure.recipients.values()]
            permanent = all(code in FOR_GOOD for code in codes)
            raise ChannelError(f"邮件地址被拒收（{codes[0]}）", permanent=permanent) from None
        except smtplib.SMTPResponseException as failure:
            # The server's own words may quote the address.
            code, sign_in = failure.smtp_code, isinstance(failure, smtplib.SMTPAuthenticationError)
            permanent = code in FOR_GOOD and not sign_in
            raise ChannelError(f"邮件服务器未受理（{code}）", permanent=permanent) from None
        except (smtplib.SMTPException, OSError) as failure:
            sentence = f"邮件服务器无法连接（{why(failure)}）"
            raise ChannelError(sentence, permanent=False) from None
        return str(message["Message-ID"])

    def _connected(self) -> smtplib.SMTP:
        if self.security == "tls":
            context = ssl.create_default_context()
            return smtplib.SMTP_SSL(self.host, self.port, timeout=self.seconds, context=context)
        server = smtplib.SMTP(self.host, self.port, timeout=self.seconds)
        if self.security == "starttls":
            server.starttls(context=ssl.create_default_context())
        return server

    def _message(self, letter: Letter) -> EmailMessage:
        message = EmailMessage()
        try:
            message["To"] = Address(addr_spec=self.addresses(letter.worker_id))
        except ValueError:
            raise ChannelError("登记的邮件地址不正确", permanent=True) from None
        message["From"] = Address("忻州人社", addr_spec=self.sender)
        message["Subject"] = letter.title
        message["Date"] = format_datetime(letter.sent_at)
        message["Message-ID"] = f"<{letter.name}@{self.sender.partition('@')[2]}>"
        body = letter.body
        if letter.off_link:
            message["List-Unsubscribe"] = f"<{letter.off_link}>"
            message["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
            body += f"\n退订此类消息：{letter.off_link}"
        message.set_content(body)
        return message
