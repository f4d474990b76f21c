"""What a mail server can do to a mail, each against a real one."""

import socket
import struct
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from email import message_from_bytes, policy
from itertools import takewhile

import pytest

from models.installation.settings import Settings
from notifications.delivery.mime import build, message_id
from notifications.delivery.problems import OutcomeUnknown, PermanentFailure, TemporaryFailure
from notifications.delivery.senders import SmtpSender
from tests.notifications.mailserver import (
    DROP,
    HANG,
    SENDER,
    encrypted,
    identified_by,
    mail_server,
    own_certificate,
)

ANNA = "anna.exempel@example.se"


def mail(*, key: str = "daily:7:2026-04-01", text: str = "Hej!\n", recipient: str = ANNA) -> bytes:
    return build(
        message_id=message_id(key, "exempelstad.example"),
        sender=SENDER,
        recipient=recipient,
        subject="UH-2026-003: rapportera vinnaren",
        text=text,
        html="<p>Hej!</p>\n",
        sent_at=datetime(2026, 4, 1, 6, 30, tzinfo=UTC),
    )


def test_a_mail_arrives_byte_for_byte_with_lines_that_begin_with_a_dot():
    content = mail(text=".\n..\n.början\nslut\n.")
    with mail_server() as server, closing(SmtpSender(server.settings())) as sender:
        sender.send(recipient=ANNA, content=content)
    assert server.received == [(ANNA, content)]


def test_one_connection_serves_many_mails():
    with mail_server() as server, closing(SmtpSender(server.settings())) as sender:
        for number in range(5):
            sender.send(recipient=f"person{number}@example.se", content=mail())
    assert server.connections == 1
    assert len(server.received) == 5


def test_no_connection_is_opened_before_there_is_a_mail():
    with mail_server() as server, closing(SmtpSender(server.settings())):
        pass
    assert server.connections == 0


def test_a_connection_dropped_while_idle_is_opened_anew_and_the_mail_arrives_once():
    with mail_server() as server, closing(SmtpSender(server.settings())) as sender:
        sender.send(recipient=ANNA, content=mail())
        server.hang_up()
        sender.send(recipient="bo@example.se", content=mail())
    assert server.recipients == [ANNA, "bo@example.se"]
    assert server.connections == 2


@pytest.mark.parametrize("fault", [DROP, "421 4.4.2 Idle too long"])
@pytest.mark.parametrize("step", ["MAIL", "RCPT"])
def test_a_server_that_leaves_before_it_has_the_mail_is_tried_once_more(step, fault):
    with mail_server() as server, closing(SmtpSender(server.settings())) as sender:
        sender.send(recipient=ANNA, content=mail())
        server.faults[step].append(fault)
        sender.send(recipient="bo@example.se", content=mail())
    assert server.recipients == [ANNA, "bo@example.se"]


def test_a_server_that_leaves_a_new_connection_is_a_temporary_failure_of_everyone():
    with mail_server() as server, closing(SmtpSender(server.settings())) as sender:
        server.faults["MAIL"].append(DROP)
        with pytest.raises(TemporaryFailure, match=r"^unreachable: ") as failure:
            sender.send(recipient=ANNA, content=mail())
        assert failure.value.everyone
    assert server.connections == 1


def test_a_server_that_leaves_twice_is_not_tried_a_third_time():
    with mail_server() as server, closing(SmtpSender(server.settings())) as sender:
        sender.send(recipient=ANNA, content=mail())
        server.faults["MAIL"].extend([DROP, DROP])
        with pytest.raises(TemporaryFailure, match=r"^unreachable"):
            sender.send(recipient="bo@example.se", content=mail())
    assert server.connections == 2


def test_a_port_where_nobody_listens_is_a_temporary_failure_of_everyone():
    with mail_server() as server:
        settings = server.settings()
    with pytest.raises(TemporaryFailure, match=r"^unreachable: .*refused") as failure:
        SmtpSender(settings).send(recipient=ANNA, content=mail())
    assert failure.value.everyone


def test_a_server_that_never_greets_is_a_temporary_failure_of_everyone():
    with socket.create_server(("127.0.0.1", 0)) as mute, mail_server() as server:
        settings = server.settings(smtp_port=mute.getsockname()[1], smtp_timeout=0.2)
        with pytest.raises(TemporaryFailure, match=r"^unreachable: .*timed out") as failure:
            SmtpSender(settings).send(recipient=ANNA, content=mail())
    assert failure.value.everyone


@pytest.mark.parametrize("step", ["MAIL", "RCPT", "DATA"])
def test_a_postponed_mail_is_a_temporary_failure_of_its_own_and_the_next_mail_goes(step):
    with mail_server() as server, closing(SmtpSender(server.settings())) as sender:
        server.faults[step].append("450 4.2.0 Greylisted")
        with pytest.raises(TemporaryFailure, match=r"^postponed: 450 4.2.0 Greylisted$") as failure:
            sender.send(recipient=ANNA, content=mail())
        sender.send(recipient="bo@example.se", content=mail())
    assert not failure.value.everyone
    assert (server.recipients, server.connections) == (["bo@example.se"], 1)


@pytest.mark.parametrize("step", ["RCPT", "DATA"])
def test_a_refused_mail_is_a_permanent_failure_and_the_next_mail_goes(step):
    with mail_server() as server, closing(SmtpSender(server.settings())) as sender:
        server.faults[step].append("550 5.1.1 No such user")
        with pytest.raises(PermanentFailure, match=r"^refused: 550 5.1.1 No such user$"):
            sender.send(recipient=ANNA, content=mail())
        sender.send(recipient="bo@example.se", content=mail())
    assert (server.recipients, server.connections) == (["bo@example.se"], 1)


def test_a_full_server_is_a_temporary_failure_of_everyone():
    with mail_server() as server, closing(SmtpSender(server.settings())) as sender:
        server.faults["DATA"].append("452 4.3.1 Insufficient system storage")
        with pytest.raises(TemporaryFailure, match=r"^postponed: 452") as failure:
            sender.send(recipient=ANNA, content=mail())
    assert failure.value.everyone


def test_a_full_mailbox_is_a_temporary_failure_of_its_own():
    with mail_server() as server, closing(SmtpSender(server.settings())) as sender:
        server.faults["RCPT"].append("452 4.2.2 Mailbox full")
        with pytest.raises(TemporaryFailure, match=r"^postponed: 452") as failure:
            sender.send(recipient=ANNA, content=mail())
    assert not failure.value.everyone


def test_a_sender_address_that_is_refused_keeps_the_mail_queued():
    with mail_server() as server, closing(SmtpSender(server.settings())) as sender:
        server.faults["MAIL"].append("550 5.7.1 Sender not allowed")
        with pytest.raises(TemporaryFailure, match=r"^sender_refused: 550") as failure:
            sender.send(recipient=ANNA, content=mail())
    assert failure.value.everyone


@pytest.mark.parametrize("fault", [DROP, HANG, "nonsense"])
def test_no_answer_after_the_mail_was_handed_over_leaves_the_outcome_unknown(fault):
    with mail_server() as server, closing(SmtpSender(server.settings(smtp_timeout=0.5))) as sender:
        server.faults["DATA"].append(fault)
        with pytest.raises(OutcomeUnknown, match=r"^unanswered"):
            sender.send(recipient=ANNA, content=mail())
        sender.send(recipient="bo@example.se", content=mail())
    assert server.recipients == ["bo@example.se"]


def test_a_mail_is_not_sent_again_after_an_unknown_outcome_even_on_a_kept_connection():
    with mail_server() as server, closing(SmtpSender(server.settings())) as sender:
        sender.send(recipient=ANNA, content=mail())
        server.faults["DATA"].append(DROP)
        with pytest.raises(OutcomeUnknown):
            sender.send(recipient="bo@example.se", content=mail())
    assert (server.recipients, server.connections) == ([ANNA], 1)


def test_a_break_in_the_middle_of_a_mail_is_a_temporary_failure_because_nothing_was_taken():
    def leave_in_the_middle(listening):
        connection, _ = listening.accept()
        with connection:
            for answer in ("220 Hej", "250 EHLO", "250 MAIL", "250 RCPT", "354 DATA"):
                connection.sendall(f"{answer}\r\n".encode())
                connection.recv(1000)
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))

    with socket.create_server(("127.0.0.1", 0)) as listening, mail_server() as server:
        thread = threading.Thread(target=leave_in_the_middle, args=(listening,))
        thread.start()
        with pytest.raises(TemporaryFailure, match=r"^unreachable: ") as failure:
            SmtpSender(server.settings(smtp_port=listening.getsockname()[1])).send(
                recipient=ANNA,
                content=mail(text="lång " * 3_000_000),
            )
        thread.join(10)
    assert failure.value.everyone


def test_a_server_that_closes_after_the_mail_has_not_taken_it():
    with mail_server() as server, closing(SmtpSender(server.settings())) as sender:
        server.faults["DATA"].append("421 4.3.2 Shutting down")
        with pytest.raises(TemporaryFailure, match=r"^postponed: 421") as failure:
            sender.send(recipient=ANNA, content=mail())
    assert failure.value.everyone


@pytest.mark.parametrize(
    "answer",
    [
        "550 5.1.1 <anna.exempel@example.se>: Recipient address rejected",
        "550 5.1.1 Unknown user Anna.Exempel in local table",
        "550 5.1.1 anna.exempel@example.se unknown",
    ],
)
def test_a_problem_tells_what_the_server_said_without_the_address(answer):
    with mail_server() as server, closing(SmtpSender(server.settings())) as sender:
        server.faults["RCPT"].append(answer)
        with pytest.raises(PermanentFailure) as failure:
            sender.send(recipient=ANNA, content=mail())
    said = str(failure.value)
    assert said.startswith("refused: 550 5.1.1 ")
    assert "exempel" not in said.lower()


def test_a_long_answer_is_cut():
    with mail_server() as server, closing(SmtpSender(server.settings())) as sender:
        server.faults["RCPT"].append("550 " + "mycket " * 60)
        with pytest.raises(PermanentFailure) as failure:
            sender.send(recipient=ANNA, content=mail())
    assert len(str(failure.value)) < 200


@pytest.mark.parametrize(
    "address", ["", "anna", "anna@example.se, bo@example.se", "anna@example.se>\r\nDATA", "å b@example.se"]
)
def test_what_is_no_plain_address_never_reaches_the_server(address):
    with mail_server() as server, pytest.raises(PermanentFailure, match=r"^invalid$"):
        SmtpSender(server.settings()).send(recipient=address, content=mail())
    assert server.connections == 0


def test_missing_encryption_keeps_the_mail_queued_and_sends_nothing_in_clear():
    with mail_server() as server, pytest.raises(TemporaryFailure, match=r"^not_encrypted") as failure:
        SmtpSender(server.settings(smtp_starttls=True)).send(recipient=ANNA, content=mail())
    assert failure.value.everyone
    assert server.received == []


def test_a_certificate_that_is_not_trusted_keeps_the_mail_queued(certificate):
    with (
        mail_server(**encrypted(certificate)) as server,
        pytest.raises(TemporaryFailure, match=r"^not_encrypted: .*certificate") as failure,
    ):
        SmtpSender(server.settings(smtp_starttls=True)).send(recipient=ANNA, content=mail())
    assert failure.value.everyone
    assert server.received == []


def test_an_encrypted_connection_is_used_when_the_certificate_is_trusted(trusted):
    with (
        mail_server(**encrypted(trusted)) as server,
        closing(SmtpSender(server.settings(smtp_starttls=True))) as sender,
    ):
        sender.send(recipient=ANNA, content=mail())
    assert server.recipients == [ANNA]


def test_a_certificate_is_trusted_that_the_named_file_vouches_for(certificate):
    with mail_server(**encrypted(certificate)) as server:
        settings = server.settings(smtp_starttls=True, mail_ca=certificate)
        with closing(SmtpSender(settings)) as sender:
            sender.send(recipient=ANNA, content=mail())
    assert server.recipients == [ANNA]


def test_a_server_that_stops_offering_encryption_gets_nothing_more(trusted):
    with mail_server(**encrypted(trusted)) as server:
        settings = server.settings(smtp_starttls=True)
        with closing(SmtpSender(settings)) as sender:
            sender.send(recipient=ANNA, content=mail())
    with mail_server() as server, pytest.raises(TemporaryFailure, match=r"^not_encrypted"):
        SmtpSender(server.settings(smtp_starttls=True)).send(recipient="bo@example.se", content=mail())
    assert server.received == []


def test_a_connection_can_be_encrypted_from_the_first_byte(certificate):
    with (
        mail_server(tls=identified_by(certificate)) as server,
        closing(SmtpSender(server.settings(smtp_tls=True, mail_ca=certificate))) as sender,
    ):
        for name in (ANNA, "bo@example.se"):
            sender.send(recipient=name, content=mail())
    assert (server.recipients, server.connections) == ([ANNA, "bo@example.se"], 1)


@pytest.mark.parametrize("ca", ["none", "missing", "other"])
def test_what_cannot_be_trusted_from_the_first_byte_gets_nothing(certificate, tmp_path, ca):
    (tmp_path / "other").mkdir()
    file = {"none": None, "missing": tmp_path / "saknas.pem", "other": own_certificate(tmp_path / "other")}[ca]
    with (
        mail_server(tls=identified_by(certificate)) as server,
        pytest.raises(TemporaryFailure, match=r"^not_encrypted: ") as failure,
    ):
        SmtpSender(server.settings(smtp_tls=True, mail_ca=file)).send(recipient=ANNA, content=mail())
    assert failure.value.everyone
    assert server.received == []


def test_a_server_that_speaks_in_clear_where_encryption_is_expected_gets_nothing():
    with mail_server() as server, pytest.raises(TemporaryFailure, match=r"^not_encrypted"):
        SmtpSender(server.settings(smtp_tls=True)).send(recipient=ANNA, content=mail())
    assert server.received == []


@pytest.mark.parametrize("mechanism", ["PLAIN", "LOGIN"])
def test_either_way_of_logging_in_is_used_alone(trusted, mechanism):
    other = {"PLAIN": "LOGIN", "LOGIN": "PLAIN"}[mechanism]
    with mail_server(**encrypted(trusted, stod="hemligt"), auth_exclude_mechanism=[other]) as server:
        settings = server.settings(smtp_starttls=True, smtp_user="stod", smtp_password="hemligt")
        with closing(SmtpSender(settings)) as sender:
            sender.send(recipient=ANNA, content=mail())
    assert server.recipients == [ANNA]


def test_the_right_login_is_accepted(trusted):
    with mail_server(**encrypted(trusted, stod="hemligt")) as server:
        settings = server.settings(smtp_starttls=True, smtp_user="stod", smtp_password="hemligt")
        with closing(SmtpSender(settings)) as sender:
            sender.send(recipient=ANNA, content=mail())
    assert server.recipients == [ANNA]


@pytest.mark.parametrize("password", ["gissning", "gissningå"])
def test_a_refused_login_keeps_the_mail_queued_and_tells_no_password(trusted, password):
    with mail_server(**encrypted(trusted, stod="hemligt")) as server:
        settings = server.settings(smtp_starttls=True, smtp_user="stod", smtp_password=password)
        with pytest.raises(TemporaryFailure, match=r"^login_refused: ") as failure:
            SmtpSender(settings).send(recipient=ANNA, content=mail())
    assert failure.value.everyone
    assert "gissning" not in str(failure.value)


def test_a_login_at_a_server_that_offers_none_keeps_the_mail_queued():
    with mail_server() as server:
        settings = server.settings(smtp_user="stod", smtp_password="hemligt")
        with pytest.raises(TemporaryFailure, match=r"^login_refused") as failure:
            SmtpSender(settings).send(recipient=ANNA, content=mail())
    assert failure.value.everyone
    assert server.received == []


@pytest.fixture
def certificate(tmp_path):
    return own_certificate(tmp_path)


@pytest.fixture
def trusted(certificate, monkeypatch):
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    return certificate


# --- what a server offers --------------------------------------------------------------------------------------------

ASA = "åsa@exempelstad.example"


def test_an_address_beyond_ascii_is_sent_to_a_server_that_takes_such():
    with mail_server(enable_SMTPUTF8=True) as server, closing(SmtpSender(server.settings())) as sender:
        sender.send(recipient=ASA, content=mail(recipient=ASA))
    assert server.recipients == [ASA]
    assert message_from_bytes(server.received[0][1], policy=policy.SMTPUTF8)["To"] == ASA


def test_an_address_beyond_ascii_fails_alone_where_the_server_takes_none():
    with mail_server() as server, closing(SmtpSender(server.settings())) as sender:
        with pytest.raises(PermanentFailure, match=r"^beyond_ascii$"):
            sender.send(recipient=ASA, content=mail(recipient=ASA))
        sender.send(recipient=ANNA, content=mail())
    assert (server.recipients, server.connections) == ([ANNA], 1)


def test_a_domain_beyond_ascii_needs_nothing_of_the_server():
    with mail_server() as server, closing(SmtpSender(server.settings())) as sender:
        sender.send(recipient="anna@exämpel.example", content=mail(recipient="anna@exämpel.example"))
    assert server.recipients == ["anna@xn--exmpel-cua.example"]


class Batch:
    """A server that answers MAIL, RCPT and DATA only when it has all three: one that is asked in turn never answers."""

    def __init__(self, answers: tuple[str, ...], offers: str) -> None:
        self.answers, self.offers = list(answers), offers
        self.heard: list[str] = []
        self.mails: list[bytes] = []
        self.connections = 0
        self.listening = socket.create_server(("127.0.0.1", 0))

    @property
    def settings(self) -> Settings:
        where = {"smtp_host": "127.0.0.1", "smtp_port": self.listening.getsockname()[1]}
        return Settings(_env_file=None, **where, smtp_timeout=2, mail_from=SENDER)

    def serve(self) -> None:
        while True:
            try:
                connection, _ = self.listening.accept()
            except OSError:
                return
            self.connections += 1
            with connection, connection.makefile("rwb") as stream:
                self._talk(stream)

    def _talk(self, stream) -> None:
        held: list[str] = []

        def say(*answers: str) -> None:
            stream.write("".join(f"{answer}\r\n" for answer in answers).encode())
            stream.flush()

        say("220 hej")
        for line in iter(stream.readline, b""):
            verb = line.decode().split(":")[0].strip().upper()
            self.heard.append(verb)
            if verb.startswith("EHLO"):
                say("250-hej", f"250 {self.offers}")
            elif verb in {"MAIL FROM", "RCPT TO", "DATA"}:
                usual = "354 go on" if verb == "DATA" else "250 ok"
                answer = self.answers.pop(0) if self.answers else usual
                if answer == DROP:
                    return
                held.append(answer)
                if verb == "DATA":
                    say(*held)
                    taken, held = held, []
                    if taken[-1].startswith("354"):
                        lines = list(takewhile(lambda line: line not in {b".\r\n", b""}, iter(stream.readline, None)))
                        self.mails += [b"".join(lines)] if lines else []
                        say("250 taken" if lines else "554 no valid recipients")
            else:
                say("221 bye" if verb == "QUIT" else "250 ok")


@contextmanager
def batch(*answers: str, offers: str = "PIPELINING") -> Iterator[Batch]:
    server = Batch(answers, offers)
    thread = threading.Thread(target=server.serve)
    thread.start()
    try:
        yield server
    finally:
        server.listening.shutdown(socket.SHUT_RDWR)
        server.listening.close()
        thread.join(10)


def test_the_envelope_leaves_in_one_write_where_the_server_can_take_that():
    with batch() as server, closing(SmtpSender(server.settings)) as sender:
        for _ in range(3):
            sender.send(recipient=ANNA, content=mail())
    assert server.mails == [mail()] * 3
    assert server.connections == 1


def test_the_envelope_is_asked_in_turn_where_the_server_cannot():
    with batch(offers="8BITMIME") as server, pytest.raises(TemporaryFailure, match=r"^unreachable: .*timed out"):
        SmtpSender(server.settings).send(recipient=ANNA, content=mail())
    assert "DATA" not in server.heard


@pytest.mark.parametrize(
    ("answers", "failure", "said"),
    [
        (("250 ok", "550 5.1.1 No such user", "354 go on"), PermanentFailure, r"^refused: 550 5.1.1"),
        (("250 ok", "550 5.1.1 No such user", "554 no valid recipients"), PermanentFailure, r"^refused: 550 5.1.1"),
        (("250 ok", "450 4.2.0 Greylisted", "503 no recipients"), TemporaryFailure, r"^postponed: 450 4.2.0"),
        (("250 ok", "250 ok", "451 4.3.0 Later"), TemporaryFailure, r"^postponed: 451"),
        (("550 5.7.1 Not you", "503 MAIL first", "503 MAIL first"), TemporaryFailure, r"^sender_refused: 550"),
        (("452 4.3.1 Full", "503 MAIL first", "503 MAIL first"), TemporaryFailure, r"^postponed: 452"),
    ],
)
def test_each_answer_of_a_batch_is_told_as_its_own_and_the_next_mail_goes(answers, failure, said):
    with batch(*answers) as server, closing(SmtpSender(server.settings)) as sender:
        with pytest.raises(failure, match=said):
            sender.send(recipient=ANNA, content=mail())
        sender.send(recipient="bo@example.se", content=mail())
    assert (server.mails, server.connections) == ([mail()], 1)


def test_a_server_that_would_take_an_empty_mail_is_left():
    with batch("452 4.3.1 Full", "250 ok", "354 go on") as server, closing(SmtpSender(server.settings)) as sender:
        with pytest.raises(TemporaryFailure, match=r"^postponed: 452"):
            sender.send(recipient=ANNA, content=mail())
        sender.send(recipient="bo@example.se", content=mail())
    assert (server.mails, server.connections) == ([mail()], 2)


@pytest.mark.parametrize("answers", [(DROP,), ("421 4.3.2 Shutting down",), ("250 ok", "421 4.3.2 Shutting down")])
def test_a_server_that_breaks_over_a_batch_is_asked_in_turn_from_then_on(answers):
    with batch(*answers) as server, closing(SmtpSender(server.settings)) as sender:
        with pytest.raises(TemporaryFailure, match=r"^unreachable") as failure:
            sender.send(recipient=ANNA, content=mail())
        heard = len(server.heard)
        with pytest.raises(TemporaryFailure):  # this one only answers batches
            sender.send(recipient=ANNA, content=mail())
    assert failure.value.everyone
    assert server.mails == []
    assert "DATA" not in server.heard[heard:]


def test_a_real_server_takes_the_envelope_in_one_write():
    with mail_server(offers=["PIPELINING"]) as server, closing(SmtpSender(server.settings())) as sender:
        server.faults["RCPT"].append("550 5.1.1 No such user")
        with pytest.raises(PermanentFailure, match=r"^refused: 550 5.1.1"):
            sender.send(recipient=ANNA, content=mail())
        sender.send(recipient="bo@example.se", content=mail(text=".\n.slut"))
    assert server.received == [("bo@example.se", mail(text=".\n.slut"))]
    assert server.connections == 1
