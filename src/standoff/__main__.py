"""The command line as a module: `python -m standoff`."""

from standoff.cli.main import main

if __name__ == "__main__":
    main()
