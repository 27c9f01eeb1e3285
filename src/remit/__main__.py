"""`python -m remit` is `remit`. Adds nothing."""

from remit.cli.main import app

if __name__ == "__main__":
    app(prog_name="remit")
