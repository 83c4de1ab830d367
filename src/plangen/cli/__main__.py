"""`python -m plangen.cli` is `plangen`."""

from plangen.cli.app import main

if __name__ == "__main__":
    main()
