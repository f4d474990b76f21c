"""Mails that come back, as servers write them."""

from email.message import EmailMessage

OUR_ID = "0123456789abcdef0123456789abcdef"
ORIGINAL = f"""\
From: stod@exempelstad.example
To: ulla@exempelstad.example
Subject: UH-1: kontakta =?utf-8?b?c3TDtmQ=?=
Message-ID: <{OUR_ID}@exempelstad.example>
Auto-Submitted: auto-generated

"""


def report(
    *,
    to: str = "stod@exempelstad.example",
    action: str = "failed",
    status: str = "5.1.1",
    diagnosis: str = "smtp; 550 5.1.1 <ulla@exempelstad.example>: Recipient address rejected: User unknown",
    original: str = ORIGINAL,
    date: str = "Mon, 19 Jan 2026 08:00:00 +0100",
    subject: str = "Undelivered Mail Returned to Sender",
) -> bytes:
    """Return a report as Postfix writes it (RFC 3464)."""
    return f"""\
Return-Path: <>
Date: {date}
From: MAILER-DAEMON@relay.example (Mail Delivery System)
Subject: {subject}
To: {to}
Auto-Submitted: auto-replied
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status;
	boundary="B1"
Message-Id: <20260119070000.AAAA@relay.example>

This is a MIME-encapsulated message.

--B1
Content-Description: Notification
Content-Type: text/plain; charset=us-ascii

This is the mail system at host relay.example.

--B1
Content-Description: Delivery report
Content-Type: message/delivery-status

Reporting-MTA: dns; relay.example
X-Postfix-Queue-ID: AAAA
Arrival-Date: Mon, 19 Jan 2026 07:59:59 +0100 (CET)

Final-Recipient: rfc822; ulla@exempelstad.example
Original-Recipient: rfc822;ulla@exempelstad.example
Action: {action}
Status: {status}
Remote-MTA: dns; mx.exempelstad.example
Diagnostic-Code: {diagnosis}

--B1
Content-Description: Undelivered Message Headers
Content-Type: text/rfc822-headers

{original}
--B1--
""".replace("\n", "\r\n").encode()


def exchange(*, status: str = "5.1.10", text: str = "RESOLVER.ADR.RecipientNotFound") -> bytes:
    """Return a report as a Swedish Exchange writes it, with the whole mail sent back."""
    return f"""\
From: =?utf-8?Q?Microsoft_Outlook?= <MicrosoftExchange329e71ec88ae4615@exempelstad.example>
To: <stod@exempelstad.example>
Date: Mon, 19 Jan 2026 08:00:00 +0100
Content-Type: multipart/report; report-type=delivery-status;
	boundary="_000_"
Content-Language: sv-SE
X-MS-Exchange-Message-Is-Ndr:
In-Reply-To: <{OUR_ID}@exempelstad.example>
References: <{OUR_ID}@exempelstad.example>
Subject: =?utf-8?B?{"T2xldmVyZXJiYXJ0OiBVSC0x"}?=
MIME-Version: 1.0

--_000_
Content-Type: multipart/alternative; boundary="_001_"

--_001_
Content-Type: text/plain; charset="utf-8"
Content-Transfer-Encoding: quoted-printable

Det gick inte att leverera till f=C3=B6ljande mottagare:

--_001_
Content-Type: text/html; charset="utf-8"
Content-Transfer-Encoding: quoted-printable

<p>Det gick inte att leverera</p>

--_001_--

--_000_
Content-Type: message/delivery-status

Reporting-MTA: dns;EX01.exempelstad.example

Final-recipient: RFC822;ulla@exempelstad.example
Action: failed
Status: {status}
Diagnostic-Code: smtp;550 {status} {text}; not found
X-Display-Name: ulla

--_000_
Content-Type: message/rfc822

{ORIGINAL}
Hej!
--_000_--
""".replace("\n", "\r\n").encode()


def in_words(subject: str, text: str, *, sender: str = "Mailer-Daemon@relay.example", **headers: str) -> bytes:
    """Return a mail of an old server, or of a person, without fields."""
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = sender, "stod@exempelstad.example", subject
    mail["Date"] = "Mon, 19 Jan 2026 08:00:00 +0100"
    for name, value in headers.items():
        mail[name.replace("_", "-")] = value
    mail.set_content(f"{text}\n\n------ original ------\n{ORIGINAL}")
    return mail.as_bytes()
