"""What an installation sets, read from the environment (`TRESPANN_…`) or a file `.env`."""

from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit

from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict

LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})
EXAMPLES = Path(__file__).resolve().parents[2] / "examples"


class Settings(BaseSettings):
    """Every setting has a value that works on one machine out of the box."""

    model_config = SettingsConfigDict(
        env_prefix="TRESPANN_",
        env_file=".env",
        env_ignore_empty=True,
        extra="ignore",
    )

    var: Path = Path("var")
    """Folder of everything written at run time: database, mails of the sink, logs, Prefect's own files."""
    database_url: str = ""
    """SQLAlchemy address of the database; empty: `trespann.db` in `var`."""
    synchronous: str = "NORMAL"
    """SQLite's durability: NORMAL survives a killed process, FULL also a power cut."""
    language: str = "sv"
    """Language of the command line: sv or en. Mail follows each person's own."""
    city: str = "Exempelstad"
    """Name of the city, as mails sign with it."""
    mail_from: str = "stodfunktionen@exempelstad.example"
    """Sender's address of every mail; its domain also ends each Message-ID."""
    smtp_host: str = "127.0.0.1"
    smtp_port: int = 8025
    smtp_starttls: bool = False
    """Encrypt the connection once it stands; a server that no longer offers that gets nothing."""
    smtp_tls: bool = False
    """Encrypt from the first byte, as on port 465; STARTTLS is then not asked for."""
    mail_ca: Path | None = None
    """Certificates (PEM) that mail servers must be signed by; none: those of the system."""
    smtp_user: str = ""
    smtp_password: SecretStr = SecretStr("")
    smtp_timeout: float = 30
    """Seconds after which a silent server counts as a temporary failure."""
    smtp_connections: int = 1
    """How many connections deliver side by side."""
    smtp_per_minute: int = Field(default=0, ge=0)
    """How many mails a minute the relay takes from all workers together; 0: as many as there are."""
    mail_reply_to: str = ""
    """Where an answer to a mail goes; empty: to `mail_from`."""
    bounce_secret: SecretStr = SecretStr("")
    """Signs a return path for each message, `name+b-NUMBER-SIGNATURE@domain`; empty: all come back to `mail_from`."""
    bounces: Path | None = None
    """Maildir of what comes back, read by each tick."""
    imap_host: str = ""
    """Server of a mail folder with what comes back, always spoken to encrypted; empty: there is none."""
    imap_port: int = 993
    imap_user: str = ""
    imap_password: SecretStr = SecretStr("")
    imap_folder: str = "INBOX"
    notices: Path = EXAMPLES / "notices"
    """Folder that the nightly import reads notices from."""
    plan: Path = EXAMPLES / "plan.csv"
    """Spreadsheet that the nightly import reads the procurement plan from."""
    plan_columns: Path | None = None
    """What the headings in the city's own plan mean, see `exchange.plans.columns`; none: what they say."""
    directory: Path = EXAMPLES / "city.toml"
    """Units and people loaded when the database is created."""
    practice: bool = False
    """Whether this is an installation to practise on, where commands may act as on any day."""
    templates: Path | None = None
    """Folder of the city's own templates of mail, each in place of ours of the same name; none: all are ours."""
    clauses: Path | None = None
    """Folder of the city's own clauses, each in place of ours of the same name; none: all are our examples."""
    ladder: Path | None = None
    """The city's own deadlines and reminder steps; none: as they come, see `examples/ladder.toml`."""
    prefect_port: int = 4200
    web_host: str = "127.0.0.1"
    """Address that the pages are served on; before it stands a proxy that encrypts, once others read them."""
    web_port: int = 8400
    web_url: str = ""
    """What links in mails begin with, as `https://trespann.example`; empty: the pages of this machine while mail stays
    in its sink, and no links once mail leaves it."""
    link_days: int = Field(default=30, ge=1)
    """For how many days a link in a mail opens its page."""
    supplier_link_days: int = Field(default=365, ge=1)
    """For how many days a supplier's link opens its own page, which is used again and again."""
    secret: SecretStr = SecretStr("")
    """What addresses in mails are signed with, the same wherever mail is written or pages served; none: a file."""

    session_idle_minutes: int = Field(default=60, ge=1)
    """After how many minutes without a page somebody has to sign in again."""
    session_hours: int = Field(default=12, ge=1)
    """After how many hours somebody has to sign in again, whatever they do."""
    account_invitation_days: int = Field(default=7, ge=1)
    """For how many days a link to set the first password works."""
    oidc_issuer: str = ""
    """Address of the city's identity provider (OpenID Connect), as it calls itself; empty: passwords alone."""
    oidc_client_id: str = ""
    """As what Trespann is registered there."""
    oidc_client_secret: SecretStr = SecretStr("")
    oidc_scope: str = "openid profile email"
    oidc_groups_claim: str = "groups"
    """The claim of a token that holds somebody's groups."""
    oidc_roles: dict[str, Literal["support", "officer", "labour_market", "reader", "administrator"]] = {}
    """Which group has which role, as JSON: `{"g-trespann-stod": "support"}`. The first that fits counts."""

    @property
    def stays_here(self) -> bool:
        """Whether pages and mail stay on this machine: they are served to it alone, and under no other name."""
        named = urlsplit(self.web_url).hostname if self.web_url else self.web_host
        return self.has_sink and self.web_host in LOOPBACK and named in LOOPBACK

    @property
    def begins_with(self) -> str:
        """What addresses of pages begin with for those who sign in."""
        return (self.web_url or self.web_address).rstrip("/")

    @property
    def has_sink(self) -> bool:
        """Whether mail goes to a sink of our own on this machine instead of to a mail server."""
        return self.smtp_host in LOOPBACK

    @property
    def is_practice(self) -> bool:
        """Whether commands may act as on any day: never where mail leaves this machine."""
        return self.practice and self.has_sink

    @property
    def web_address(self) -> str:
        """Where the pages are served."""
        return f"http://{self.web_host}:{self.web_port}"

    @property
    def database(self) -> str:
        return self.database_url or f"sqlite:///{self.var / 'trespann.db'}"
