"""What element recognition reads in a few turns; turns of the agent begin with "坐席:"."""

from datetime import date

from desk.extract import extract

TODAY = date(2026, 11, 26)  # a Thursday


def talk(*turns):
    return [
        {"role": "agent", "text": turn[3:]} if turn.startswith("坐席:") else {"role": "citizen", "text": turn}
        for turn in turns
    ]


def values(*turns, today=TODAY):
    return {name: found.value for name, found in extract(talk(*turns), today).fields.items()}
