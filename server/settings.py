"""What an operator can set, by `GRADUS_...` environment variables."""

from pathlib import Path

from platformdirs import user_data_path
from pydantic import PositiveInt
from pydantic_settings import BaseSettings, SettingsConfigDict


class Settings(BaseSettings):
    """Settings of one server or worker process.

    data_dir: database, uploaded files and bundles of the single-node default. database_url: empty
    for SQLite in data_dir, or ``postgresql+psycopg://...``. storage_url: empty for files in
    data_dir, or ``s3://bucket/prefix``. workers: grading threads inside this process, 0 for none.
    public_url: how browsers reach the server; sets secure cookies where it is https.
    trust_code: run layer code although this process cannot confine it.
    """

    model_config = SettingsConfigDict(env_prefix="GRADUS_", frozen=True)

    data_dir: Path = user_data_path("gradus", appauthor=False)
    database_url: str = ""
    storage_url: str = ""
    host: str = "127.0.0.1"
    port: int = 8000
    workers: int = 2
    public_url: str = ""
    trust_code: bool = False
    session_days: PositiveInt = 14
    sign_in_link_hours: PositiveInt = 24
    token_days: PositiveInt = 180

    @property
    def url(self) -> str:
        """The address to print and to build links from."""
        host = f"[{self.host}]" if ":" in self.host else self.host  # RFC 3986, section 3.2.2
        return self.public_url.rstrip("/") or f"http://{host}:{self.port}"

    @property
    def resolved_database_url(self) -> str:
        """The database's URL, SQLite in the data directory unless set."""
        return self.database_url or f"sqlite:///{self.data_dir / 'gradus.sqlite3'}"
